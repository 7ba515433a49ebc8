import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

@Suite struct TopicAdministrationTests {
    private func node(_ settings: [String] = []) throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode(settings)
        return (node, node.connect())
    }

    private func partitionCount(_ name: String, _ client: SimulatedClient) throws -> Int {
        try client.ask(
            MetadataRequest(topics: [.init(name: name)], allowAutoTopicCreation: false), version: 12
        )
        .topics[0].partitions.count
    }

    private func files(_ node: SimulatedNode) throws -> [String] {
        try node.world.fileSystem.list("/data").map(\.name).sorted()
    }

    // MARK: Topics come and go

    @Test func `a topic that was created can be used from every shard when the answer is there`() throws {
        let (node, client) = try node()
        #expect(try client.createTopic("orders", partitions: 5) == ErrorCode.none)
        for shard in 0...1 {
            for partition in [PartitionIndex(0), 1, 2, 3, 4] {
                let other = node.connect(toShard: shard)
                #expect(try other.produce(["x"], to: "orders", partition: partition).errorCode == .none)
            }
        }
        #expect(try files(node).filter { $0.hasPrefix("orders-") }.count == 5)
    }

    @Test func `a deleted topic's directories are set aside at once and removed later`() throws {
        let (node, client) = try node()
        #expect(try client.createTopic("orders", partitions: 2) == ErrorCode.none)
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
        let left = try files(node).filter { $0.hasPrefix("orders-") }
        #expect(left.count == 2)
        #expect(left.allSatisfy { $0.hasSuffix("-delete") })
        #expect(try client.produce(["x"], to: "orders").errorCode == .unknownTopicOrPartition)
        node.world.pass(.seconds(61))
        #expect(try files(node).filter { $0.hasPrefix("orders-") }.isEmpty)
    }

    @Test func `a topic that is made again under an old name begins empty, and has another id`() throws {
        let (node, client) = try node()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        try client.produce(["old"], to: "orders")
        let id = node.node.shards[0].assumeIsolated { $0.image.topic(named: "orders")?.id }
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
        #expect(try client.createTopic("orders") == ErrorCode.none)
        #expect(node.node.shards[0].assumeIsolated { $0.image.topic(named: "orders")?.id } != id)
        #expect(try client.values(client.fetch("orders", from: 0)) == [])
        #expect(try client.produce(["new"], to: "orders").baseOffset == 0)
        let again = try node.restart().connect()
        #expect(try again.values(again.fetch("orders", from: 0)) == ["new"])
    }

    @Test func `new partitions are there when the answer is, and old ones keep their records`() throws {
        let (_, client) = try node()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        try client.produce(["old"], to: "orders")
        let request = CreatePartitionsRequest(topics: [.init(name: "orders", count: 4, assignments: nil)])
        #expect(try client.ask(request, version: 3).results.map(\.errorCode) == [.none])
        for partition in [PartitionIndex(1), 2, 3] {
            #expect(try client.produce(["new"], to: "orders", partition: partition).baseOffset == 0)
        }
        #expect(try client.values(client.fetch("orders", from: 0)) == ["old"])
    }

    @Test func `validation alone changes nothing`() throws {
        let (_, client) = try node()
        let create = CreateTopicsRequest(
            topics: [.init(name: "orders", numPartitions: 1, replicationFactor: 1)], validateOnly: true)
        #expect(try client.ask(create, version: 7).topics.map(\.errorCode) == [.none])
        #expect(try partitionCount("orders", client) == 0)
        #expect(try client.createTopic("orders") == ErrorCode.none)
        let grow = CreatePartitionsRequest(
            topics: [.init(name: "orders", count: 4, assignments: nil)], validateOnly: true)
        #expect(try client.ask(grow, version: 3).results.map(\.errorCode) == [.none])
        #expect(try partitionCount("orders", client) == 1)
    }

    @Test func `numbers of partitions that no broker could hold are refused`() throws {
        let (_, client) = try node()
        #expect(try client.createTopic("orders", partitions: .max) == .policyViolation)
        #expect(try client.createTopic("orders", partitions: 3) == ErrorCode.none)
        let grow = CreatePartitionsRequest(topics: [.init(name: "orders", count: .max, assignments: nil)])
        #expect(try client.ask(grow, version: 3).results.map(\.errorCode) == [.policyViolation])
    }

    @Test func `a change too large for the metadata log is refused, and others are made as before`() throws {
        let (_, client) = try node()
        let zeros = String(repeating: "0", count: 1_000)
        let long = (10..<36).map { "\(zeros)\($0):1" }.joined(separator: ",")
        let request = CreateTopicsRequest(
            topics: (0..<305).map { index in
                .init(
                    name: "t\(index)", numPartitions: 32, replicationFactor: 1,
                    configs: [.init(name: "leader.replication.throttled.replicas", value: long)])
            })
        let answer = try client.ask(request, version: 7)
        #expect(answer.topics.count == 305 && Set(answer.topics.map(\.errorCode)) == [.policyViolation])
        #expect(try client.createTopic("orders") == ErrorCode.none)
        #expect(try client.produce(["x"], to: "orders").errorCode == .none)
    }

    // MARK: Configurations

    @Test func `a topic's configurations are in force when the answer is there, and after a restart`() throws
    {
        let (node, client) = try node()
        #expect(try client.createTopic("orders", configs: ["max.message.bytes": "500"]) == ErrorCode.none)
        let long = [String(repeating: "x", count: 1_000)]
        #expect(try client.produce(long, to: "orders").errorCode == .messageTooLarge)
        #expect(try client.alter(topic: "orders", ["max.message.bytes": "5000"]) == ErrorCode.none)
        #expect(try client.produce(long, to: "orders").errorCode == .none)
        #expect(
            try client.alter(topic: "orders", ["message.timestamp.type": "LogAppendTime"]) == ErrorCode.none)
        let again = try node.restart().connect()
        #expect(try again.produce(long, to: "orders").logAppendTimeMs > 0)
        #expect(
            try again.produce([long[0] + long[0] + long[0] + long[0] + long[0]], to: "orders").errorCode
                == .messageTooLarge)
    }

    @Test func `the broker's configurations reach topics that do not have their own`() throws {
        let (_, client) = try node()
        #expect(try client.createTopic("plain") == ErrorCode.none)
        #expect(try client.createTopic("own", configs: ["max.message.bytes": "5000"]) == ErrorCode.none)
        #expect(try client.alter(["message.max.bytes": "500"]) == ErrorCode.none)
        let long = [String(repeating: "x", count: 1_000)]
        #expect(try client.produce(long, to: "plain").errorCode == .messageTooLarge)
        #expect(try client.produce(long, to: "own").errorCode == .none)
    }

    @Test func `what is unknown or impossible is refused, and nothing of it is in force`() throws {
        let (_, client) = try node()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        #expect(try client.alter(topic: "orders", ["no.such.thing": "1"]) == .invalidConfig)
        #expect(try client.alter(topic: "orders", ["max.message.bytes": "-1"]) == .invalidConfig)
        #expect(
            try client.alter(topic: "nowhere", ["max.message.bytes": "5"]) == .unknownTopicOrPartition)
        #expect(try client.produce(["x"], to: "orders").errorCode == .none)
    }

    @Test func `old segments go when retention says so, and their files a while later`() throws {
        let (node, client) = try node()
        let configs = ["segment.bytes": "1048576", "retention.bytes": "1048576"]
        #expect(try client.createTopic("orders", configs: configs) == ErrorCode.none)
        let half = String(repeating: "x", count: 600_000)
        for _ in 0..<5 { try client.produce([half], to: "orders") }
        for shard in node.node.shards { shard.assumeIsolated { $0.applyRetention() } }
        node.world.settle()
        let start = try client.listOffset("orders", timestamp: -2).offset
        #expect(start > 0)
        #expect(try client.fetch("orders", from: 0).errorCode == .offsetOutOfRange)
        let deleted = {
            try node.world.fileSystem.list("/data/orders-0").filter { $0.name.hasSuffix(".deleted") }
        }
        #expect(try !deleted().isEmpty)
        node.world.pass(.seconds(61))
        #expect(try deleted().isEmpty)
    }

    @Test func `old segments are gone before their files are, and the loop does not wait for those`() throws {
        let (node, client) = try node()
        let configs = ["segment.bytes": "1048576", "retention.bytes": "1048576"]
        #expect(try client.createTopic("orders", configs: configs) == ErrorCode.none)
        let half = String(repeating: "x", count: 600_000)
        for _ in 0..<5 { try client.produce([half], to: "orders") }
        node.world.holdStorage()
        for shard in node.node.shards { shard.assumeIsolated { $0.applyRetention() } }
        node.world.settle()
        #expect(try client.fetch("orders", from: 0).errorCode == .offsetOutOfRange)
        let first = "/data/orders-0/00000000000000000000.log"
        #expect(try node.world.fileSystem.attributes(first) != nil)
        node.world.releaseStorage()
        node.world.settle()
        #expect(try node.world.fileSystem.attributes(first) == nil)
    }

    @Test func `a delay without end before files are removed harms nobody`() throws {
        let (node, client) = try node()
        #expect(
            try client.createTopic("orders", configs: ["file.delete.delay.ms": "\(Int64.max)"])
                == ErrorCode.none)
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
        node.world.pass(.seconds(1_000))
        #expect(try files(node).contains { $0.hasSuffix("-delete") })
    }
}
