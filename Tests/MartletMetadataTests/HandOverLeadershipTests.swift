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
