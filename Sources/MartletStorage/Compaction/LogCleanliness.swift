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
    /// Reads no more than a timestamp of each segment, once. `lastStableOffset`: nothing from there on is
    /// compacted.
    package func cleanliness(
        now: Timestamp, lastStableOffset: Offset
    ) throws(StorageError) -> LogCleanliness {
        let dirty = dirtyOffset
        let first = segmentIndex(for: logStartOffset)
        let firstDirty = max(first, segmentIndex(for: dirty))
        let end = max(
            firstDirty, try cleanableSegmentCount(firstDirty, now: now, lastStableOffset: lastStableOffset))
        let cleanable = (firstDirty..<end).reduce(0) { $0 + byteCount(ofSegment: $1) }
        return LogCleanliness(
            firstDirtyOffset: dirty, firstUncleanableOffset: baseOffset(ofSegment: end),
            cleanBytes: (first..<firstDirty).reduce(0) { $0 + byteCount(ofSegment: $1) },
            cleanableBytes: cleanable,
            isOverdue: cleanable > 0 ? try isOverdue(firstDirty, now: now) : false)
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
    ) throws(StorageError) -> Int {
        var count = rewritableSegmentCount
        while count > 0, nextOffset(ofSegment: count - 1) > lastStableOffset { count -= 1 }
        if let corrupt = corruptRanges.first { count = min(count, segmentIndex(for: corrupt.segment)) }
        guard configuration.minCompactionLagMilliseconds > 0 else { return count }
        let (horizon, overflow) = now.rawValue.subtractingReportingOverflow(
            configuration.minCompactionLagMilliseconds)
        if overflow { return 0 }
        for index in firstDirty..<max(firstDirty, count) {
            if try greatestTimestamp(ofSegment: index).timestamp.rawValue > horizon { return index }
        }
        return count
    }

    private func isOverdue(_ firstDirty: Int, now: Timestamp) throws(StorageError) -> Bool {
        guard configuration.maxCompactionLagMilliseconds < Int64.max else { return false }
        let base = baseOffset(ofSegment: firstDirty)
        if firstDirtyTimestamp?.segment != base {
            var scanner = try reader().scanner(for: base, inSegment: firstDirty)
            let first = try scanner.nextWhole()?.header.maxTimestamp ?? .none
            firstDirtyTimestamp = (base, first)
        }
        guard let timestamp = firstDirtyTimestamp?.timestamp, timestamp >= 0 else { return false }
        return now - timestamp > configuration.maxCompactionLagMilliseconds
    }
}
