import MartletModel
import MartletRecords
import NIOCore

extension PartitionLog {
    // MARK: - Reading

    /// Everything below the high watermark is committed for good: ends of transactions there need not be
    /// remembered.
    package func committed(upTo highWatermark: Offset) {
        ends.committed(upTo: highWatermark)
    }

    /// Where the earliest transaction begins that is open, or whose end is not committed yet; nil if there is
    /// none.
    package func firstUnstableOffset(highWatermark: Offset) -> Offset? {
        committed(upTo: highWatermark)
        guard let first = Self.earlier(producers.firstOpenOffset, ends.firstOffset) else { return nil }
        return max(first, logStartOffset)
    }

    /// Up to where those may read who want committed records only (`read_committed`). It changes only when
    /// the high watermark does, or the log start.
    package func lastStableOffset(highWatermark: Offset) -> Offset {
        min(firstUnstableOffset(highWatermark: highWatermark) ?? highWatermark, highWatermark)
    }

    /// The aborted transactions that a reader of `start` to `end` has to know of, in the order of their
    /// markers. It may be told of some that it does not meet.
    package func abortedTransactions(
        from start: Offset, upTo end: Offset, _ access: DiskAccess = .allowed
    ) throws(StorageError) -> [AbortedTransaction] {
        try reader(access).abortedTransactions(from: start, upTo: end)
    }

    /// As above, for what `read` has returned from `start` on, with the same `end`.
    package func abortedTransactions(
        in slice: FileSlice, from start: Offset, upTo end: Offset, _ access: DiskAccess = .allowed
    ) throws(StorageError) -> [AbortedTransaction] {
        try reader(access).abortedTransactions(in: slice, from: start, upTo: end)
    }

    private static func earlier(_ one: Offset?, _ other: Offset?) -> Offset? {
        guard let one, let other else { return one ?? other }
        return min(one, other)
    }

    // MARK: - Appending

    func transactionMarker(in batch: ValidatedBatch) throws(AppendError) -> TransactionMarker? {
        guard batch.header.isControl, batch.header.hasProducer else { return nil }
        do throws(RecordsError) {
            return try TransactionMarker(in: RecordBatch(header: batch.header, bytes: batch.bytes))
        } catch {
            throw .rejected(.invalidRecord, "The end of a transaction cannot be read: \(error)")
        }
    }

    func judge(
        _ header: BatchHeader, _ marker: TransactionMarker?, from origin: AppendOrigin
    ) -> ProducerState.Verdict {
        if let marker { return producers.judge(marker, header, from: origin) }
        if header.isControl { return .accepted }
        return producers.judge(header, from: origin)
    }

    /// Takes note of a batch that was appended.
    func noteProducer(of header: BatchHeader, _ marker: TransactionMarker?) {
        guard let marker else {
            if !header.isControl { producers.appended(header) }
            return
        }
        guard let ended = producers.ended(header, marker) else { return }
        active.ended(ended)
        ends.append(ended)
    }

    // MARK: - The index file

    /// Writes the active segment's, or removes one that is left from before a truncation: there is one only
    /// where a transaction was aborted. Not durable when it returns.
    func writeTransactionIndex() throws(StorageError) -> (any File)? {
        let path = path(.transactionIndex, active.baseOffset)
        guard !active.transactionIndex.isEmpty else {
            files.close(active.baseOffset)
            try fileSystem.remove(path)
            return nil
        }
        let file = try fileSystem.open(path, .createOrTruncate)
        try file.write([active.transactionIndex.encoded()], at: 0)
        return file
    }

    /// Of a segment that is to be written to again.
    func transactionIndex(
        of segment: SealedSegment, upTo next: Offset
    ) throws(StorageError) -> TransactionIndex {
        guard segment.hasAborts else { return TransactionIndex(baseOffset: segment.baseOffset) }
        let path = path(.transactionIndex, segment.baseOffset)
        guard
            let index = TransactionIndex(
                baseOffset: segment.baseOffset, decoding: try fileSystem.read(path), nextOffset: next)
        else { throw .corrupt(path: path, position: 0, reason: "the entries are not those of the segment") }
        return index
    }
}
