import MartletModel
import MartletRecords
import NIOCore

extension PartitionLog {
    /// Appends the first `count` batches of a leader's log, unchanged: offsets and leader epochs stay its
    /// own, with the gaps that compaction has left between them, and producers are noted, not judged. The
    /// caller has seen to it that each begins at the log end or later, and that epochs do not go back.
    ///
    /// Batches that go to the same segment are written at once. When this returns they are in the page cache
    /// and can be read; they are durable once a flush that began later is finished.
    package func appendReplicated(
        _ fetched: ReplicatedBatches, count: Int, now: Timestamp
    ) throws(ReplicatedAppendError) {
        var rest = fetched.batches[..<count]
        var position = 0
        do throws(StorageError) {
            while !rest.isEmpty {
                let run = try beginRun(of: rest, now: now)
                let bytes = fetched.slice(run, at: position)
                try write([bytes], now: now)
                for batch in run { appended(batch) }
                position += bytes.readableBytes
                rest = rest[run.endIndex...]
            }
        } catch {
            throw ReplicatedAppendError(appendedCount: rest.startIndex, cause: error)
        }
    }

    /// Those that go to one segment, which is the active one when this returns.
    private func beginRun(
        of batches: ArraySlice<ReplicatedBatches.Batch>, now: Timestamp
    ) throws(StorageError) -> ArraySlice<ReplicatedBatches.Batch> {
        guard let first = batches.first?.header else { preconditionFailure("a run has a batch at least") }
        precondition(first.baseOffset >= logEndOffset, "a leader's batch is appended at the log end or later")
        try prepareWrite()
        if try active.isFull(for: first, configuration, jitter: segmentJitter, now: now) {
            try roll(now: now)
        }
        guard first.lastOffset - active.baseOffset <= Int64(Int32.max) else {
            throw .unsupported(
                path: active.path, position: active.byteCount,
                reason: "the offset \(first.lastOffset) is too far from the segment's for an index")
        }
        let count = active.room(
            for: batches.lazy.map(\.header), configuration, jitter: segmentJitter, now: now)
        return batches.prefix(count)
    }

    private func appended(_ batch: ReplicatedBatches.Batch) {
        let header = batch.header
        if header.partitionLeaderEpoch != .none, epochs.latestEpoch != header.partitionLeaderEpoch {
            assignEpoch(header.partitionLeaderEpoch, at: header.baseOffset)
        }
        active.appended(header, indexIntervalBytes: configuration.indexIntervalBytes)
        noteProducer(of: header, batch.marker)
    }
}
