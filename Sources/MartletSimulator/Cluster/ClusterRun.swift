import MartletMetadata
import MartletModel
import MartletNode

/// One run.
// Sendable: a run is in one thread.
final class ClusterRun: @unchecked Sendable {
    let simulation: ClusterSimulation
    let scheduler: ClusterScheduler
    let world: ClusterWorld
    let faults: ClusterFaults
    private(set) var outcome = ClusterSimulation.Outcome()
    private(set) var clients: [ClusterClient] = []
    private(set) var producers: [ProducerClient] = []
    private var consumers: [ConsumerClient] = []
    let admin: AdminClient
    private let topics: [AdminClient.Topic]
    /// Of the topics that stay.
    let partitions: [TopicPartition]
    private var isCalm = false
    /// Whose disk was replaced, until metadata says that nothing is to be expected of it.
    var wiped: BrokerID?
    /// Counts topics that come and go.
    var churnCount = 0

    init(_ simulation: ClusterSimulation) {
        self.simulation = simulation
        scheduler = ClusterScheduler(random: SeededGenerator(seed: simulation.seed))
        let isDurable = scheduler.happens(0.8) || simulation.sabotage == .forgetsToSync
        faults = ClusterFaults(cutsPower: isDurable, simulation.faults, &scheduler.random)
        let syncs = isDurable && simulation.sabotage != .forgetsToSync
        let brokers = scheduler.pick([3, 3, 4, 5] as [Int32]) ?? 3
        let trace = simulation.trace.map {
            ClusterWorld.Trace(tellsNodes: simulation.tracesNodes, tell: $0)
        }
        world = ClusterWorld(
            controllers: 3, brokers: brokers, shardCount: scheduler.pick([1, 2]) ?? 1,
            hasEligibleLeaders: !simulation.seed.isMultiple(of: 3),
            scrubs: !simulation.seed.isMultiple(of: 2), Self.settings(syncs: syncs, scheduler),
            scheduler: scheduler, sabotage: simulation.sabotage, trace: trace)
        world.checkers.isDurable = isDurable
        world.checkers.heard = simulation.checkers
        topics = Self.topics(scheduler, simulation.sabotage == .hidesDamage ? [8_000] : [0, 8_000, 50_000])
        partitions = topics.flatMap(\.partitions)
        admin = AdminClient(number: 0, world: world)
        outcome.brokers = world.machines.count
        makeClients()
    }

    private static func settings(syncs: Bool, _ scheduler: ClusterScheduler) -> [String] {
        let lag = scheduler.pick([2_000, 10_000, 30_000]) ?? 10_000
        let checkpoint = scheduler.pick([500, 5_000, 60_000]) ?? 5_000
        return [
            "martlet.durability=\(syncs ? "disk" : "page-cache")", "replica.lag.time.max.ms=\(lag)",
            "replica.high.watermark.checkpoint.interval.ms=\(checkpoint)",
            "log.flush.offset.checkpoint.interval.ms=\(checkpoint)",
            "leader.imbalance.check.interval.seconds=20", "log.cleaner.backoff.ms=3000",
        ]
    }

    private static func topics(
        _ scheduler: ClusterScheduler, _ segmentBytes: [Int]
    ) -> [AdminClient.Topic] {
        (0..<Int.random(in: 1...2, using: &scheduler.random)).map { index in
            var configs = ["min.insync.replicas": "2"]
            if let bytes = scheduler.pick(segmentBytes), bytes > 0 {
                configs["internal.segment.bytes"] = "\(bytes)"
            }
            if scheduler.happens(0.5) { configs["index.interval.bytes"] = "200" }
            return AdminClient.Topic(
                name: "t\(index)", partitionCount: Int32.random(in: 1...3, using: &scheduler.random),
                configs: configs)
        }
    }

    private func makeClients() {
        let pace = 5...(scheduler.pick([50, 150, 500]) ?? 150)
        for number in 1...Int.random(in: 1...4, using: &scheduler.random) {
            producers.append(
                ProducerClient(number: number, world: world, partitions: partitions, pace: pace))
        }
        for number in 1...2 {
            consumers.append(ConsumerClient(number: 100 + number, world: world, partitions: partitions))
        }
        clients = [admin] + producers + consumers
    }

    // MARK: - The run

    func go() {
        for partition in partitions { world.checkers.expect(partition) }
        for machine in world.machines {
            scheduler.after(scheduler.milliseconds(0...300)) { self.world.start(machine) }
        }
        scheduler.after(.milliseconds(500)) { self.makeTopics() }
        scheduler.after(.seconds(4)) { self.nextFault() }
        scheduler.at(simulation.duration - simulation.bound) { self.becomeCalm() }
        scheduler.at(simulation.duration - simulation.bound / 4) {
            for producer in self.producers { producer.isSilent = true }
        }
        run(until: simulation.duration)
        // What was found a moment ago is not healed yet.
        if isSomethingKeptBack { run(until: simulation.duration + Self.healingTime) }
        if world.checkers.violations.isEmpty { checkEnd() }
        finish()
    }

    /// For a leader to hand over, and to heal; less than a sweep rests, so that nothing more is found.
    private static let healingTime: Duration = .seconds(3)

    private func run(until end: Duration) {
        while world.checkers.violations.isEmpty, scheduler.step(until: end) {}
    }

    private func makeTopics() {
        for topic in topics { admin.create(topic) {} }
        for producer in producers { producer.start() }
        for consumer in consumers { consumer.start() }
    }

    private func nextFault() {
        guard !isCalm else { return }
        scheduler.after(scheduler.milliseconds(faults.pause(&scheduler.random))) { self.nextFault() }
        fault()
    }

    /// From now on nothing goes wrong any more.
    private func becomeCalm() {
        isCalm = true
        world.log("nothing goes wrong any more")
        mendEverything()
        for machine in world.machines { world.start(machine) }
    }

    /// What goes wrong with those who run goes wrong no more.
    func mendEverything() {
        healNetwork()
        for machine in world.machines {
            machine.diskTime = Machine.normalDiskTime
            machine.disk.failPower(after: nil)
            machine.mendDisk()
            machine.wake()
        }
    }

    private func finish() {
        outcome.events = scheduler.eventCount
        outcome.leaders = world.checkers.leaderCount
        outcome.acknowledged = world.checkers.acknowledgedCount
        outcome.committed = world.checkers.committedCount
        outcome.retries = producers.reduce(0) { $0 + $1.retryCount }
        outcome.digest = scheduler.digest
        for machine in world.machines {
            outcome.damages += machine.damages.count
            outcome.healed += machine.damages.count(where: machine.isHealed)
        }
        for violation in world.checkers.violations {
            world.log("\(violation.checker): \(violation.text)")
            outcome.failures.append(
                .init(
                    seed: simulation.seed, time: scheduler.now, checker: violation.checker,
                    text: violation.text))
        }
        for machine in world.machines { machine.process?.end() }
        scheduler.clear()
        world.network.clear()
    }
}
