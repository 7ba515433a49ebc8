import MartletModel
import NIOCore

/// The index file of a sealed segment, searched where it lies: a look-up reads a page two or three times, and
/// nothing stays in memory.
struct SealedIndex {
    enum Kind {
        case offsets
        case times

        var entryByteCount: Int {
            switch self {
            case .offsets: OffsetIndex.entryByteCount
            case .times: TimeIndex.entryByteCount
            }
        }
    }

    /// Whole entries of either kind, about a page.
    private static let entriesPerBlock = 512

    private let file: any File
    private let kind: Kind
    private let access: DiskAccess
    private let entryCount: Int

    init(_ kind: Kind, file: any File, _ access: DiskAccess = .allowed) throws(StorageError) {
        self.kind = kind
        self.file = file
        self.access = access
        entryCount = Int(try file.byteCount()) / kind.entryByteCount
    }

    /// The offset index's answer: where to begin a scan for `offset`. Nil: at the beginning.
    func place(
        for offset: Offset, baseOffset: Offset, nextOffset: Offset
    ) throws(StorageError) -> IndexedPlace? {
        guard let entry = try lastEntry(atMost: offset - baseOffset, of: nextOffset - baseOffset),
            let (relative, position) = entry.getMultipleIntegers(
                at: entry.readerIndex, as: (Int32, Int32).self)
        else { return nil }
        return IndexedPlace(lastOffset: baseOffset + Int64(relative), position: Int64(position))
    }

    /// The offset index's answer: an offset that no batch before `position` reaches; nil when no entry tells.
    func offset(atPosition position: Int64, baseOffset: Offset) throws(StorageError) -> Offset? {
        func readEntry(_ index: Int) throws(StorageError) -> (Int32, Int32) {
            let entry = try entries(from: index, count: 1)
            return entry.getMultipleIntegers(at: entry.readerIndex, as: (Int32, Int32).self) ?? (0, 0)
        }
        var (low, high) = (0, entryCount)
        while low < high {
            let middle = low + (high - low) / 2
            if Int64(try readEntry(middle).1) >= position { high = middle } else { low = middle + 1 }
        }
        return low < entryCount ? baseOffset + Int64(try readEntry(low).0) : nil
    }

    /// The time index's answer: the last entry at or before `timestamp`.
    func entry(for timestamp: Timestamp, baseOffset: Offset) throws(StorageError) -> TimestampOffset? {
        try pair(try lastEntry(atMost: timestamp.rawValue), baseOffset)
    }

    /// The time index's last entry.
    func last(baseOffset: Offset) throws(StorageError) -> TimestampOffset? {
        guard entryCount > 0 else { return nil }
        return try pair(try entries(from: entryCount - 1, count: 1), baseOffset)
    }

    private func pair(_ entry: ByteBuffer?, _ baseOffset: Offset) throws(StorageError) -> TimestampOffset? {
        guard let entry, let timestamp = entry.getInteger(at: entry.readerIndex, as: Int64.self),
            let relative = entry.getInteger(at: entry.readerIndex + 8, as: Int32.self)
        else { return nil }
        return TimestampOffset(timestamp: Timestamp(timestamp), offset: baseOffset + Int64(relative))
    }

    /// The last entry whose key is at most `target`, looked for block by block. Offsets grow about as evenly
    /// as files do: the first blocks to look at are where `target` would be if all keys up to `keyCount` were
    /// spread evenly. Halving what is left comes after, and ends the search whatever the keys are.
    private func lastEntry(atMost target: Int64, of keyCount: Int64? = nil) throws(StorageError)
        -> ByteBuffer?
    {
        var (low, high) = (0, (entryCount + Self.entriesPerBlock - 1) / Self.entriesPerBlock)
        var (lowKey, highKey) = (Int64(0), keyCount ?? 0)
        var guesses = keyCount == nil ? 0 : Self.guesses
        var best: ByteBuffer?
        while low < high {
            var middle = low + (high - low) / 2
            if guesses > 0, highKey > lowKey, target >= lowKey {
                guesses -= 1
                let part = Double(target - lowKey) / Double(highKey - lowKey)
                middle = low + min(Int(part * Double(high - low)), high - low - 1)
            }
            let start = middle * Self.entriesPerBlock
            let block = try entries(from: start, count: min(Self.entriesPerBlock, entryCount - start))
            let count = block.readableBytes / kind.entryByteCount
            let after = (0..<count).partitioningIndex { key(block, $0) > target }
            if after == 0 {
                (high, highKey) = (middle, key(block, 0))
                continue
            }
            best = block.getSlice(
                at: block.readerIndex + (after - 1) * kind.entryByteCount, length: kind.entryByteCount)
            if after < count { return best }
            (low, lowKey) = (middle + 1, key(block, count - 1))
        }
        return best
    }

    private static let guesses = 4

    private func entries(from index: Int, count: Int) throws(StorageError) -> ByteBuffer {
        let position = Int64(index * kind.entryByteCount)
        let buffer = try file.read(at: position, count: count * kind.entryByteCount, access)
        guard buffer.readableBytes == count * kind.entryByteCount else {
            throw .corrupt(path: file.path, position: position, reason: "the index ends inside an entry")
        }
        return buffer
    }

    private func key(_ block: ByteBuffer, _ index: Int) -> Int64 {
        let position = block.readerIndex + index * kind.entryByteCount
        return switch kind {
        case .offsets: Int64(block.getInteger(at: position, as: Int32.self) ?? 0)
        case .times: block.getInteger(at: position, as: Int64.self) ?? 0
        }
    }
}
