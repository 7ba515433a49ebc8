import MartletClient
import MartletModel
import MartletProtocol
import Testing

@Suite struct GroupMembershipTests {
    private let topic = TopicID(Uuid(high: 1, low: 1))

    private func makeMember(instance: String? = nil) -> GroupMembership {
        GroupMembership(
            group: "g", memberID: "m", instanceID: instance, topics: ["t"],
            rebalanceTimeoutMilliseconds: 60_000)
    }

    private func partitions(_ indices: PartitionIndex...) -> Set<PartitionKey> {
        Set(indices.map { PartitionKey(topicID: topic, partition: $0) })
    }

    private func answer(
        _ epoch: Int32, _ indices: [PartitionIndex]? = nil
    ) -> ConsumerGroupHeartbeatResponse {
        .init(
            memberId: "m", memberEpoch: epoch, heartbeatIntervalMs: 3_000,
            assignment: indices.map { .init(topicPartitions: [.init(topicId: topic, partitions: $0)]) })
    }

    @Test func `who joins says everything, and has nothing`() {
        var member = makeMember()
        let request = member.heartbeat()
        #expect((request.memberEpoch, request.rebalanceTimeoutMs) == (0, 60_000))
        #expect(request.subscribedTopicNames == ["t"] && request.topicPartitions == [])
    }

    @Test func `what is assigned is had when it was taken, and then reported`() {
        var member = makeMember()
        _ = member.heartbeat()
        member.heard(answer(1, [0, 1]))
        #expect(member.heartbeatInterval == .seconds(3))
        #expect(member.coming == partitions(0, 1) && member.owned == [] && !member.owesReport)
        member.took(partitions(0, 1))
        #expect(member.owesReport && member.coming == [])
        let report = member.heartbeat()
        #expect(report.memberEpoch == 1 && report.subscribedTopicNames == nil)
        #expect(report.topicPartitions == [.init(topicId: topic, partitions: [0, 1])])
        #expect(!member.owesReport)
    }

    @Test func `nothing new is taken before everything else is let go`() {
        var member = makeMember()
        member.heard(answer(1, [0, 1]))
        member.took(partitions(0, 1))
        member.heard(answer(1, [1, 2]))
        #expect(member.leaving == partitions(0) && member.coming == [])
        #expect(member.heartbeat().topicPartitions?.first?.partitions == [0, 1])
        member.letGo(of: partitions(0))
        #expect(member.owesReport && member.coming == partitions(2))
        #expect(member.heartbeat().topicPartitions?.first?.partitions == [1])
    }

    @Test func `an answer without an assignment changes none`() {
        var member = makeMember()
        member.heard(answer(1, [0]))
        member.took(partitions(0))
        member.heard(answer(2))
        #expect(member.epoch == 2 && member.owned == partitions(0) && member.leaving == [])
    }

    @Test func `who may have missed an answer says everything, until there is another`() {
        var member = makeMember()
        member.heard(answer(1, [0]))
        member.took(partitions(0))
        member.heard(answer(1, [0, 2]))
        member.missedAnswer()
        #expect(member.coming == [], "what it has not taken may be another's by now")
        for _ in 0..<2 {
            let request = member.heartbeat()
            #expect((request.memberEpoch, request.rebalanceTimeoutMs) == (1, 60_000))
            #expect(request.subscribedTopicNames == ["t"] && request.topicPartitions?.count == 1)
        }
        member.heard(answer(1, [0, 1]))
        #expect(member.coming == partitions(1))
        #expect(member.heartbeat().subscribedTopicNames == nil)
    }

    @Test func `who is fenced has nothing, and joins anew`() {
        var member = makeMember()
        member.heard(answer(4, [0]))
        member.took(partitions(0))
        member.fenced()
        #expect(member.owned == [] && member.coming == [] && !member.isMember && !member.owesReport)
        #expect(member.heartbeat().memberEpoch == 0)
    }

    @Test func `a static member goes for a while, another for good`() {
        #expect(makeMember().farewell.memberEpoch == -1)
        #expect(makeMember(instance: "i").farewell.memberEpoch == -2)
    }
}
