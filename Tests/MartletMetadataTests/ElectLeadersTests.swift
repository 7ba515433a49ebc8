import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct ElectLeadersTests {
    struct Row: CustomTestStringConvertible {
        var kind: Int8
        var given: PartitionState
        var error: ErrorCode
        var becomes: PartitionState
        var fenced: [BrokerID]
        var hasEligibleLeaders: Bool

        init(
            preferred given: PartitionState, _ error: ErrorCode, _ becomes: PartitionState? = nil,
            fencing fenced: [BrokerID] = [], eligible: Bool = false
        ) {
            (kind, self.given, self.error, self.becomes) = (0, given, error, becomes ?? given)
            (self.fenced, hasEligibleLeaders) = (fenced, eligible)
        }

        init(
            unclean given: PartitionState, _ error: ErrorCode, _ becomes: PartitionState? = nil,
            fencing fenced: [BrokerID] = [], eligible: Bool = false
        ) {
            self.init(preferred: given, error, becomes, fencing: fenced, eligible: eligible)
            kind = 1
        }

        var testDescription: String {
            "\(kind == 0 ? "preferred" : "unclean") \(given): \(error), \(becomes)"
        }
    }

    static let rows = [
        Row(preferred: .init(leader: 2), .none, .init(leader: 1, leaderEpoch: 6)),
        Row(preferred: .init(leader: 1), .electionNotNeeded),
        Row(preferred: .init(isr: [2, 3], leader: 2), .preferredLeaderNotAvailable),
        Row(preferred: .init(leader: 2), .preferredLeaderNotAvailable, fencing: [1]),
        // Any leader is better than none.
        Row(
            preferred: .init(isr: [2, 3], leader: nil), .none, .init(isr: [2, 3], leader: 2, leaderEpoch: 6)),
        Row(
            preferred: .init(isr: [], leader: nil, eligible: [2, 1], lastKnown: [2]), .none,
            .init(isr: [1], leader: 1, leaderEpoch: 6), eligible: true),
        Row(unclean: .init(leader: 2), .electionNotNeeded),
        Row(unclean: .init(isr: [3], leader: nil), .none, .init(isr: [3], leader: 3, leaderEpoch: 6)),
        Row(
            unclean: .init(isr: [3], leader: nil), .none,
            .init(isr: [2], leader: 2, isRecovering: true, leaderEpoch: 6), fencing: [1, 3]),
        Row(unclean: .init(isr: [3], leader: nil), .eligibleLeadersNotAvailable, fencing: [1, 2, 3]),
        Row(
            unclean: .init(isr: [], leader: nil, eligible: [3], lastKnown: [3]), .none,
            .init(isr: [1], leader: 1, isRecovering: true, leaderEpoch: 6), fencing: [3], eligible: true),
    ]

    @Test(arguments: rows)
    func `an election has its result or its error`(_ row: Row) throws {
        var cluster = try ClusterFixture(brokers: 3)
        if row.hasEligibleLeaders { cluster.enableEligibleLeaders() }
        cluster.add("t", row.given)
        row.fenced.forEach { cluster.fence($0) }
        let decision = cluster.elect(row.kind, [.init(topic: "t", partitions: [0])])
        cluster.apply(decision.records)
        #expect(decision.reply.replicaElectionResults.map(\.topic) == ["t"])
        #expect(
            decision.reply.replicaElectionResults.first?.partitionResult.map(\.errorCode) == [row.error])
        #expect(cluster.state() == row.becomes)
    }

    @Test func `what is not there cannot be elected`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(leader: 1))
        let decision = cluster.elect(
            0, [.init(topic: "t", partitions: [4, 0]), .init(topic: "u", partitions: [0])])
        #expect(decision.records.isEmpty)
        #expect(
            decision.reply.replicaElectionResults.map { result in
                result.partitionResult.map { Answer($0.errorCode, $0.errorMessage) }
            } == [
                [
                    Answer(.unknownTopicOrPartition, "No such partition as t-4"),
                    Answer(.electionNotNeeded, "Leader election not needed for topic partition."),
                ], [Answer(.unknownTopicOrPartition, "No such topic as u")],
            ])
        #expect(cluster.elect(2, []).reply.errorCode == .invalidRequest)
    }

    @Test func `without names all partitions are meant, and only those that need it are in the answer`()
        throws
    {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("u", .init(leader: 2))
        cluster.add("t", .init(leader: 1), .init(leader: 3), .init(isr: [2], leader: 2))
        let decision = cluster.elect(0, nil)
        cluster.apply(decision.records)
        #expect(decision.reply.replicaElectionResults.map(\.topic) == ["t", "u"])
        #expect(
            decision.reply.replicaElectionResults.first?.partitionResult == [
                .init(partitionId: 1, errorCode: .none, errorMessage: nil),
                .init(
                    partitionId: 2, errorCode: .preferredLeaderNotAvailable,
                    errorMessage: "The preferred leader was not available."),
            ])
        #expect(cluster.partition("t", 1)?.leader == 1)
        #expect(cluster.partition("u", 0)?.leader == 1)
    }

    @Test func `more than one request may write is refused as a whole`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        for number in 0...10 { cluster.add("t\(number)", many: 1000, .init(leader: 2)) }
        let decision = cluster.elect(0, nil)
        #expect(decision.records.isEmpty)
        let results = decision.reply.replicaElectionResults.flatMap(\.partitionResult)
        #expect(results.count == 11_000)
        #expect(results.allSatisfy { $0.errorCode == .policyViolation })
    }

    // MARK: Elections that time brings

    @Test func `leaderships go back to the preferred replicas that are in sync`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add(
            "t", .init(leader: 2), .init(isr: [2, 3], leader: 3), .init(leader: 1),
            .init([2, 1], leader: nil))
        let decision = cluster.controller.balanceLeaders(image: cluster.image)
        cluster.apply(decision.records)
        #expect(decision.reply == false)
        #expect((0..<4).map { cluster.partition("t", PartitionIndex($0))?.leader } == [1, 3, 1, 2])
        #expect(cluster.controller.balanceLeaders(image: cluster.image).records.isEmpty)
    }

    @Test func `a preferred replica that is damaged is passed over`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(leader: 2), .init(leader: 2))
        var unfit = UnfitReplicas()
        unfit.heard(of: 1, ClusterFixture.topic("t"), 0, now: .zero)
        unfit.heard(of: 3, ClusterFixture.topic("t"), 1, now: .zero)
        cluster.apply(cluster.controller.balanceLeaders(image: cluster.image, unfit: unfit).records)
        #expect((0..<2).map { cluster.partition("t", PartitionIndex($0))?.leader } == [2, 1])
        unfit.expire(now: UnfitReplicas.lease)
        cluster.apply(cluster.controller.balanceLeaders(image: cluster.image, unfit: unfit).records)
        #expect(cluster.partition("t", 0)?.leader == 1)
    }

    @Test func `a thousand leaders change at once, and the rest after that`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", many: 1001, .init(leader: 2))
        let first = cluster.controller.balanceLeaders(image: cluster.image)
        #expect(first.records.count == 1000)
        #expect(first.reply)
        cluster.apply(first.records)
        let second = cluster.controller.balanceLeaders(image: cluster.image)
        #expect(second.records.count == 1)
        #expect(!second.reply)
    }

    @Test func `unclean leaders are elected only where nobody leads and the topic allows it`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        let lost = PartitionState(isr: [1], leader: nil)
        cluster.add("a", lost, .init(isr: [2], leader: 2))
        cluster.add("b", lost, configs: ["unclean.leader.election.enable": "true"])
        cluster.fence(1)
        let decision = cluster.controller.electUncleanLeaders(image: cluster.image)
        #expect(decision.records.count == 1)
        cluster.apply(decision.records)
        #expect(cluster.state("a") == lost)
        #expect(cluster.state("b") == .init(isr: [2], leader: 2, isRecovering: true, leaderEpoch: 6))
        cluster.set("unclean.leader.election.enable", to: "true", of: .allBrokers)
        cluster.apply(cluster.controller.electUncleanLeaders(image: cluster.image).records)
        #expect(cluster.state("a") == .init(isr: [2], leader: 2, isRecovering: true, leaderEpoch: 6))
    }
}

extension ClusterFixture {
    fileprivate func elect(
        _ kind: Int8, _ partitions: [ElectLeadersRequest.TopicPartitions]?
    ) -> Decision<ElectLeadersResponse> {
        controller.electLeaders(
            ElectLeadersRequest(electionType: kind, topicPartitions: partitions), image: image)
    }
}
