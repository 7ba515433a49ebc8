import MartletModel

@testable import MartletReplication

/// Three brokers with two partitions, a controller, and a network that loses and delays, all drawn from one
/// seed.
final class World {
    static let keys = (0..<2).map {
        PartitionKey(topicID: TopicID(Uuid(high: 1, low: 1)), partition: PartitionIndex(Int32($0)))
    }
    static let ids: [BrokerID] = [1, 2, 3]

    struct Envelope {
        var due: Duration
        var from: BrokerID?
        /// Nil: the controller.
        var to: BrokerID?
        var incarnation: Int
        var message: WorldMessage
    }

    let rules: ReplicationRules
    let fetcherRules: FetcherRules
    let minInSyncReplicas: Int
    /// A crash is a power cut, and not just the end of a process.
    let losesPages: Bool
    var random: SeededGenerator
    var now: Duration = .seconds(10)
    var isCalm = false
    var produces = true
    var brokers: [WorldBroker] = []
    private var mail: [Envelope] = []
    private(set) var bytes: [FetchedBytesID: [WorldBatch]] = [:]
    private var lastNumber = 0

    // The controller.
    private(set) var history: [WorldChange] = []
    private(set) var partitions: [PartitionKey: WorldPartition] = [:]
    private(set) var standings: [BrokerID: BrokerStanding] = [:]
    private var lastBrokerEpoch: Int64 = 0

    // What was seen.
    private(set) var committed: [PartitionKey: [WorldBatch]] = [:]
    private(set) var acknowledgedCount = 0
    private(set) var violations: [String] = []
    private(set) var crashes = 0

    init(
        seed: UInt64, durability: ReplicationRules.Durability, losesPages: Bool, minInSyncReplicas: Int = 2
    ) {
        var random = SeededGenerator(seed: seed)
        var rules = ReplicationRules(durability: durability)
        rules.lagTimeMax = .milliseconds(400)
        self.rules = rules
        var fetcherRules = FetcherRules()
        fetcherRules.lanes = Int.random(in: 1...3, using: &random)
        fetcherRules.requestTimeout = .milliseconds(500)
        self.fetcherRules = fetcherRules
        self.random = random
        self.losesPages = losesPages
        self.minInSyncReplicas = minInSyncReplicas
        brokers = Self.ids.map { WorldBroker($0, of: self) }
        for key in Self.keys {
            let set = ReplicaSet(leaderEpoch: 0, partitionEpoch: 0, replicas: Self.ids, isr: Self.ids)
            change(key, WorldPartition(leader: nil, set: set))
        }
        for broker in brokers { start(broker) }
    }

    func violated(_ text: String) {
        if violations.count < 10 { violations.append("at \(now): \(text)") }
    }

    func nextNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    func keep(_ batches: [WorldBatch]) -> FetchedBytesID {
        let id = FetchedBytesID(UInt64(nextNumber()))
        bytes[id] = batches
        return id
    }

    // MARK: - Running

    func run(steps: Int) {
        for step in 0..<steps where violations.isEmpty {
            now += .milliseconds(Int.random(in: 1...5, using: &random))
            deliverMail()
            for broker in brokers where broker.isUp { live(broker) }
            if isCalm { repair() } else { disturb() }
            if step % 10 == 0 { check() }
        }
    }

    /// Everything is in order from now on, and after a while at rest.
    func heal() {
        isCalm = true
        run(steps: 800)
        produces = false
        run(steps: 800)
        check()
        for key in Self.keys {
            guard let partition = partitions[key],
                let leader = brokers.first(where: { $0.id == partition.leader }),
                let log = leader.replicas[key]?.log
            else { return violated("\(key.partition) has no leader in the end") }
            if Set(partition.set.isr) != Set(Self.ids) {
                violated("\(key.partition): \(partition.set.isr) are in sync in the end")
            }
            for broker in brokers {
                guard let replica = broker.replicas[key] else { continue }
                if replica.log.batches != log.batches { violated("the log of broker \(broker.id) differs") }
                if replica.highWatermark != log.end { violated("broker \(broker.id) has not heard of all") }
            }
        }
    }

    private func live(_ broker: WorldBroker) {
        if random.happens(0.3) { learn(broker) }
        for key in Self.keys {
            if produces, random.happens(0.1) { broker.produce(key) }
            if random.happens(rules.durability == .disk ? 0.4 : 0.01) { broker.sync(key) }
            if random.happens(0.3) { broker.finishCut(key) }
            if random.happens(0.02), let replica = broker.replicas[key] {
                replica.checkpoint = replica.highWatermark
            }
        }
        broker.tick()
    }

