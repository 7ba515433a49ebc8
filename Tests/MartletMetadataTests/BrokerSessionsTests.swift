import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

/// Three brokers' lifecycles and one controller's decisions, with a network that delays and loses.
private struct World {
    struct Node {
        var machine: BrokerLifecycle
        var incarnation: Uuid
        var pausedUntil: Duration = .zero
        /// The image comes in order.
        var lastApplied: Duration = .zero
    }

    enum Event {
        case register(Uuid, BrokerLifecycle.CallID, BrokerRegistrationRequest)
        case beat(Uuid, BrokerLifecycle.CallID, BrokerHeartbeatRequest)
        case input(Uuid, BrokerLifecycle.Input)
        case start
    }

    static let ids: [BrokerID] = [1, 2, 3]

    let controller: Controller
    let session: BrokerSessionConfiguration
    var image = ClusterImage()
    var tracker: HeartbeatTracker
    var nodes: [BrokerID: Node] = [:]
    var now: Duration = .seconds(1000)
    var random: SeededGenerator
    var loss = 0.0
    var events: [(at: Duration, broker: BrokerID, event: Event)] = []
    var fencings = 0
    var stopped: Set<BrokerID> = []
    var failed: [ErrorCode] = []

    init(seed: UInt64) throws {
        let configuration = try BrokerConfiguration(overrides: [])
        controller = Controller(configuration: configuration)
        session = configuration.session
        random = SeededGenerator(seed: seed)
        tracker = HeartbeatTracker(
            sessionTimeout: session.sessionTimeout, image: image, own: nil, now: now)
        apply(controller.activate(image, bootstrap: []))
        for id in Self.ids { events.append((now, id, .start)) }
    }

    private mutating func milliseconds(_ range: ClosedRange<Int>) -> Duration {
        .milliseconds(Int.random(in: range, using: &random))
    }

    // MARK: Time

    /// Lets everything happen that happens until then.
    mutating func run(until end: Duration) {
        while true {
            let next = events.indices.min { events[$0].at < events[$1].at }
            let timer = nodes.compactMap { id, node in
                node.machine.nextDeadline.map { (at: max($0, node.pausedUntil), id: id) }
            }.min { ($0.at, $0.id) < ($1.at, $1.id) }
            let due = [next.map { events[$0].at }, timer?.at, tracker.nextDeadline].compactMap { $0 }.min()
            guard let due, due <= end else { break }
            now = max(now, due)
            if let next, events[next].at <= now {
                let (_, broker, event) = events.remove(at: next)
                happen(event, broker)
            } else if let timer, timer.at <= now {
                step(timer.id, .ticked)
            } else if let silent = tracker.ticked(image: image, now: now) {
                fencings += 1
                apply(controller.fenceBroker(silent, image: image).records)
            }
        }
        now = end
    }

    private mutating func happen(_ event: Event, _ id: BrokerID) {
        switch event {
        case .start:
            let incarnation = Uuid.random(using: &random)
            let settings = BrokerLifecycle.Settings(
                session: session, id: id, clusterID: ClusterFixture.clusterID, incarnationID: incarnation,
                endpoints: [], rack: nil, directories: [ClusterFixture.directory(of: id)],
                previousEpoch: .none, keepsEpoch: true)
            nodes[id] = Node(machine: BrokerLifecycle(settings), incarnation: incarnation)
            step(id, .started)
        case .input(let incarnation, let input):
            guard let node = nodes[id], node.incarnation == incarnation else { return }
            if node.pausedUntil > now {
                events.append((node.pausedUntil, id, event))
            } else {
                step(id, input)
            }
        case .register(let incarnation, let call, let request):
            answer(id, .input(incarnation, .registrationAnswered(call, register(request))))
        case .beat(let incarnation, let call, let request):
            answer(id, .input(incarnation, .heartbeatAnswered(call, beat(request))))
        }
    }

    private mutating func answer(_ id: BrokerID, _ event: Event) {
        if !random.happens(loss) { events.append((now + milliseconds(1...30), id, event)) }
    }

    // MARK: The controller

    private mutating func register(_ request: BrokerRegistrationRequest) -> BrokerRegistrationResponse {
        do throws(Refusal) {
            let decision = try controller.registerBroker(
                request, clusterID: ClusterFixture.clusterID, image: image, tracker: &tracker,
                nextOffset: image.offset + 1, now: now)
            apply(decision.records)
            return BrokerRegistrationResponse(brokerEpoch: decision.reply)
        } catch {
            return BrokerRegistrationResponse(errorCode: error.code)
        }
    }

    private mutating func beat(_ request: BrokerHeartbeatRequest) -> BrokerHeartbeatResponse {
        do throws(Refusal) {
            let decision = try controller.brokerHeartbeat(
                request, image: image, tracker: &tracker, nextOffset: image.offset + 1, now: now)
            apply(decision.records)
            return decision.reply
        } catch {
            return BrokerHeartbeatResponse(errorCode: error.code)
        }
    }

