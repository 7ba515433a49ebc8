import MartletModel

/// The files in a partition's directory.
struct LogDirectoryFiles {
    private let directory: String
    private let fileSystem: any FileSystem
    private var names: [String]

    init(directory: String, fileSystem: any FileSystem) throws(StorageError) {
        self.directory = directory
        self.fileSystem = fileSystem
        names = try fileSystem.list(directory).filter { !$0.isDirectory }.map(\.name)
    }

    /// The offsets of the files of one kind, ascending.
    func offsets(_ kind: SegmentFile) -> [Offset] {
        names.compactMap { SegmentFile.parse($0) }.filter { $0.file == kind }.map(\.offset).sorted()
    }

    func contains(_ kind: SegmentFile, _ offset: Offset) -> Bool {
        names.contains(kind.name(offset))
    }

    /// Finishes or undoes what was under way when the process stopped, and removes what belongs to no
    /// segment. Returns whether anything changed.
    mutating func settle() throws(StorageError) -> Bool {
        let before = names
        // Snapshots of the metadata log have a life of their own.
        try remove { $0.hasSuffix(SegmentFile.deletedSuffix) && !$0.hasSuffix(".checkpoint.deleted") }
        try settleSwap()
        let logs = Set(offsets(.log))
        try remove { name in
            guard let (kind, offset) = SegmentFile.parse(name) else { return false }
            return kind != .log && kind != .producerSnapshot && !logs.contains(offset)
        }
        return names != before
    }

    /// Files with `.cleaned` were never complete. Those with `.swap` are, and take the place of what they
    /// cover, unless they came of a split that was not.
    private mutating func settleSwap() throws(StorageError) {
        let cleaned = names.filter { $0.hasSuffix(SegmentFile.cleanedSuffix) }
        let unfinished = cleaned.compactMap { Self.parse($0, without: SegmentFile.cleanedSuffix)?.offset }
            .min()
        try remove { name in
            if name.hasSuffix(SegmentFile.cleanedSuffix) { return true }
            guard let unfinished, let swap = Self.parse(name, without: SegmentFile.swapSuffix) else {
                return false
            }
            return swap.offset >= unfinished
        }
        let swaps = names.filter { Self.parse($0, without: SegmentFile.swapSuffix) != nil }
        for name in swaps where name.hasSuffix(SegmentFile.log.rawValue + SegmentFile.swapSuffix) {
            guard let base = Self.parse(name, without: SegmentFile.swapSuffix)?.offset else { continue }
            let end = try nextOffset(ofSwap: name, base)
            try remove { other in
                guard let (_, offset) = SegmentFile.parse(other) else { return false }
                return offset >= base && offset < end
            }
        }
        for name in swaps {
            let final = String(name.dropLast(SegmentFile.swapSuffix.count))
            try fileSystem.rename("\(directory)/\(name)", to: "\(directory)/\(final)")
            names.removeAll { $0 == name || $0 == final }
            names.append(final)
        }
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
        for name in names where isUnwanted(name) { try fileSystem.remove("\(directory)/\(name)") }
        names.removeAll(where: isUnwanted)
    }
}
