import MartletModel
import MartletRecords

/// The end of a transaction in a partition, as the coordinator writes it.
package struct TransactionMarker: Sendable, Equatable {
    package var isCommit: Bool
    package var coordinatorEpoch: Int32

    package init(isCommit: Bool, coordinatorEpoch: Int32) {
        self.isCommit = isCommit
        self.coordinatorEpoch = coordinatorEpoch
    }

    /// Nil for a control batch that is about something else, or whose record compaction has dropped.
    package init?(in batch: RecordBatch) throws(RecordsError) {
        guard batch.header.isControl, batch.header.hasProducer, batch.header.recordsCount > 0 else {
            return nil
        }
        var records = try batch.records(decompressionLimit: batch.bytes.readableBytes)
        guard let record = try records.next() else { return nil }
        let control = try ControlRecord(record)
        guard let coordinatorEpoch = control.coordinatorEpoch else { return nil }
        self.init(isCommit: control.type == .commit, coordinatorEpoch: coordinatorEpoch)
    }
}

/// Who writes a batch, as far as the checks on its producer depend on that.
package enum AppendOrigin: Sendable, Equatable {
    /// A client. A transactional batch of it must go on with a transaction that is open here.
    case client
    /// A client whose transaction may begin here: its coordinator knows of this partition (KIP-890).
    case verifiedClient
    /// A coordinator, with offsets that a transaction commits or with the end of a transaction. Only epochs
    /// are checked. From `transaction.version` 2 on each transaction has an epoch of its own, so that a
    /// marker must have a later one than the data (KIP-890).
    case coordinator(transactionVersion: Int16)
}
