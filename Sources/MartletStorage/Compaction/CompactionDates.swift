import MartletModel

/// Looks up the timestamps that `min.compaction.lag.ms` and `max.compaction.lag.ms` count from, where the log
/// does not know them: after a start, and when a compaction has moved on. Belongs on a storage thread; the
/// log goes on meanwhile.
package struct CompactionDates: Sendable {
    package struct Outcome: Sendable {
        let layout: Int
        /// By segment.
        var greatest: [Offset: TimestampOffset] = [:]
        var first: (segment: Offset, timestamp: Timestamp)?
    }

    let reader: LogReader
    /// Whose greatest timestamps are to be looked up.
    let segments: Range<Int>
    /// Of which the first timestamp is.
    let firstDirty: Int?

    package func run() throws(StorageError) -> Outcome {
        var outcome = Outcome(layout: reader.layout)
        for index in segments where reader.sealed[index].greatest == nil {
            let segment = reader.sealed[index].baseOffset
            outcome.greatest[segment] = try reader.greatestTimestamp(ofSegment: index)
        }
        if let firstDirty {
            let segment = reader.sealed[firstDirty].baseOffset
            var scanner = try reader.scanner(for: segment, inSegment: firstDirty)
            outcome.first = (segment, try scanner.nextWhole()?.header.maxTimestamp ?? .none)
        }
        return outcome
    }
}

extension PartitionLog {
    /// What must be looked up before `cleanliness` and `planCompaction` know all that they need; nil if
    /// nothing must. Ends with `finish`; after an error it may be tried again.
    package func planCompactionDates() -> CompactionDates? {
        guard configuration.isCompacted else { return nil }
        let firstDirty = max(segmentIndex(for: logStartOffset), segmentIndex(for: dirtyOffset))
        let dirty = firstDirty..<max(firstDirty, wholeSegmentCount)
        if dirty.isEmpty { return nil }
        let isUndated =
            configuration.minCompactionLagMilliseconds > 0 && dirty.contains { sealed[$0].greatest == nil }
        let isFirstUnknown =
            configuration.maxCompactionLagMilliseconds < Int64.max
            && firstDirtyTimestamp?.segment != sealed[firstDirty].baseOffset
        guard isUndated || isFirstUnknown else { return nil }
        return CompactionDates(
            reader: readerForGreatestTimestamp(), segments: isUndated ? dirty : firstDirty..<firstDirty,
            firstDirty: isFirstUnknown ? firstDirty : nil)
    }

    /// Takes note of what was looked up, unless segments have gone or were replaced since: then the next plan
    /// asks for what there is now.
    package func finish(_ outcome: CompactionDates.Outcome) {
        guard outcome.layout == layout else { return }
        for index in sealed.indices {
            if let greatest = outcome.greatest[sealed[index].baseOffset] { sealed[index].greatest = greatest }
        }
        if let first = outcome.first { firstDirtyTimestamp = first }
    }
}
