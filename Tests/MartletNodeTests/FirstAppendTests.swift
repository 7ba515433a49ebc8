import MartletModel
import MartletProtocol
import MartletStorage
import Synchronization
import Testing

@testable import MartletNode

/// The first append after a start, which looks at what the log holds already.
@Suite struct FirstAppendTests {
    /// A node that was stopped with three records in `t`, and started again.
    private func restarted() throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode()
        #expect(try node.connect().createTopic("t") == ErrorCode.none)
        try node.connect().produce(["a", "b", "c"], to: "t")
        node.stop()
        let again = try node.restart()
        return (again, again.connect())
    }

    private func offsets(
        _ client: SimulatedClient, _ requests: [UInt64]
    ) throws -> [ProduceResponse.PartitionProduceResponse?] {
        try requests.map {
            try client.answer($0, to: ProduceRequest.self, version: 12)?.responses[0].partitionResponses[0]
        }
    }

    @Test(arguments: [-1, 1] as [Int16])
    func `appends wait for what a storage thread has to read first, and keep their order`(
        acks: Int16
    ) throws {
        let (node, client) = try restarted()
        let reads = Mutex(0)
        node.world.fileSystem.intercept { operation, path in
            if operation == .read, path.hasSuffix(".log") { reads.withLock { $0 += 1 } }
            return .proceed
        }
        node.world.holdStorage()
        let requests = try ["d", "e"].map {
            try client.send(client.produceRequest([$0], to: "t", acks: acks), version: 12)
        }
        #expect(try offsets(client, requests).allSatisfy { $0 == nil })
        #expect(reads.withLock { $0 } == 0)
        node.world.releaseStorage()
        #expect(try offsets(client, requests).map { $0?.baseOffset } == [3, 4])
        #expect(reads.withLock { $0 } > 0)
        #expect(try client.values(client.fetch("t", from: 3)) == ["d", "e"])
        // The third has nothing to wait for but its group commit.
        node.world.holdStorage()
        let third = try client.send(client.produceRequest(["f"], to: "t", acks: 1), version: 12)
        #expect(try offsets(client, [third]).map { $0?.baseOffset } == [5])
    }

    @Test func `an append that waits is refused when its partition goes out of service`() throws {
        let (node, client) = try restarted()
        node.world.holdStorage()
        let request = try client.send(client.produceRequest(["d"], to: "t"), version: 12)
        #expect(try offsets(client, [request]) == [nil])
        node.onlyOwner.assumeIsolated { shard in
            for replica in shard.readyReplicas() { shard.takeOffline(replica) }
        }
        #expect(try offsets(client, [request]).map { $0?.errorCode } == [.kafkaStorageError])
        node.world.releaseStorage()
        node.world.settle()
    }

    @Test func `a node that stops appends first what waits`() throws {
        let (node, client) = try restarted()
        node.world.holdStorage()
        let request = try client.send(client.produceRequest(["d"], to: "t"), version: 12)
        #expect(try offsets(client, [request]) == [nil])
        node.node.stop {}
        node.world.settle()
        node.world.releaseStorage()
        #expect(try offsets(client, [request]).map { $0?.baseOffset } == [3])
        let again = try node.restart()
        #expect(try again.connect().values(again.connect().fetch("t", from: 0)) == ["a", "b", "c", "d"])
    }
}
