import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Connections, partitions and nodes that go while requests are under way.
@Suite struct LifecycleTests {
    private func node() throws -> (node: SimulatedNode, local: SimulatedClient, remote: SimulatedClient) {
        let node = try SimulatedNode()
        #expect(try node.connect().createTopic("orders") == ErrorCode.none)
        let owner = node.onlyOwner.index
        return (node, node.connect(toShard: owner), node.connect(toShard: 1 - owner))
    }

    private func expectNothingUnderWay(_ node: SimulatedNode) {
        for shard in node.node.shards {
            shard.assumeIsolated {
                #expect($0.fetches.isEmpty)
                #expect($0.produces.isEmpty)
                #expect($0.gathers.isEmpty)
                #expect($0.readyReplicas { !$0.fetchWaiters.isEmpty || !$0.acknowledgements.isEmpty }.isEmpty)
            }
        }
    }

    @Test(arguments: 0...6)
    func `a client that goes at any moment leaves no fetch behind`(steps: Int) throws {
        let (node, _, remote) = try node()
        _ = try remote.send(remote.fetchRequest("orders", from: 0, maxWait: .max), version: 12)
        for _ in 0..<steps { node.world.step() }
        remote.disconnect()
        expectNothingUnderWay(node)
    }

    @Test(arguments: 0...6)
    func `a fetch hears of a partition that goes out of service at any moment`(steps: Int) throws {
        let (node, _, remote) = try node()
        let number = try remote.send(remote.fetchRequest("orders", from: 0, maxWait: .max), version: 12)
        for _ in 0..<steps { node.world.step() }
        _ = node.withReplica { $0.takeOffline($1, .full(path: "/data"), doing: "test") }
        let answer = try remote.answer(number, to: FetchRequest.self, version: 12)
        #expect(answer?.responses[0].partitions[0].errorCode == .kafkaStorageError)
        expectNothingUnderWay(node)
    }

    @Test func `requests that wait for a topic hear when it is deleted`() throws {
        let (node, local, remote) = try node()
        let fetch = try remote.send(remote.fetchRequest("orders", from: 0, maxWait: .max), version: 12)
        node.world.settle()
        node.world.holdStorage()
        let produce = try remote.send(remote.produceRequest(["x"], to: "orders"), version: 12)
        node.world.settle()
        let deletion = try local.send(
            DeleteTopicsRequest(topics: [.init(name: "orders")]), version: 6)
        node.world.settle()
        let produced = try remote.answer(produce, to: ProduceRequest.self, version: 12)
        #expect(produced?.responses[0].partitionResponses[0].errorCode == .unknownTopicOrPartition)
        let fetched = try remote.answer(fetch, to: FetchRequest.self, version: 12)
        #expect(fetched?.responses[0].partitions[0].errorCode == .unknownTopicOrPartition)
        #expect(local.reply(to: deletion) == nil)
        node.world.releaseStorage()
        let deleted = try local.answer(deletion, to: DeleteTopicsRequest.self, version: 6)
        #expect(deleted?.responses.map(\.errorCode) == [.none])
        expectNothingUnderWay(node)
    }

    @Test func `a producer hears when its time is over, and its record stays`() throws {
        let (node, local, _) = try node()
        node.world.holdStorage()
        let number = try local.send(local.produceRequest(["x"], to: "orders"), version: 12)
        node.world.pass(.seconds(29))
        #expect(local.reply(to: number) == nil)
        node.world.pass(.seconds(2))
        let answer = try local.answer(number, to: ProduceRequest.self, version: 12)
        #expect(answer?.responses[0].partitionResponses[0].errorCode == .requestTimedOut)
        node.world.releaseStorage()
        node.world.settle()
        #expect(try local.values(local.fetch("orders", from: 0)) == ["x"])
        expectNothingUnderWay(node)
    }

    @Test func `requests that wait when the node stops are answered`() throws {
        let (node, local, remote) = try node()
        let fetch = try remote.send(remote.fetchRequest("orders", from: 0, maxWait: .max), version: 12)
        node.world.settle()
        let produce = try remote.send(remote.produceRequest(["x"], to: "orders"), version: 12)
        let first = try local.send(
            CreateTopicsRequest(topics: [.init(name: "a", numPartitions: 1, replicationFactor: 1)]),
            version: 7)
        let second = try local.send(
            CreateTopicsRequest(topics: [.init(name: "b", numPartitions: 1, replicationFactor: 1)]),
            version: 7)
        node.world.step()
        node.stop()
        let third = try local.send(CreateTopicsRequest(topics: [.init(name: "c")]), version: 7)
        node.world.settle()
        let produced = try remote.answer(produce, to: ProduceRequest.self, version: 12)
        #expect(produced?.responses[0].partitionResponses[0].errorCode == ErrorCode.none)
        #expect(remote.reply(to: fetch) != nil)
        // What was asked before the stop is decided and answered, what is asked after it is not.
        for number in [first, second] {
            let created = try local.answer(number, to: CreateTopicsRequest.self, version: 7)
            #expect(created?.topics.map(\.errorCode) == [.none])
        }
        guard case .close? = local.reply(to: third) else {
            Issue.record("a decision was made after the stop")
            return
        }
        expectNothingUnderWay(node)
        let again = try node.restart()
        for directory in again.node.directories.directories { #expect(directory.wasClean) }
        let metadata = try again.connect().ask(MetadataRequest(topics: nil), version: 12)
        #expect(Set(metadata.topics.map(\.name)) == ["orders", "a", "b"])
    }

    @Test func `after the stop nothing is taken`() throws {
        let (node, local, _) = try node()
        node.stop()
        #expect(try local.produce(["x"], to: "orders", acks: 1).errorCode == .notLeaderOrFollower)
        #expect(try local.fetch("orders", from: 0).errorCode == .notLeaderOrFollower)
        let creation = try local.send(CreateTopicsRequest(topics: [.init(name: "b")]), version: 7)
        node.world.settle()
        guard case .close? = local.reply(to: creation) else {
            Issue.record("a topic was made after the stop")
            return
        }
    }

    @Test func `what is altered while a log is being recovered holds when it is open`() throws {
        let (node, _, _) = try node()
        node.world.fileSystem.processDied()
        let world = SimulatedWorld(fileSystem: node.world.fileSystem)
        let again = try SimulatedNode(world: world) { world.holdStorage() }
        let client = again.connect()
        #expect(try client.fetch("orders", from: 0).errorCode == .notLeaderOrFollower)
        #expect(try client.alter(topic: "orders", ["retention.ms": "1234"]) == ErrorCode.none)
        world.releaseStorage()
        world.settle()
        #expect(again.withReplica { $1.log.configuration.retentionMilliseconds } == 1_234)
    }

    @Test func `a topic that is deleted while its log is being recovered is gone`() throws {
        let (node, _, _) = try node()
        node.world.fileSystem.processDied()
        let world = SimulatedWorld(fileSystem: node.world.fileSystem)
        let again = try SimulatedNode(world: world) { world.holdStorage() }
        let client = again.connect()
        let number = try client.send(DeleteTopicsRequest(topics: [.init(name: "orders")]), version: 6)
        world.settle()
        #expect(client.reply(to: number) == nil)
        world.releaseStorage()
        let deleted = try client.answer(number, to: DeleteTopicsRequest.self, version: 6)
        #expect(deleted?.responses.map(\.errorCode) == [.none])
        #expect(try client.createTopic("orders") == ErrorCode.none)
        #expect(try client.produce(["x"], to: "orders").baseOffset == 0)
    }
}
