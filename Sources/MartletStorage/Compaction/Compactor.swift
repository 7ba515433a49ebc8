import MartletModel
import MartletRecords
import NIOCore

extension CompactionJob {
    /// Reads the dirty part for the last offset of each key, then rewrites all segments up to where that got.
    /// What is replaced is durable when this returns.
    ///
    /// Nil if the pace or the log's owner said to stop. After that or an error, `corrupt` if a batch is not
    /// what it must be, the segments are the old ones or complete new ones.
    package func run(pace: any IOPace) throws(StorageError) -> CompactionOutcome? {
        var compactor = try Compactor(self, pace)
        guard let (map, end) = try compactor.mapKeys() else { return nil }
        guard try compactor.rewriteSegments(map, upTo: end) else { return nil }
        return compactor.outcome
    }
}

/// One run of a `CompactionJob`.
private struct Compactor {
    private let job: CompactionJob
    private let pace: any IOPace
    private let aborted: [AbortedTransaction]
    private let workspace = CodecWorkspace()
    private var movedByteCount = 0
    private(set) var outcome: CompactionOutcome

    private static let paceByteCount = 1 << 20
    /// As many as are held open at once while their names change.
    private static let maxGroupCount = 100

    init(_ job: CompactionJob, _ pace: any IOPace) throws(StorageError) {
        self.job = job
        self.pace = pace
        var aborted: [AbortedTransaction] = []
        for path in job.transactionIndexPaths {
            var buffer = try job.rewrite.fileSystem.read(path)
            while let entry = TransactionIndex.readEntry(&buffer) { aborted.append(entry) }
            if buffer.readableBytes > 0 {
                throw .corrupt(path: path, position: Int64(buffer.readerIndex), reason: "no entry")
            }
        }
        self.aborted = aborted + job.recentAborted
        outcome = CompactionOutcome(firstDirtyOffset: job.firstDirtyOffset)
    }

    /// False: stop.
    private mutating func moved(_ byteCount: Int) -> Bool {
        movedByteCount += byteCount
        guard movedByteCount >= Self.paceByteCount else { return true }
        defer { movedByteCount = 0 }
        return !job.isCancelled && pace.moved(byteCount: movedByteCount)
    }

    private func reader(_ source: SegmentRewrite.Source) throws(StorageError) -> SegmentBatchReader {
        SegmentBatchReader(try job.rewrite.open(.log, of: source), upTo: source.byteCount)
    }

    private func path(_ source: SegmentRewrite.Source) -> String {
        job.rewrite.path(.log, of: source)
    }

    // MARK: - First pass

    /// The last offset of each key in the dirty part, and up to where the map knows all keys.
    mutating func mapKeys() throws(StorageError) -> (map: OffsetMap, end: Offset)? {
        // There are no more keys than offsets.
        let offsetCount = Int(clamping: job.rewrite.nextOffset - job.firstDirtyOffset)
        var map = OffsetMap(byteCount: job.memoryByteCount, keyCount: offsetCount, seed: job.hashSeed)
        var sweep = TransactionSweep(aborted)
        var end = job.firstDirtyOffset
        segments: for source in job.rewrite.sources where source.nextOffset > job.firstDirtyOffset {
            var reader = try reader(source)
            while let batch = try reader.next() {
                outcome.readBytes += Int64(batch.header.byteCount)
                guard moved(batch.header.byteCount) else { return nil }
                let position = reader.position - Int64(batch.header.byteCount)
                do throws(RecordsError) {
                    if try !put(batch, in: map, &sweep) {
                        if end > job.firstDirtyOffset {
                            outcome.isMapFull = true
                            break segments
                        }
                        // Too little memory for a single batch: that must do, or nothing would ever.
                        map = OffsetMap(
                            byteCount: .max, keyCount: Int(batch.header.recordsCount), seed: job.hashSeed)
                        _ = try put(batch, in: map, &sweep)
                    }
                } catch {
                    throw .corrupt(path: path(source), position: position, reason: "\(error)")
                }
                end = max(end, batch.header.nextOffset)
            }
            end = source.nextOffset
        }
        outcome.keys = map.count
        outcome.firstDirtyOffset = end
        return (map, end)
    }

    /// False if the map has no room for all keys of the batch.
    private func put(
        _ batch: RecordBatch, in map: OffsetMap, _ sweep: inout TransactionSweep
    ) throws(RecordsError) -> Bool {
        if batch.header.isControl {
            _ = sweep.ended(batch.header, try TransactionMarker(in: batch))
            return true
        }
        if sweep.isAborted(batch.header) || batch.header.recordsCount == 0 { return true }
        if batch.header.lastOffset < job.firstDirtyOffset { return true }
        // All or nothing: the map knows the keys up to where it ends, and none beyond.
        guard map.hasRoom(for: Int(batch.header.recordsCount)) else { return false }
        var records = try batch.records(
            decompressionLimit: BatchFilter.decompressionLimit, workspace: workspace)
        while let layout = try records.nextLayout() {
            let offset = records.offset(layout)
            if offset < job.firstDirtyOffset { continue }
            records.withUnsafeKey(layout) { map.put($0, offset) }
        }
        return true
    }

