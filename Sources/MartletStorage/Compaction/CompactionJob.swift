import MartletModel
import MartletRecords

/// Compacts the sealed segments of a log up to some offset: of each key only the last record stays.
///
/// `planCompaction` → `run` on a storage thread → `finish`, or `abandon` after an error or if it was stopped.
package struct CompactionJob: Sendable {
    package let topicPartition: TopicPartition
    /// All segments from the first to the last that is to be compacted.
    let rewrite: SegmentRewrite
    package let firstDirtyOffset: Offset
    let now: Timestamp
    let configuration: LogConfiguration
    let memoryByteCount: Int
    let hashSeed: UInt64
    /// Aborted transactions whose markers are in the active segment, and the indexes of the others.
    let recentAborted: [AbortedTransaction]
    let transactionIndexPaths: [String]
    let lastBatches: [ProducerID: LastBatch]

    /// What a producer that may come again wrote last.
    struct LastBatch: Sendable {
        var epoch: ProducerEpoch
        /// Nil if only the end of a transaction is known.
        var lastOffset: Offset?

        func isLast(_ header: BatchHeader) -> Bool {
            if let lastOffset { return header.lastOffset == lastOffset }
            return header.isControl && header.producerEpoch == epoch
        }
    }

    /// The log's owner wants its segments back.
    package var isCancelled: Bool { rewrite.isCancelled }
    /// Of all segments that are read.
    package var byteCount: Int64 { rewrite.byteCount }

    func level(_ compression: Compression) -> Int {
        switch compression {
        case .none, .snappy: compression.defaultLevel
        case .gzip: configuration.gzipLevel
        case .lz4: configuration.lz4Level
        case .zstd: configuration.zstdLevel
        }
    }
}

/// What a compaction has done.
package struct CompactionOutcome: Sendable, Equatable {
    /// Where the part now begins that was never compacted.
    package var firstDirtyOffset: Offset
    package var keys = 0
    package var readBytes: Int64 = 0
    package var writtenBytes: Int64 = 0
    package var replacedSegments = 0
    package var droppedRecords = 0
    /// The memory did not suffice for all keys: there is more to do.
    package var isMapFull = false

    package init(firstDirtyOffset: Offset) {
        self.firstDirtyOffset = firstDirtyOffset
    }
}

extension PartitionLog {
    /// What there is to compact now, up to `lastStableOffset` at most, with a map of keys that takes
    /// `memoryByteCount` (of `log.cleaner.dedupe.buffer.size`) at most. Nil if there is nothing.
    package func planCompaction(
        now: Timestamp, lastStableOffset: Offset, memoryByteCount: Int
    ) throws(StorageError) -> CompactionJob? {
        guard configuration.isCompacted, rewrite == nil else { return nil }
        let dirty = dirtyOffset
        let first = segmentIndex(for: logStartOffset)
        let firstDirty = max(first, segmentIndex(for: dirty))
        let end = cleanableSegmentCount(firstDirty, now: now, lastStableOffset: lastStableOffset)
        guard firstDirty < end else { return nil }
        let begun = try beginRewrite(of: first..<end)
        return CompactionJob(
            topicPartition: topicPartition, rewrite: begun, firstDirtyOffset: dirty, now: now,
            configuration: configuration, memoryByteCount: memoryByteCount,
            hashSeed: UInt64.random(in: .min ... .max),
            recentAborted: Array(active.transactionIndex.entries),
            transactionIndexPaths: sealed[first...].filter(\.hasAborts).map {
                path(.transactionIndex, $0.baseOffset)
            },
            lastBatches: producers.producers.mapValues {
                CompactionJob.LastBatch(epoch: $0.epoch, lastOffset: $0.batches.last?.lastOffset)
            })
    }

    /// Makes the outcome part of the log. The caller removes the files of the old segments after a while.
    package func finish(_ job: CompactionJob, _ outcome: CompactionOutcome) -> [RetiredSegment] {
        firstDirtyOffset = min(outcome.firstDirtyOffset, logEndOffset)
        return endRewrite(job.rewrite)
    }

    /// Takes the segments back after an error, or when the job was stopped. What it had replaced by then
    /// stays so; the caller removes the old files after a while.
    package func abandon(_ job: CompactionJob) -> [RetiredSegment] {
        endRewrite(job.rewrite)
    }
}
