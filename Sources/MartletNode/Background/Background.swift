import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// Drives what a node does beside serving: compaction, recompression and scrubbing.
///
/// Lives on the control loop. The schedules decide what comes next; the shards plan and finish the jobs on
/// their logs, and the background threads run them.
package actor Background {
    nonisolated private let loop: any Loop
    nonisolated private let executor: any SerialExecutor
    private let environment: NodeEnvironment
    private let shards: [Shard]
    private var configuration: BackgroundConfiguration
    private let cleanerThrottle: IOThrottle
    private let recompressionThrottle: IOThrottle
    private let scrubThrottle: IOThrottle
    private var compaction: CompactionSchedule
    private var recompression: SweepSchedule
    private var scrubbing: SweepSchedule
    private var auditing: SweepSchedule
    private var timer: (any ScheduledWork)?
    private var isStopped = false

    /// As `NodeEnvironment.scrubRest`, of comparing replicas, which needs all their brokers.
    private static let auditRest = Duration.seconds(3_600)

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    init(
        environment: NodeEnvironment, shards: [Shard], configuration: BackgroundConfiguration,
        firstScrub: Duration
    ) {
        self.loop = environment.controlLoop
        self.executor = environment.controlLoop.executor
        self.environment = environment
        self.shards = shards
        self.configuration = configuration
        cleanerThrottle = IOThrottle(
            bytesPerSecond: configuration.cleanerBytesPerSecond, environment: environment)
        recompressionThrottle = IOThrottle(
            bytesPerSecond: configuration.recompressionBytesPerSecond, environment: environment)
        scrubThrottle = IOThrottle(
            bytesPerSecond: configuration.scrubBytesPerSecond ?? .greatestFiniteMagnitude,
            environment: environment)
        compaction = CompactionSchedule(
            threadCount: configuration.cleanerThreadCount, backoff: configuration.cleanerBackoff)
        recompression = SweepSchedule(
            shardCount: shards.count, firstRound: .zero, idleRest: configuration.cleanerBackoff,
            rest: configuration.cleanerBackoff)
        scrubbing = SweepSchedule(
            shardCount: shards.count, firstRound: firstScrub, idleRest: configuration.cleanerBackoff,
            rest: configuration.scrubRest(environment.scrubRest))
        auditing = SweepSchedule(
            shardCount: shards.count, firstRound: firstScrub, idleRest: configuration.cleanerBackoff,
            rest: configuration.auditRest(Self.auditRest))
    }

    /// Begins; to be called once, after the shards are connected.
    nonisolated func start() {
        run { $0.timePassed() }
    }

    /// Begins no further job. Those under way are ended by the shards that they work for.
    nonisolated func stop() {
        run { background in
            background.isStopped = true
            background.timer?.cancel()
            background.stepCompaction(.stopped)
            background.stepSweep(.recompression, .stopped)
            background.stepSweep(.scrubbing, .stopped)
            background.stepSweep(.auditing, .stopped)
        }
    }

    /// The cluster or the operator wants it otherwise from now on.
    nonisolated func reconfigure(_ configuration: BackgroundConfiguration) {
        run { $0.reconfigured(configuration) }
    }

    nonisolated private func run(_ work: @escaping @Sendable (isolated Background) -> Void) {
        loop.execute {
            self.assumeIsolated(work)
        }
    }

    // MARK: - Inputs

    private func timePassed() {
        stepCompaction(.timePassed)
        stepSweep(.recompression, .timePassed)
        stepSweep(.scrubbing, .timePassed)
        stepSweep(.auditing, .timePassed)
    }

    private func reconfigured(_ configuration: BackgroundConfiguration) {
        guard configuration != self.configuration, !isStopped else { return }
        self.configuration = configuration
        cleanerThrottle.set(bytesPerSecond: configuration.cleanerBytesPerSecond)
        recompressionThrottle.set(bytesPerSecond: configuration.recompressionBytesPerSecond)
        if let rate = configuration.scrubBytesPerSecond { scrubThrottle.set(bytesPerSecond: rate) }
        stepCompaction(
            .reconfigured(
                threadCount: configuration.cleanerThreadCount, backoff: configuration.cleanerBackoff))
        let backoff = configuration.cleanerBackoff
        stepSweep(.recompression, .reconfigured(idleRest: backoff, rest: backoff))
        stepSweep(
            .scrubbing,
            .reconfigured(idleRest: backoff, rest: configuration.scrubRest(environment.scrubRest)))
        stepSweep(
            .auditing, .reconfigured(idleRest: backoff, rest: configuration.auditRest(Self.auditRest)))
    }

    private func stepCompaction(_ input: CompactionSchedule.Input) {
        var effects: [CompactionSchedule.Effect] = []
        compaction.step(input, now: environment.clock.uptime(), effects: &effects)
        for effect in effects { perform(effect) }
        setTimer()
    }

    private func stepSweep(_ kind: SweepKind, _ input: SweepSchedule.Input) {
        var effects: [SweepSchedule.Effect] = []
        let now = environment.clock.uptime()
        switch kind {
        case .recompression: recompression.step(input, now: now, effects: &effects)
        case .scrubbing: scrubbing.step(input, now: now, effects: &effects)
        case .auditing: auditing.step(input, now: now, effects: &effects)
        }
        for effect in effects { perform(effect, of: kind) }
        setTimer()
    }

    private func setTimer() {
        timer?.cancel()
        timer = nil
        let deadlines = [
            compaction.nextDeadline, recompression.nextDeadline, scrubbing.nextDeadline,
            auditing.nextDeadline,
        ]
        guard !isStopped, let next = deadlines.compactMap(\.self).min() else { return }
        let delay = max(.zero, next - environment.clock.uptime())
        timer = loop.schedule(after: delay) {
            self.assumeIsolated { $0.timePassed() }
        }
    }

    // MARK: - Effects

    private func perform(_ effect: CompactionSchedule.Effect) {
        switch effect {
        case .survey:
            let collector = ShardCollector<DirtyLog>(shardCount: shards.count) { logs in
                self.run { $0.stepCompaction(.surveyed(logs)) }
            }
            for shard in shards {
                shard.run { collector.add($0.dirtyLogs(), ofShard: $0.index) }
            }
        case .compact(let key):
            let work = CompactionWork(
                memoryByteCount: configuration.cleanerMemoryBytes / max(1, configuration.cleanerThreadCount))
            let throttle = cleanerThrottle
            shards[key.shardIndex(of: shards.count)].run { shard in
                let ended: @Sendable (BackgroundJobEnd) -> Void = { end in
                    self.run { $0.stepCompaction(.ended(key, end)) }
                }
                let hasBegun = shard.begin(work, on: key, throttle) { _, end in ended(end) }
                if !hasBegun { ended(.nothingToDo) }
            }
        }
    }

    private func perform(_ effect: SweepSchedule.Effect, of kind: SweepKind) {
        switch effect {
        case .seek(let index, let isFirst):
            let throttle = kind == .recompression ? recompressionThrottle : scrubThrottle
            let auditRate = configuration.auditBytesPerSecond ?? .greatestFiniteMagnitude
            shards[index].run { shard in
                let done: @Sendable () -> Void = { self.run { $0.stepSweep(kind, .ended) } }
                let hasBegun =
                    kind == .auditing
                    ? shard.beginNextAudit(isFirst: isFirst, bytesPerSecond: auditRate, done: done)
                    : shard.beginNext(of: kind, isFirst: isFirst, throttle, done: done)
                self.run { $0.stepSweep(kind, hasBegun ? .began : .foundNothing) }
            }
        }
    }
}

/// The kinds of jobs that go to all partitions in turn.
enum SweepKind: Sendable, Hashable {
    case recompression, scrubbing
    /// Comparing replicas.
    case auditing
}

extension BackgroundConfiguration {
    /// Nil where nothing is scrubbed.
    func scrubRest(_ rest: Duration) -> Duration? {
        scrubBytesPerSecond == nil ? nil : rest
    }

    /// Nil where replicas are not compared.
    func auditRest(_ rest: Duration) -> Duration? {
        auditBytesPerSecond == nil ? nil : rest
    }
}
