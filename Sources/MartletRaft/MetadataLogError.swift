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
    /// The log begins after offset 0: what came before is in a snapshot, which this version does not read.
    case needsSnapshot(logStart: Offset)
    /// The log belongs to a quorum of several nodes; this node alone must not continue it.
    case severalVoters([BrokerID])
    case damagedCheckpoint(path: String, reason: String)
}
