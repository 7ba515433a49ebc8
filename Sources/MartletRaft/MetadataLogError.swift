import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage

/// Why the metadata log cannot be read or written.
package enum MetadataLogError: Error, Sendable, Equatable {
    case storage(StorageError)
    /// A batch at this offset is not what was written.
    case damagedBatch(offset: Offset, RecordsError)
    /// A record at this offset cannot be understood.
    case damagedRecord(offset: Offset, DecodeError)
    /// A record that does not fit into its version: a bug of ours.
    case unwritable(EncodeError)
    /// Records that belong together must fit into one batch.
    case tooLargeTogether(RecordsError)
    case refused(ErrorCode, String)
    /// The log begins after offset 0, and there is no snapshot of what came before.
    case needsSnapshot(logStart: Offset)
    /// The log is empty, although there is the directory of a partition that it must have known.
    case lost(partition: String)
    case damagedCheckpoint(path: String, reason: String)
    /// Only the leader of this epoch appends records, once all earlier ones are committed.
    case notLeader(LeaderEpoch)
    /// A snapshot can only be made of what is committed, up to the end of a batch, and as long as the log has
    /// it.
    case noSnapshotPossible(at: Offset)
    /// Whoever gives the records of a snapshot gives it up, as the node is to stop. That is no failure.
    case stopping
    /// What a leader sent is not what it should be.
    case unexpected(String)
}

extension MetadataLogError: CustomStringConvertible {
    /// What happened and where, for the operator.
    package var description: String {
        switch self {
        case .storage(let error): "\(error)"
        case .damagedBatch(let offset, let error): "the batch at offset \(offset) is damaged: \(error)"
        case .damagedRecord(let offset, let error): "the record at offset \(offset) cannot be read: \(error)"
        case .unwritable(let error): "a record cannot be written: \(error)"
        case .tooLargeTogether(let error): "records that belong together do not fit into a batch: \(error)"
        case .refused(let code, let message): "\(code): \(message)"
        case .needsSnapshot(let logStart):
            "the log begins at offset \(logStart), and the snapshot of what came before is not there"
        case .lost(let partition):
            "the metadata log was lost: it is empty, yet \(partition) is there; restore the log, or move the "
                + "partitions away"
        case .damagedCheckpoint(let path, let reason): "\(path): \(reason)"
        case .notLeader(let epoch): "this node does not lead epoch \(epoch)"
        case .noSnapshotPossible(let offset): "there can be no snapshot that ends at offset \(offset)"
        case .stopping: "the node stops"
        case .unexpected(let reason): reason
        }
    }
}
