import MartletModel
import MartletStorage

@testable import MartletReplication

/// One partition on one broker. Log and checkpoint outlive a crash.
final class WorldReplica {
    enum Role {
        case none
        case leader(PartitionLeader)
        case follower(PartitionFollower)
    }

    enum Cut {
        case truncate(to: Offset)
        case restart(at: Offset)
    }

    var log = WorldLog()
    var checkpoint: Offset = 0
    var role = Role.none
    /// Whom it fetches from.
    var source: BrokerID?
    /// What its storage thread has to do.
    var cut: Cut?
    /// What the last answer brought.
    var fetched: [WorldBatch] = []
    /// Sent until it is answered.
    var proposal: ISRProposal?
    var waits: [CommitWaitID: WorldBatch] = [:]

    /// What its machine takes the log for.
    var knownLog: ReplicaLog? {
        switch role {
        case .none: nil
        case .leader(let leader): leader.log
        case .follower(let follower): follower.log
        }
    }

    var highWatermark: Offset {
        switch role {
        case .none: min(checkpoint, log.end)
        case .leader(let leader): leader.highWatermark
        case .follower(let follower): follower.highWatermark
        }
    }
}

/// One broker: what its plumbing would do, with everything it does going through the world.
final class WorldBroker {
    let id: BrokerID
    var epoch: BrokerEpoch = .none
    /// Counts its processes: what was sent to a former one does not reach this one.
    var incarnation = 0
    var isUp = false
    /// How many of the controller's changes it knows.
    var known = 0
    var standings: [BrokerID: BrokerStanding] = [:]
    var replicas: [PartitionKey: WorldReplica] = [:]
    var fetchers: [BrokerID: ReplicaFetcher] = [:]
    var sessions: [Int32: WorldSession] = [:]
    unowned let world: World

    init(_ id: BrokerID, of world: World) {
        self.id = id
        self.world = world
        for key in World.keys { replicas[key] = WorldReplica() }
    }

    func crash(losesPages: Bool) {
        isUp = false
        fetchers = [:]
        sessions = [:]
        for key in World.keys {
            guard let replica = replicas[key] else { continue }
            replica.role = .none
            replica.source = nil
            replica.cut = nil
            replica.proposal = nil
            replica.waits = [:]
            replica.log.crash(losesPages: losesPages, &world.random)
        }
    }

    // MARK: - Metadata

    func learn(_ change: WorldChange) {
        switch change {
        case .broker(let id, let standing):
            standings[id] = standing
            for key in World.keys { lead(key, .brokersChanged(standings)) }
        case .partition(let key, let partition): follow(key, partition)
        }
    }

    private func follow(_ key: PartitionKey, _ partition: WorldPartition) {
        guard let replica = replicas[key] else { return }
        let highWatermark = replica.highWatermark
        if partition.leader == id {
            if case .leader = replica.role { return lead(key, .replicasChanged(partition.set)) }
            withdraw(key, replica)
            var effects: [PartitionLeader.Effect] = []
            let leader = PartitionLeader(
                broker: id, rules: world.rules, replicas: partition.set, log: replica.log.facts,
                highWatermark: highWatermark, minInSyncReplicas: world.minInSyncReplicas,
                brokers: standings, now: world.now, effects: &effects)
            replica.role = .leader(leader)
            for effect in effects { perform(effect, key, replica) }
            return
        }
        if case .leader = replica.role {
            lead(key, .leadershipLost(to: partition.leader, partition.set.leaderEpoch))
            replica.proposal = nil
        }
        switch replica.role {
        case .follower: break
        case .none, .leader:
            replica.role = .follower(
                PartitionFollower(
                    rules: world.rules, log: replica.log.facts, highWatermark: highWatermark))
        }
        if replica.source != partition.leader { withdraw(key, replica) }
        replica.source = partition.leader
        follow(key, .leaderChanged(partition.set.leaderEpoch, isKnown: partition.leader != nil))
    }

    private func withdraw(_ key: PartitionKey, _ replica: WorldReplica) {
        if let source = replica.source { fetch(from: source, .withdrawn(key)) }
        replica.source = nil
    }

    // MARK: - Machines