    mutating func apply(_ records: [VersionedRecord]) {
        for record in records {
            do {
                try image.apply(record.value)
            } catch {
                Issue.record("\(record) cannot be applied: \(error)")
            }
            image.advance(through: image.offset + 1, epoch: 1)
            for broker in image.brokers.values where broker.isFenced && image.leadsPartitions(broker.id) {
                Issue.record("broker \(broker.id) is fenced and leads after \(record)")
            }
        }
        if records.isEmpty { return }
        for id in nodes.keys.sorted() {
            guard let node = nodes[id] else { continue }
            let at = max(node.lastApplied, now + milliseconds(1...200))
            nodes[id]?.lastApplied = at
            let input = BrokerLifecycle.Input.applied(
                through: image.offset, registration: image.brokers[id], version: image.metadataVersion)
            events.append((at, id, .input(node.incarnation, input)))
        }
    }

    // MARK: Brokers

    mutating func step(_ id: BrokerID, _ input: BrokerLifecycle.Input) {
        guard var node = nodes[id] else { return }
        var effects: [BrokerLifecycle.Effect] = []
        node.machine.step(input, now: now, random: &random, effects: &effects)
        nodes[id] = node
        for effect in effects {
            switch effect {
            case .register(let call, let request):
                if random.happens(loss) { continue }
                events.append((now + milliseconds(1...30), id, .register(node.incarnation, call, request)))
            case .heartbeat(let call, let request):
                if random.happens(loss) { continue }
                events.append((now + milliseconds(1...30), id, .beat(node.incarnation, call, request)))
            case .recover:
                events.append((now + milliseconds(1...3000), id, .input(node.incarnation, .recovered)))
            case .keepEpoch(let epoch):
                events.append((now + milliseconds(1...300), id, .input(node.incarnation, .epochKept(epoch))))
            case .serve, .noteFenced, .noteUnfenced: break
            case .stop:
                stopped.insert(id)
                nodes[id] = nil
            case .fail(let error): failed.append(error)
            }
        }
    }

    /// Something goes wrong.
    mutating func fault() {
        let id = Self.ids.randomElement(using: &random) ?? 1
        switch Int.random(in: 0..<4, using: &random) {
        case 0:
            guard nodes[id] != nil else { return }
            nodes[id] = nil
            events.append((now + milliseconds(20...4000), id, .start))
        case 1:
            let end = now + milliseconds(1000...15_000)
            nodes[id]?.pausedUntil = end
        case 2:
            tracker = HeartbeatTracker(
                sessionTimeout: session.sessionTimeout, image: image, own: nil, now: now)
            for id in nodes.keys.sorted() {
                if let node = nodes[id] { happen(.input(node.incarnation, .controllerFound), id) }
            }
        default: loss = [0, 0.1, 0.5].randomElement(using: &random) ?? 0
        }
    }
}

@Suite struct BrokerSessionsTests {
    private static func topic(_ image: ClusterImage) -> [VersionedRecord] {
        let id = TopicID(Uuid(high: 4, low: 4))
        return [VersionedRecord(.topic(.init(name: "t", topicId: id)))]
            + (0..<6).map { index in
                let replicas = (0..<3).map { World.ids[(index + $0) % 3] }
                let record = PartitionRecord(
                    partitionId: PartitionIndex(Int32(index)), topicId: id, replicas: replicas,
                    isr: replicas, leader: replicas[0], leaderEpoch: 0, partitionEpoch: 0,
                    directories: replicas.map(ClusterFixture.directory))
                return VersionedRecord(.partition(record), version: 2)
            }
    }

    @Test(arguments: 1...60)
    func `brokers and controller come together again, whatever went wrong between them`(
        seed: UInt64
    ) throws {
        var world = try World(seed: seed)
        world.run(until: world.now + .seconds(10))
        let active = world.image.brokers.values.filter { $0.isActive }
        #expect(active.count == 3)
        world.apply(Self.topic(world.image))
        let end = world.now + .seconds(60)
        while world.now < end {
            world.fault()
            world.run(until: world.now + .milliseconds(Int.random(in: 100...6000, using: &world.random)))
        }
        world.loss = 0
        world.run(until: world.now + .seconds(30))
        let fencings = world.fencings
        world.run(until: world.now + .seconds(60))
        #expect(world.fencings == fencings)
        #expect(world.failed.isEmpty)
        for id in World.ids {
            #expect(world.nodes[id]?.machine.state == .running)
            #expect(world.nodes[id]?.machine.isFenced == false)
            #expect(world.image.brokers[id]?.isActive == true)
            #expect(world.image.brokers[id]?.epoch == world.nodes[id]?.machine.epoch)
        }
        let leaderless = world.image.topics.flatMap(\.partitions).filter { $0.leader == nil }
        #expect(leaderless.isEmpty)
    }

    @Test(arguments: 1...20)
    func `brokers that stop together all stop soon`(seed: UInt64) throws {
        var world = try World(seed: seed)
        world.run(until: world.now + .seconds(10))
        world.apply(Self.topic(world.image))
        world.run(until: world.now + .seconds(1))
        for id in World.ids {
            world.step(id, .shutdownRequested)
            world.run(until: world.now + .milliseconds(Int.random(in: 0...500, using: &world.random)))
        }
        world.run(until: world.now + .seconds(5))
        #expect(world.stopped == Set(World.ids))
        let unfenced = world.image.brokers.values.filter { !$0.isFenced }
        #expect(unfenced.isEmpty)
    }
}
