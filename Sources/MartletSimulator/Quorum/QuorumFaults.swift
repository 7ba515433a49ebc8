import MartletMetadata
import MartletModel
import MartletRaft

/// What goes wrong in a run, and how often. Each run has its own mixture, as rare things hide behind
/// frequent ones.
struct FaultProfile {
    enum Fault {
        case crash, powerFailure, restartAll, killNewLeaders, cut, isolate, heal, badNetwork, slowDisk
        case pauseNode, jumpClock, resign, stopBroker, changeMembers, wipe, fullDisk
    }

    /// Of which a seed draws its mixture. Full disks have one of their own.
    private static let drawn: [Fault] = [
        .crash, .powerFailure, .restartAll, .killNewLeaders, .cut, .isolate, .heal, .badNetwork, .slowDisk,
        .pauseNode, .jumpClock, .resign, .stopBroker, .changeMembers, .wipe,
    ]

    /// Milliseconds between one and the next.
    private let pause: ClosedRange<Int>
    /// How often it befalls the leader.
    private(set) var leaderShare = 0.3
    /// How often one comes on the heels of another.
    private var burstShare = 0.2
    private var weights: [(fault: Fault, weight: Int)]

    init(_ random: inout SeededGenerator) {
        let longest = ([500, 2_000, 8_000, 20_000] as [Int]).randomElement(using: &random) ?? 2_000
        pause = 20...longest
        weights = []
        for fault in Self.drawn {
            weights.append((fault, random.happens(0.3) ? 0 : Int.random(in: 1...10, using: &random)))
        }
        // What heals must be.
        weights.append((.heal, 8))
    }

    init(_ hardship: QuorumSimulation.Hardship) {
        switch hardship {
        case .failingLeaders:
            pause = 20...2_000
            weights = [(.killNewLeaders, 10), (.heal, 2)]
        case .changingMembers:
            pause = 20...2_000
            (leaderShare, burstShare) = (0.8, 0.7)
            weights = [(.isolate, 6), (.changeMembers, 10), (.heal, 6), (.crash, 1)]
        case .fullDisks:
            pause = 20...2_000
            weights = [
                (.fullDisk, 10), (.crash, 3), (.powerFailure, 3), (.killNewLeaders, 1), (.isolate, 3),
                (.heal, 4), (.slowDisk, 1), (.changeMembers, 2),
            ]
        }
    }

    /// When the next fault comes, in milliseconds.
    func pause(_ random: inout SeededGenerator) -> ClosedRange<Int> {
        random.happens(burstShare) ? 0...50 : pause
    }

    func next(_ random: inout SeededGenerator) -> Fault {
        var chosen = Int.random(in: 0..<weights.reduce(0) { $0 + $1.weight }, using: &random)
        for (fault, weight) in weights {
            if chosen < weight { return fault }
            chosen -= weight
        }
        return .heal
    }
}

extension QuorumRun {
    private mutating func anyNode() -> SimulatedNode<Member> {
        // The leader is the most interesting.
        if world.random.happens(profile.leaderShare), let leader = leader() { return leader }
        return world.nodes[Int.random(in: 0..<world.nodes.count, using: &world.random)]
    }

    private func leader() -> SimulatedNode<Member>? {
        world.nodes.filter { $0.member.view?.role == .leader }
            .max { ($0.member.view?.epoch ?? 0) < ($1.member.view?.epoch ?? 0) }
    }

