import MartletModel
import MartletRecords
import NIOCore

/// An index that does not agree with its segment.
package struct IndexFault: Sendable, Equatable {
    package var path: String
    package var position: Int64
    package var reason: String

    package init(path: String, position: Int64, reason: String) {
        self.path = path
        self.position = position
        self.reason = reason
    }
}

/// Holds a segment's index files against its batches as they are read, one entry after the other.
///
/// An entry of the offset index names the position of a batch and its last offset. An entry of the time index
/// names a timestamp, greater than all before it, and the last offset of the first batch that has it.
struct IndexCheck {
    private let baseOffset: Offset
    private var offsets: IndexEntries
    private var times: IndexEntries
    /// Entries that name the last offset of a later batch. Followers of older Kafka wrote all their entries
    /// like this, for all that they appended at once; one alone is damage.
    private var laterOffsets: [IndexFault] = []

    private var greatest: TimestampOffset
    /// What lies in here cannot be compared with.
    private var unreadable: [CorruptRange] = []

    init(_ baseOffset: Offset, _ files: IndexFiles) {
        self.baseOffset = baseOffset
        greatest = TimestampOffset(timestamp: .none, offset: baseOffset)
        offsets = IndexEntries(offsets: files.offsets)
        times = IndexEntries(times: files.times)
    }

    mutating func batch(_ batch: BatchLocation) {
        checkOffsets(batch)
        if batch.header.maxTimestamp > greatest.timestamp {
            greatest = TimestampOffset(timestamp: batch.header.maxTimestamp, offset: batch.header.lastOffset)
        }
        checkTimes(upTo: batch.header.lastOffset)
    }

    mutating func damage(_ range: CorruptRange) {
        unreadable.append(range)
    }

    /// What is wrong with both. `isComplete`: the segment is sealed or closed, so that the time index ends
    /// with its greatest timestamp.
    mutating func finish(isComplete: Bool = true) -> [IndexFault] {
        checkOffsets(before: .max)
        checkTimes(upTo: Offset(Int64.max))
        if isComplete, times.isThere, unreadable.isEmpty,
            times.last?.value ?? Timestamp.none.rawValue != greatest.timestamp.rawValue
        {
            times.failAtEnd(
                "it does not end with the greatest timestamp of the segment, \(greatest.timestamp)")
        }
        let all = offsets.finish() + times.finish()
        return laterOffsets.count == 1 ? all + laterOffsets : all
    }

    private mutating func checkOffsets(before position: Int64) {
        while let entry = offsets.current, entry.place < position {
            if !unreadable.contains(where: { $0.positions.contains(entry.place) }) {
                offsets.fail("no batch begins at position \(entry.place)")
            }
            offsets.advance()
        }
    }

    private mutating func checkOffsets(_ batch: BatchLocation) {
        checkOffsets(before: batch.position)
        guard let entry = offsets.current, entry.place == batch.position else { return }
        let last = baseOffset + entry.value
        if last != batch.header.lastOffset {
            let reason =
                "the batch at \(entry.place) ends with offset \(batch.header.lastOffset), not \(last)"
            if last > batch.header.lastOffset {
                laterOffsets.append(offsets.fault(reason))
            } else {
                offsets.fail(reason)
            }
        }
        offsets.advance()
    }

    private mutating func checkTimes(upTo offset: Offset) {
        while let entry = times.current, baseOffset + entry.place <= offset {
            let named = TimestampOffset(timestamp: Timestamp(entry.value), offset: baseOffset + entry.place)
            if named != greatest, unreadable.isEmpty {
                times.fail(
                    "it names timestamp \(named.timestamp) at offset \(named.offset); the greatest up to "
                        + "there is \(greatest.timestamp), at offset \(greatest.offset)")
            }
            times.advance()
        }
    }
}
