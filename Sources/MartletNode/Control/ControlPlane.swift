import DequeModule
import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletReplication
import MartletStorage
import NIOCore

/// The node's part in the cluster's metadata: its replica of the quorum's log, the image of what is committed
/// there, the active controller while this node leads, and what the node asks of the active controller
/// wherever it is.
///
/// It decides nothing itself. State machines do, and this is the one place that carries out what they want:
/// on a loop that it shares with no shard, and with storage threads of its own.
package actor ControlPlane {
    nonisolated package let loop: any Loop
    nonisolated private let executor: any SerialExecutor
    nonisolated let environment: NodeEnvironment
    nonisolated let settings: NodeSettings
    nonisolated let logger: Logger
    nonisolated private let failure: FailureSignal
    let decisions: Controller
    /// What is written first into a log that holds nothing.
    let bootstrap: [VersionedRecord]
    let directories: LogDirectories
    /// That of this replica of the quorum's log.
    let metadataDirectoryID: DirectoryID
    var shards: [Shard] = []

    /// Of this process.
    let incarnationID: Uuid
    var random: any RandomNumberGenerator & Sendable

    /// The replica of the quorum's log.
    ///
    /// Legal transitions: opened → running → stopped; opened → stopped.
    enum Replica {
        case opened(QuorumStore)
        case running(QuorumDriver)
        case stopped
    }

    var replica: Replica
    /// What the replica wants done, in order.
    private var outputs: Deque<QuorumOutput> = []
    private var isPerforming = false
    /// Its jobs on storage threads.
    var runningJobs = 0
    /// The first of them is running; the others wait for it.
    private var snapshotJobs: Deque<QuorumJob> = []
    /// Called when none is running any more.
    var whenIdle: [@Sendable () -> Void] = []

    /// Everything committed that this node knows of.
    package internal(set) var image: ClusterImage
    /// While this node leads, and knows everything that was decided before.
    var active: ActiveController?
    var calls: ControllerCalls
    /// What this node has asked, and who waits for the answer.
    var asked: [ControllerRequestID: Asked] = [:]
    /// Who is to be answered by this node's own active controller, or its replica of the quorum.
    var origins: [ControllerRequestID: Origin] = [:]
    var lastRequest: ControllerRequestID = 0
    var correlationID: Int32 = 0
    /// The versions that nodes serve, where they have refused what was sent to them.
    var offered: [NodeAddress: [ApiKey: ClosedRange<Int16>]] = [:]

    var publication = Publication()
    /// The shards have been given their first image, or are about to.
    var isPublishing = false
    var snapshots: SnapshotSchedule
    let snapshotStop = StopFlag()
    var producerIDs = ProducerIDs()
    /// The connections over which brokers report to this controller.
    var reporters: [ObjectIdentifier: Reporter] = [:]
    /// With the broker's role, once it has started.
    var broker: BrokerPart?
    /// The directories that take no new replicas, and whether the active controller is told.
    var cordoned = CordonedDirectories.none
    var tellsCordons = false
    /// With the controller's role.
    var introduction: ControllerIntroduction?
    /// Clients' questions are not taken any more.
    var isFinishing = false
    /// Nobody counts on this broker any more.
    var hasLeft = false
    /// Called when nobody does, and everybody has his answer.
    var finished: (@Sendable () -> Void)?

    private var timer: (due: Duration, work: any ScheduledWork)?

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - image: what the log is known to hold, where all of it is committed; empty otherwise.
    ///   - bootstrap: what is written first into a log that holds nothing.
    init(
        environment: NodeEnvironment, settings: NodeSettings, image: ClusterImage,
        store: sending QuorumStore, metadataDirectoryID: DirectoryID, bootstrap: [VersionedRecord],
        directories: LogDirectories,
        failure: FailureSignal, logger: Logger
    ) {
        self.loop = environment.controlLoop
        self.executor = environment.controlLoop.executor
        self.environment = environment
        self.settings = settings
        self.logger = logger
        self.failure = failure
        self.decisions = Controller(configuration: settings.configuration)
        self.bootstrap = bootstrap
        self.directories = directories
        self.metadataDirectoryID = metadataDirectoryID
        self.image = image
        var random = environment.makeGenerator()
        incarnationID = Uuid.random(using: &random)
        self.random = random
        replica = .opened(store)
        calls = ControllerCalls(
            attemptTimeout: settings.configuration.session.controllerRequestTimeout)
        snapshots = SnapshotSchedule(settings.configuration.metadataLog, now: environment.clock.uptime())
    }

    /// Runs `work` on the control loop.
    nonisolated package func run(_ work: @escaping @Sendable (isolated ControlPlane) -> Void) {
        loop.execute {
            self.assumeIsolated { plane in
                work(plane)
                plane.rearm()
            }
        }
    }

    var uptime: Duration { environment.clock.uptime() }

    // MARK: - The replica of the quorum

    var driver: QuorumDriver? {
        if case .running(let driver) = replica { driver } else { nil }
    }

    func step(_ input: QuorumInput) {
        guard let driver else { return }
        perform(driver.step(input, now: uptime, time: environment.clock.now()))
    }

    /// Carries out what the replica wants, in its order, also when one thing leads to others.
    func perform(_ wanted: [QuorumOutput]) {
        outputs.append(contentsOf: wanted)
        guard !isPerforming else { return }
        isPerforming = true
        while let output = outputs.popFirst() { perform(output) }
        isPerforming = false
    }

    private func perform(_ output: QuorumOutput) {
        switch output {
        case .call(let id, let destination, let request): call(id, destination, request)
        case .reply(let id, let response): replied(id, response)
        case .changed(let id, let code):
            step(.kraftVersionRaised(ControllerRequestID(id.rawValue), code))
        case .run(let job): run(job)
        case .committed(let records): committed(records)
        case .loadSnapshot(let snapshot): load(snapshot)
        case .lead(let epoch): lead(epoch)
        case .follow(let epoch, let leader): follow(epoch, leader)
        case .snapshotWritten(let id, let byteCount):
            snapshots.ended()
            logger.info(
                "Wrote a snapshot of the metadata",
                metadata: ["snapshot": "\(id)", "bytes": "\(byteCount)"])
        case .snapshotFailed(let error):
            snapshots.failed(now: uptime)
            logger.warning("A snapshot of the metadata was not written", metadata: ["error": "\(error)"])
        case .warn(let what): logger.warning("The metadata quorum", metadata: ["warning": "\(what)"])
        case .halt(let reason): halt(reason)
        }
    }

    /// Snapshots take long: elections and commits do not wait behind them.
    private func run(_ job: QuorumJob) {
        runningJobs += 1
        switch job.lane {
        case .log: perform(job, on: environment.controlThreads)
        case .snapshots:
            snapshotJobs.append(job)
            if snapshotJobs.count == 1 { perform(job, on: environment.storageThreads) }
        }
    }

    private func perform(_ job: QuorumJob, on threads: any StorageThreads) {
        threads.run {
            let result = job.run()
            self.run { $0.ended(job.lane, result) }
        }
    }

    private func ended(_ lane: QuorumJob.Lane, _ result: QuorumJobResult) {
        if lane == .snapshots {
            snapshotJobs.removeFirst()
            if let next = snapshotJobs.first { perform(next, on: environment.storageThreads) }
        }
        step(.finished(result))
        jobEnded()
    }

    func jobEnded() {
        runningJobs -= 1
        guard runningJobs == 0 else { return }
        for work in whenIdle { work() }
        whenIdle = []
    }

    /// Nothing is decided or learnt any more: only a restart can tell what is on the disk.
    func halt(_ reason: String) {
        logger.critical("The metadata log cannot be used any more", metadata: ["reason": "\(reason)"])
        fail(.metadataLogFailed)
    }

    /// The node cannot go on.
    func fail(_ error: NodeError) {
        depose()
        step(ControllerCalls.Input.located(.unknown))
        step(ControllerCalls.Input.closed)
        if let ready = broker?.ready.take() { ready(error) }
        failure.fail(error)
    }

    // MARK: - Time

    /// The one timer for everything that has a deadline.
    func rearm() {
        let deadlines = [
            driver?.nextDeadline, active?.nextDeadline, calls.nextDeadline,
            broker?.lifecycle.nextDeadline, proposalsDeadline, reportsDeadline, introduction?.retryAt,
        ]
        guard let due = deadlines.compactMap(\.self).min() else {
            timer?.work.cancel()
            timer = nil
            return
        }
        if let timer, timer.due == due { return }
        timer?.work.cancel()
        let work = loop.schedule(after: max(.zero, due - uptime)) {
            self.assumeIsolated { plane in
                plane.timer = nil
                plane.tick()
                plane.rearm()
            }
        }
        timer = (due, work)
    }

    private func tick() {
        let now = uptime
        func isDue(_ deadline: Duration?) -> Bool { deadline.map { $0 <= now } ?? false }
        if isDue(driver?.nextDeadline) { step(QuorumInput.ticked) }
        if isDue(active?.nextDeadline) { step(ActiveController.Input.ticked) }
        if isDue(calls.nextDeadline) { step(ControllerCalls.Input.ticked) }
        if isDue(broker?.lifecycle.nextDeadline) { step(BrokerLifecycle.Input.ticked) }
        if isDue(proposalsDeadline) { step(ProposalQueue.Input.ticked) }
        if isDue(reportsDeadline) { step(DirectoryReports.Input.ticked) }
        if isDue(introduction?.retryAt) {
            introduction?.retryAt = nil
            introduce()
        }
    }
}
