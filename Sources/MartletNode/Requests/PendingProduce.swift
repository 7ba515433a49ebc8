import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// Where in a produce response a partition's answer goes.
struct ProduceSlot: Sendable {
    var topic: Int
    var partition: Int
}

/// What became of one partition's batch.
struct ProduceResult: Sendable {
    var errorCode: ErrorCode = .none
    var baseOffset: Offset = .none
    var logAppendTime: Timestamp = .none
    var logStartOffset: Offset = .none
    var recordErrors: [ProduceResponse.BatchIndexAndErrorMessage] = []
    var errorMessage: String?
    /// Who leads instead, where this broker does not.
    var currentLeader: CurrentLeader?
    /// How long the producer is to wait before it sends more, as the disk fills.
    var throttle: Duration = .zero
}

/// One partition's part of a produce request, on its way to the shard that owns the partition.
struct ProduceItem: Sendable {
    var slot: ProduceSlot
    var key: PartitionKey
    var records: ByteBuffer
    /// A batch that was refused a moment ago begins with this sequence, and has to come first.
    var missingSequence: Int32?
}

/// What the batches of one produce request have in common.
struct ProduceTerms: Sendable {
    /// The request, as the shard knows it that holds it.
    var id: UInt64
    var home: Shard
    var version: Int16
    var acks: Int16
    /// With `acks=all`: the commit is waited for until then.
    var deadline: Duration
}

/// A produce request whose answer waits for other shards or for the disk.
struct PendingProduce {
    var context: RequestContext
    var response: ProduceResponse
    var acks: Int16
    var missing: Int
    /// Who leads partitions that this broker does not.
    var leaders: Set<BrokerID> = []
    /// The longest of its partitions'.
    var throttle: Duration = .zero
}
