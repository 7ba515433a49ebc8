import MartletModel
import MartletStorage

@testable import MartletReplication

/// A leader, broker 1, of a partition with replicas on 1, 2 and 3, and its inputs one after the other.
struct LeaderFixture {
    var leader: PartitionLeader
    private(set) var now: Duration
    /// What making it led to.
    let beginning: [PartitionLeader.Effect]

    init(
        durability: ReplicationRules.Durability = .pageCache, replicas: [BrokerID] = [1, 2, 3],
        isr: [BrokerID] = [1, 2, 3], log: ReplicaLog = ReplicaLog(), highWatermark: Offset = 0,
        minInSyncReplicas: Int = 1, now: Duration = .seconds(100)
    ) {
        var brokers: [BrokerID: BrokerStanding] = [:]
        for id in replicas { brokers[id] = BrokerStanding(epoch: Self.epoch(of: id)) }
        var effects: [PartitionLeader.Effect] = []
        leader = PartitionLeader(
            broker: 1, rules: ReplicationRules(durability: durability),
            replicas: ReplicaSet(leaderEpoch: 5, partitionEpoch: 7, replicas: replicas, isr: isr), log: log,
            highWatermark: highWatermark, minInSyncReplicas: minInSyncReplicas, brokers: brokers, now: now,
            effects: &effects)
        self.now = now
        beginning = effects
    }

    static func epoch(of broker: BrokerID) -> BrokerEpoch {
        BrokerEpoch(Int64(broker.rawValue) * 10)
    }

    mutating func steps(_ inputs: PartitionLeader.Input...) -> [PartitionLeader.Effect] {
        var effects: [PartitionLeader.Effect] = []
        for input in inputs { leader.step(input, now: now, effects: &effects) }
        return effects
    }

    mutating func pass(_ time: Duration) { now += time }

    static func fetch(
        by broker: BrokerID, from offset: Offset, epoch: BrokerEpoch? = nil, logStart: Offset = 0
    ) -> PartitionLeader.Input {
        .fetched(
            FollowerFetch(
                by: broker, epoch: epoch ?? Self.epoch(of: broker), from: offset, logStartOffset: logStart))
    }

    static func proposal(
        _ members: BrokerID..., partitionEpoch: PartitionEpoch = 7
    ) -> PartitionLeader.Effect {
        .proposeISR(
            ISRProposal(
                leaderEpoch: 5, partitionEpoch: partitionEpoch,
                members: members.map { ISRProposal.Member($0, epoch: epoch(of: $0)) }))
    }
}
