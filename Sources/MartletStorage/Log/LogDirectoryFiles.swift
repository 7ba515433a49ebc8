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
    /// segment. Returns whether anything changed, which is not durable yet. A crash on the way does no harm:
    /// what the next opening finds then is settled alike.
    mutating func settle() throws(StorageError) -> Bool {
        let isSettled =
            others.allSatisfy { !Self.isPassing($0.name) }
            && numbered.allSatisfy {
                $0.log != nil || ($0.offsetIndex ?? $0.timeIndex ?? $0.transactionIndex) == nil
            }
        if isSettled { return false }
        let before = files
        try undoUnfinished()
        try finishSwap()
        // Snapshots of the metadata log have a life of their own.
        try remove { $0.hasSuffix(SegmentFile.deletedSuffix) && !$0.hasSuffix(".checkpoint.deleted") }
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

    /// Files with `.cleaned` do not count, nor do those with `.swap` that were to count together with them:
    /// what they were to replace is still there.
    private mutating func undoUnfinished() throws(StorageError) {
        let cleaned = files.compactMap { Self.parse($0.name, without: SegmentFile.cleanedSuffix)?.offset }
        if let lowest = cleaned.min() {
            let count = files.count
            try remove { name in
                Self.parse(name, without: SegmentFile.swapSuffix).map { $0.offset >= lowest } ?? false
            }
            // Without the others they would count.
            if files.count < count { try fileSystem.syncDirectory(directory) }
        }
        try remove { $0.hasSuffix(SegmentFile.cleanedSuffix) }
    }

    /// Files with `.swap` are complete, and take the place of all segments whose offsets they cover. Those
    /// whose log has its final name already belong to that.
    private mutating func finishSwap() throws(StorageError) {
        let swaps = files.filter { Self.parse($0.name, without: SegmentFile.swapSuffix) != nil }
        let logs = swaps.filter { $0.name.hasSuffix(SegmentFile.log.rawValue + SegmentFile.swapSuffix) }
        let count = files.count
        for swap in logs {
            guard let base = Self.parse(swap.name, without: SegmentFile.swapSuffix)?.offset else { continue }
            let end = try nextOffset(ofSwap: swap.name, base)
            try remove { other in
                guard let (kind, offset) = SegmentFile.parse(other) else { return false }
                return kind != .producerSnapshot && offset >= base && offset < end
            }
        }
        // What is replaced must not come back beside its replacement.
        if files.count < count { try fileSystem.syncDirectory(directory) }
        for swap in logs { try complete(swap) }
        // As long as the log is not final, nothing else that is final is the replacement's.
        if !logs.isEmpty { try fileSystem.syncDirectory(directory) }
        for swap in swaps where !logs.contains(swap) { try complete(swap) }
        files.sort { $0.name < $1.name }
    }

    private mutating func complete(_ swap: DirectoryEntry) throws(StorageError) {
        let final = String(swap.name.dropLast(SegmentFile.swapSuffix.count))
        try fileSystem.rename("\(directory)/\(swap.name)", to: "\(directory)/\(final)")
        files.removeAll { $0.name == swap.name || $0.name == final }
        files.append(DirectoryEntry(name: final, isDirectory: false, byteCount: swap.byteCount))
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
