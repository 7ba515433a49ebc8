import MartletModel
import Testing

@testable import MartletClient
@testable import martlet

/// What operators are told of partitions, and where replicas go.
@Suite struct OperatorTests {
    private func partition(
        _ index: PartitionIndex, _ replicas: [BrokerID], leader: BrokerID?, isr: [BrokerID]? = nil
    ) -> TopicDescription.Partition {
        .init(
            index: index, leader: leader, leaderEpoch: 3, replicas: replicas,
            inSyncReplicas: isr ?? replicas, offlineReplicas: [])
    }

    private func topic(_ name: String, _ partitions: TopicDescription.Partition...) -> TopicDescription {
        TopicDescription(
            name: name, id: TopicID(Uuid(high: 1, low: 2)), isInternal: false, partitions: partitions)
    }

    private func broker(_ id: BrokerID, rack: String? = nil) -> ClusterDescription.Broker {
        .init(id: id, address: ServerAddress(host: "b", port: 1), rack: rack, isFenced: false)
    }

    // MARK: Draining

    @Test func `replicas go where the fewest are, and keep their places in the order`() {
        let topics = [
            topic("a", partition(0, [1, 2], leader: 1), partition(1, [2, 1], leader: 2)),
            topic("b", partition(0, [3], leader: 3), partition(1, [3], leader: 3)),
        ]
        let plan = DrainPlan(
            draining: 1, topics: topics, brokers: [broker(1), broker(2), broker(3), broker(4)])
        #expect(
            plan.moves == [
                .init(partition: TopicPartition(topic: "a", partition: 0), replicas: [4, 2]),
                .init(partition: TopicPartition(topic: "a", partition: 1), replicas: [2, 4]),
            ])
        #expect(plan.stuck == [])
    }

    @Test func `a rack that has none of the partition's replicas comes first`() {
        let brokers = [
            broker(1, rack: "x"), broker(2, rack: "y"), broker(3, rack: "y"), broker(4, rack: "z"),
        ]
        let topics = [
            topic("busy", partition(0, [4], leader: 4), partition(1, [4], leader: 4)),
            topic("t", partition(0, [1, 2], leader: 1)),
        ]
        let plan = DrainPlan(draining: 1, topics: topics, brokers: brokers)
        #expect(plan.moves.map(\.replicas) == [[4, 2]])
    }

    @Test func `what no other broker can take stays, and is named`() {
        let topics = [topic("t", partition(0, [1, 2], leader: 1), partition(1, [1], leader: 1))]
        let plan = DrainPlan(draining: 1, topics: topics, brokers: [broker(1), broker(2)])
        #expect(plan.stuck == [TopicPartition(topic: "t", partition: 0)])
        #expect(plan.moves.map(\.replicas) == [[2]])
    }

    // MARK: Throttling

    @Test func `whoever has a replica and whoever gets one is throttled, and nobody else`() {
        let topics = [
            topic(
                "a", partition(0, [1, 2], leader: 1), partition(1, [2, 1], leader: 2, isr: [2]),
                partition(2, [1, 3], leader: 1)),
            topic("b", partition(0, [5], leader: 5)),
            topic("c", partition(0, [1, 2], leader: 1)),
        ]
        func id(_ topic: String, _ partition: PartitionIndex) -> TopicPartition {
            TopicPartition(topic: topic, partition: partition)
        }
        let plan = ThrottlePlan(
            moves: [id("a", 0): [4, 2], id("a", 1): [1, 2], id("c", 0): [2, 1]], topics: topics)
        #expect(plan.leaders == ["a": ["0:1", "0:2", "1:2", "1:1"]])
        #expect(plan.followers == ["a": ["0:4", "1:1"]])
        #expect(plan.brokers == [1, 2, 4])
        #expect(plan.topics == ["a"])
    }

    // MARK: Looking

    @Test func `a cluster tells what brokers lead, and which partitions are not in order`() throws {
        let health = ClusterHealth([
            topic("a", partition(0, [1, 2], leader: 1), partition(1, [2, 1], leader: 2, isr: [2])),
            topic("b", partition(0, [3], leader: nil, isr: [3])),
        ])
        #expect(health.partitionCount == 3)
        #expect(health.shares[1] == .init(leads: 1, replicas: 2, outOfSync: 1))
        #expect(health.shares[2] == .init(leads: 1, replicas: 2, outOfSync: 0))
        #expect(
            health.troubles == """
                PARTITION  STATE             LEADER  REPLICAS  IN SYNC
                b-0        offline             none  3         3
                a-1        under-replicated       2  2,1       2

                """)
        #expect(ClusterHealth([topic("a", partition(0, [1], leader: 1))]).troubles == nil)
    }

    @Test func `lag is what followers lack of their leader's log`() {
        let id = TopicPartition(topic: "t", partition: 0)
        let ends: ReplicaLag.Ends = [id: [1: 100, 2: 100, 3: 83]]
        #expect(ReplicaLag.text(ends, of: id, partition(0, [1, 2], leader: 1)) == "0")
        #expect(ReplicaLag.text(ends, of: id, partition(0, [1, 2, 3, 4], leader: 1)) == "3:17,4:?")
        #expect(ReplicaLag.text(ends, of: id, partition(0, [1, 2], leader: nil)) == "?")
        #expect(ReplicaLag.text([:], of: id, partition(0, [1, 2], leader: 1)) == "?")
    }

    @Test func `a partition's state is said in a word or two`() {
        #expect(partition(0, [1, 2], leader: 1).state == "in order")
        #expect(partition(0, [1, 2], leader: 2).state == "another leads")
        #expect(partition(0, [1, 2], leader: 2, isr: [2]).state == "under-replicated")
        #expect(partition(0, [1, 2], leader: nil).state == "offline")
    }
}
