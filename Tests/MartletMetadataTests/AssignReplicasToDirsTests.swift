import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct AssignReplicasToDirsTests {
    private let pair = [DirectoryID(Uuid(high: 9, low: 901)), DirectoryID(Uuid(high: 9, low: 902))]

    /// Broker 1 has two directories.
    private func cluster() throws -> ClusterFixture {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.restart(1, directories: pair)
        return cluster
    }

    @Test func `each replica gets the directory that its broker names, or its error`() throws {
        var cluster = try cluster()
        cluster.create(.named("t", assigned: [[1, 2], [1, 2], [2, 3]]))
        let topic = try #require(cluster.image.topic(named: "t")).id
        #expect(cluster.partition()?.directories == [.unassigned, ClusterFixture.directory(of: 2)])
        let unknown = TopicID(Uuid(high: 1, low: 1))
        let decision = cluster.assign(
            1,
            [
                .init(id: pair[0], topics: [.init(topicId: topic, partitions: [.init(partitionIndex: 0)])]),
                .init(
                    id: pair[1],
                    topics: [
                        .init(topicId: topic, partitions: [1, 2, 3].map { .init(partitionIndex: $0) }),
                        .init(topicId: unknown, partitions: [.init(partitionIndex: 0)]),
                    ]),
            ])
        cluster.apply(decision.records)
        #expect(decision.records.count == 2)
        #expect(
            decision.reply.directories.map { $0.topics.map { $0.partitions.map(\.errorCode) } } == [
                [[.none]], [[.none, .notLeaderOrFollower, .unknownTopicOrPartition], [.unknownTopicId]],
            ])
        #expect(cluster.partition("t", 0)?.directories.first == pair[0])
        #expect(cluster.partition("t", 1)?.directories.first == pair[1])
        #expect(cluster.partition("t", 1)?.leaderEpoch == 0)
    }

    @Test func `a replica in a directory that is not online leaves the ISR`() throws {
        var cluster = try cluster()
        cluster.create(.named("t", assigned: [[1, 2]]), .named("u", assigned: [[1]]))
        let topics = ["t", "u"].compactMap { cluster.image.topic(named: $0)?.id }
        let decision = cluster.assign(
            1,
            [
                .init(
                    id: .lost,
                    topics: topics.map { .init(topicId: $0, partitions: [.init(partitionIndex: 0)]) })
            ])
        cluster.apply(decision.records)
        #expect(decision.records.count == 2)
        let (shared, only) = (cluster.partition("t"), cluster.partition("u"))
        #expect(shared?.leader == 2)
        #expect(shared?.isr == [2])
        #expect(shared?.directories.first == .lost)
        #expect(only?.leader == nil)
        #expect(only?.isr == [1])
    }

    @Test func `a sender that is not registered so, and an old metadata version, are refused`() throws {
        var cluster = try cluster()
        let stale = AssignReplicasToDirsRequest(brokerId: 1, brokerEpoch: 1)
        func error(_ request: AssignReplicasToDirsRequest) -> ErrorCode {
            cluster.controller.assignReplicasToDirs(request, image: cluster.image).reply.errorCode
        }
        #expect(error(stale) == .staleBrokerEpoch)
        #expect(error(AssignReplicasToDirsRequest(brokerId: 8, brokerEpoch: 1)) == .brokerIdNotRegistered)
        cluster.setLevel(of: MetadataVersion.feature, to: 16)
        #expect(error(stale) == .unsupportedVersion)
    }
}

extension ClusterFixture {
    fileprivate func assign(
        _ broker: BrokerID, _ directories: [AssignReplicasToDirsRequest.DirectoryData]
    ) -> Decision<AssignReplicasToDirsResponse> {
        controller.assignReplicasToDirs(
            AssignReplicasToDirsRequest(
                brokerId: broker, brokerEpoch: image.brokers[broker]?.epoch ?? .none, directories: directories
            ),
            image: image)
    }
}