    func lead(_ key: PartitionKey, _ input: PartitionLeader.Input) {
        guard let replica = replicas[key], case .leader(var leader) = replica.role else { return }
        var effects: [PartitionLeader.Effect] = []
        leader.step(input, now: world.now, effects: &effects)
        replica.role = .leader(leader)
        for effect in effects { perform(effect, key, replica) }
    }

    private func perform(_ effect: PartitionLeader.Effect, _ key: PartitionKey, _ replica: WorldReplica) {
        switch effect {
        case .beginEpoch(let epoch): replica.log.begin(epoch)
        case .advanceHighWatermark(let offset): world.advanced(key, upTo: offset, by: self)
        case .completeWait(let id, let verdict):
            guard let batch = replica.waits.removeValue(forKey: id) else {
                return world.violated("\(key.partition): wait \(id) completed twice")
            }
            if verdict == .committed { world.acknowledged(key, batch) }
        case .proposeISR(let proposal):
            replica.proposal = proposal
            world.send(.propose(key, proposal, epoch), from: self, to: nil)
        }
    }

    func follow(_ key: PartitionKey, _ input: PartitionFollower.Input) {
        guard let replica = replicas[key], case .follower(var follower) = replica.role else { return }
        var effects: [PartitionFollower.Effect] = []
        follower.step(input, effects: &effects)
        replica.role = .follower(follower)
        for effect in effects { perform(effect, key, replica) }
    }

    private func perform(
        _ effect: PartitionFollower.Effect, _ key: PartitionKey, _ replica: WorldReplica
    ) {
        switch effect {
        case .ask(let question, let isRetry):
            guard let source = replica.source else { return world.violated("nobody to ask") }
            fetch(from: source, .asked(key, question, isRetry: isRetry))
        case .withdraw:
            if let source = replica.source { fetch(from: source, .withdrawn(key)) }
        case .append(_, let count):
            for batch in replica.fetched.prefix(count) { replica.log.append(batch) }
            follow(key, .appended)
        case .truncate(let offset): replica.cut = .truncate(to: offset)
        case .restart(let offset): replica.cut = .restart(at: offset)
        case .reportTruncation(let from, let to):
            world.violated("broker \(id) cut \(key.partition) from \(from) to \(to), without a cause")
        case .reportDamage(let offset):
            world.violated("broker \(id) found damage at \(offset), where there is none")
        // Syncs come by themselves; the rest is in the machine.
        case .sync, .setHighWatermark, .advanceLogStart, .endDoubt, .reportFailure: return
        }
    }

    func fetch(from leader: BrokerID, _ input: ReplicaFetcher.Input) {
        var fetcher = fetchers[leader] ?? ReplicaFetcher(rules: world.fetcherRules)
        var effects: [ReplicaFetcher.Effect] = []
        fetcher.step(input, now: world.now, effects: &effects)
        fetchers[leader] = fetcher
        for effect in effects {
            switch effect {
            case .call(let id, let call):
                world.send(.call(id, call, epoch, incarnation: incarnation), from: self, to: leader)
            case .deliver(let key, let question, let answer):
                guard replicas[key]?.source == leader else { continue }
                if case .fetched(let partition) = answer {
                    replicas[key]?.fetched = world.bytes[partition.bytes] ?? []
                }
                follow(key, .answered(question, answer))
            }
        }
    }

    // MARK: - What takes a while

    func sync(_ key: PartitionKey) {
        guard let replica = replicas[key], replica.cut == nil else { return }
        replica.log.sync()
        lead(key, .synced(upTo: replica.log.end))
        follow(key, .synced(upTo: replica.log.end))
    }

    func finishCut(_ key: PartitionKey) {
        guard let replica = replicas[key], let cut = replica.cut else { return }
        replica.cut = nil
        switch cut {
        case .truncate(let offset):
            replica.log.cut(to: offset)
            follow(key, .cut(to: replica.log.end))
        case .restart(let offset):
            replica.log.restart(at: offset)
            follow(key, .restarted(at: offset))
        }
    }

    func tick() {
        for key in World.keys {
            lead(key, .ticked)
            if let proposal = replicas[key]?.proposal, world.random.happens(0.05) {
                world.send(.propose(key, proposal, epoch), from: self, to: nil)
            }
        }
        for leader in fetchers.keys.sorted() {
            if let due = fetchers[leader]?.nextDeadline, due <= world.now { fetch(from: leader, .ticked) }
        }
    }
}
