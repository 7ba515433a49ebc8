import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct AlterPartitionTests {
    typealias Partition = AlterPartitionRequest.PartitionData
    typealias Result = AlterPartitionResponse.PartitionData

    struct Row: CustomTestStringConvertible {
        var name: String
        var error: ErrorCode
        var given = PartitionState(isr: [1, 2], leader: 1)
        var sender: BrokerID = 1
        var isr: [BrokerID] = [1, 2, 3]
        var leaderEpoch: LeaderEpoch = 5
        var partitionEpoch: PartitionEpoch = 10
        var recovery: Int8 = 0
        var index: PartitionIndex = 0
        var prepare: @Sendable (inout ClusterFixture) -> Void = { _ in }

        var testDescription: String { "\(name): \(error)" }
    }

    static let refused = [
        Row(name: "no such partition", error: .unknownTopicOrPartition, index: 7),
        Row(name: "a leader epoch ahead of ours", error: .notController, leaderEpoch: 6),
        Row(name: "a partition epoch ahead of ours", error: .notController, partitionEpoch: 11),
        Row(
            name: "ahead in one, behind in the other", error: .notController, leaderEpoch: 4,
            partitionEpoch: 11),
        Row(name: "an old leader epoch", error: .fencedLeaderEpoch, leaderEpoch: 4),
        Row(name: "an old leader", error: .fencedLeaderEpoch, sender: 2, leaderEpoch: 4),
        Row(name: "not the leader", error: .invalidRequest, sender: 2),
        Row(name: "an old partition epoch", error: .invalidUpdateVersion, partitionEpoch: 9),
        Row(name: "a member that is no replica", error: .invalidRequest, isr: [1, 2, 4]),
        Row(name: "a member twice", error: .invalidRequest, isr: [1, 2, 2]),
        Row(name: "without the leader", error: .invalidRequest, isr: [2, 3]),
        Row(name: "nobody", error: .invalidRequest, isr: []),
        Row(name: "recovering, and others in sync", error: .invalidRequest, recovery: 1),
        Row(name: "recovering again", error: .invalidRequest, isr: [1], recovery: 1),
        Row(name: "an unknown state", error: .invalidRequest, isr: [1], recovery: 2),
        Row(name: "a fenced member", error: .ineligibleReplica, prepare: { $0.fence(3) }),
        Row(name: "a member in shutdown", error: .ineligibleReplica, prepare: { $0.beginShutdown(3) }),
        Row(
            name: "an unregistered member", error: .ineligibleReplica,
            given: .init([1, 2, 9], isr: [1, 2], leader: 1), isr: [1, 2, 9]),
        Row(
            name: "a member without its directory", error: .ineligibleReplica,
            prepare: {
                $0.restart(3, epoch: $0.image.brokers[3]?.epoch, directories: [.init(.init(high: 8, low: 8))])
            }),
        Row(name: "a member that restarted", error: .ineligibleReplica, prepare: { $0.restart(3) }),
    ]

    @Test(arguments: refused, [false, true])
    func `an ISR that cannot be is refused`(row: Row, byTheSender isSecond: Bool) throws {
        var cluster = try ClusterFixture(brokers: 4)
        cluster.add("t", row.given)
        let epochs = cluster.image.brokers.mapValues(\.epoch)
        row.prepare(&cluster)
        let members = row.isr.map {
            AlterPartitionRequest.BrokerState(brokerId: $0, brokerEpoch: epochs[$0] ?? 0)
        }
        // Version 2 has no epochs, so that it cannot know of a restart.
        let isVersion2 = isSecond && row.name != "a member that restarted"
        let wanted = Partition(
            partitionIndex: row.index, leaderEpoch: row.leaderEpoch, newIsr: isVersion2 ? row.isr : [],
            newIsrWithEpochs: isVersion2 ? [] : members, leaderRecoveryState: row.recovery,
            partitionEpoch: row.partitionEpoch)
        let decision = alter(cluster, sender: row.sender, [wanted])
        #expect(decision.records.isEmpty)
        #expect(
            decision.reply.topics.first?.partitions
                == [Result(partitionIndex: row.index, errorCode: row.error)])
    }

    @Test func `an unknown topic and a sender with an old registration are refused`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        let wanted = Partition(partitionIndex: 3)
        #expect(
            alter(cluster, sender: 1, [wanted]).reply.topics.first?.partitions
                == [Result(partitionIndex: 3, errorCode: .unknownTopicId)])
        cluster.add("t", .init([1, 2], leader: 1))
        let epoch = try #require(cluster.image.brokers[1]?.epoch)
        cluster.restart(1)
        let stale = AlterPartitionRequest(brokerId: 1, brokerEpoch: epoch)
        #expect(
            cluster.controller.alterPartition(stale, image: cluster.image).reply.errorCode
                == .staleBrokerEpoch)
        let unknown = AlterPartitionRequest(brokerId: 9, brokerEpoch: epoch)
        #expect(
            cluster.controller.alterPartition(unknown, image: cluster.image).reply.errorCode
                == .brokerIdNotRegistered)
    }

    @Test func `an accepted ISR is answered with the partition as it is then`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(isr: [1, 2], leader: 1))
        let decision = alter(cluster, sender: 1, [cluster.wanting([1, 2, 3])])
        cluster.apply(decision.records)
        #expect(cluster.state() == .init(leader: 1))
        #expect(
            decision.reply.topics.first?.partitions == [
                Result(
                    partitionIndex: 0, errorCode: .none, leaderId: 1, leaderEpoch: 5, isr: [1, 2, 3],
                    leaderRecoveryState: 0, partitionEpoch: 11)
            ])
    }

    @Test func `what is so already needs no record`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(leader: 1))
        let decision = alter(cluster, sender: 1, [cluster.wanting([1, 2, 3])])
        #expect(decision.records.isEmpty)
        let result = decision.reply.topics.first?.partitions.first
        #expect(result?.errorCode == ErrorCode.none)
        #expect(result?.partitionEpoch == 10)
    }

    @Test func `the same partition twice in a request is the second time too late`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(leader: 1))
        let decision = alter(cluster, sender: 1, [cluster.wanting([1, 2]), cluster.wanting([1, 3])])
        #expect(decision.records.count == 1)
        #expect(
            decision.reply.topics.first?.partitions.map(\.errorCode) == [.none, .invalidUpdateVersion])
    }

    @Test func `a leader that has recovered says so`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.add("t", .init(isr: [1], leader: 1, isRecovering: true))
        var wanted = cluster.wanting([1])
        wanted.leaderRecoveryState = 1
        #expect(alter(cluster, sender: 1, [wanted]).records.isEmpty)
        cluster.apply(alter(cluster, sender: 1, [cluster.wanting([1, 2])]).records)
        #expect(cluster.state() == .init(isr: [1, 2], leader: 1))
    }

    @Test func `an ISR below the minimum keeps its members eligible, and one above it none`() throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.enableEligibleLeaders()
        cluster.add("t", .init(leader: 1), configs: ["min.insync.replicas": "2"])
        for (isr, eligible): ([BrokerID], [BrokerID]) in [([1, 2], []), ([1], [2]), ([1, 3], [])] {
            cluster.apply(alter(cluster, sender: 1, [cluster.wanting(isr)]).records)
            #expect(cluster.state() == .init(isr: isr, leader: 1, eligible: eligible))
        }
    }

    struct Completion: CustomTestStringConvertible {
        var given: PartitionState
        var isr: [BrokerID]
        var error: ErrorCode
        var becomes: PartitionState

        init(_ given: PartitionState, isr: [BrokerID], _ error: ErrorCode, _ becomes: PartitionState) {
            (self.given, self.isr, self.error, self.becomes) = (given, isr, error, becomes)
        }

        var testDescription: String { "\(given) with \(isr): \(becomes) \(error)" }
    }

    @Test(arguments: [
        Completion(
            .init([1, 3, 2], isr: [1, 2], leader: 1, adding: [3], removing: [2]), isr: [1, 2, 3], .none,
            .init([1, 3], isr: [1, 3], leader: 1, leaderEpoch: 6)),
        // The leader is the one that goes: its word counts all the same.
        Completion(
            .init([3, 2, 1], isr: [1, 2], leader: 1, adding: [3], removing: [1]), isr: [1, 2, 3],
            .newLeaderElected, .init([3, 2], isr: [2, 3], leader: 3, leaderEpoch: 6)),
        Completion(
            .init([1, 2, 3, 4], isr: [1, 2], leader: 1, adding: [3, 4]), isr: [1, 2, 3], .none,
            .init([1, 2, 3, 4], isr: [1, 2, 3], leader: 1, adding: [3, 4])),
        Completion(
            .init([1, 2, 3], isr: [1], leader: 1, adding: [3]), isr: [1, 3], .none,
            .init([1, 2, 3], isr: [1, 3], leader: 1)),
    ])
    func `a reassignment is done when all that it adds is in sync`(_ row: Completion) throws {
        var cluster = try ClusterFixture(brokers: 4)
        cluster.add("t", row.given)
        let decision = alter(cluster, sender: 1, [cluster.wanting(row.isr)])
        cluster.apply(decision.records)
        #expect(decision.reply.topics.first?.partitions.map(\.errorCode) == [row.error])
        #expect(cluster.state() == row.becomes)
        #expect(cluster.partition()?.directories == row.becomes.replicas.map(ClusterFixture.directory))
    }

    private func alter(
        _ cluster: ClusterFixture, sender: BrokerID, _ partitions: [Partition]
    ) -> Decision<AlterPartitionResponse> {
        let request = AlterPartitionRequest(
            brokerId: sender, brokerEpoch: cluster.image.brokers[sender]?.epoch ?? .none,
            topics: [.init(topicId: ClusterFixture.topic("t"), partitions: partitions)])
        return cluster.controller.alterPartition(request, image: cluster.image)
    }
}
