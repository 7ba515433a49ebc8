import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

/// What clients see of a disk that fails.
@Suite struct StorageFailureTests {
    private func node() throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        return (node, client)
    }

    private func refuseWrites(_ world: SimulatedWorld, to directory: String, with error: StorageError) {
        world.fileSystem.intercept { operation, path in
            guard case .write = operation, path.contains(directory), path.hasSuffix(".log") else {
                return .proceed
            }
            return .fail(error)
        }
    }

    private func refuseSyncs(_ world: SimulatedWorld, of directory: String) {
        world.fileSystem.intercept { operation, path in
            operation == .sync && path.contains(directory)
                ? .fail(.system(operation: "fdatasync", path: path, code: 5)) : .proceed
        }
    }

    @Test(arguments: [Int16(1), -1])
    func `a write that fails is told, and the partition is out of service`(acks: Int16) throws {
        let (node, client) = try node()
        try client.produce(["kept"], to: "orders")
        refuseWrites(node.world, to: "orders-0", with: .system(operation: "pwrite", path: "", code: 5))
        #expect(try client.produce(["lost"], to: "orders", acks: acks).errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept(with: nil)
        #expect(try client.produce(["later"], to: "orders").errorCode == .kafkaStorageError)
        #expect(try client.fetch("orders", from: 0).errorCode == .kafkaStorageError)
        let again = try node.restart().connect()
        #expect(try again.values(again.fetch("orders", from: 0)) == ["kept"])
    }

    /// Another error than that of a disk that fails: the directory stays in service.
    private static let damage = StorageError.corrupt(path: "a file", position: 0, reason: "a test")

    /// All values, fetch by fetch.
    private func all(_ client: SimulatedClient, from start: Int64 = 0) throws -> [String] {
        var values: [String] = []
        while true {
            let data = try client.fetch("orders", from: Offset(start + Int64(values.count)))
            #expect(data.errorCode == .none)
            let more = try client.values(data)
            if more.isEmpty { return values }
            values += more
        }
    }

    @Test func `a log that failed in a directory that is in order is opened anew`() throws {
        let (node, client) = try node()
        for value in ["a", "b"] { try client.produce([value], to: "orders") }
        refuseWrites(node.world, to: "orders-0", with: Self.damage)
        #expect(try client.produce(["c"], to: "orders").errorCode == .kafkaStorageError)
        #expect(try client.fetch("orders", from: 0).errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept(with: nil)
        node.world.pass(.milliseconds(1_500))
        #expect(try all(client) == ["a", "b"])
        #expect(try client.produce(["d"], to: "orders").errorCode == .none)
        #expect(try all(client) == ["a", "b", "d"])
        node.stop()
        let again = try node.restart().connect()
        #expect(try all(again) == ["a", "b", "d"])
    }

    @Test func `what cannot be opened anew is tried again, and keeps what was deleted`() throws {
        let (node, client) = try node()
        for value in ["a", "b", "c"] { try client.produce([value], to: "orders") }
        #expect(try client.deleteRecords("orders", before: 2).lowWatermark == 2)
        refuseWrites(node.world, to: "orders-0", with: Self.damage)
        #expect(try client.produce(["d"], to: "orders").errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept { operation, path in
            operation == .open && path.contains("orders-0") ? .fail(Self.damage) : .proceed
        }
        node.world.pass(.seconds(5))
        #expect(try client.fetch("orders", from: 2).errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept(with: nil)
        node.world.pass(.seconds(10))
        #expect(try all(client, from: 2) == ["c"])
        #expect(try client.listOffset("orders", timestamp: -2).offset == 2)
    }

    @Test func `a partition that is deleted while it is out of service is gone`() throws {
        let (node, client) = try node()
        try client.produce(["a"], to: "orders")
        refuseWrites(node.world, to: "orders-0", with: Self.damage)
        #expect(try client.produce(["b"], to: "orders").errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept(with: nil)
        #expect(try client.deleteTopic("orders") == ErrorCode.none)
        node.world.pass(.seconds(5))
        #expect(try client.createTopic("orders") == ErrorCode.none)
        #expect(try client.produce(["c"], to: "orders").errorCode == .none)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["c"])
    }

    @Test func `a full disk refuses records, and takes them again when it has room`() throws {
        let (node, client) = try node()
        try client.produce(["a"], to: "orders")
        refuseWrites(node.world, to: "orders-0", with: .full(path: "/data"))
        #expect(try client.produce(["b"], to: "orders").errorCode == .kafkaStorageError)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["a"])
        node.world.fileSystem.intercept(with: nil)
        node.world.pass(.milliseconds(50))
        #expect(try client.produce(["c"], to: "orders").errorCode == .none)
        #expect(try client.values(client.fetch("orders", from: 0)) == ["a", "c"])
    }

    @Test func `whoever waits for a group commit that fails is told, and so is every fetch that waits`()
        throws
    {
        let (node, client) = try node()
        let waiting = try client.send(client.fetchRequest("orders", from: 0, maxWait: .max), version: 12)
        node.world.settle()
        refuseSyncs(node.world, of: "orders-0")
        #expect(try client.produce(["lost"], to: "orders").errorCode == .kafkaStorageError)
        let answer = try client.answer(waiting, to: FetchRequest.self, version: 12)
        #expect(answer?.responses[0].partitions[0].errorCode == .kafkaStorageError)
    }

    @Test func `records that were deleted do not come back with a partition that failed since`() throws {
        let (node, client) = try node()
        try client.produce(["a", "b", "c"], to: "orders")
        #expect(try client.deleteRecords("orders", before: 2).lowWatermark == 2)
        refuseSyncs(node.world, of: "orders-0")
        #expect(try client.produce(["d"], to: "orders").errorCode == .kafkaStorageError)
        node.world.fileSystem.intercept(with: nil)
        node.stop()
        let again = try node.restart().connect()
        #expect(try again.listOffset("orders", timestamp: -2).offset == 2)
    }

    @Test func `a deletion of records that cannot be made durable is not acknowledged`() throws {
        let (node, client) = try node()
        try client.produce(["a", "b", "c"], to: "orders")
        node.world.fileSystem.intercept { operation, path in
            guard case .write = operation, path.contains("checkpoint") else { return .proceed }
            return .fail(.system(operation: "pwrite", path: path, code: 5))
        }
        #expect(try client.deleteRecords("orders", before: 2).errorCode == .kafkaStorageError)
        node.stop()
        node.world.fileSystem.intercept(with: nil)
        #expect(try node.restart().node.directories.directories.allSatisfy { !$0.wasClean })
    }

    @Test func `when the metadata log fails whoever wants a change is disconnected, and the node ends`()
        throws
    {
        let (node, client) = try node()
        refuseSyncs(node.world, of: "__cluster_metadata-0")
        let first = try client.send(
            CreateTopicsRequest(topics: [.init(name: "a", numPartitions: 1, replicationFactor: 1)]),
            version: 7)
        let second = try client.send(
            CreateTopicsRequest(topics: [.init(name: "b", numPartitions: 1, replicationFactor: 1)]),
            version: 7)
        node.world.settle()
        for number in [first, second] {
            guard case .close? = client.reply(to: number) else {
                Issue.record("request \(number) got \(String(describing: client.reply(to: number)))")
                continue
            }
        }
        #expect(node.failure != nil)
    }

    @Test func `a broker that cannot be registered says so instead of starting`() throws {
        let world = SimulatedWorld()
        let node = try SimulatedNode(world: world) { refuseSyncs(world, of: "__cluster_metadata-0") }
        #expect(node.start == .some(.metadataLogFailed))
        let gone = Flag()
        node.node.abandon { gone.isSet = true }
        world.settle()
        #expect(gone.isSet)
        world.fileSystem.intercept(with: nil)
        let again = try node.restart()
        #expect(again.start == .some(nil))
    }
}

/// Set by a callback.
// Sendable: a test uses it from one thread only.
final class Flag: @unchecked Sendable {
    var isSet = false
}
