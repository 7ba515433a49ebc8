import MartletModel
import MartletReplication
import MartletStorage

/// Runs one thing at a time, in the order given: an event loop in the broker, a queue in the simulator.
///
/// A shard lives on one loop; what runs there must never wait for a disk or a peer.
package protocol Loop: Sendable {
    /// The executor of the actor that lives here.
    var executor: any SerialExecutor { get }

    /// Runs `work` after what is running now. May be called from anywhere.
    func execute(_ work: @escaping @Sendable () -> Void)

    /// Runs `work` once, after `delay`, unless it is cancelled before.
    func schedule(after delay: Duration, _ work: @escaping @Sendable () -> Void) -> any ScheduledWork
}

/// Work that waits for its time.
package protocol ScheduledWork: Sendable {
    func cancel()
}

/// The few threads that wait for disks on behalf of all loops.
package protocol StorageThreads: Sendable {
    func run(_ work: @escaping @Sendable () -> Void)
}

/// What time it is.
package protocol NodeClock: Sendable {
    /// The wall clock, which may jump.
    func now() -> Timestamp
    /// Time since an arbitrary moment; never goes back. For deadlines.
    func uptime() -> Duration
}

/// Everything outside the node that it may touch.
package struct NodeEnvironment: Sendable {
    package var fileSystem: any FileSystem
    /// The open files of all logs.
    package var files: FileCache
    package var clock: any NodeClock
    package var storageThreads: any StorageThreads
    /// For clients that want what is not in memory: they must not keep the others from their group commits.
    package var readThreads: any StorageThreads
    /// For jobs that take minutes, and are in no hurry: as many as may run at a time.
    package var backgroundThreads: any StorageThreads
    /// For the control plane alone, one job at a time: a slow disk of the data path never costs a leadership.
    package var controlThreads: any StorageThreads
    /// Lets a background thread wait.
    package var sleep: @Sendable (Duration) -> Void
    /// One for each shard.
    package var shardLoops: [any Loop]
    /// The control plane's own, shared with no shard.
    package var controlLoop: any Loop
    /// The way to the other nodes of the cluster.
    package var peers: any PeerNetwork
    /// Makes a source of randomness: the system's in the broker, a seeded one in the simulator.
    package var makeGenerator: @Sendable () -> any RandomNumberGenerator & Sendable
    /// From the beginning of one check of all segments to that of the next, at least. What lay in the page
    /// cache when it was checked tells nothing of the disk: checking a small node's segments again and again
    /// would be for nothing.
    package var scrubRest = Duration.seconds(600)
    /// A rule of replication that the node does not keep, so that it is seen whether somebody notices.
    package var brokenRule: ReplicationRules.Rule?

    package init(
        fileSystem: any FileSystem, openFileLimit: Int = 256, clock: any NodeClock,
        storageThreads: any StorageThreads, readThreads: (any StorageThreads)? = nil,
        backgroundThreads: any StorageThreads, controlThreads: (any StorageThreads)? = nil,
        sleep: @escaping @Sendable (Duration) -> Void,
        shardLoops: [any Loop], controlLoop: any Loop, peers: any PeerNetwork = NoPeers(),
        makeGenerator: @escaping @Sendable () -> any RandomNumberGenerator & Sendable
    ) {
        self.fileSystem = fileSystem
        self.files = FileCache(limit: openFileLimit)
        self.clock = clock
        self.storageThreads = storageThreads
        self.readThreads = readThreads ?? storageThreads
        self.backgroundThreads = backgroundThreads
        self.controlThreads = controlThreads ?? storageThreads
        self.sleep = sleep
        self.shardLoops = shardLoops
        self.controlLoop = controlLoop
        self.peers = peers
        self.makeGenerator = makeGenerator
    }
}
