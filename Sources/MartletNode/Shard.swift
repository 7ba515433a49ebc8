import DequeModule
import Logging
import MartletMetadata
import MartletModel
import MartletReplication
import MartletStorage

/// One core's share of the broker: the connections and the partitions that live on one loop.
///
/// A connection belongs to one shard and a partition to one shard, for good. A request that touches
/// partitions of other shards costs one hop to each. Nothing here waits: what takes long goes to a storage
/// thread and comes back as another turn of the loop.
package actor Shard {
    nonisolated package let index: Int
    nonisolated package let loop: any Loop
    nonisolated private let executor: any SerialExecutor
    nonisolated let environment: NodeEnvironment
    nonisolated let logger: Logger

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// All shards of the node, this one included, by index.
    var peers: [Shard] = []
    var controlPlane: ControlPlane?
    var housekeeping: Housekeeping?
    var background: Background?
    nonisolated let directories: LogDirectories
    nonisolated let throttle: ReplicationThrottle
    var settings: NodeSettings
    /// The cluster as this shard last heard of it.
    var image: ClusterImage
    /// Where the configurations of logs come from, as of `image`.
    var sources: ConfigurationSources
    /// The brokers that are registered, as of `image`.
    var standings: [BrokerID: BrokerStanding] = [:]
    var partitions: [PartitionKey: PartitionState] = [:]
    nonisolated let openings: PartitionOpenings
    /// A recovery mark is on a storage thread.
    var isMarking = false
    /// Counts the images that came; `sources` are of the last.
    var imagesInstalled = 0
    /// Who waits for partitions that are opening.
    var outstandingOpenings: [PartitionKey: Countdown] = [:]
    /// What the checkpoints are to say of logs that end before what they said, until those are in service.
    var loweredCheckpoints: [PartitionKey: PartitionOffsets] = [:]
    /// Partitions of which the active controller is being told in which directory they are.
    var toldDirectories: Set<PartitionKey> = []
    /// Partitions that could not be opened so far, and are tried again.
    var failedOpenings: Set<PartitionKey> = []
    /// Partitions that an error has put out of service, and whose logs are to be opened anew.
    var failedReplicas: [PartitionKey: FailedReplica] = [:]
    /// Partitions that were deleted while they were opening, and who waits for them to be gone.
    var removalsAfterOpening: [PartitionKey: Countdown] = [:]
    /// Partitions with appends that no group commit covers yet.
    var dirtyPartitions: [PartitionReplica] = []
    var isGroupCommitScheduled = false
    /// Partitions whose appends wait until others give files back, in their order.
    var partitionsWithoutFile: Deque<PartitionKey> = []
    /// By log directory.
    var diskRooms: [String: DiskRoom] = [:]

    /// Jobs in the background that work for partitions of this shard.
    var jobs: [UInt64: RunningJob] = [:]
    /// Who waits for jobs to end.
    var jobWaiters: [(ids: [UInt64], then: @Sendable () -> Void)] = []
    /// The partitions that are still to come in a round of background jobs.
    var sweeps: [SweepKind: ArraySlice<PartitionKey>] = [:]

    /// Those who ask leaders for what this shard's followers want.
    var fetchers: [BrokerID: LeaderFetcher] = [:]

    /// Of the partitions of `__consumer_offsets` that are led here.
    var coordinators: [PartitionKey: CoordinatedPartition] = [:]
    /// Why `__consumer_offsets` could not be made when somebody looked last.
    var lastRefusalOfConsumerOffsets = ErrorCode.none
    var refusedProducers = RefusedProducers<PartitionKey>()
    /// Where a topic is not known here yet; an id stands for the name that a request does not have.
    var refusedUnknown = RefusedProducers<TopicPartition>()
    var produces: [UInt64: PendingProduce] = [:]
    var fetches: [UInt64: PendingFetch] = [:]
    /// Those of replicas that wait, by connection and the request's number there.
    var parkedReplicaFetches: [ObjectIdentifier: [UInt64: UInt64]] = [:]
    var gathers: [UInt64: any Gathering] = [:]
    var fetchSessions: FetchSessionCache
    private var lastID: UInt64 = 0
    /// Reads from the disk that wait until others have ended.
    var plannedDiskReads: Deque<@Sendable () -> Void> = []
    var diskReadsUnderWay = 0
    var digestsUnderWay = 0
    /// The last results of reads from the disk, the oldest first.
    var keptDiskReads: Deque<(key: PartitionKey, id: UInt64)> = []
    var isStopping = false
    var secondsSinceIdleSweep = 0
    var random: any RandomNumberGenerator & Sendable

    init(
        index: Int, loop: any Loop, environment: NodeEnvironment, settings: NodeSettings,
        image: ClusterImage, directories: LogDirectories, openings: PartitionOpenings,
        throttle: ReplicationThrottle, logger: Logger
    ) {
        self.index = index
        self.loop = loop
        self.executor = loop.executor
        self.environment = environment
        self.settings = settings
        self.image = image
        self.sources = ConfigurationSources(settings.configuration, image: image)
        self.directories = directories
        self.openings = openings
        self.throttle = throttle
        self.logger = logger
        self.random = environment.makeGenerator()
        self.fetchSessions = FetchSessionCache(slots: settings.fetchSessionSlotsPerShard)
    }

    /// Makes the shard known to the rest of the node. Called once, before the first request.
    package func connect(
        peers: [Shard], controlPlane: ControlPlane, housekeeping: Housekeeping, background: Background
    ) {
        self.peers = peers
        self.controlPlane = controlPlane
        self.housekeeping = housekeeping
        self.background = background
        scheduleTick()
    }

    /// A number that no other request, fetch or gathering of this shard has.
    func nextID() -> UInt64 {
        lastID += 1
        return lastID
    }

    /// The shard that owns a partition.
    func owner(of key: PartitionKey) -> Shard {
        peers[key.shardIndex(of: peers.count)]
    }

    /// Runs `work` on this shard's loop, in a later turn.
    nonisolated func run(_ work: @escaping @Sendable (isolated Shard) -> Void) {
        loop.execute {
            self.assumeIsolated(work)
        }
    }

    /// Runs `work` on another shard's loop, or at once if that is this one.
    func hop(to shard: Shard, _ work: @escaping @Sendable (isolated Shard) -> Void) {
        if shard === self {
            work(self)
        } else {
            shard.run(work)
        }
    }

    private func scheduleTick() {
        _ = loop.schedule(after: .seconds(1)) {
            self.assumeIsolated { $0.tick() }
        }
    }

    private func tick() {
        guard !isStopping else { return }
        tickLeaders()
        expireDeletions()
        flushDuePartitions()
        releaseIdleFiles()
        noteSwappedSegments()
        healReplicas()
        scheduleTick()
    }
}
