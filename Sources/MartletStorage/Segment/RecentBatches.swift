import DequeModule
import MartletModel
import MartletRecords

/// Where the last batches of the active segment lie, so that a fetch at the end of the log need not look.
struct RecentBatches {
    private struct Batch {
        var baseOffset: Offset
        var lastOffsetDelta: Int32
        var position: Int32

        var lastOffset: Offset { baseOffset + Int64(lastOffsetDelta) }
    }

    private static let limit = 128

    private var batches: Deque<Batch> = []

    mutating func append(_ header: BatchHeader, position: Int64) {
        if batches.count == Self.limit { batches.removeFirst() }
        batches.append(
            Batch(
                baseOffset: header.baseOffset, lastOffsetDelta: header.lastOffsetDelta,
                position: Int32(truncatingIfNeeded: position)))
    }

    /// The first batch that reaches `offset`, its position and where the next begins; nil when that batch may
    /// be an earlier one, or is not there.
    func find(_ offset: Offset, end: Int64) -> (position: Int64, end: Int64)? {
        guard let first = batches.first, offset >= first.baseOffset else { return nil }
        let index = batches.partitioningIndex { $0.lastOffset >= offset }
        guard index < batches.count else { return nil }
        let next = index + 1 < batches.count ? Int64(batches[index + 1].position) : end
        return (Int64(batches[index].position), next)
    }
}
