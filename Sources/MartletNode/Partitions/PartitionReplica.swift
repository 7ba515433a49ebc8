import MartletModel
import MartletRecords
import MartletReplication
import MartletStorage

/// One partition on this broker: its log and whoever waits for it. Confined to the shard that owns it.
final class PartitionReplica {
    let key: PartitionKey
    let name: TopicPartition
    let log: PartitionLog
    /// The path of the log directory (`log.dirs`) that holds it.
    let logDirectory: String
    /// Of the last leader, whoever that is. Never decreases.
    var leaderEpoch: LeaderEpoch = .none
    /// Nil: nobody.
    var leader: BrokerID?
    var role = ReplicaRole.none
    /// Everything below is committed, as far as this replica knows. What its role says, while it has one.
    var highWatermark: Offset
    /// Who waits for the leader's commits.
    var acknowledgements: [CommitWaitID: ProduceAcknowledgement] = [:]
    /// Who waits for all replicas to have deleted records.
    var deletions: [PendingDeletion] = []
    /// As the leader said last; nil: it has not yet.
    var leaderHighWatermark: Offset?
    /// Whose fetcher knows of this follower.
    var askedLeader: BrokerID?
    /// On which sides it is throttled while it is not in sync.
    var throttled = ThrottledSides()
    /// The follower's last question waited until it kept to the rate, or does still.
    var isPausedByThrottle = false
    /// What the leader has sent, as long as the follower may want to append it,
    var fetched: FetchedRecords?
    /// and how much of that waits for what the log has to read first, or for a file.
    var waitingBatches: (bytes: FetchedBytesID, count: Int)?
    /// What is to be done to the follower's log as soon as nobody else works on it.
    var cut: LogCut?
    var reportedDamage: ReportedDamage?
    var cacheGrowth = CacheGrowth()
    /// Consumers' fetches that want to hear of the high watermark.
    var fetchWaiters: [FetchWaiter] = []
    /// Other replicas' fetches that want to hear of the log's end.
    var replicaWaiters: [FetchWaiter] = []
    /// What the log has to read before the first append.
    var tail = Tail.unknown
    /// Appends that wait for that, in the order in which they came.
    var waitingAppends: [WaitingAppend] = []
    /// Fetches that wait for the disk.
    var diskReads = DiskReads()
    /// A group commit is on a storage thread.
    var isFlushing = false
    /// Appended to since the last group commit began.
    var isDirty = false
    /// The last append found no room on the disk, or no descriptor, and the operator was told.
    var isDiskFull = false
    /// How many segments the log had when it was last flushed for having rolled.
    var flushedSegmentCount: Int
    /// When the last group commit began.
    var lastFlush: Duration
    var runningJobs: Set<BackgroundKind> = []
    /// What is done about what is corrupt here.
    var healing = Healing()
    /// Up to where records were committed here that are gone; nil where that is not known.
    var lostEnd: Offset?
    /// It has dropped its log, and does not have everything again yet.
    var isCopiedAnew = false
    /// Below this what the replicas have was compared in this round, if this broker leads.
    var auditedUpTo: Offset = 0
    /// Background jobs that met an error here; they are not tried again before the next start.
    var failedJobs: Set<BackgroundKind> = []
    /// What a client's batch must keep to here.
    var rules: ProduceValidation.Rules

    /// Legal transitions: unknown → known | underWay; underWay → known.
    enum Tail { case unknown, underWay, known }

    init(
        key: PartitionKey, name: TopicPartition, log: PartitionLog, logDirectory: String,
        highWatermark: Offset, rules: ProduceValidation.Rules, now: Duration
    ) {
        self.key = key
        self.name = name
        self.log = log
        self.logDirectory = logDirectory
        self.highWatermark = highWatermark
        self.rules = rules
        self.flushedSegmentCount = log.segmentCount
        self.lastFlush = now
    }

    /// Clients write and read here.
    var isLeader: Bool { role.isLeader }

    /// How many committed records are not here yet, as far as this broker knows; −1: it does not.
    var offsetLag: Int64 {
        switch role {
        case .leader: 0
        case .follower, .inDoubt, .none:
            leaderHighWatermark.map { max($0 - log.logEndOffset, 0) } ?? -1
        }
    }

    /// Up to where consumers may read that want committed records only. Without open transactions it is the
    /// high watermark.
    var lastStableOffset: Offset { log.lastStableOffset(highWatermark: highWatermark) }
}

/// What a shard knows of a partition that metadata gives to this broker.
///
/// Legal transitions: opening → ready | offline; offline → opening, if it was never in service; ready →
/// offline | cutting | closing; cutting → ready | offline; closing → closed | offline; all but opening and
/// closing → gone, when the partition is deleted.
enum PartitionState {
    /// A storage thread loads or creates its log.
    case opening
    case ready(PartitionReplica)
    /// An error of the disk put it out of service. The offsets, if it was in service before, still go into
    /// the checkpoints: records that were deleted must not come back.
    case offline(PartitionOffsets?)
    /// A storage thread cuts the follower's log; the shard must not touch it. The offsets, which hold however
    /// far it comes, go into the checkpoints.
    case cutting(PartitionReplica, PartitionOffsets)
    /// A storage thread writes its last bytes; the shard must not touch the log. The offsets are those
    /// before.
    case closing(PartitionReplica, PartitionOffsets)
    /// Its log is closed, and these offsets go into the checkpoints.
    case closed(PartitionOffsets)
}

/// Who is to be answered when an append is committed: a slot of a produce request that a shard holds.
struct ProduceAcknowledgement: Sendable {
    var home: Shard
    var produceID: UInt64
    var slot: ProduceSlot
    var result: ProduceResult
}

/// A fetch, held by its home shard, that waits for records of a partition.
struct FetchWaiter: Sendable {
    var home: Shard
    var fetchID: UInt64
    var asker: FetchAsker
}
