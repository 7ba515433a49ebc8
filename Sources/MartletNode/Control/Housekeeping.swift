import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// The node's regular chores: checkpoints, retention. Lives on the control loop; the work is done by the
/// shards and the storage threads.
package actor Housekeeping {
    /// Told when checkpoints are durable, and which directories' could not be written.
    package typealias CheckpointsWritten = @Sendable (_ failedDirectories: Set<String>) -> Void

    nonisolated private let loop: any Loop
    nonisolated private let executor: any SerialExecutor
    private let environment: NodeEnvironment
    private let shards: [Shard]
    private let files: CheckpointFiles
    private var isWriting = false
    private var wanted: Set<OffsetCheckpoint> = []
    private var waiting: [CheckpointsWritten] = []
    private var isStopped = false

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    package init(
        environment: NodeEnvironment, shards: [Shard], directories: LogDirectories, logger: Logger
    ) {
        self.loop = environment.controlLoop
        self.executor = environment.controlLoop.executor
        self.environment = environment
        self.shards = shards
        files = CheckpointFiles(directories, logger: logger)
    }

    /// Begins the chores, each at its interval, the first after a while.
    nonisolated package func start(_ intervals: BrokerConfiguration.Intervals) {
        run { keeper in
            keeper.repeatedly(intervals.highWatermarkCheckpoint, intervals) {
                $0.write([.highWatermark, .cleaner]) { _ in }
            }
            keeper.repeatedly(intervals.recoveryPointCheckpoint, intervals) { keeper in
                keeper.write([.recoveryPoint]) { _ in }
                for shard in keeper.shards { shard.run { $0.makeRecoveryMarks() } }
            }
            keeper.repeatedly(intervals.logStartCheckpoint, intervals) { $0.write([.logStart]) { _ in } }
            keeper.repeatedly(intervals.retentionCheck, intervals) { $0.applyRetention() }
            keeper.repeatedly(intervals.producerIDExpirationCheck, intervals) { $0.expireProducers() }
        }
    }

    /// More often than this is of no use, whatever the configuration says.
    private static let shortestInterval: Duration = .milliseconds(100)

    private func repeatedly(
        _ interval: Duration, _ intervals: BrokerConfiguration.Intervals,
        _ chore: @escaping @Sendable (isolated Housekeeping) -> Void
    ) {
        repeatedly(
            after: intervals.initialTaskDelay, every: max(interval, Self.shortestInterval), chore)
    }

    nonisolated package func stop() {
        run { $0.isStopped = true }
    }

    nonisolated private func run(_ work: @escaping @Sendable (isolated Housekeeping) -> Void) {
        loop.execute {
            self.assumeIsolated(work)
        }
    }

    private func repeatedly(
        after delay: Duration, every interval: Duration,
        _ chore: @escaping @Sendable (isolated Housekeeping) -> Void
    ) {
        _ = loop.schedule(after: delay) {
            self.assumeIsolated { keeper in
                guard !keeper.isStopped else { return }
                chore(keeper)
                keeper.repeatedly(after: interval, every: interval, chore)
            }
        }
    }

    /// Writes the checkpoint files of all log directories that are in service, as far as they have changed.
    /// `done` is called, on any thread, when offsets as of now, or later ones, are durable, or when some
    /// could not be written.
    nonisolated package func writeCheckpoints(_ done: @escaping CheckpointsWritten) {
        run { $0.write(Set(OffsetCheckpoint.allCases), done) }
    }

    private func write(_ checkpoints: Set<OffsetCheckpoint>, _ done: @escaping CheckpointsWritten) {
        wanted.formUnion(checkpoints)
        waiting.append(done)
        if !isWriting { write() }
    }

    private func write() {
        isWriting = true
        let (checkpoints, done) = (wanted, waiting)
        (wanted, waiting) = ([], [])
        let collector = CheckpointCollector(shardCount: shards.count) { offsets in
            self.environment.storageThreads.run {
                let failed = self.files.save(offsets, checkpoints)
                for one in done { one(failed) }
                self.run { keeper in
                    keeper.isWriting = false
                    if !keeper.waiting.isEmpty { keeper.write() }
                }
            }
        }
        for shard in shards {
            shard.run { collector.add($0.checkpointOffsets()) }
        }
    }

    private func expireProducers() {
        for shard in shards {
            shard.run { $0.expireProducers() }
        }
    }

    private func applyRetention() {
        for shard in shards {
            shard.run { $0.applyRetention() }
        }
    }
}

/// What the checkpoint files say of one partition.
struct PartitionOffsets: Sendable {
    var name: TopicPartition
    var logDirectory: String
    var recoveryPoint: Offset
    /// Nil where it is the first segment's base.
    var logStartOffset: Offset?
    var highWatermark: Offset
    /// Nil where nothing was compacted.
    var firstDirtyOffset: Offset?
}
