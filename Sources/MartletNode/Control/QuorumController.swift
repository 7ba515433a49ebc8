import DequeModule
import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletStorage

/// The active controller: decides, writes the decision to the metadata log, and tells every shard.
///
/// It works on one decision at a time: the next begins when the last is durable, applied, and in force on
/// every shard. So whoever is answered finds what he was promised, on whichever connection he asks.
package actor QuorumController {
    nonisolated private let loop: any Loop
    nonisolated private let executor: any SerialExecutor
    private let environment: NodeEnvironment
    private let settings: NodeSettings
    private let decisions: Controller
    private let log: MetadataLog
    private let bootstrap: [VersionedRecord]
    private let shards: [Shard]
    private let failure: FailureSignal
    private let logger: Logger
    private var image: ClusterImage
    private var random: any RandomNumberGenerator & Sendable
    /// Ids of a block that is ours and that no producer has yet.
    private var producerIDs: Range<Int64> = 0..<0
    private struct Turn: Sendable {
        var work: @Sendable (isolated QuorumController) -> Void
        var failed: @Sendable () -> Void
    }

    /// What the controller does. After an error of the metadata log it has stopped: nothing is decided any
    /// more.
    ///
    /// Legal transitions: idle → deciding | stopped; deciding → idle | finishing | stopped; finishing →
    /// stopped.
    private enum Phase {
        case idle
        case deciding
        /// The last decision is on its way; somebody waits for it to be in force.
        case finishing(@Sendable () -> Void)
        case stopped
    }

    private var phase = Phase.idle
    /// Empty unless the controller is deciding.
    private var queue: Deque<Turn> = []

    nonisolated package var unownedExecutor: UnownedSerialExecutor {
        executor.asUnownedSerialExecutor()
    }

    /// - Parameters:
    ///   - image: what `log` holds.
    ///   - bootstrap: what is written first into a log that holds nothing.
    package init(
        environment: NodeEnvironment, settings: NodeSettings, image: ClusterImage, log: sending MetadataLog,
        bootstrap: [VersionedRecord], shards: [Shard], failure: FailureSignal, logger: Logger
    ) {
        self.loop = environment.controlLoop
        self.executor = environment.controlLoop.executor
        self.environment = environment
        self.settings = settings
        self.decisions = Controller(configuration: settings.configuration)
        self.log = log
        self.bootstrap = bootstrap
        self.shards = shards
        self.failure = failure
        self.logger = logger
        self.image = image
        self.random = environment.makeGenerator()
    }

    /// Runs `work` on the control loop.
    nonisolated package func run(_ work: @escaping @Sendable (isolated QuorumController) -> Void) {
        loop.execute {
            self.assumeIsolated(work)
        }
    }

    /// The epoch of this broker's registration; −1 before it is registered.
    package var brokerEpoch: BrokerEpoch {
        image.brokers[settings.nodeID]?.epoch ?? .none
    }

    /// Decides nothing more: whoever still waits for a decision is refused. `done` is called when the
    /// decision that is under way is in force on every shard.
    package func finish(then done: @escaping @Sendable () -> Void) {
        guard case .deciding = phase else {
            stop()
            done()
            return
        }
        phase = .finishing(done)
        refuseAll()
    }

    /// Nothing is decided any more, not even what is under way.
    private func stop() {
        let before = phase
        phase = .stopped
        refuseAll()
        if case .finishing(let done) = before { done() }
    }

    private func refuseAll() {
        while let turn = queue.popFirst() { turn.failed() }
    }

    /// Closes the metadata log; everything in it is durable already.
    package func close() {
        stop()
        do {
            try log.close()
        } catch {
            logger.error("The metadata log could not be closed", metadata: ["error": "\(error)"])
        }
    }

    // MARK: Decisions

    func createTopics(
        _ request: CreateTopicsRequest, then done: @escaping @Sendable (CreateTopicsResponse?) -> Void
    ) {
        decide(then: done) { controller in
            controller.decisions.createTopics(request, image: controller.image, random: &controller.random)
        }
    }

    func deleteTopics(
        _ request: DeleteTopicsRequest, then done: @escaping @Sendable (DeleteTopicsResponse?) -> Void
    ) {
        decide(then: done) { controller in
            controller.decisions.deleteTopics(request, image: controller.image)
        }
    }

    func createPartitions(
        _ request: CreatePartitionsRequest, then done: @escaping @Sendable (CreatePartitionsResponse?) -> Void
    ) {
        decide(then: done) { controller in
            controller.decisions.createPartitions(
                request, image: controller.image, random: &controller.random)
        }
    }

    func alterConfigs(
        _ request: AlterConfigsRequest, then done: @escaping @Sendable (AlterConfigsResponse?) -> Void
    ) {
        decide(then: done) { $0.decisions.alterConfigs(request, image: $0.image) }
    }

    func incrementalAlterConfigs(
        _ request: IncrementalAlterConfigsRequest,
        then done: @escaping @Sendable (IncrementalAlterConfigsResponse?) -> Void
    ) {
        decide(then: done) { $0.decisions.incrementalAlterConfigs(request, image: $0.image) }
    }

    /// An id that no producer had before. Blocks of them are taken from the metadata log, so that an id is
    /// never given twice, whatever happens to this process.
    ///
    /// The id is −1 if the disk has no room for the next block.
    func nextProducerID(then done: @escaping @Sendable (ProducerID?) -> Void) {
        enqueue { controller in
            guard controller.producerIDs.isEmpty else {
                done(controller.takeProducerID())
                controller.next()
                return
            }
            do {
                let decision = try controller.decisions.allocateProducerIDs(
                    to: controller.settings.nodeID, epoch: controller.brokerEpoch, image: controller.image)
                let block = decision.reply.first.rawValue..<decision.reply.end.rawValue
                let promise = Decision<Range<Int64>>(records: decision.records, reply: block)
                controller.commit(promise, onFullDisk: { _ in 0..<0 }) { controller, block in
                    controller.producerIDs = block ?? 0..<0
                    done(block.map { $0.isEmpty ? .none : controller.takeProducerID() })
                }
            } catch {
                controller.logger.error("No producer ids", metadata: ["error": "\(error)"])
                done(nil)
                controller.next()
            }
        } failed: {
            done(nil)
        }
    }

    private func takeProducerID() -> ProducerID {
        let id = ProducerID(producerIDs.lowerBound)
        producerIDs = producerIDs.dropFirst()
        return id
    }

    /// Begins this broker's new life: registers it and makes it the leader of its partitions, under new
    /// epochs, and has every shard open them. `ready` is called when all that is durable and every shard has
    /// the image, or with what prevented it; `recovered` when every partition's log is open or has failed.
    package func activate(
        endpoints: [Listener], directories: [DirectoryID],
        ready: @escaping @Sendable (NodeError?) -> Void, recovered: @escaping @Sendable () -> Void
    ) {
        enqueue { controller in
            if let error = controller.register(endpoints, directories) {
                controller.stop()
                ready(error)
                return
            }
            var change = ImageChange()
            change.changedTopics = Set(controller.image.topicsByID.keys)
            change.isFirst = true
            let opened = Countdown(controller.shards.count, then: recovered)
            let reached = Countdown(controller.shards.count) {
                ready(nil)
                controller.run { $0.next() }
            }
            for shard in controller.shards {
                shard.run { [change, image = controller.image] in
                    $0.install(image, change) { opened.countDown() }
                    reached.countDown()
                }
            }
        } failed: {
            ready(.hasStopped)
        }
    }

    /// Returns what prevented it.
    private func register(_ endpoints: [Listener], _ directories: [DirectoryID]) -> NodeError? {
        let first = decisions.activate(image, bootstrap: bootstrap)
        guard first.isEmpty || write(first) == .durable else { return .metadataLogFailed }
        let incarnationID = Uuid.random(using: &random)
        let request = BrokerRegistrationRequest(
            id: settings.nodeID, clusterID: settings.clusterID, incarnationID: incarnationID,
            endpoints: endpoints, rack: settings.configuration.rack, directories: directories,
            previousEpoch: .none)
        let now = environment.clock.uptime()
        var tracker = HeartbeatTracker(
            sessionTimeout: settings.configuration.session.sessionTimeout, image: image,
            own: .init(broker: settings.nodeID, incarnationID: incarnationID), now: now)
        do {
            let registration = try decisions.registerBroker(
                request, clusterID: settings.clusterID, image: image, tracker: &tracker,
                nextOffset: log.endOffset, now: now)
            guard write(registration.records) == .durable else { return .metadataLogFailed }
            let unfencing = try decisions.unfenceBroker(
                settings.nodeID, epoch: registration.reply, image: image)
            return write(unfencing.records) == .durable ? nil : .metadataLogFailed
        } catch {
            return .notRegistered(reason: "\(error)")
        }
    }

    // MARK: One at a time

    private func decide<Reply: ChangeReply>(
        then done: @escaping @Sendable (Reply?) -> Void,
        _ decide: @escaping @Sendable (isolated QuorumController) -> Decision<Reply>
    ) {
        enqueue { controller in
            controller.commit(decide(controller), onFullDisk: \.forFullDisk) { _, reply in done(reply) }
        } failed: {
            done(nil)
        }
    }

    /// Runs `work` when it is its turn; `work` sees to it that `next` is called. Or `failed`, if the
    /// controller has stopped by then.
    private func enqueue(
        _ work: @escaping @Sendable (isolated QuorumController) -> Void,
        failed: @escaping @Sendable () -> Void
    ) {
        switch phase {
        case .idle:
            phase = .deciding
            work(self)
        case .deciding:
            queue.append(Turn(work: work, failed: failed))
        case .finishing, .stopped:
            failed()
        }
    }

    /// The decision under way is in force, or there was nothing to decide.
    private func next() {
        switch phase {
        case .deciding:
            if let turn = queue.popFirst() {
                turn.work(self)
            } else {
                phase = .idle
            }
        case .finishing:
            stop()
        case .idle, .stopped:
            break
        }
    }

    /// Makes a decision durable and brings it to every shard; then `done`, and the next decision. `done` gets
    /// nil if the records could not be written, or what `onFullDisk` makes of the reply if that was for want
    /// of room.
    private func commit<Reply: Sendable>(
        _ decision: Decision<Reply>, onFullDisk: (Reply) -> Reply?,
        then done: @escaping @Sendable (isolated QuorumController, Reply?) -> Void
    ) {
        guard !decision.records.isEmpty else {
            done(self, decision.reply)
            next()
            return
        }
        var change = ImageChange()
        switch write(decision.records, noting: &change) {
        case .durable: break
        case .noRoom:
            done(self, onFullDisk(decision.reply))
            next()
            return
        case .refused:
            done(self, nil)
            next()
            return
        case .failed:
            done(self, nil)
            return
        }
        let installed = Countdown(shards.count) {
            self.run { controller in
                done(controller, decision.reply)
                controller.next()
            }
        }
        for shard in shards {
            shard.run { [image, change] in
                $0.install(image, change) { installed.countDown() }
            }
        }
    }

    private enum WriteOutcome {
        /// The records are on the disk, and in the image.
        case durable
        /// The disk has no room for them, and the log is as it was.
        case noRoom
        /// The log does not take such records, and is as it was.
        case refused
        /// The controller has stopped.
        case failed
    }

    private func write(_ records: [VersionedRecord]) -> WriteOutcome {
        var change = ImageChange()
        return write(records, noting: &change)
    }

    /// Appends records to the metadata log and applies them.
    private func write(_ records: [VersionedRecord], noting change: inout ImageChange) -> WriteOutcome {
        do {
            let offset = try log.append(records, now: environment.clock.now())
            for record in records { try image.apply(record.value, noting: &change) }
            image.advance(through: offset, epoch: log.epoch)
            return .durable
        } catch MetadataLogError.storage(.full(let path)) where log.isIntact {
            logger.error("The disk is full: a change was refused", metadata: ["file": "\(path)"])
            return .noRoom
        } catch let error as MetadataLogError where error.leavesLogAsItWas {
            logger.error("A change does not fit the metadata log", metadata: ["error": "\(error)"])
            return .refused
        } catch {
            // Whether the records are on the disk is not known: only a restart can tell.
            logger.critical("The metadata log cannot be written", metadata: ["error": "\(error)"])
            stop()
            failure.fail(.metadataLogFailed)
            return .failed
        }
    }
}

extension MetadataLogError {
    /// Records are checked before anything of them is written.
    fileprivate var leavesLogAsItWas: Bool {
        switch self {
        case .refused, .unwritable, .tooLargeTogether: true
        default: false
        }
    }
}