    mutating func fault() {
        let fault = profile.next(&world.random)
        switch fault {
        case .crash: crash(anyNode())
        case .powerFailure:
            let node = anyNode()
            // Few operations as often as many.
            let most = 1 << Int.random(in: 0...9, using: &world.random)
            let operations = Int.random(in: 0..<most, using: &world.random)
            guard node.isUp, node.member.failPower(after: operations) else { return crash(node) }
            world.log("the power of \(node.id) will fail after \(operations) operations on its disk")
        case .killNewLeaders:
            let longest =
                ([1_000, 2_000, 4_000, 8_000, 100_000] as [Int]).randomElement(using: &world.random) ?? 5_000
            let count = Int.random(in: 2...20, using: &world.random)
            world.hunt = (count, 0...longest)
            world.log("the next \(count) leaders will be killed within \(longest) µs")
            // So that there is an election.
            if let node = leader() { crash(node) }
        case .restartAll:
            world.log("everything goes down")
            for node in world.nodes where world.random.happens(0.9) { crash(node) }
        case .cut, .isolate, .heal, .badNetwork: disturbNetwork(fault)
        case .slowDisk, .pauseNode, .jumpClock: slowDown(anyNode(), fault)
        case .fullDisk:
            let node = anyNode()
            let share = ([0, 0, 0.1, 0.5, 1] as [Double]).randomElement(using: &world.random) ?? 0
            node.member.refuseRoom(share)
            world.log("the disk of \(node.id) is full, \(Int(share * 100)) times of a hundred")
        case .resign:
            guard let node = leader(), world.now >= node.pausedUntil else { return }
            world.log("\(node.id) is asked to resign")
            world.step(node, .resign)
        case .stopBroker:
            let brokers = world.nodes.filter { $0.isBroker && $0.isUp && world.now >= $0.pausedUntil }
            guard let node = brokers.randomElement(using: &world.random) else { return }
            world.log("broker \(node.id) is asked to stop")
            world.step(node, BrokerLifecycle.Input.shutdownRequested)
            world.rearm(node)
        case .changeMembers:
            // More than one at a time are asked for, too.
            for _ in 0..<Int.random(in: 1...3, using: &world.random) { changeMembers() }
        case .wipe: wipe()
        }
    }

    private mutating func disturbNetwork(_ fault: FaultProfile.Fault) {
        switch fault {
        case .cut:
            let (from, to) = (anyNode(), anyNode())
            world.log("nothing gets from \(from.id) to \(to.id)")
            world.network.cut(from: from.id, to: to.id)
            if world.random.happens(0.5) { world.network.cut(from: to.id, to: from.id) }
        case .isolate: isolate()
        case .heal:
            world.log("the network heals")
            world.network = SimulatedNetwork()
        case .badNetwork:
            world.network.lossRate = Double.random(in: 0...0.2, using: &world.random)
            world.network.duplicateRate = Double.random(in: 0...0.2, using: &world.random)
            world.network.lateRate = Double.random(in: 0...0.3, using: &world.random)
            world.log("the network loses, doubles and delays")
        default: break
        }
    }

    private mutating func slowDown(_ node: SimulatedNode<Member>, _ fault: FaultProfile.Fault) {
        switch fault {
        case .slowDisk:
            let slowest =
                ([1_500, 30_000, 300_000, 3_000_000] as [Int])
                .randomElement(using: &world.random) ?? 30_000
            node.diskTime = 50...slowest
            world.log("the disk of \(node.id) takes up to \(slowest) µs")
        case .pauseNode:
            let time = world.milliseconds(10...6_000)
            node.pausedUntil = max(node.pausedUntil, world.now + time)
            world.log("\(node.id) stands still for \(time)")
        case .jumpClock:
            let time = world.milliseconds(10...10_000)
            node.clock.jump(by: time)
            world.log("the clock of \(node.id) jumps by \(time)")
            guard node.isUp, world.now >= node.pausedUntil else { return }
            node.tickAt = nil
            world.tick(node)
        default: break
        }
    }

    private mutating func crash(_ node: SimulatedNode<Member>) {
        guard node.isUp else { return }
        world.crash(node, power: world.random.happens(0.6))
        let longest = world.random.happens(0.2) ? 30_000 : 1_500
        world.schedule(.start(node), after: world.milliseconds(5...longest))
    }

