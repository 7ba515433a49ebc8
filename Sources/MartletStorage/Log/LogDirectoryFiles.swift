import MartletModel
import MartletRecords
import NIOCore

/// The files in a partition's directory, from one listing.
struct LogDirectoryFiles {
    /// The files that have one number; nil for those that are missing, else how long they are.
    struct Numbered {
        let offset: Offset
        private(set) var log: Int64?
        private(set) var offsetIndex: Int64?
        private(set) var timeIndex: Int64?
        private(set) var transactionIndex: Int64?
        private(set) var producerSnapshot: Int64?

        fileprivate init(offset: Offset) {
            self.offset = offset
        }

        subscript(kind: SegmentFile) -> Int64? {
            get {
                switch kind {
                case .log: log
                case .offsetIndex: offsetIndex
                case .timeIndex: timeIndex
                case .transactionIndex: transactionIndex
                case .producerSnapshot: producerSnapshot
                }
            }
            set {
                switch kind {
                case .log: log = newValue
                case .offsetIndex: offsetIndex = newValue
                case .timeIndex: timeIndex = newValue
                case .transactionIndex: transactionIndex = newValue
                case .producerSnapshot: producerSnapshot = newValue
                }
            }
        }
    }

    private let directory: String
    private let fileSystem: any FileSystem
    private var files: [DirectoryEntry]
    /// Ascending.
    private(set) var numbered: [Numbered] = []
    /// All that are not `numbered`.
    private var others: [DirectoryEntry] = []

    init(directory: String, fileSystem: any FileSystem) throws(StorageError) {
        self.directory = directory
        self.fileSystem = fileSystem
        files = try fileSystem.list(directory).filter { !$0.isDirectory }
        sort()
    }

    private mutating func sort() {
        numbered.removeAll(keepingCapacity: true)
        others.removeAll(keepingCapacity: true)
        for file in files {
            guard let (kind, offset) = SegmentFile.parse(file.name) else {
                others.append(file)
                continue
            }
            // As names are sorted, all that share a number stand together, and numbers ascend.
            if numbered.last?.offset != offset { numbered.append(Numbered(offset: offset)) }
            numbered[numbered.count - 1][kind] = file.byteCount
        }
    }

    /// The offsets of the files of one kind, ascending.
    func offsets(_ kind: SegmentFile) -> [Offset] {
        numbered.filter { $0[kind] != nil }.map(\.offset)
    }

    /// How long the file of this name is, which is none of a segment's; nil where it is missing.
    func byteCount(_ name: String) -> Int64? {
        others.first { $0.name == name }?.byteCount
    }

    /// Any log file is longer than nothing.
    var hasRecords: Bool {
        numbered.contains { $0.log ?? 0 > 0 }
    }

    /// Finishes or undoes what was under way when the process stopped, and removes what belongs to no
    /// segment. Returns whether anything changed.
    mutating func settle() throws(StorageError) -> Bool {
        let isSettled =
            others.allSatisfy { !Self.isPassing($0.name) }
            && numbered.allSatisfy {
                $0.log != nil || ($0.offsetIndex ?? $0.timeIndex ?? $0.transactionIndex) == nil
            }
        if isSettled { return false }
        let before = files
        // Snapshots of the metadata log have a life of their own.
        try remove { $0.hasSuffix(SegmentFile.deletedSuffix) && !$0.hasSuffix(".checkpoint.deleted") }
        try settleSwap()
        sort()
        let logs = Set(offsets(.log))
        try remove { name in
            guard let (kind, offset) = SegmentFile.parse(name) else { return false }
            return kind != .log && kind != .producerSnapshot && !logs.contains(offset)
        }
        sort()
        return files != before
    }

    private static func isPassing(_ name: String) -> Bool {
        name.hasSuffix(SegmentFile.deletedSuffix) || name.hasSuffix(SegmentFile.cleanedSuffix)
            || name.hasSuffix(SegmentFile.swapSuffix)
    }

    /// Files with `.cleaned` were never complete. Those with `.swap` are, and take the place of what they
    /// cover, unless they came of a split that was not.
    private mutating func settleSwap() throws(StorageError) {
        let cleaned = files.map(\.name).filter { $0.hasSuffix(SegmentFile.cleanedSuffix) }
        let unfinished = cleaned.compactMap { Self.parse($0, without: SegmentFile.cleanedSuffix)?.offset }
            .min()
        try remove { name in
            if name.hasSuffix(SegmentFile.cleanedSuffix) { return true }
            guard let unfinished, let swap = Self.parse(name, without: SegmentFile.swapSuffix) else {
                return false
            }
            return swap.offset >= unfinished
        }
        let swaps = files.filter { Self.parse($0.name, without: SegmentFile.swapSuffix) != nil }
        for swap in swaps where swap.name.hasSuffix(SegmentFile.log.rawValue + SegmentFile.swapSuffix) {
            guard let base = Self.parse(swap.name, without: SegmentFile.swapSuffix)?.offset else { continue }
            let end = try nextOffset(ofSwap: swap.name, base)
            try remove { other in
                guard let (_, offset) = SegmentFile.parse(other) else { return false }
                return offset >= base && offset < end
            }
        }
        for swap in swaps {
            let final = String(swap.name.dropLast(SegmentFile.swapSuffix.count))
            try fileSystem.rename("\(directory)/\(swap.name)", to: "\(directory)/\(final)")
            files.removeAll { $0.name == swap.name || $0.name == final }
            files.append(DirectoryEntry(name: final, isDirectory: false, byteCount: swap.byteCount))
        }
        files.sort { $0.name < $1.name }
    }

    private func nextOffset(ofSwap name: String, _ base: Offset) throws(StorageError) -> Offset {
        let file = try fileSystem.open("\(directory)/\(name)", .read)
        var scanner = SegmentScanner(file, upTo: try file.byteCount(), chunkByteCount: 64 << 10)
        var end = base + 1
        while let batch = try scanner.nextWhole() { end = batch.header.nextOffset }
        return end
    }

    private static func parse(_ name: String, without suffix: String) -> (file: SegmentFile, offset: Offset)?
    {
        name.hasSuffix(suffix) ? SegmentFile.parse(String(name.dropLast(suffix.count))) : nil
    }

    private mutating func remove(where isUnwanted: (String) -> Bool) throws(StorageError) {
        for file in files where isUnwanted(file.name) { try fileSystem.remove("\(directory)/\(file.name)") }
        files.removeAll { isUnwanted($0.name) }
    }
}

extension LogDirectoryFiles {
    /// The files in a directory, which is made where it is missing; its name is not durable then.
    static func making(
        _ directory: String, fileSystem: any FileSystem
    ) throws(StorageError) -> LogDirectoryFiles {
        do throws(StorageError) {
            return try LogDirectoryFiles(directory: directory, fileSystem: fileSystem)
        } catch {
            guard case .notFound = error else { throw error }
        }
        try fileSystem.createDirectory(directory)
        return try LogDirectoryFiles(directory: directory, fileSystem: fileSystem)
    }

    /// The producer snapshots, ascending, and how long each is.
    var snapshots: [ProducerReplay.Snapshot] {
        numbered.compactMap { file in
            file.producerSnapshot.map { ProducerReplay.Snapshot(offset: file.offset, byteCount: $0) }
        }
    }
}
