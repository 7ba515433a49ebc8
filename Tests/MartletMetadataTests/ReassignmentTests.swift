import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct ReassignmentTests {
    struct Row: CustomTestStringConvertible {
        var given: PartitionState
        /// Nil: the reassignment is called off.
        var target: [BrokerID]?
        var becomes: PartitionState
        var hasEligibleLeaders = false
        var allowsUnclean = false
        var fenced: [BrokerID] = []

        init(_ given: PartitionState, to target: [BrokerID]?, _ becomes: PartitionState) {
            (self.given, self.target, self.becomes) = (given, target, becomes)
        }

        var eligible: Row { with { $0.hasEligibleLeaders = true } }
        var unclean: Row { with { $0.allowsUnclean = true } }
        func fencing(_ brokers: BrokerID...) -> Row { with { $0.fenced = brokers } }

        private func with(_ change: (inout Row) -> Void) -> Row {
            var row = self
            change(&row)
            return row
        }

        var testDescription: String {
            "\(given) to \(target?.description ?? "what it was"): \(becomes)"
        }
    }

    static let begun = [
        // What is to go stays until all that comes is in sync.
        Row(
            .init(leader: 1), to: [4, 5],
            .init([4, 5, 1, 2, 3], isr: [1, 2, 3], leader: 1, adding: [4, 5], removing: [1, 2, 3])),
        Row(
            .init(leader: 1), to: [3, 4, 1],
            .init([3, 4, 1, 2], isr: [1, 2, 3], leader: 1, adding: [4], removing: [2])),
        Row(
            .init([1, 2], leader: 1), to: [1, 2, 3], .init([1, 2, 3], isr: [1, 2], leader: 1, adding: [3])),
        // Nothing comes: done at once, in a new leader epoch for whoever asks the replica that went.
        Row(.init(leader: 1), to: [1, 3], .init([1, 3], isr: [1, 3], leader: 1, leaderEpoch: 6)),
        Row(.init(leader: 1), to: [2, 3], .init([2, 3], leader: 2, leaderEpoch: 6)),
        // Nothing that stays is in sync: it has to wait.
        Row(
            .init(isr: [1], leader: 1), to: [2, 3],
            .init([2, 3, 1], isr: [1], leader: 1, removing: [1])),
        // Another order only, and no change at all.
        Row(.init(leader: 1), to: [2, 3, 1], .init([2, 3, 1], isr: [1, 2, 3], leader: 1)),
        Row(.init(leader: 1), to: [1, 2, 3], .init(leader: 1)),
        // Another target on the way: who is still to be added has to come, who is not goes.
        Row(
            .init([1, 2, 3, 4], isr: [1, 2, 3], leader: 1, adding: [4], removing: [3]), to: [1, 2, 4, 5],
            .init([1, 2, 4, 5, 3], isr: [1, 2, 3], leader: 1, adding: [4, 5], removing: [3])),
        Row(
            .init([1, 2, 4, 3], isr: [1, 2, 3], leader: 1, adding: [4], removing: [3]), to: [1, 2, 3],
            .init(leader: 1, leaderEpoch: 6)),
        Row(
            .init([1, 2, 4, 3], isr: [1, 2, 3], leader: 1, adding: [4], removing: [3]), to: [1, 2, 5],
            .init([1, 2, 5, 4, 3], isr: [1, 2, 3], leader: 1, adding: [5], removing: [4, 3])),
    ]

    static let calledOff = [
        Row(
            .init([4, 2, 3, 1], isr: [1, 2, 3], leader: 1, adding: [4], removing: [1]), to: nil,
            .init([2, 3, 1], isr: [1, 2, 3], leader: 1, leaderEpoch: 6)),
        // It leads already and has to give that back.
        Row(
            .init([4, 5, 2], isr: [2, 4], leader: 4, adding: [4, 5]), to: nil,
            .init([2], leader: 2, leaderEpoch: 6)),
        // Who is left lacks records, and the topic takes that.
        Row(
            .init([4, 5, 1, 2], isr: [4], leader: 4, adding: [4, 5], removing: [1]), to: nil,
            .init([1, 2], isr: [2], leader: 2, isRecovering: true, leaderEpoch: 6)
        ).unclean.fencing(1),
        Row(
            .init([4, 5, 1, 2], isr: [4], leader: 4, adding: [4, 5], removing: [1]), to: nil,
            .init([1, 2], isr: [1], leader: nil, isRecovering: true, leaderEpoch: 6)
        ).unclean.fencing(1, 2),
        // Who is left is eligible (KIP-966): nothing is lost.
        Row(
            .init([4, 5, 1], isr: [4], leader: 4, eligible: [1], adding: [4, 5]), to: nil,
            .init([1], leader: 1, leaderEpoch: 6)
        ).eligible,
        // Not to be confused with an end that is near: what is removed is in sync.
        Row(
            .init([1, 2, 3], isr: [1], leader: 1, removing: [1]), to: nil,
            .init([1, 2, 3], isr: [1], leader: 1)),
    ]

    @Test(arguments: begun + calledOff)
    func `replicas move when the new ones are in sync`(_ row: Row) throws {
        var cluster = try ClusterFixture(brokers: 5)
        if row.hasEligibleLeaders { cluster.enableEligibleLeaders() }
        cluster.add(
            "t", row.given,
            configs: [
                "min.insync.replicas": "2", "unclean.leader.election.enable": "\(row.allowsUnclean)",
            ])
        row.fenced.forEach { cluster.fence($0) }
        let reply = cluster.reassign([0: row.target])
        #expect(reply.map { Answer($0.errorCode, $0.errorMessage) } == [Answer(.none, nil)])
        #expect(cluster.state() == row.becomes)
        #expect(cluster.partition()?.directories == row.becomes.replicas.map(ClusterFixture.directory))
    }

    @Test func `what cannot be reassigned has its error, and holds up nothing else`() throws {
        var cluster = try ClusterFixture(brokers: 4)
        cluster.add(
            "t", .init(leader: 1), .init(leader: 1), .init(leader: 1), .init(leader: 1),
            .init([4, 1, 2], isr: [4], leader: 4, adding: [4]))
        let reply = cluster.reassign([
            0: [], 1: [1, 1], 2: [1, 9], 3: nil, 4: nil, 5: [1],
        ])
        let prefix = "The manual partition assignment includes "
        #expect(
            reply.map { Answer($0.errorCode, $0.errorMessage) } == [
                Answer(.invalidReplicaAssignment, prefix + "an empty replica list."),
                Answer(.invalidReplicaAssignment, prefix + "the broker 1 more than once."),
                Answer(
                    .invalidReplicaAssignment, prefix + "broker 9, but no such broker is registered."),
                Answer(.noReassignmentInProgress, "No partition reassignment is in progress."),
                Answer(
                    .invalidReplicaAssignment,
                    "Unable to revert partition assignment for t:4 because it would require an unclean "
                        + "leader election."),
                Answer(.unknownTopicOrPartition, "Unable to find partition t:5."),
            ])
        #expect(
            cluster.reassign([0: [1]], of: "u").map { Answer($0.errorCode, $0.errorMessage) }
                == [Answer(.unknownTopicOrPartition, "Unable to find a topic named u.")])
        #expect(cluster.reassign([0: [4], 5: [1]]).map(\.errorCode) == [.none, .unknownTopicOrPartition])
        #expect(cluster.partition()?.addingReplicas == [4])
    }

    @Test func `the number of replicas can be made to stay`() throws {
        var cluster = try ClusterFixture(brokers: 5)
        cluster.add(
            "t", .init(leader: 1),
            .init([1, 2, 3, 4], isr: [1, 2, 3], leader: 1, adding: [4], removing: [3]))
        let reply = cluster.reassign([0: [1, 2], 1: [1, 2, 4, 5]], keepsCount: true)
        let message = "The replication factor is changed from 3 to "
        #expect(
            reply.map { Answer($0.errorCode, $0.errorMessage) } == [
                Answer(.invalidReplicationFactor, message + "2"),
                Answer(.invalidReplicationFactor, message + "4"),
            ])
        #expect(cluster.reassign([1: [1, 2, 5]], keepsCount: true).map(\.errorCode) == [.none])
        #expect(cluster.partition("t", 1)?.addingReplicas == [5])
    }

    @Test func `a broker that gets a replica says later where, if it has a choice`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        let pair = [DirectoryID(Uuid(high: 9, low: 901)), DirectoryID(Uuid(high: 9, low: 902))]
        cluster.restart(3, directories: pair)
        cluster.add("t", .init([1], leader: 1))
        #expect(cluster.reassign([0: [1, 2, 3]]).map(\.errorCode) == [.none])
        #expect(
            cluster.partition()?.directories
                == [ClusterFixture.directory(of: 1), ClusterFixture.directory(of: 2), .unassigned])
    }

    @Test func `the reassignments that go on are listed`() throws {
        var cluster = try ClusterFixture(brokers: 5)
        cluster.add("u", .init([4, 1], isr: [1], leader: 1, adding: [4], removing: [1]))
        cluster.add("t", .init(leader: 1), .init(leader: 1), .init(leader: 1, removing: [3]))
        cluster.reassign([1: [1, 2, 3, 5]])
        func list(_ topics: [ListPartitionReassignmentsRequest.ListPartitionReassignmentsTopics]?) -> [String]
        {
            let request = ListPartitionReassignmentsRequest(topics: topics)
            let reply = cluster.controller.listPartitionReassignments(request, image: cluster.image)
            return reply.topics.flatMap { topic in
                topic.partitions.map {
                    "\(topic.name)-\($0.partitionIndex) \($0.replicas) +\($0.addingReplicas) "
                        + "-\($0.removingReplicas)"
                }
            }
        }
        let (first, second) = ("t-1 [1, 2, 3, 5] +[5] -[]", "t-2 [1, 2, 3] +[] -[3]")
        #expect(list(nil) == [first, second, "u-0 [4, 1] +[4] -[1]"])
        #expect(
            list([.init(name: "t", partitionIndexes: [2, 0, 7]), .init(name: "x", partitionIndexes: [0])])
                == [second])
        #expect(list([]).isEmpty)
    }
}

extension ClusterFixture {
    @discardableResult
    fileprivate mutating func reassign(
        _ targets: KeyValuePairs<PartitionIndex, [BrokerID]?>, of topic: String = "t",
        keepsCount: Bool = false
    ) -> [AlterPartitionReassignmentsResponse.ReassignablePartitionResponse] {
        let request = AlterPartitionReassignmentsRequest(
            allowReplicationFactorChange: !keepsCount,
            topics: [
                .init(name: topic, partitions: targets.map { .init(partitionIndex: $0, replicas: $1) })
            ])
        let decision = controller.alterPartitionReassignments(request, image: image)
        apply(decision.records)
        return decision.reply.responses.flatMap(\.partitions)
    }
}
