import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

/// What becomes of a node with two log directories when one of them fails. The metadata log is in `/data`.
@Suite struct DirectoryFailureTests {
    private static let dirs = ["log.dirs=/data,/second"]

    private func node() throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode(Self.dirs)
        let client = node.connect()
        #expect(try client.createTopic("orders", partitions: 4) == ErrorCode.none)
        for partition in 0..<4 {
            try client.produce(["kept"], to: "orders", partition: PartitionIndex(Int32(partition)))
        }
        return (node, client)
    }

    /// The partitions of the topic in a directory.
    private func partitions(of topic: String, in directory: String, _ node: SimulatedNode) -> [PartitionIndex]
    {
        (0..<4).map { PartitionIndex($0) }.filter {
            node.node.directories.directory(of: TopicPartition(topic: topic, partition: $0))?.path
                == directory
        }
    }

    private func refuseSyncs(_ world: SimulatedWorld, in directory: String) {
        world.fileSystem.intercept { operation, path in
            operation == .sync && path.hasPrefix(directory)
                ? .fail(.system(operation: "fdatasync", path: path, code: 5)) : .proceed
        }
    }

    private func describe(_ client: SimulatedClient) throws -> [String: ErrorCode] {
        let answer = try client.ask(DescribeLogDirsRequest(), version: 4)
        return Dictionary(uniqueKeysWithValues: answer.results.map { ($0.logDir, $0.errorCode) })
    }

    @Test func `its partitions are out of service, and the other directory serves`() throws {
        let (node, client) = try node()
        let here = partitions(of: "orders", in: "/data", node)
        let there = partitions(of: "orders", in: "/second", node)
        #expect(here.count == 2 && there.count == 2)
        refuseSyncs(node.world, in: "/second")
        #expect(
            try client.produce(["lost"], to: "orders", partition: there[0]).errorCode == .kafkaStorageError)
        for partition in there {
            #expect(
                try client.produce(["x"], to: "orders", partition: partition).errorCode == .kafkaStorageError)
            #expect(try client.fetch("orders", from: 0, partition: partition).errorCode == .kafkaStorageError)
            #expect(
                try client.listOffset("orders", timestamp: -1, partition: partition).errorCode
                    == .kafkaStorageError)
        }
        for partition in here {
            #expect(try client.produce(["more"], to: "orders", partition: partition).errorCode == .none)
            let values = try client.values(client.fetch("orders", from: 0, partition: partition))
            #expect(values == ["kept", "more"])
        }
        #expect(try describe(client) == ["/data": .none, "/second": .kafkaStorageError])
        #expect(node.failure == nil)
    }

    @Test func `it is said once, with the directory and the cause`() throws {
        let (node, client) = try node()
        refuseSyncs(node.world, in: "/second")
        for partition in 0..<4 {
            try client.produce(["x"], to: "orders", partition: PartitionIndex(Int32(partition)))
        }
        node.world.pass(.seconds(120))
        node.stop()
        #expect(node.world.log.errors.count == 1)
        let line = try #require(node.world.log.errors.first)
        #expect(line.metadata["directory"] == "/second")
        #expect(line.metadata["error"]?.description.contains("fdatasync") == true)
    }

    @Test func `one that vanishes has failed, though its open files go on`() throws {
        let (node, client) = try node()
        let (here, there) = (
            partitions(of: "orders", in: "/data", node), partitions(of: "orders", in: "/second", node)
        )
        try node.world.fileSystem.remove("/second")
        // The first checkpoints are written half a minute after the start.
        node.world.pass(.seconds(40))
        #expect(try describe(client) == ["/data": .none, "/second": .kafkaStorageError])
        #expect(
            try client.produce(["lost"], to: "orders", partition: there[0]).errorCode == .kafkaStorageError)
        #expect(try client.produce(["more"], to: "orders", partition: here[0]).errorCode == .none)
        #expect(node.world.log.errors.map { $0.metadata["directory"] } == ["/second"])
        #expect(node.failure == nil)
        // It is not made anew, as if it had been empty.
        #expect(try client.createTopic("new", partitions: 4) == ErrorCode.none)
        #expect(partitions(of: "new", in: "/data", node).count == 4)
        #expect(try node.world.fileSystem.attributes("/second") == nil)
    }

    @Test func `it stays in service when files in it vanish`() throws {
        let (node, client) = try node()
        let there = partitions(of: "orders", in: "/second", node)
        try node.world.fileSystem.remove("/second/orders-\(there[0])")
        try node.world.fileSystem.remove("/second/meta.properties")
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
        node.world.pass(.seconds(120))
        #expect(try describe(client) == ["/data": .none, "/second": .none])
        #expect(try client.createTopic("new", partitions: 4) == ErrorCode.none)
        #expect(partitions(of: "new", in: "/second", node).count == 2)
    }

    @Test func `nothing is tried there any more`() throws {
        let (node, client) = try node()
        let there = partitions(of: "orders", in: "/second", node)
        refuseSyncs(node.world, in: "/second")
        try client.produce(["x"], to: "orders", partition: there[0])
        let touched = Flag()
        node.world.fileSystem.intercept { _, path in
            if path.hasPrefix("/second") { touched.isSet = true }
            return .proceed
        }
        for partition in 0..<4 {
            try client.produce(["x"], to: "orders", partition: PartitionIndex(Int32(partition)))
            _ = try client.fetch("orders", from: 0, partition: PartitionIndex(Int32(partition)))
            _ = try client.deleteRecords("orders", before: 1, partition: PartitionIndex(Int32(partition)))
        }
        _ = try describe(client)
        node.world.pass(.seconds(600))
        node.stop()
        #expect(!touched.isSet)
    }

    @Test func `whoever waits there is told`() throws {
        let (node, client) = try node()
        let there = partitions(of: "orders", in: "/second", node)
        let fetch = try client.send(
            client.fetchRequest("orders", from: 1, partition: there[1], maxWait: .max), version: 12)
        node.world.settle()
        node.world.holdStorage()
        let numbers = try there.map {
            try client.send(client.produceRequest(["x"], to: "orders", partition: $0), version: 12)
        }
        node.world.settle()
        refuseSyncs(node.world, in: "/second")
        node.world.releaseStorage()
        for number in numbers {
            let answer = try client.answer(number, to: ProduceRequest.self, version: 12)
            #expect(answer?.responses[0].partitionResponses[0].errorCode == .kafkaStorageError)
        }
        let answer = try client.answer(fetch, to: FetchRequest.self, version: 12)
        #expect(answer?.responses[0].partitions[0].errorCode == .kafkaStorageError)
    }

    @Test func `new partitions go to the other directory`() throws {
        let (node, client) = try node()
        let there = partitions(of: "orders", in: "/second", node)
        refuseSyncs(node.world, in: "/second")
        try client.produce(["x"], to: "orders", partition: there[0])
        #expect(try client.createTopic("new", partitions: 4) == ErrorCode.none)
        #expect(partitions(of: "new", in: "/data", node).count == 4)
        for partition in 0..<4 {
            let answer = try client.produce(["x"], to: "new", partition: PartitionIndex(Int32(partition)))
            #expect(answer.errorCode == .none)
        }
    }

    @Test func `a topic with partitions there can be deleted, and its remains are set aside later`() throws {
        let (node, client) = try node()
        let there = partitions(of: "orders", in: "/second", node)
        refuseSyncs(node.world, in: "/second")
        try client.produce(["x"], to: "orders", partition: there[0])
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
        #expect(try client.createTopic("orders", partitions: 4) == ErrorCode.none)
        for partition in 0..<4 {
            try client.produce(["new"], to: "orders", partition: PartitionIndex(Int32(partition)))
        }
        node.world.fileSystem.intercept(with: nil)
        let again = try node.restart(Self.dirs)
        for partition in 0..<4 {
            let data = try again.connect()
                .fetch("orders", from: 0, partition: PartitionIndex(Int32(partition)))
            #expect(try client.values(data) == ["new"])
        }
        let left = try again.world.fileSystem.list("/second").filter { $0.name.hasSuffix("-stray") }
        #expect(left.count == 2)
    }

    @Test func `only the other directory is marked as closed cleanly, and nothing acknowledged is lost`()
        throws
    {
        let (node, client) = try node()
        let there = partitions(of: "orders", in: "/second", node)
        refuseSyncs(node.world, in: "/second")
        try client.produce(["x"], to: "orders", partition: there[0])
        node.stop()
        node.world.fileSystem.intercept(with: nil)
        let again = try node.restart(Self.dirs)
        #expect(again.node.directories.directories.map(\.wasClean) == [true, false])
        for partition in 0..<4 {
            let data = try again.connect()
                .fetch("orders", from: 0, partition: PartitionIndex(Int32(partition)))
            #expect(try client.values(data).first == "kept")
        }
    }

    @Test func `the node cannot go on without the metadata log's directory`() throws {
        let (node, client) = try node()
        let here = partitions(of: "orders", in: "/data", node)
        refuseSyncs(node.world, in: "/data")
        try client.produce(["x"], to: "orders", partition: here[0])
        guard case .directoryFailed("/data", _)? = node.failure else {
            Issue.record("the node says \(String(describing: node.failure))")
            return
        }
        node.stop()
        node.world.fileSystem.intercept(with: nil)
        let again = try node.restart(Self.dirs)
        #expect(again.node.directories.directories.map(\.wasClean) == [false, true])
    }
}
