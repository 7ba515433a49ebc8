import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct HandOverLeadershipTests {
    struct Row: CustomTestStringConvertible {
        var given: PartitionState
        var error: ErrorCode
        var becomes: PartitionState?
        var sender: BrokerID = 1
        var leaderEpoch: LeaderEpoch = 5
        var fenced: [BrokerID] = []
        var index: PartitionIndex = 0

        var testDescription: String { "\(sender) in \(leaderEpoch) of \(given): \(error)" }
    }

    static let rows = [
        Row(given: .init(leader: 1), error: .none, becomes: .init(leader: 2, leaderEpoch: 6)),
        // In turn, so that two damaged replicas do not keep the third from leading.
        Row(given: .init(leader: 2), error: .none, becomes: .init(leader: 3, leaderEpoch: 6), sender: 2),
        Row(given: .init(leader: 3), error: .none, becomes: .init(leader: 1, leaderEpoch: 6), sender: 3),
        Row(
            given: .init(isr: [1, 3], leader: 1), error: .none,
            becomes: .init(isr: [1, 3], leader: 3, leaderEpoch: 6)),
        Row(given: .init(leader: 1), error: .none, becomes: .init(leader: 3, leaderEpoch: 6), fenced: [2]),
        Row(given: .init(isr: [1], leader: 1), error: .eligibleLeadersNotAvailable),
        Row(given: .init(leader: 1), error: .eligibleLeadersNotAvailable, fenced: [2, 3]),
        // Others lead as it is.
        Row(given: .init(leader: 2), error: .none),
        Row(given: .init(leader: nil), error: .none),
        Row(given: .init([2, 3], leader: 2), error: .replicaNotAvailable),
        Row(given: .init(leader: 2), error: .fencedLeaderEpoch, leaderEpoch: 4),
        Row(given: .init(leader: 1), error: .fencedLeaderEpoch, leaderEpoch: 4),
        Row(given: .init(leader: 1), error: .notController, leaderEpoch: 6),
        Row(given: .init(leader: 1), error: .unknownTopicOrPartition, index: 3),
    ]

    @Test(arguments: rows)
    func `a leader hands over to another that is in sync, and stays in sync itself`(row: Row) throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", row.given)
        row.fenced.forEach { cluster.fence($0) }
        let request = HandOverLeadershipRequest(
            brokerId: row.sender, brokerEpoch: cluster.image.brokers[row.sender]?.epoch ?? .none,
            topics: [
                .init(
                    topicId: ClusterFixture.topic("t"),
                    partitions: [.init(partitionIndex: row.index, leaderEpoch: row.leaderEpoch)])
            ])
        let decision = cluster.controller.handOverLeadership(request, image: cluster.image)
        #expect(decision.reply.errorCode == .none)
        #expect(decision.reply.topics.first?.partitions.map(\.errorCode) == [row.error])
        cluster.apply(decision.records)
        #expect(cluster.state() == row.becomes ?? row.given)
    }

    static let successors:
        [(given: PartitionState, to: BrokerID, error: ErrorCode, becomes: PartitionState?)] = [
            (.init(leader: 1), 3, .none, .init(isr: [2, 3], leader: 3, leaderEpoch: 6)),
            // Who was not in sync is alone with what it has.
            (.init(isr: [1], leader: 1), 2, .none, .init(isr: [2], leader: 2, leaderEpoch: 6)),
            (.init(isr: [1, 3], leader: 1), 2, .none, .init(isr: [2], leader: 2, leaderEpoch: 6)),
            (.init(leader: 2), 3, .none, nil),
            (.init(leader: 1), 1, .replicaNotAvailable, nil),
            (.init([1, 2], leader: 1), 3, .replicaNotAvailable, nil),
            (.init([1, 2, 4], leader: 1), 4, .eligibleLeadersNotAvailable, nil),
        ]

    @Test(arguments: successors)
    func `a leader that may lack records names who has them, and is not in sync any more`(
        given: PartitionState, successor: BrokerID, error: ErrorCode, becomes: PartitionState?
    ) throws {
        var cluster = try ClusterFixture(brokers: 4)
        cluster.add("t", given)
        cluster.fence(4)
        let request = HandOverLeadershipRequest(
            brokerId: 1, brokerEpoch: try #require(cluster.image.brokers[1]?.epoch),
            topics: [
                .init(
                    topicId: ClusterFixture.topic("t"),
                    partitions: [.init(partitionIndex: 0, leaderEpoch: 5, successor: successor)])
            ])
        let decision = cluster.controller.handOverLeadership(request, image: cluster.image)
        #expect(decision.reply.topics.first?.partitions.map(\.errorCode) == [error])
        cluster.apply(decision.records)
        #expect(cluster.state() == becomes ?? given)
    }

    @Test func `a leader that may lack records is no eligible leader`() throws {
        // With min.insync.replicas 2 whoever leaves an ISR of one is an eligible leader, as a rule.
        var cluster = try ClusterFixture(brokers: 3, settings: ["min.insync.replicas": "2"])
        cluster.enableEligibleLeaders()
        cluster.add("t", .init(isr: [1], leader: 1))
        let request = HandOverLeadershipRequest(
            brokerId: 1, brokerEpoch: try #require(cluster.image.brokers[1]?.epoch),
            topics: [
                .init(
                    topicId: ClusterFixture.topic("t"),
                    partitions: [.init(partitionIndex: 0, leaderEpoch: 5, successor: 2)])
            ])
        let decision = cluster.controller.handOverLeadership(request, image: cluster.image)
        cluster.apply(decision.records)
        #expect(cluster.state() == .init(isr: [2], leader: 2, leaderEpoch: 6))
    }

    @Test func `an unknown topic and a sender with an old registration are refused`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(leader: 1))
        let topics: [HandOverLeadershipRequest.TopicData] = [
            .init(topicId: ClusterFixture.topic("u"), partitions: [.init(partitionIndex: 0, leaderEpoch: 5)])
        ]
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        let unknown = cluster.controller.handOverLeadership(
            .init(brokerId: 1, brokerEpoch: epoch, topics: topics), image: cluster.image)
        #expect(unknown.reply.topics.first?.partitions.map(\.errorCode) == [.unknownTopicId])
        let stale = cluster.controller.handOverLeadership(
            .init(brokerId: 1, brokerEpoch: BrokerEpoch(epoch.rawValue - 1), topics: topics),
            image: cluster.image)
        #expect(stale.reply.errorCode == .staleBrokerEpoch && stale.records.isEmpty)
    }
}
