import MartletModel
import NIOCore

/// The bytes of a segment's index files; nil where there is none.
struct IndexFiles {
    var offsets: (path: String, bytes: ByteBuffer)?
    var times: (path: String, bytes: ByteBuffer)?

    init(offsets: (path: String, bytes: ByteBuffer)?, times: (path: String, bytes: ByteBuffer)?) {
        self.offsets = offsets
        self.times = times
    }

    init(of job: ScrubJob) throws(StorageError) {
        offsets = try Self.read(try job.openIfThere(.offsetIndex))
        times = try Self.read(try job.openIfThere(.timeIndex))
    }

    private static func read(_ file: (any File)?) throws(StorageError) -> (path: String, bytes: ByteBuffer)? {
        guard let file else { return nil }
        return (file.path, try ColdReads(file).read(at: 0, count: Int(try file.byteCount())))
    }
}

/// The entries of an index file in the order in which a walk through the segment meets them.
struct IndexEntries {
    /// Of an offset index the relative offset and the position; of a time index the timestamp and the
    /// relative offset. The walk meets them in the order of `place`.
    struct Entry: Equatable {
        var value: Int64
        var place: Int64
    }

    private static let faultLimit = 100

    let isThere: Bool
    private let path: String
    private let entries: [Entry]
    private let entryByteCount: Int
    private let rest: Int
    private var index = 0
    private var lastPlace: Int64 = -1
    private(set) var faults: [IndexFault] = []

    init(offsets file: (path: String, bytes: ByteBuffer)?) {
        self.init(file, entryByteCount: OffsetIndex.entryByteCount) { bytes in
            bytes.readMultipleIntegers(as: (Int32, Int32).self).map {
                Entry(value: Int64($0.0), place: Int64($0.1))
            }
        }
    }

    init(times file: (path: String, bytes: ByteBuffer)?) {
        self.init(file, entryByteCount: TimeIndex.entryByteCount) { bytes in
            bytes.readMultipleIntegers(as: (Int64, Int32).self).map {
                Entry(value: $0.0, place: Int64($0.1))
            }
        }
    }

    private init(
        _ file: (path: String, bytes: ByteBuffer)?, entryByteCount: Int,
        read: (inout ByteBuffer) -> Entry?
    ) {
        isThere = file != nil
        path = file?.path ?? ""
        self.entryByteCount = entryByteCount
        var bytes = file?.bytes ?? ByteBuffer()
        var entries: [Entry] = []
        entries.reserveCapacity(bytes.readableBytes / entryByteCount)
        while let entry = read(&bytes) { entries.append(entry) }
        self.entries = entries
        rest = bytes.readableBytes
        skipMisplaced()
    }

    var last: Entry? { entries.last }
    var current: Entry? { index < entries.count ? entries[index] : nil }

    /// Goes on to the next entry.
    mutating func advance() {
        lastPlace = current?.place ?? lastPlace
        index += 1
        skipMisplaced()
    }

    mutating func fail(_ reason: String) {
        fail(at: index, reason)
    }

    /// Says what is wrong with the file as a whole.
    mutating func failAtEnd(_ reason: String) {
        fail(at: max(0, entries.count - 1), reason)
    }

    /// All faults, once the segment is read.
    mutating func finish() -> [IndexFault] {
        if rest > 0 { fail(at: entries.count, "the file ends inside an entry") }
        return faults
    }

    /// What `fail` would note of the current entry.
    func fault(_ reason: String) -> IndexFault {
        fault(at: index, reason)
    }

    private func fault(at index: Int, _ reason: String) -> IndexFault {
        IndexFault(path: path, position: Int64(index * entryByteCount), reason: reason)
    }

    private mutating func fail(at index: Int, _ reason: String) {
        if faults.count < Self.faultLimit { faults.append(fault(at: index, reason)) }
    }

    /// An entry that points beyond those after it would hold them up.
    private mutating func skipMisplaced() {
        while index + 1 < entries.count, entries[index].place > entries[index + 1].place,
            entries[index + 1].place >= lastPlace
        {
            fail(
                "the entry points to \(entries[index].place), the one after it to \(entries[index + 1].place)"
            )
            index += 1
        }
    }
}
