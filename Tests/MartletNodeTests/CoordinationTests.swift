import MartletModel
import MartletProtocol
import NIOCore
import Testing

@testable import MartletNode

/// Groups on a whole node: where they are kept, when answers leave, and what is left after a restart.
@Suite struct CoordinationTests {
    /// A node with a topic `t`, and a client that has found the coordinator of the group `g`.
    private func makeNode(_ settings: [String] = []) throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode(
            ["group.initial.rebalance.delay.ms=0", "offsets.topic.num.partitions=4"] + settings)
        let client = node.connect()
        #expect(try client.createTopic("t", partitions: 2) == ErrorCode.none)
        #expect(try find(client).errorCode == .none)
        return (node, client)
    }

    private func find(_ client: SimulatedClient) throws -> FindCoordinatorResponse.Coordinator {
        try client.ask(FindCoordinatorRequest(coordinatorKeys: ["g"]), version: 6).coordinators[0]
    }

    private func commit(_ offset: Offset) -> OffsetCommitRequest {
        OffsetCommitRequest(
            groupId: "g",
            topics: [
                .init(
                    name: "t",
                    partitions: [
                        .init(partitionIndex: 1, committedOffset: offset, committedMetadata: "")
                    ])
            ])
    }

    private func committed(_ client: SimulatedClient) throws -> OffsetFetchResponse.OffsetFetchResponseTopics?
    {
        let request = OffsetFetchRequest(groups: [.init(groupId: "g", topics: nil)])
        return try client.ask(request, version: 9).groups[0].topics.first
    }

    @Test func `the topic of offsets is made when somebody looks for a coordinator`() throws {
        let (node, client) = try makeNode()
        let image = node.node.shards[0].assumeIsolated { $0.image }
        let topic = try #require(image.topic(named: "__consumer_offsets"))
        #expect(topic.partitions.count == 4)
        #expect(image.configs(of: .topic("__consumer_offsets"))["cleanup.policy"] == "compact")
        let found = try find(client)
        #expect((found.nodeId, found.host, found.port) == (1, "localhost", 9_092))
    }

    @Test func `the topic of offsets is not made while there are fewer brokers than it is to have replicas`()
        throws
    {
        let cluster = try SimulatedCluster(controllers: 1, brokers: 1...1)
        #expect(cluster.settle())
        #expect(try find(cluster.connect(to: 1)).errorCode == .coordinatorNotAvailable)
        #expect(cluster.images[1]?.topic(named: "__consumer_offsets") == nil)
    }

    @Test(arguments: [
        (1, ["offsets.topic.replication.factor=1"]), (2, ["offsets.topic.replication.factor=2"]), (3, []),
    ])
    func `in a cluster the topic of offsets has as many replicas as are asked for`(
        brokers: Int, settings: [String]
    ) throws {
        let cluster = try SimulatedCluster(controllers: 1, brokers: 1...Int32(brokers), settings)
        #expect(cluster.settle())
        #expect(try find(cluster.connect(to: 1)).errorCode == .none)
        let topic = try #require(cluster.images[1]?.topic(named: "__consumer_offsets"))
        #expect(topic.partitions.allSatisfy { $0.replicas.count == brokers })
    }

    @Test func `transactions and share groups have no coordinators, and clients need not ask again`() throws {
        let (_, client) = try makeNode()
        for (type, code) in [
            (1, ErrorCode.unsupportedVersion), (2, .unsupportedVersion), (9, .invalidRequest),
        ] {
            let request = FindCoordinatorRequest(keyType: Int8(type), coordinatorKeys: ["x"])
            #expect(try client.ask(request, version: 6).coordinators[0].errorCode == code)
        }
    }

    @Test func `a commit is answered when it is on the disk, and so is who asks for it`() throws {
        let (node, client) = try makeNode()
        // The first append has to look at the log.
        _ = try client.ask(commit(1), version: 8)
        node.world.holdStorage()
        let request = try client.send(commit(7), version: 8)
        let fetch = try client.send(
            OffsetFetchRequest(groups: [.init(groupId: "g", topics: nil)]), version: 9)
        #expect(try client.answer(request, to: OffsetCommitRequest.self, version: 8) == nil)
        #expect(try client.answer(fetch, to: OffsetFetchRequest.self, version: 9) == nil)
        node.world.releaseStorage()
        let answer = try client.answer(request, to: OffsetCommitRequest.self, version: 8)
        #expect(answer?.topics[0].partitions[0].errorCode == ErrorCode.none)
        let fetched = try client.answer(fetch, to: OffsetFetchRequest.self, version: 9)
        #expect(fetched?.groups[0].topics[0].partitions[0].committedOffset == 7)
    }

    @Test func `with the page cache's durability a commit is answered at once`() throws {
        let (node, client) = try makeNode(["martlet.durability=page-cache"])
        _ = try client.ask(commit(1), version: 8)
        node.world.holdStorage()
        #expect(try client.ask(commit(7), version: 8).topics[0].partitions[0].errorCode == .none)
    }

    @Test func `offsets are there after a restart, and while they are read clients come again`() throws {
        let (node, client) = try makeNode()
        _ = try client.ask(commit(7), version: 8)
        let again = try node.restart(["offsets.topic.num.partitions=4"])
        let after = again.connect()
        #expect(try committed(after)?.partitions.map(\.committedOffset) == [7])
        #expect(try committed(after)?.partitions.map(\.partitionIndex) == [1])
        again.stop()
        let third = try again.restart()
        third.world.holdStorage()
        #expect(try committed(third.connect())?.partitions.map(\.committedOffset) == [7])
    }

    @Test func `a generation goes from join to sync, and its members are found after a restart`() throws {
        let (node, client) = try makeNode()
        let join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: "consumer",
            protocols: [.init(name: "range", metadata: ByteBuffer(string: "wants"))])
        let waiting = try client.send(join, version: 3)
        node.world.pass(.milliseconds(1))
        let joined = try #require(try client.answer(waiting, to: JoinGroupRequest.self, version: 3))
        #expect((joined.errorCode, joined.generationId, joined.leader) == (.none, 1, joined.memberId))
        let sync = SyncGroupRequest(
            groupId: "g", generationId: 1, memberId: joined.memberId,
            assignments: [.init(memberId: joined.memberId, assignment: ByteBuffer(string: "gets"))])
        #expect(try client.ask(sync, version: 5).assignment == ByteBuffer(string: "gets"))
        let after = try node.restart().connect()
        let group = try after.ask(DescribeGroupsRequest(groups: ["g"]), version: 6).groups[0]
        #expect(group.groupState == "Stable")
        #expect(group.members.map(\.memberMetadata) == [ByteBuffer(string: "wants")])
        #expect(group.members.map(\.memberAssignment) == [ByteBuffer(string: "gets")])
        #expect(group.members.map(\.clientHost) == ["/127.0.0.1"])
        let heartbeat = HeartbeatRequest(groupId: "g", generationId: 1, memberId: joined.memberId)
        #expect(try after.ask(heartbeat, version: 4).errorCode == .none)
    }

    @Test func `who waits is told when the node stops`() throws {
        let (node, client) = try makeNode(["group.initial.rebalance.delay.ms=3000"])
        let join = JoinGroupRequest(
            groupId: "g", sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 10_000, protocolType: "consumer",
            protocols: [.init(name: "range")])
        let waiting = try client.send(join, version: 3)
        #expect(try client.answer(waiting, to: JoinGroupRequest.self, version: 3) == nil)
        node.stop()
        #expect(
            try client.answer(waiting, to: JoinGroupRequest.self, version: 3)?.errorCode == .notCoordinator)
    }

    @Test func `a partition that goes out of service has no groups`() throws {
        let (node, client) = try makeNode()
        _ = try client.ask(commit(7), version: 8)
        for shard in node.node.shards {
            shard.assumeIsolated { shard in
                for replica in shard.readyReplicas(where: { $0.name.topic == "__consumer_offsets" }) {
                    shard.takeOffline(replica)
                }
            }
        }
        let answer = try client.ask(commit(8), version: 8)
        #expect(answer.topics[0].partitions[0].errorCode == .notCoordinator)
    }

    @Test func `a topic that is deleted takes its offsets with it`() throws {
        let (_, client) = try makeNode()
        _ = try client.ask(commit(7), version: 8)
        #expect(try client.deleteTopic("t") == ErrorCode.none)
        #expect(try committed(client) == nil)
    }

    @Test func `a group's heartbeats come as often as is set for it`() throws {
        let (_, client) = try makeNode(["group.consumer.min.heartbeat.interval.ms=100"])
        func beat(_ member: String) throws -> Int32 {
            let request = ConsumerGroupHeartbeatRequest(
                groupId: "g", memberId: member, rebalanceTimeoutMs: 1_000, subscribedTopicNames: ["t"],
                topicPartitions: [])
            return try client.ask(request, version: 1).heartbeatIntervalMs
        }
        #expect(try beat("a") == 5_000)
        let change = IncrementalAlterConfigsRequest(
            resources: [
                .init(
                    resourceType: 32, resourceName: "g",
                    configs: [
                        .init(name: "consumer.heartbeat.interval.ms", configOperation: 0, value: "700")
                    ])
            ])
        #expect(try client.ask(change, version: 1).responses[0].errorCode == .none)
        #expect(try beat("b") == 700)
    }

    @Test func `what others than a coordinator would write there is refused`() throws {
        let (_, client) = try makeNode()
        let produced = try client.produce(["x"], to: "__consumer_offsets")
        #expect(produced.errorCode == .invalidTopicException)
    }
}