    /// Returns whether it knows everything now.
    @discardableResult
    private func learn(_ broker: WorldBroker, all: Bool = false) -> Bool {
        while broker.known < history.count {
            // A log that is being cut keeps its role until that is done.
            guard !broker.replicas.values.contains(where: { $0.cut != nil }) else { return false }
            broker.known += 1
            broker.learn(history[broker.known - 1])
            if !all { break }
        }
        return broker.known == history.count
    }

    private func disturb() {
        for broker in brokers {
            if broker.isUp, random.happens(0.002) {
                broker.crash(losesPages: losesPages)
                crashes += 1
            } else if !broker.isUp, random.happens(0.02) {
                start(broker)
            }
            let isActive = standings[broker.id]?.isActive == true
            if isActive, random.happens(broker.isUp ? 0.001 : 0.03) { fence(broker.id) }
            if !isActive, broker.isUp, random.happens(0.05), learn(broker, all: true) { register(broker) }
        }
    }

    private func repair() {
        for broker in brokers {
            if !broker.isUp { start(broker) }
            if standings[broker.id]?.isActive != true, learn(broker, all: true) { register(broker) }
        }
    }

    // MARK: - Mail

    func send(_ message: WorldMessage, from: WorldBroker, to: BrokerID?) {
        post(message, from: from.id, to: to)
    }

    private func post(
        _ message: WorldMessage, from: BrokerID?, to: BrokerID?, delay: Duration = .zero,
        incarnation: Int? = nil
    ) {
        if !isCalm, random.happens(0.02) {
            // A lost connection is noticed, or not.
            if case .call(let id, _, _, let sender) = message, random.happens(0.5) {
                post(.callFailed(id), from: to, to: from, incarnation: sender)
            }
            return
        }
        let number = incarnation ?? brokers.first { $0.id == to }?.incarnation ?? 0
        let slow = !isCalm && random.happens(0.02) ? 200 : 4
        let due = now + delay + .milliseconds(Int.random(in: 1...slow, using: &random))
        mail.append(Envelope(due: due, from: from, to: to, incarnation: number, message: message))
    }

    private func deliverMail() {
        let due = mail.enumerated().filter { $0.element.due <= now }
            .sorted { ($0.element.due, $0.offset) < ($1.element.due, $1.offset) }
            .map(\.element)
        mail.removeAll { $0.due <= now }
        for envelope in due { deliver(envelope) }
    }

    private func deliver(_ envelope: Envelope) {
        guard let to = envelope.to else {
            if case .propose(let key, let proposal, let epoch) = envelope.message, let from = envelope.from {
                decide(key, proposal, from: from, epoch)
            }
            return
        }
        guard let broker = brokers.first(where: { $0.id == to }) else { return }
        guard broker.isUp, broker.incarnation == envelope.incarnation else {
            if case .call(let id, _, _, let sender) = envelope.message {
                post(.callFailed(id), from: to, to: envelope.from, incarnation: sender)
            }
            return
        }
        switch envelope.message {
        case .call(let id, let call, let epoch, let sender):
            guard let from = envelope.from else { return }
            let served = broker.serve(call, from: from, epoch)
            post(
                .answer(id, served.answer), from: to, to: from,
                delay: served.isNews ? .zero : .milliseconds(20), incarnation: sender)
        case .answer(let id, let answer):
            if let from = envelope.from { broker.fetch(from: from, .answered(id, answer)) }
        case .callFailed(let id):
            if let from = envelope.from { broker.fetch(from: from, .callFailed(id)) }
        case .propose: return
        case .proposalAnswered(let key, let epoch, let answer):
            guard let replica = broker.replicas[key], replica.proposal?.partitionEpoch == epoch else {
                return
            }
            replica.proposal = nil
            broker.lead(key, .isrAnswered(epoch, answer))
        }
    }

    // MARK: - The controller

    private func change(_ key: PartitionKey, _ partition: WorldPartition) {
        partitions[key] = partition
        history.append(.partition(key, partition))
    }

    private func start(_ broker: WorldBroker) {
        broker.isUp = true
        broker.incarnation += 1
        register(broker)
        // It serves nobody before it knows all this.
        broker.known = history.count
        for id in Self.ids {
            if let standing = standings[id] { broker.learn(.broker(id, standing)) }
        }
        for key in Self.keys {
            if let partition = partitions[key] { broker.learn(.partition(key, partition)) }
        }
    }

    private func register(_ broker: WorldBroker) {
        if standings[broker.id]?.isActive == true { fence(broker.id) }
        lastBrokerEpoch += 1
        broker.epoch = BrokerEpoch(lastBrokerEpoch)
        let standing = BrokerStanding(epoch: broker.epoch)
        standings[broker.id] = standing
        history.append(.broker(broker.id, standing))
        for key in Self.keys { elect(key) }
    }

