import MartletModel
import MartletRaft

/// One run.
struct QuorumRun<Member: QuorumMember> {
    let simulation: QuorumSimulation
    var world: QuorumWorld<Member>
    /// The members at the beginning.
    let initial: VoterSet
    let isDynamic: Bool
    var outcome = QuorumSimulation.Outcome()
    var profile: FaultProfile
    var clients: QuorumClients
    var isCalm = false
    /// When that began, and how far the log was committed then.
    private var calm: (since: Duration, committed: Offset)?
    var lastChange: UInt64 = 0
    /// Whose disk was replaced, with the key that the members' list may still have.
    var wiped: ReplicaKey?
    /// The request to remove that one.
    var removal: QuorumRequestID?

    init(_ simulation: QuorumSimulation) {
        self.simulation = simulation
        var random = SeededGenerator(seed: simulation.seed)
        let count: Int32 = random.happens(0.5) ? 3 : 5
        let drawn = random.happens(0.5)
        isDynamic = simulation.hardship == .changingMembers || drawn
        let spares: Int32 = isDynamic ? 2 : 0
        let mixture = FaultProfile(&random)
        profile = simulation.hardship.map { FaultProfile($0) } ?? mixture
        clients = QuorumClients(&random)
        let batches = ([1, 2, 20] as [Int]).randomElement(using: &random) ?? 20
        let fetchCount = simulation.hardship == .failingLeaders ? 1 : batches
        let isDynamic = isDynamic
        initial = VoterSet(
            (1...count).map { id in
                var voter = Self.voter(id)
                // Configured members are known by their ids alone.
                if !isDynamic { voter.key.directoryID = nil }
                return voter
            })
        var nodes: [SimulatedNode<Member>] = []
        for id in Array(1...count + spares) + [101, 102, 103] {
            let isController = id <= 100
            let own = Self.voter(id)
            let isFirst = id <= count
            let setup = MemberSetup(
                key: own.key, endpoints: own.endpoints, voter: isController ? own : nil,
                isController: isController, voters: isDynamic && !isFirst ? VoterSet() : initial,
                kraftVersion: isDynamic ? 1 : 0,
                bootstrap: isDynamic || !isFirst ? (1...count + spares).map { BrokerID($0) } : [],
                timers: simulation.timers, rules: simulation.rules, sabotage: simulation.sabotage,
                fetchCount: fetchCount)
            let rate = Int64.random(in: 950_000...1_050_000, using: &random)
            nodes.append(
                SimulatedNode(
                    id: BrokerID(id), member: Member(setup), clock: SimulatedClock(rate: rate),
                    isBroker: !isController))
        }
        let trace = simulation.trace.map {
            QuorumWorld<Member>.Trace(tellsMessages: simulation.tracesMessages, tell: $0)
        }
        world = QuorumWorld(nodes, random: random, checkers: QuorumCheckers(), trace: trace)
        if world.random.happens(0.5) {
            world.control.heartbeatInterval = .milliseconds(500)
            world.control.sessionTimeout = .seconds(3)
        }
        outcome.controllers = Int(count)
    }

    /// A node's entry in the list of members, with its first disk.
    static func voter(_ id: Int32) -> Voter {
        Voter(
            key: ReplicaKey(BrokerID(id), DirectoryID(Uuid(high: 1, low: UInt64(id) << 8 | 0xff))),
            endpoints: [VoterEndpoint(listener: "CONTROLLER", host: "node", port: UInt16(id))])
    }

    // MARK: - The run

    mutating func go() {
        for node in world.nodes { world.schedule(.start(node), after: world.milliseconds(0...500)) }
        for node in world.nodes {
            world.schedule(.writeSnapshot(node), after: world.milliseconds(5_000...60_000))
        }
        world.schedule(.client, after: .milliseconds(100))
        world.schedule(.fault, after: .milliseconds(2_000))
        world.schedule(.calm, after: simulation.duration - simulation.bound)
        if run(until: simulation.duration) { checkLiveness() }
        finish()
    }

