import MartletModel
import NIOCore

/// A moment, and the offset that goes with it.
package struct TimestampOffset: Sendable, Equatable {
    package var timestamp: Timestamp
    package var offset: Offset

    package init(timestamp: Timestamp, offset: Offset) {
        self.timestamp = timestamp
        self.offset = offset
    }
}

/// A segment's sparse index from timestamps to offsets, in memory. An entry says: up to here no record has a
/// later timestamp, and this is the last offset of the batch that has this one.
///
/// Invariant: timestamps strictly increase, offsets do not decrease.
package struct TimeIndex: Sendable, Equatable {
    package static let entryByteCount = 12

    package let baseOffset: Offset
    private var timestamps: ContiguousArray<Int64> = []
    private var relativeOffsets: ContiguousArray<Int32> = []

    package init(baseOffset: Offset) {
        self.baseOffset = baseOffset
    }

    package static func capacity(fileByteCount: Int64) -> Int {
        Int(fileByteCount) / entryByteCount
    }

    package var count: Int { timestamps.count }

    package subscript(index: Int) -> TimestampOffset {
        TimestampOffset(
            timestamp: Timestamp(timestamps[index]), offset: baseOffset + Int64(relativeOffsets[index]))
    }

    /// The greatest timestamp; nothing yet is (−1, base).
    package var last: TimestampOffset {
        count == 0 ? TimestampOffset(timestamp: .none, offset: baseOffset) : self[count - 1]
    }

    /// Adds the pair unless its timestamp is no news.
    package mutating func appendIfLater(_ pair: TimestampOffset) {
        guard pair.timestamp > last.timestamp else { return }
        timestamps.append(pair.timestamp.rawValue)
        relativeOffsets.append(Int32(truncatingIfNeeded: pair.offset - baseOffset))
    }

    /// The last entry at or before `timestamp`; (−1, base) where there is none.
    package func lookUp(_ timestamp: Timestamp) -> TimestampOffset {
        let after = timestamps.partitioningIndex { $0 > timestamp.rawValue }
        return after == 0 ? TimestampOffset(timestamp: .none, offset: baseOffset) : self[after - 1]
    }

    /// Forgets entries for `offset` and beyond.
    package mutating func truncate(toOffset offset: Offset) {
        let kept = relativeOffsets.partitioningIndex { baseOffset + Int64($0) >= offset }
        timestamps.removeSubrange(kept...)
        relativeOffsets.removeSubrange(kept...)
    }

    // MARK: - Bytes

    /// From the entry with this index on.
    package func encoded(from first: Int = 0) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: (count - first) * Self.entryByteCount)
        for index in first..<count { buffer.writeMultipleIntegers(timestamps[index], relativeOffsets[index]) }
        return buffer
    }

    /// Reads an index file. Nil when it cannot be a time index, and must be rebuilt.
    package init?(baseOffset: Offset, decoding buffer: ByteBuffer) {
        guard buffer.readableBytes.isMultiple(of: Self.entryByteCount) else { return nil }
        self.init(baseOffset: baseOffset, decodingPrefixOf: buffer, below: Offset(Int64.max))
        guard count * Self.entryByteCount == buffer.readableBytes else { return nil }
    }

    /// Reads the entries for offsets below `end` from an index file that nobody finished, as far as they make
    /// sense.
    package init(baseOffset: Offset, decodingPrefixOf buffer: ByteBuffer, below end: Offset) {
        self.init(baseOffset: baseOffset)
        buffer.withUnsafeReadableBytes { bytes in
            var previous = (timestamp: Int64(-1), relativeOffset: Int32(0))
            for at in stride(from: 0, through: bytes.count - Self.entryByteCount, by: Self.entryByteCount) {
                let timestamp = Int64(bigEndian: bytes.loadUnaligned(fromByteOffset: at, as: Int64.self))
                let relative = Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: at + 8, as: Int32.self))
                guard timestamp > previous.timestamp, relative >= previous.relativeOffset,
                    baseOffset + Int64(relative) < end
                else { return }
                previous = (timestamp, relative)
                timestamps.append(timestamp)
                relativeOffsets.append(relative)
            }
        }
    }
}
