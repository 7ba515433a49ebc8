import MartletModel
import NIOCore

/// A segment's sparse index from offsets to file positions, in memory.
///
/// An entry names the *last* offset of the batch at its position, so that a look-up for that very offset
/// still finds the batch. Invariant: offsets and positions strictly increase.
package struct OffsetIndex: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var relativeOffset: Int32
        package var position: Int32

        package init(relativeOffset: Int32, position: Int32) {
            self.relativeOffset = relativeOffset
            self.position = position
        }
    }

    package static let entryByteCount = 8

    package let baseOffset: Offset
    package private(set) var entries: ContiguousArray<Entry> = []

    package init(baseOffset: Offset) {
        self.baseOffset = baseOffset
    }

    /// How many entries a file of `segment.index.bytes` holds.
    package static func capacity(fileByteCount: Int64) -> Int {
        Int(fileByteCount) / entryByteCount
    }

    /// Adds an entry; no news is left out. An index of older Kafka may name the last of several batches, so
    /// that the next of them is none.
    package mutating func append(lastOffset: Offset, position: Int64) {
        append(
            Entry(
                relativeOffset: Int32(truncatingIfNeeded: lastOffset - baseOffset),
                position: Int32(truncatingIfNeeded: position)))
    }

    /// Where to begin a scan for `offset`: no batch before this position reaches it. Nil: at the beginning.
    package func place(for offset: Offset) -> IndexedPlace? {
        let distance = offset - baseOffset
        let after = entries.partitioningIndex { Int64($0.relativeOffset) > distance }
        guard after > 0 else { return nil }
        let entry = entries[after - 1]
        return IndexedPlace(
            lastOffset: baseOffset + Int64(entry.relativeOffset), position: Int64(entry.position))
    }

    /// An offset that no batch before `position` reaches; nil when no entry tells.
    package func offset(atPosition position: Int64) -> Offset? {
        let index = entries.partitioningIndex { Int64($0.position) >= position }
        return index < entries.count ? baseOffset + Int64(entries[index].relativeOffset) : nil
    }

    /// The entries that say where these offsets are, the one before each, and those of `byteCount` bytes from
    /// the first place on.
    func narrowed(to offsets: [Offset], following byteCount: Int64 = 0) -> OffsetIndex {
        var narrow = OffsetIndex(baseOffset: baseOffset)
        for (number, offset) in offsets.enumerated() {
            let after = entries.partitioningIndex { Int64($0.relativeOffset) > offset - baseOffset }
            let first = max(0, after - 1)
            var next = max(0, after - 2)
            let reach = number == 0 && first < entries.count ? Int64(entries[first].position) + byteCount : 0
            while next < entries.count {
                narrow.append(entries[next])
                if next >= after, Int64(entries[next].position) >= reach { break }
                next += 1
            }
        }
        return narrow
    }

    private mutating func append(_ entry: Entry) {
        if let last = entries.last, entry.relativeOffset <= last.relativeOffset { return }
        entries.append(entry)
    }

    /// Forgets what lies at `position` or beyond.
    package mutating func truncate(toPosition position: Int64) {
        entries.removeSubrange(entries.partitioningIndex { Int64($0.position) >= position }...)
    }

    // MARK: - Bytes

    /// From the entry with this index on.
    package func encoded(from first: Int = 0) -> ByteBuffer {
        let written = entries[first...]
        var buffer = ByteBufferAllocator().buffer(capacity: written.count * Self.entryByteCount)
        for entry in written { buffer.writeMultipleIntegers(entry.relativeOffset, entry.position) }
        return buffer
    }

    /// Reads an index file. Nil when it cannot be that of a segment with `logByteCount` bytes, and must be
    /// rebuilt.
    package init?(baseOffset: Offset, decoding buffer: ByteBuffer, logByteCount: Int64) {
        guard buffer.readableBytes.isMultiple(of: Self.entryByteCount) else { return nil }
        self.init(
            baseOffset: baseOffset, decodingPrefixOf: buffer, logByteCount: logByteCount,
            below: SegmentFile.greatestOffset)
        guard entries.count * Self.entryByteCount == buffer.readableBytes else { return nil }
    }

    /// Reads the entries below an offset from an index file that nobody finished, as far as they make sense.
    package init(
        baseOffset: Offset, decodingPrefixOf buffer: ByteBuffer, logByteCount: Int64, below end: Offset
    ) {
        self.init(baseOffset: baseOffset)
        let greatest = end - baseOffset
        buffer.withUnsafeReadableBytes { bytes in
            let count = bytes.count / Self.entryByteCount
            entries.reserveCapacity(count)
            var last = Entry(relativeOffset: -1, position: 0)
            for index in 0..<count {
                let at = index * Self.entryByteCount
                let entry = Entry(
                    relativeOffset: Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: at, as: Int32.self)),
                    position: Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: at + 4, as: Int32.self)))
                guard entry.relativeOffset > last.relativeOffset, entry.position > last.position,
                    Int64(entry.position) < logByteCount, Int64(entry.relativeOffset) < greatest
                else { return }
                entries.append(entry)
                last = entry
            }
        }
    }

    /// What the last entry says.
    var lastPlace: IndexedPlace? {
        entries.last.map {
            IndexedPlace(lastOffset: baseOffset + Int64($0.relativeOffset), position: Int64($0.position))
        }
    }
}

/// What an offset index says: the batch at this position, or one of those that were appended with it, ends
/// with this offset.
package struct IndexedPlace: Sendable, Equatable {
    package var lastOffset: Offset
    package var position: Int64

    package init(lastOffset: Offset, position: Int64) {
        self.lastOffset = lastOffset
        self.position = position
    }
}

extension RandomAccessCollection where Index == Int {
    /// The index of the first element of which `predicate` holds, which must hold of all that follow it.
    func partitioningIndex(where predicate: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = low + (high - low) / 2
            if predicate(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
