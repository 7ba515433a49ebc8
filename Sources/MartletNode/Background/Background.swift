import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// Drives what a node does beside serving.
///
/// Lives on the control loop. The schedules decide what comes next; the shards plan and finish the jobs on
/// their logs, and the background threads run them.
package actor Background {
    nonisolated private let loop: any Loop
    nonisolated private let executor: any SerialExecutor
    private let environment: NodeEnvironment
    private let shards: [Shard]
    private var configuration: BackgroundConfiguration
    private let scrubThrottle: IOThrottle
    private var scrubbing: SweepSchedule
    private var timer: (any ScheduledWork)?
    private var isStopped = false

    /// What lay in the page cache when it was checked tells nothing of the disk: checking a small node's
    /// segments again and again would be for nothing.
    private static let scrubRest = Duration.seconds(600)

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
        scrubThrottle = IOThrottle(
            bytesPerSecond: configuration.scrubBytesPerSecond ?? .greatestFiniteMagnitude,
            environment: environment)
        scrubbing = SweepSchedule(
            shardCount: shards.count, firstRound: firstScrub, idleRest: configuration.cleanerBackoff,
            rest: configuration.scrubRest(Self.scrubRest))
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
            background.stepSweep(.scrubbing, .stopped)
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
        stepSweep(.scrubbing, .timePassed)
    }

    private func reconfigured(_ configuration: BackgroundConfiguration) {
        guard configuration != self.configuration, !isStopped else { return }
        self.configuration = configuration
        if let rate = configuration.scrubBytesPerSecond { scrubThrottle.set(bytesPerSecond: rate) }
        let backoff = configuration.cleanerBackoff
        stepSweep(
            .scrubbing, .reconfigured(idleRest: backoff, rest: configuration.scrubRest(Self.scrubRest)))
    }

    private func stepSweep(_ kind: SweepKind, _ input: SweepSchedule.Input) {
        var effects: [SweepSchedule.Effect] = []
        let now = environment.clock.uptime()
        switch kind {
        case .scrubbing: scrubbing.step(input, now: now, effects: &effects)
        }
        for effect in effects { perform(effect, of: kind) }
        setTimer()
    }

    private func setTimer() {
        timer?.cancel()
        timer = nil
        let deadlines = [scrubbing.nextDeadline]
        guard !isStopped, let next = deadlines.compactMap(\.self).min() else { return }
        let delay = max(.zero, next - environment.clock.uptime())
        timer = loop.schedule(after: delay) {
            self.assumeIsolated { $0.timePassed() }
        }
    }

    // MARK: - Effects

    private func perform(_ effect: SweepSchedule.Effect, of kind: SweepKind) {
        switch effect {
        case .seek(let index, let isFirst):
            let throttle = scrubThrottle
            shards[index].run { shard in
                let hasBegun = shard.beginNext(of: kind, isFirst: isFirst, throttle) {
                    self.run { $0.stepSweep(kind, .ended) }
                }
                self.run { $0.stepSweep(kind, hasBegun ? .began : .foundNothing) }
            }
        }
    }
}

/// The kinds of jobs that go to all partitions in turn.
enum SweepKind: Sendable, Hashable {
    case scrubbing
}

extension BackgroundConfiguration {
    /// Nil where nothing is scrubbed.
    func scrubRest(_ rest: Duration) -> Duration? {
        scrubBytesPerSecond == nil ? nil : rest
    }
}