    /// Cuts some nodes off from the others, in both directions or in one.
    private mutating func isolate() {
        let inside = Set(world.nodes.filter { _ in world.random.happens(0.4) }.map(\.id))
        let isOneWay = world.random.happens(0.3)
        world.log(
            "\(inside.sorted()) and the others are cut off from each other\(isOneWay ? ", one way" : "")")
        for one in world.nodes where inside.contains(one.id) {
            for other in world.nodes where !inside.contains(other.id) {
                world.network.cut(from: one.id, to: other.id)
                if !isOneWay { world.network.cut(from: other.id, to: one.id) }
            }
        }
    }

    // MARK: - Members

    /// Whoever takes himself for the leader is asked, be he or not.
    private mutating func changeMembers() {
        let leaders = world.nodes.filter { $0.member.view?.role == .leader && world.now >= $0.pausedUntil }
        guard let node = leaders.randomElement(using: &world.random), let view = node.member.view
        else { return }
        lastChange += 1
        guard let change = view.kraftVersion == 0 ? .upgrade : anyChange(of: view) else { return }
        world.log("\(node.id) is asked for \(change)")
        let request = QuorumRequestID(1 << 32 + lastChange)
        if let wiped, change == .remove(wiped) { removal = request }
        world.step(node, .change(request, change))
    }

    private mutating func anyChange(of view: MemberView) -> VoterChange? {
        if let wiped, view.voters.contains(wiped) { return .remove(wiped) }
        let outside = world.nodes.filter { !$0.isBroker && $0.isUp && view.voters[$0.id] == nil }
        let count = view.voters.voters.count
        if count < 3 || world.random.happens(0.5),
            let newcomer = outside.randomElement(using: &world.random), let key = newcomer.member.view?.key
        {
            var voter = Self.voter(newcomer.id.rawValue)
            voter.key = key
            return .add(voter, answersEarly: world.random.happens(0.5))
        }
        guard count > (world.random.happens(0.3) ? 1 : 2) else { return nil }
        return view.voters.voters.randomElement(using: &world.random).map { .remove($0.key) }
    }

    /// Takes note of what became of changes.
    mutating func settleChanges() {
        for (request, error) in world.changeAnswered where error == .none {
            outcome.memberChanges += 1
            if request == removal { (wiped, removal) = (nil, nil) }
        }
        world.changeAnswered = []
    }

    /// No log has the wiped disk among the members any more, and so no leader ever will.
    private mutating func forgetWiped() {
        guard let wiped else { return }
        let everybody = world.nodes.filter { !$0.isBroker }
        if everybody.allSatisfy({ $0.member.view.map { !$0.voters.contains(wiped) } ?? false }) {
            (self.wiped, removal) = (nil, nil)
        }
    }

    /// A disk is replaced: that is more than Raft's model allows, but for members that have a new name then.
    private mutating func wipe() {
        guard isDynamic else { return }
        forgetWiped()
        let node = anyNode()
        guard !node.isBroker, let key = node.member.view?.key else { return }
        // One at a time: until it is committed that it is no member any more, it counts as dead.
        guard wiped == nil, world.nodes.allSatisfy({ $0.member.view?.voters.isLarge ?? false }) else {
            return
        }
        world.crash(node, power: true)
        world.log("\(node.id) gets a new disk")
        lastChange += 1
        node.member.wipe(
            directory: DirectoryID(Uuid(high: lastChange + 1_000, low: UInt64(node.id.rawValue))))
        world.checkers.wiped(node.id, key.directoryID)
        // Who is no member anywhere is not missed.
        if world.nodes.contains(where: { $0.member.view?.voters.contains(key) ?? true }) { wiped = key }
        world.schedule(.start(node), after: world.milliseconds(5...3_000))
    }
}

extension VoterSet {
    /// It can do without one for long, and goes on when another one fails.
    fileprivate var isLarge: Bool { isEmpty || voters.count >= 3 }
}