    private func fence(_ id: BrokerID) {
        guard var standing = standings[id] else { return }
        standing.isActive = false
        standings[id] = standing
        history.append(.broker(id, standing))
        for key in Self.keys {
            guard var partition = partitions[key], partition.set.isr.contains(id) else { continue }
            if partition.set.isr.count > 1 { partition.set.isr.removeAll { $0 == id } }
            if partition.leader == id {
                partition.leader = nil
                partition.set.leaderEpoch = LeaderEpoch(partition.set.leaderEpoch.rawValue + 1)
            }
            partition.set.partitionEpoch = PartitionEpoch(partition.set.partitionEpoch.rawValue + 1)
            change(key, partition)
            elect(key)
        }
    }

    private func elect(_ key: PartitionKey) {
        guard var partition = partitions[key], partition.leader == nil else { return }
        let able = partition.set.isr.filter { standings[$0]?.isActive == true }
        guard let leader = able.randomElement(using: &random) else { return }
        partition.leader = leader
        partition.set.leaderEpoch = LeaderEpoch(partition.set.leaderEpoch.rawValue + 1)
        partition.set.partitionEpoch = PartitionEpoch(partition.set.partitionEpoch.rawValue + 1)
        change(key, partition)
    }

    private func decide(
        _ key: PartitionKey, _ proposal: ISRProposal, from sender: BrokerID, _ brokerEpoch: BrokerEpoch
    ) {
        // Of a former registration: the sender asks again with its new one.
        guard standings[sender]?.epoch == brokerEpoch, var partition = partitions[key] else { return }
        let answer: ISRAnswer
        let areEligible = proposal.members.allSatisfy { member in
            guard let standing = standings[member.broker], standing.isActive else { return false }
            return member.epoch == .none || member.epoch == standing.epoch
        }
        if proposal.leaderEpoch < partition.set.leaderEpoch {
            answer = .refused(.fencedLeaderEpoch)
        } else if partition.leader != sender {
            answer = .refused(.invalidRequest)
        } else if proposal.partitionEpoch < partition.set.partitionEpoch {
            answer = .refused(.invalidUpdateVersion)
        } else if !areEligible {
            answer = .refused(.ineligibleReplica)
        } else {
            partition.set.isr = proposal.members.map(\.broker)
            partition.set.partitionEpoch = PartitionEpoch(partition.set.partitionEpoch.rawValue + 1)
            change(key, partition)
            answer = .committed(
                isr: partition.set.isr, leaderEpoch: partition.set.leaderEpoch,
                partitionEpoch: partition.set.partitionEpoch)
        }
        post(.proposalAnswered(key, proposal.partitionEpoch, answer), from: nil, to: sender)
    }

    // MARK: - What must hold

    /// A leader says that everything below is committed.
    func advanced(_ key: PartitionKey, upTo offset: Offset, by broker: WorldBroker) {
        guard let replica = broker.replicas[key] else { return }
        let prefix = replica.log.prefix(upTo: offset)
        if prefix.last?.next != offset { violated("the high watermark \(offset) is inside a batch") }
        let before = committed[key] ?? []
        if zip(prefix, before).contains(where: { $0 != $1 }) {
            violated("broker \(broker.id) commits something else than was committed below \(offset)")
        }
        if prefix.count > before.count { committed[key] = prefix }
    }

    func acknowledged(_ key: PartitionKey, _ batch: WorldBatch) {
        acknowledgedCount += 1
        if committed[key]?.contains(batch) != true { violated("batch \(batch.number) is not committed") }
    }

    private func check() {
        for key in Self.keys {
            let sure = committed[key] ?? []
            for broker in brokers {
                guard let replica = broker.replicas[key] else { continue }
                let below = replica.log.prefix(upTo: replica.highWatermark)
                if below.count > sure.count || zip(below, sure).contains(where: { $0 != $1 }) {
                    violated("broker \(broker.id) has something else below its high watermark")
                }
                if let known = replica.knownLog, known != replica.log.facts {
                    violated("broker \(broker.id) takes its log for another")
                }
                guard partitions[key]?.set.isr.contains(broker.id) == true else { continue }
                let held = replica.log.prefix(upTo: replica.log.facts.heldEnd(rules.durability))
                if held.count < sure.count || zip(held, sure).contains(where: { $0 != $1 }) {
                    violated("broker \(broker.id) is in sync and lacks committed records")
                }
            }
        }
    }
}
