import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

/// What clients see of a disk that fills: first they are slowed, then refused, and it goes on by itself.
@Suite struct FullDiskTests {
    private func node() throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        return (node, client)
    }

    private func leave(_ usable: Int64, on node: SimulatedNode) {
        node.world.fileSystem.setSpace(VolumeSpace(totalBytes: 1 << 30, usableBytes: usable))
        // Longer than the shards trust what they saw last.
        node.world.pass(.seconds(2))
    }

    private func refuseWrites(_ node: SimulatedNode, where isRefused: @escaping @Sendable (String) -> Bool) {
        node.world.fileSystem.intercept { operation, path in
            switch operation {
            case .write where isRefused(path): return .tear(after: 3, .full(path: path))
            default: return .proceed
            }
        }
    }

    @Test func `a producer is told to wait ever longer, and is not read from for as long`() throws {
        let (node, client) = try node()
        var delays: [Int32] = []
        for usable in [1 << 30, 36 << 20, 20 << 20, 17 << 20, (16 << 20) + 10_000] as [Int64] {
            leave(usable, on: node)
            let muted = client.muted
            let answer = try client.ask(client.produceRequest(["x"], to: "orders"), version: 12)
            #expect(answer.responses[0].partitionResponses[0].errorCode == .none)
            delays.append(answer.throttleTimeMs)
            #expect(client.muted - muted <= .milliseconds(Int64(answer.throttleTimeMs)))
            #expect((client.muted > muted) == (answer.throttleTimeMs > 0))
        }
        #expect(delays[0] == 0 && delays == delays.sorted() && delays[1] > 0 && delays[4] > delays[1])
        leave(1 << 30, on: node)
        #expect(try client.ask(client.produceRequest(["x"], to: "orders"), version: 12).throttleTimeMs == 0)
    }

    @Test func `a producer without acknowledgements is slowed too`() throws {
        let (node, client) = try node()
        leave((16 << 20) + 10_000, on: node)
        _ = try client.send(client.produceRequest(["x"], to: "orders", acks: 0), version: 12)
        node.world.settle()
        #expect(client.muted > .zero)
    }

    @Test func `records are refused before the reserve is used, and taken again when there is room`() throws {
        let (node, client) = try node()
        try client.produce(["a"], to: "orders")
        leave(16 << 20, on: node)
        #expect(try client.produce(["b"], to: "orders").errorCode == .kafkaStorageError)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["a"])
        leave(1 << 30, on: node)
        #expect(try client.produce(["c"], to: "orders").errorCode == .none)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["a", "c"])
        #expect(node.world.log.errors.count == 1)
    }

    @Test func `what follows a new producer's first batch waits for it when that was refused`() throws {
        let (node, client) = try node()
        func produce(_ value: String, sequence: Int32) throws -> ErrorCode {
            var request = try client.produceRequest([value], to: "orders")
            request.topicData[0].partitionData[0].records = .bytes(
                try makeBatch([value], producer: 7, sequence: sequence))
            return try client.ask(request, version: 12).responses[0].partitionResponses[0].errorCode
        }
        leave(16 << 20, on: node)
        #expect(try produce("a", sequence: 0) == .kafkaStorageError)
        leave(1 << 30, on: node)
        #expect(try produce("b", sequence: 1) == .outOfOrderSequenceNumber)
        #expect(try produce("a", sequence: 0) == .none)
        #expect(try produce("b", sequence: 1) == .none)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["a", "b"])
    }

    @Test func `the reserve is what the configuration says`() throws {
        let node = try SimulatedNode(["martlet.disk.reserve.bytes=500000000"])
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        leave(500_000_100, on: node)
        #expect(try client.produce(["no"], to: "orders", acks: 1).errorCode == .none)
        #expect(
            try client.produce([String(repeating: "x", count: 200)], to: "orders").errorCode
                == .kafkaStorageError)
    }

    @Test func `topics are deleted, changed and made while records are refused`() throws {
        let (node, client) = try node()
        leave(1, on: node)
        #expect(try client.produce(["x"], to: "orders").errorCode == .kafkaStorageError)
        #expect(try client.createTopic("more") == ErrorCode.none)
        #expect(try client.alter(topic: "orders", ["retention.ms": "1"]) == ErrorCode.none)
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
    }

    @Test func `records are deleted while others are refused`() throws {
        let (node, client) = try node()
        try client.produce(["a", "b"], to: "orders")
        leave(1, on: node)
        #expect(try client.produce(["x"], to: "orders").errorCode == .kafkaStorageError)
        #expect(try client.deleteRecords("orders", before: 2).lowWatermark == 2)
    }

    @Test func `a change of metadata that finds no room is refused item by item, and made later`() throws {
        let (node, client) = try node()
        refuseWrites(node) { $0.contains("__cluster_metadata-0") }
        let create = CreateTopicsRequest(topics: [
            .init(name: "new", numPartitions: 1, replicationFactor: 1),
            .init(name: "orders", numPartitions: 1, replicationFactor: 1),
        ])
        let created = try client.ask(create, version: 7).topics
        #expect(created.map(\.errorCode) == [.kafkaStorageError, .topicAlreadyExists])
        #expect(created[0].topicId == TopicID(.zero) && created[0].errorMessage != nil)
        #expect(try client.deleteTopic("orders") == .kafkaStorageError)
        #expect(try client.alter(topic: "orders", ["retention.ms": "1"]) == .kafkaStorageError)
        let grow = CreatePartitionsRequest(topics: [.init(name: "orders", count: 3, assignments: nil)])
        #expect(try client.ask(grow, version: 3).results.map(\.errorCode) == [.kafkaStorageError])
        let replace = AlterConfigsRequest(resources: [
            .init(
                resourceType: 2, resourceName: "orders", configs: [.init(name: "retention.ms", value: "1")])
        ])
        #expect(try client.ask(replace, version: 2).responses.map(\.errorCode) == [.kafkaStorageError])
        let producer = InitProducerIdRequest(transactionalId: nil, transactionTimeoutMs: 1)
        #expect(try client.ask(producer, version: 5).errorCode == .coordinatorLoadInProgress)
        #expect(node.failure == nil)

        node.world.fileSystem.intercept(with: nil)
        #expect(try client.ask(producer, version: 5).errorCode == .none)
        #expect(try client.createTopic("new") == ErrorCode.none)
        let again = try node.restart().connect()
        #expect(try again.produce(["x"], to: "new").errorCode == .none)
        #expect(try again.produce(["x"], to: "orders").errorCode == .none)
    }

    private func refuseLogs(of topic: String, on node: SimulatedNode) {
        node.world.fileSystem.intercept { operation, path in
            operation == .open && path.hasPrefix("/data/\(topic)-0/") && path.hasSuffix(".log")
                ? .fail(.full(path: path)) : .proceed
        }
    }

    @Test(arguments: [true, false])
    func `a partition that finds no room to be opened is opened when there is some`(isNew: Bool) throws {
        var (node, client) = try node()
        try client.produce(["a"], to: "orders")
        let topic = isNew ? "more" : "orders"
        refuseLogs(of: topic, on: node)
        if isNew {
            #expect(try client.createTopic("more") == ErrorCode.none)
        } else {
            node = try node.restart()
            client = node.connect()
        }
        for _ in 0..<3 {
            #expect(try client.produce(["no"], to: topic).errorCode == .kafkaStorageError)
            node.world.pass(.seconds(5))
        }
        #expect(node.world.log.errors.map(\.message) == ["A partition could not be opened"])
        node.world.fileSystem.intercept(with: nil)
        node.world.pass(.seconds(5))
        #expect(try client.produce(["b"], to: topic).errorCode == .none)
        let values = isNew ? ["b"] : ["a", "b"]
        #expect(try client.values(client.fetch(topic, from: 0)) == values)
        node.stop()
        let again = try node.restart()
        #expect(again.node.directories.directories.allSatisfy { $0.wasClean })
        #expect(try again.connect().values(again.connect().fetch(topic, from: 0)) == values)
    }

    @Test func `a topic is deleted and made again while it finds no room to be opened`() throws {
        let (node, client) = try node()
        refuseLogs(of: "more", on: node)
        #expect(try client.createTopic("more") == ErrorCode.none)
        #expect(try client.deleteTopic("more") == ErrorCode.none)
        #expect(try client.createTopic("more") == ErrorCode.none)
        #expect(try client.produce(["no"], to: "more").errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept(with: nil)
        node.world.pass(.seconds(5))
        #expect(try client.produce(["a"], to: "more").errorCode == .none)
        #expect(try client.values(client.fetch("more", from: 0)) == ["a"])
    }

    /// Each of the files that a log writes beside its records, and the records, in turn.
    @Test(arguments: [".log", ".index", ".timeindex", ".snapshot", "leader-epoch-checkpoint", "-checkpoint"])
    func `whichever file finds no room, nothing is lost and it goes on by itself`(suffix: String) throws {
        let (node, client) = try node()
        let large = String(repeating: "x", count: 400_000)
        #expect(try client.alter(topic: "orders", ["segment.bytes": "1048576"]) == ErrorCode.none)
        var acknowledged: [String] = []
        func produce(_ name: String) throws {
            let answer = try client.produce([name + large], to: "orders")
            if answer.errorCode == .none { acknowledged.append(name) }
            node.world.pass(.seconds(7))
        }
        for index in 0..<2 { try produce("a\(index) ") }
        refuseWrites(node) {
            $0.hasPrefix("/data/") && ($0.hasSuffix(suffix) || $0.hasSuffix(suffix + ".tmp"))
        }
        for index in 0..<3 { try produce("b\(index) ") }
        node.world.fileSystem.intercept(with: nil)
        for index in 0..<6 { try produce("c\(index) ") }
        #expect(acknowledged.suffix(6) == (0..<6).map { "c\($0) " })
        #expect(try values(client) == acknowledged)
        #expect(try values(node.restart().connect()) == acknowledged)
        #expect(node.failure == nil && node.node.directories.directories.allSatisfy { !$0.health.isBroken })
    }

    /// The names of the records, of which each is a batch.
    private func values(_ client: SimulatedClient) throws -> [String] {
        var names: [String] = []
        while true {
            let data = try client.fetch("orders", from: Offset(Int64(names.count)))
            let found = try client.values(data).map { String($0.prefix { $0 != "x" }) }
            if found.isEmpty { return names }
            names += found
        }
    }
}
