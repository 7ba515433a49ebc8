import MartletModel

/// How much of a log is compacted, for the choice of the one to compact next.
package struct LogCleanliness: Sendable, Equatable {
    /// Where the part begins that was never compacted.
    package var firstDirtyOffset: Offset
    /// Where the part begins that may not be compacted yet.
    package var firstUncleanableOffset: Offset
    /// Of the segments before the dirty part.
    package var cleanBytes: Int64
    /// Of those that may be compacted and never were.
    package var cleanableBytes: Int64
    /// A record waits for longer than `max.compaction.lag.ms`.
    package var isOverdue: Bool

    package init(
        firstDirtyOffset: Offset, firstUncleanableOffset: Offset, cleanBytes: Int64, cleanableBytes: Int64,
        isOverdue: Bool
    ) {
        self.firstDirtyOffset = firstDirtyOffset
        self.firstUncleanableOffset = firstUncleanableOffset
        self.cleanBytes = cleanBytes
        self.cleanableBytes = cleanableBytes
        self.isOverdue = isOverdue
    }

    /// To be compared with `min.cleanable.dirty.ratio`. 0 when there is nothing to compact.
    package var dirtyRatio: Double {
        cleanableBytes == 0 ? 0 : Double(cleanableBytes) / Double(cleanBytes + cleanableBytes)
    }
}

extension PartitionLog {
    /// `lastStableOffset`: nothing from there on is compacted. Reads nothing: what `planCompactionDates` has
    /// to look up first counts as too young to be compacted, and as not overdue.
    package func cleanliness(now: Timestamp, lastStableOffset: Offset) -> LogCleanliness {
        let dirty = dirtyOffset
        let first = segmentIndex(for: logStartOffset)
        let firstDirty = max(first, segmentIndex(for: dirty))
        let end = max(
            firstDirty, cleanableSegmentCount(firstDirty, now: now, lastStableOffset: lastStableOffset))
        let cleanable = (firstDirty..<end).reduce(0) { $0 + byteCount(ofSegment: $1) }
        return LogCleanliness(
            firstDirtyOffset: dirty, firstUncleanableOffset: baseOffset(ofSegment: end),
            cleanBytes: (first..<firstDirty).reduce(0) { $0 + byteCount(ofSegment: $1) },
            cleanableBytes: cleanable,
            isOverdue: cleanable > 0 && isOverdue(firstDirty, now: now))
    }

    /// The log start if the log was never compacted, or not here.
    var dirtyOffset: Offset {
        guard let firstDirtyOffset, firstDirtyOffset >= logStartOffset, firstDirtyOffset <= logEndOffset
        else { return logStartOffset }
        return firstDirtyOffset
    }

    /// Where the segments end that may be compacted: they are durable and whole, their transactions have
    /// ended, and their records are old enough.
    func cleanableSegmentCount(
        _ firstDirty: Int, now: Timestamp, lastStableOffset: Offset
    ) -> Int {
        var count = wholeSegmentCount
        while count > 0, nextOffset(ofSegment: count - 1) > lastStableOffset { count -= 1 }
        guard configuration.minCompactionLagMilliseconds > 0 else { return count }
        let (horizon, overflow) = now.rawValue.subtractingReportingOverflow(
            configuration.minCompactionLagMilliseconds)
        if overflow { return 0 }
        for index in firstDirty..<max(firstDirty, count) {
            guard let greatest = sealed[index].greatest, greatest.timestamp.rawValue <= horizon else {
                return index
            }
        }
        return count
    }

    /// The segments from the oldest on that a compaction may read, as far as the disk and the batches go.
    var wholeSegmentCount: Int {
        let count = rewritableSegmentCount
        return corruptRanges.first.map { min(count, segmentIndex(for: $0.segment)) } ?? count
    }

    private func isOverdue(_ firstDirty: Int, now: Timestamp) -> Bool {
        guard configuration.maxCompactionLagMilliseconds < Int64.max,
            let first = firstDirtyTimestamp, first.segment == baseOffset(ofSegment: firstDirty),
            first.timestamp >= 0
        else { return false }
        return now - first.timestamp > configuration.maxCompactionLagMilliseconds
    }
}