    // MARK: - Second pass

    /// False if it was stopped.
    mutating func rewriteSegments(_ map: OffsetMap, upTo end: Offset) throws(StorageError) -> Bool {
        var sweep = TransactionSweep(aborted)
        let filter = BatchFilter(
            now: job.now, deleteRetentionMilliseconds: job.configuration.deleteRetentionMilliseconds,
            mapEnd: end, map: map, level: job.level, workspace: workspace)
        for group in groups(upTo: end) {
            let part = job.rewrite.part(group)
            do throws(StorageError) {
                guard try rewrite(part, filter, &sweep) else {
                    try? part.discard()
                    return false
                }
            } catch {
                try? part.discard()
                throw error
            }
        }
        return true
    }

    /// Which segments become one: as long as the limits of a segment allow it.
    private func groups(upTo end: Offset) -> [ArraySlice<SegmentRewrite.Source>] {
        let sources = job.rewrite.sources.prefix { $0.baseOffset < end }
        var groups: [ArraySlice<SegmentRewrite.Source>] = []
        var (start, bytes) = (sources.startIndex, Int64(0))
        for (index, source) in sources.enumerated() {
            bytes += source.byteCount
            let isTooLarge =
                bytes > min(job.configuration.segmentBytes, Int64(Int32.max))
                || source.nextOffset - sources[start].baseOffset > Int64(Int32.max)
                || indexByteCount(bytes) > job.configuration.segmentIndexBytes
                || index - start >= Self.maxGroupCount
            if index > start, isTooLarge {
                groups.append(sources[start..<index])
                (start, bytes) = (index, source.byteCount)
            }
        }
        groups.append(sources[start...])
        // A replacement must reach into its last source, which therefore has a batch.
        return groups.compactMap { group in
            let whole = group.prefix(
                (group.lastIndex { $0.byteCount > 0 } ?? group.startIndex - 1) - group.startIndex + 1)
            return whole.isEmpty ? nil : whole
        }
    }

    /// Of the larger index of a segment, at most.
    private func indexByteCount(_ byteCount: Int64) -> Int64 {
        (byteCount / max(1, job.configuration.indexIntervalBytes) + 1) * Int64(TimeIndex.entryByteCount)
    }

    private mutating func rewrite(
        _ part: SegmentRewrite, _ filter: BatchFilter, _ sweep: inout TransactionSweep
    ) throws(StorageError) -> Bool {
        var writer = try ReplacementWriter(
            part, indexIntervalBytes: job.configuration.indexIntervalBytes)
        var kept: [AbortedTransaction] = []
        var unread = part.byteCount
        var isChanged = part.sources.count > 1
        for source in part.sources {
            var reader = try reader(source)
            while let batch = try reader.next() {
                unread -= Int64(batch.header.byteCount)
                var left: FilteredBatch
                do throws(RecordsError) {
                    // What ends the segment stays, so that it is clear which offsets it covers.
                    left = try filtered(
                        batch, filter, &sweep, &kept, isLast: unread == 0)
                } catch {
                    let position = reader.position - Int64(batch.header.byteCount)
                    throw .corrupt(path: path(source), position: position, reason: "\(error)")
                }
                // New deltas may take more room than the old. Where a segment has none, they wait.
                if case .rebuilt(let rebuilt) = left,
                    writer.byteCount + Int64(rebuilt.header.byteCount) + unread > Int64(Int32.max)
                {
                    left = .whole
                }
                switch left {
                case .whole: try writer.append(batch)
                case .rebuilt(let rebuilt):
                    try writer.append(rebuilt)
                    isChanged = true
                    outcome.droppedRecords += Int(batch.header.recordsCount - rebuilt.header.recordsCount)
                case .nothing:
                    isChanged = true
                    outcome.droppedRecords += Int(batch.header.recordsCount)
                }
                guard moved(2 * batch.header.byteCount) else { return false }
            }
        }
        outcome.readBytes += part.byteCount
        guard isChanged else {
            try part.discard()
            return true
        }
        let replacement = try writer.finish(aborted: kept)
        outcome.writtenBytes += replacement.byteCount
        outcome.replacedSegments += part.sources.count
        try part.swapIn(replacement)
        return true
    }

    private func filtered(
        _ batch: RecordBatch, _ filter: BatchFilter, _ sweep: inout TransactionSweep,
        _ kept: inout [AbortedTransaction], isLast: Bool
    ) throws(RecordsError) -> FilteredBatch {
        let header = batch.header
        var (isAborted, isDispensable) = (false, false)
        if header.isControl {
            switch sweep.ended(header, try TransactionMarker(in: batch)) {
            case .needed(let transaction): if let transaction { kept.append(transaction) }
            case .dispensable: isDispensable = true
            }
        } else {
            isAborted = sweep.isAborted(header)
        }
        let staysEmpty =
            isLast || header.nextOffset == filter.mapEnd
            || (header.hasProducer && job.lastBatches[header.producerID]?.isLast(header) == true)
        return try filter.filter(
            batch, isAborted: isAborted, isDispensable: isDispensable, staysEmpty: staysEmpty)
    }
}
