import Logging
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
    private let directories: LogDirectories
    private let logger: Logger
    private var isWriting = false
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
        self.directories = directories
        self.logger = logger
    }

    /// Begins the chores, each at its interval, the first after `initialDelay`.
    nonisolated package func start(
        initialDelay: Duration, checkpointInterval: Duration, retentionInterval: Duration,
        producerExpiryInterval: Duration
    ) {
        run { keeper in
            keeper.repeatedly(after: initialDelay, every: checkpointInterval) { $0.writeCheckpoints { _ in } }
            keeper.repeatedly(after: initialDelay, every: retentionInterval) { $0.applyRetention() }
            keeper.repeatedly(after: initialDelay, every: producerExpiryInterval) { $0.expireProducers() }
        }
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

    /// Writes the checkpoint files of all log directories that are in service. `done` is called, on any
    /// thread, when offsets as of now, or later ones, are durable, or when some could not be written.
    nonisolated package func writeCheckpoints(_ done: @escaping CheckpointsWritten) {
        run { keeper in
            keeper.waiting.append(done)
            if !keeper.isWriting { keeper.write() }
        }
    }

    private func write() {
        isWriting = true
        let done = waiting
        waiting = []
        let collector = CheckpointCollector(shardCount: shards.count) { offsets in
            self.environment.storageThreads.run {
                let failed = self.save(offsets)
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

    nonisolated private func save(_ offsets: [PartitionOffsets]) -> Set<String> {
        var failed: Set<String> = []
        for directory in directories.directories {
            let own = offsets.filter { $0.logDirectory == directory.path }
            do {
                try directory.writeCheckpoints(
                    recoveryPoints: byName(own) { $0.recoveryPoint },
                    logStartOffsets: byName(own) { $0.logStartOffset },
                    highWatermarks: byName(own) { $0.highWatermark })
                let firstDirty = byName(own) { $0.firstDirtyOffset }
                // Where nothing is compacted there is nothing to say, and there was not.
                if !firstDirty.isEmpty || !directory.firstDirtyOffsets.isEmpty {
                    try directory.write(.cleaner, firstDirty)
                }
            } catch {
                failed.insert(directory.path)
                if directory.health.isBroken { continue }
                logger.error(
                    "Checkpoints could not be written",
                    metadata: ["directory": "\(directory.path)", "error": "\(error)"])
            }
        }
        return failed
    }

    nonisolated private func byName(
        _ offsets: [PartitionOffsets], _ offset: (PartitionOffsets) -> Offset?
    ) -> [TopicPartition: Offset] {
        var result: [TopicPartition: Offset] = [:]
        for one in offsets { result[one.name] = offset(one) }
        return result
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