    /// False: something was found.
    private mutating func run(until end: Duration) -> Bool {
        while let event = world.nextEvent(until: end) {
            perform(event)
            if !world.changeAnswered.isEmpty { settleChanges() }
            if !world.clientAnswers.isEmpty { settleAnswers() }
            if !world.checkers.violations.isEmpty || !world.metadata.violations.isEmpty { return false }
            if let calm, outcome.recovery == .zero, world.checkers.committedEnd > calm.committed {
                outcome.recovery = world.now - calm.since
            }
        }
        return true
    }

    private mutating func finish() {
        outcome.events = world.eventCount
        outcome.leaders = world.checkers.leaderCount
        outcome.committed = world.checkers.committedEnd
        for violation in world.violations {
            let failure = QuorumSimulation.Failure(
                seed: simulation.seed, time: world.now, checker: violation.checker, text: violation.text)
            world.log("\(violation.checker): \(violation.text)")
            outcome.failures.append(failure)
        }
    }

    private mutating func perform(_ event: QuorumWorld<Member>.Event) {
        switch event {
        case .client: ask()
        case .writeSnapshot(let node):
            world.schedule(.writeSnapshot(node), after: world.milliseconds(10_000...60_000))
            guard node.isUp, world.now >= node.pausedUntil else { return }
            world.step(node, .writeSnapshot(node.control.image))
        case .fault:
            guard !isCalm else { return }
            world.schedule(.fault, after: world.milliseconds(profile.pause(&world.random)))
            fault()
        case .calm: becomeCalm()
        case .tick, .request, .reply, .fail, .job, .ask, .answer, .suspected, .check, .checked, .recovered,
            .start, .kill:
            world.deliver(event)
        }
    }

    // MARK: - The end

    /// From now on nothing goes wrong any more.
    private mutating func becomeCalm() {
        isCalm = true
        calm = (world.now, world.checkers.committedEnd)
        world.log("nothing goes wrong any more")
        world.network = SimulatedNetwork()
        world.hunt = nil
        for node in world.nodes {
            node.diskTime = 50...1_500
            _ = node.member.failPower(after: nil)
            node.member.refuseRoom(0)
            world.start(node)
        }
    }

    /// LeaderWithinBound: without faults somebody leads, all follow, and what is asked for is committed.
    /// BrokersComeBack: all of them are in service.
    private mutating func checkLiveness() {
        let leaders = world.nodes.filter { node in
            node.member.view.map { $0.isEstablished && $0.voters.contains($0.key) } ?? false
        }
        guard let leader = leaders.max(by: { epoch($0) < epoch($1) }), let view = leader.member.view else {
            return world.checkers.fail(
                "LeaderWithinBound", "nobody leads \(simulation.bound) after the last fault")
        }
        let calmed = calm?.committed ?? 0
        if world.checkers.committedEnd <= calmed {
            return world.checkers.fail(
                "LeaderWithinBound", "nothing was committed in \(simulation.bound) without faults")
        }
        for node in world.nodes {
            guard let other = node.member.view else { continue }
            if other.epoch != view.epoch || other.leader != leader.id
                || other.highWatermark ?? 0 < calmed
            {
                world.checkers.fail(
                    "LeaderWithinBound",
                    "\(node.id), in epoch \(other.epoch) with \(other.highWatermark ?? 0) committed, does "
                        + "not follow \(leader.id) in epoch \(view.epoch)")
            }
        }
        for node in world.nodes where node.isBroker {
            if leader.control.image.brokers[node.id]?.isActive != true {
                world.checkers.fail("BrokersComeBack", "broker \(node.id) is not in service")
            }
        }
    }

    private func epoch(_ node: SimulatedNode<Member>) -> LeaderEpoch { node.member.view?.epoch ?? 0 }
}
