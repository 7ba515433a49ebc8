import MartletModel
import MartletReplication
import MartletStorage

/// One partition's part of a fetch, on its way to the shard that owns the partition.
struct FetchItem: Sendable {
    var key: PartitionKey
    var wish: FetchWish
    var asker: FetchAsker
    /// The request was not looked at before: what it says is news.
    var isFirstPass: Bool
    var maxBytes: Int
    /// Serve the first batch even if it is longer than `maxBytes`.
    var minOneBatch: Bool
    /// Nothing of transactions that are open, and word of those that were aborted (`read_committed`).
    var isReadCommitted: Bool
    /// Who is to look again when a read that waits for the disk has ended.
    var waiter: FetchWaiter
}

/// Who fetches.
enum FetchAsker: Sendable, Equatable {
    /// In this rack; empty: it does not say. Nil: an old one, that only reads from leaders.
    case consumer(rack: String?)
    /// A broker that has a replica too, with the epoch of its registration; −1: it does not say.
    case replica(BrokerID, BrokerEpoch)

    var isReplica: Bool {
        switch self {
        case .consumer: false
        case .replica: true
        }
    }

    var mayAskFollowers: Bool {
        switch self {
        case .consumer(let rack): rack != nil
        case .replica: false
        }
    }
}

/// What a shard found for one partition of a fetch.
struct FetchOutcome: Sendable {
    var errorCode: ErrorCode = .none
    var highWatermark: Offset = .none
    var lastStableOffset: Offset = .none
    var logStartOffset: Offset = .none
    var divergingEpoch: EpochEnd?
    var currentLeader: CurrentLeader?
    /// Who the consumer should read from (KIP-392).
    var preferredReader: BrokerID?
    var slice: FileSlice?
    /// Those that the slice has records of; empty for those who want all records.
    var abortedTransactions: [AbortedTransaction] = []

    /// Up to where there was anything to read.
    var readableEnd: Offset = .none
    /// The bytes are a throttled replica's, and count.
    var isThrottled = false
    /// There may be bytes, which the throttle holds back for so long.
    var heldBackFor: Duration = .zero
    /// There are bytes, and a storage thread is reading them from the disk.
    var isOnDisk = false

    var byteCount: Int { slice?.byteCount ?? 0 }
}
