import MartletModel
import MartletRecords
import NIOCore

/// A segment that is not written to any more. Its files are opened when somebody looks into them.
struct SealedSegment {
    let baseOffset: Offset
    let byteCount: Int64
    /// The time index's last entry, once it was read; (−1, base) when there is none.
    var greatest: TimestampOffset?
    /// Transactions were aborted in it: there is a transaction index.
    var hasAborts = false
}

/// The open files of a few sealed segments of a log: those that were read last.
struct OpenSegments {
    private struct Files {
        var baseOffset: Offset
        var log: (any File)?
        var offsets: SealedIndex?
        var times: SealedIndex?
    }

    /// One that is read and the next; more would cost descriptors with every partition.
    private static let limit = 2

    private let fileSystem: any FileSystem
    private let directory: String
    private var open: [Files] = []

    init(fileSystem: any FileSystem, directory: String) {
        self.fileSystem = fileSystem
        self.directory = directory
    }

    mutating func log(_ baseOffset: Offset) throws(StorageError) -> any File {
        let index = position(of: baseOffset)
        if let file = open[index].log { return file }
        let file = try fileSystem.open("\(directory)/\(SegmentFile.log.name(baseOffset))", .read)
        open[index].log = file
        return file
    }

    mutating func offsets(_ baseOffset: Offset) throws(StorageError) -> SealedIndex {
        let index = position(of: baseOffset)
        if let found = open[index].offsets { return found }
        let file = try fileSystem.open("\(directory)/\(SegmentFile.offsetIndex.name(baseOffset))", .read)
        let offsets = try SealedIndex(.offsets, file: file)
        open[index].offsets = offsets
        return offsets
    }

    /// Nil where there is no time index, which is no damage: a look-up then scans more.
    mutating func times(_ baseOffset: Offset) throws(StorageError) -> SealedIndex? {
        let index = position(of: baseOffset)
        if let found = open[index].times { return found }
        let path = "\(directory)/\(SegmentFile.timeIndex.name(baseOffset))"
        do throws(StorageError) {
            let times = try SealedIndex(.times, file: try fileSystem.open(path, .read))
            open[index].times = times
            return times
        } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    /// Closes what is open, as far as nobody else reads it.
    mutating func closeAll() {
        open.removeAll()
    }

    /// The place of a segment's files, the most recently used last.
    private mutating func position(of baseOffset: Offset) -> Int {
        if let last = open.indices.last, open[last].baseOffset == baseOffset { return last }
        if let index = open.firstIndex(where: { $0.baseOffset == baseOffset }) {
            open.append(open.remove(at: index))
        } else {
            if open.count == Self.limit { open.removeFirst() }
            open.append(Files(baseOffset: baseOffset))
        }
        return open.count - 1
    }
}
