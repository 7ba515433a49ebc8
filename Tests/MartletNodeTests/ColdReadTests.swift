import MartletModel
import MartletProtocol
import MartletStorage
import Synchronization
import Testing

@testable import MartletNode

/// Fetches and look-ups of what is not in memory.
@Suite struct ColdReadTests {
    /// The names of files that were opened or read where no wait for the disk is allowed.
    private final class Witness: Sendable {
        let seen = Mutex<[String]>([])

        init(_ world: SimulatedWorld, _ cold: String) {
            world.fileSystem.intercept { [self] operation, path in
                if operation == .read || operation == .open, path.contains(cold), !world.isOnStorageThread {
                    seen.withLock { $0.append(path) }
                }
                return .proceed
            }
        }
    }

    /// A topic of which each record has a segment of its own, but for the last.
    private func node(partitions: Int32 = 1) throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(
            try client.createTopic("orders", partitions: partitions, configs: ["segment.bytes": "1048576"])
                == ErrorCode.none)
        for partition in 0..<partitions {
            for index in 0..<5 {
                let timestamp = Timestamp(1_699_999_000_000 + Int64(index) * 1_000)
                try client.produce(
                    [value(index)], to: "orders", partition: PartitionIndex(partition), timestamp: timestamp)
            }
        }
        // What was just written is in memory for certain.
        node.world.pass(.seconds(60))
        return (node, client)
    }

    private func value(_ index: Int) -> String {
        "\(index) " + String(repeating: "x", count: 700_000)
    }

    private func makeCold(_ world: SimulatedWorld, partition: Int = 0) -> Witness {
        world.fileSystem.makeCold { $0.contains("orders-\(partition)") }
        return Witness(world, "orders-\(partition)")
    }

    private func first(
        _ client: SimulatedClient, _ number: UInt64
    ) throws -> FetchResponse.PartitionData? {
        try client.answer(number, to: FetchRequest.self, version: 12)?.responses.first?.partitions.first
    }

    @Test func `the loop reads nothing that is not in memory, and the fetch gets it from the disk`() throws {
        let (node, client) = try node()
        let witness = makeCold(node.world)
        for index in 0..<5 {
            node.world.holdReads()
            let fetch = try client.send(
                client.fetchRequest("orders", from: Offset(Int64(index))), version: 12)
            node.world.settle()
            #expect(client.reply(to: fetch) == nil)
            #expect(node.world.heldReadCount == 1)
            node.world.releaseReads()
            node.world.settle()
            #expect(witness.seen.withLock { $0 } == [])
            #expect(client.reply(to: fetch) != nil)
            node.world.fileSystem.intercept(with: nil)
            #expect(try client.values(#require(try first(client, fetch))) == [value(index)])
            _ = Witness(node.world, "orders-0")
        }
    }

    @Test func `a partition that waits for the disk does not hold up the others of its fetch`() throws {
        let (node, client) = try node(partitions: 2)
        _ = makeCold(node.world)
        // So that its file is open.
        #expect(try client.values(client.fetch("orders", from: 0, partition: 1)) == [value(0)])
        node.world.holdReads()
        var request = client.fetchRequest("orders", from: 0, maxWait: 30_000, maxBytes: 4 << 20)
        request.topics[0].partitions.append(.init(partition: 1, fetchOffset: 0, partitionMaxBytes: 1 << 20))
        let answer = try client.ask(request, version: 12).responses[0].partitions
        #expect(answer.map(\.errorCode) == [.none, .none])
        #expect(try client.values(answer[0]) == [])
        #expect(try client.values(answer[1]) == [value(0)])
        node.world.releaseReads()
        node.world.settle()
        // The read that was under way is there for the next fetch.
        node.world.holdReads()
        request.topics[0].partitions[1].fetchOffset = 5
        let next = try client.ask(request, version: 12).responses[0].partitions
        #expect(try client.values(next[0]) == [value(0)])
        #expect(node.world.heldReadCount == 0)
    }

    @Test(arguments: [(wait: Int32(0), answered: 500), (2_000, 2_000)])
    func `a disk that takes too long gives an empty answer`(wait: Int32, answered: Int) throws {
        let (node, client) = try node()
        _ = makeCold(node.world)
        node.world.holdReads()
        let fetch = try client.send(client.fetchRequest("orders", from: 0, maxWait: wait), version: 12)
        node.world.pass(.milliseconds(answered - 1))
        #expect(client.reply(to: fetch) == nil)
        node.world.pass(.milliseconds(1))
        let data = try #require(try first(client, fetch))
        #expect(data.errorCode == .none)
        #expect(try client.values(data) == [])
        node.world.releaseReads()
        node.world.settle()
    }

    @Test func `fetches of the same bytes share one read, and one that is gone leaves nothing behind`() throws
    {
        let (node, client) = try node()
        _ = makeCold(node.world)
        node.world.holdReads()
        let (other, gone) = (node.connect(toShard: 1), node.connect())
        let request = client.fetchRequest("orders", from: 1, maxWait: 10_000)
        let first = try client.send(request, version: 12)
        let second = try other.send(request, version: 12)
        _ = try gone.send(request, version: 12)
        node.world.settle()
        #expect(node.world.heldReadCount == 1)
        gone.disconnect()
        node.world.releaseReads()
        node.world.settle()
        #expect(client.reply(to: first) != nil)
        #expect(other.reply(to: second) != nil)
        for shard in node.node.shards { shard.assumeIsolated { #expect($0.fetches.isEmpty) } }
        node.world.pass(.seconds(3))
        #expect(node.withReplica { _, replica in replica.diskReads.isEmpty } == true)
    }

    @Test func `a place that the disk cannot read is an error of its partition alone, while it lasts`() throws
    {
        let (node, client) = try node(partitions: 2)
        node.world.fileSystem.makeCold { $0.contains("orders-") }
        node.world.fileSystem.intercept { operation, path in
            operation == .read && path.contains("orders-0/00000000000000000000.log")
                ? .fail(.system(operation: "pread", path: path, code: 5)) : .proceed
        }
        #expect(try client.fetch("orders", from: 0).errorCode == .kafkaStorageError)
        #expect(try client.values(client.fetch("orders", from: 1)) == [value(1)])
        #expect(try client.values(client.fetch("orders", from: 0, partition: 1)) == [value(0)])
        node.world.fileSystem.intercept(with: nil)
        node.world.pass(.seconds(3))
        #expect(try client.values(client.fetch("orders", from: 0)) == [value(0)])
    }

    @Test func `what is deleted while the disk reads it is out of range`() throws {
        let (node, client) = try node()
        _ = makeCold(node.world)
        node.world.holdReads()
        let fetch = try client.send(client.fetchRequest("orders", from: 0, maxWait: 10_000), version: 12)
        node.world.settle()
        #expect(try client.deleteRecords("orders", before: 3).lowWatermark == 3)
        node.onlyOwner.assumeIsolated { $0.applyRetention() }
        node.world.releaseReads()
        node.world.settle()
        #expect(try first(client, fetch)?.errorCode == .offsetOutOfRange)
    }

    @Test func `a batch that is damaged on the disk is not served from there`() throws {
        let (node, client) = try node()
        let path = "/data/orders-0/00000000000000000002.log"
        let file = try node.world.fileSystem.open(path, .readWrite)
        try file.write([.init(string: "rot")], at: 1_000)
        _ = makeCold(node.world)
        node.world.fileSystem.intercept(with: nil)
        #expect(try client.values(client.fetch("orders", from: 1)) == [value(1)])
        #expect(try client.fetch("orders", from: 2).errorCode == .corruptMessage)
        #expect(try client.values(client.fetch("orders", from: 3)) == [value(3)])
    }

    @Test func `a batch that is damaged on the disk is not served from there when it was read ahead`() throws
    {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        func value(_ index: Int) -> String { "\(index) " + String(repeating: "x", count: 30_000) }
        for index in 0..<20 { try client.produce([value(index)], to: "orders") }
        node.world.pass(.seconds(60))
        let path = "/data/orders-0/00000000000000000000.log"
        #expect(node.world.fileSystem.rot(path, at: 300_000, 1) == UInt8(ascii: "x"))
        _ = makeCold(node.world)
        node.world.fileSystem.intercept(with: nil)
        for index in 0..<20 {
            let answer = try client.ask(
                client.fetchRequest("orders", from: Offset(Int64(index)), maxBytes: 1), version: 12
            ).responses[0].partitions[0]
            if index == 9 {
                #expect(answer.errorCode == .corruptMessage)
            } else {
                #expect(try client.values(answer) == [value(index)])
            }
            node.world.settle()
            // It was read ahead, and what is wrong with it is known already.
            let known = node.withReplica { _, replica in replica.log.corruptRanges.map(\.offsets) }
            #expect(known == (index < 2 ? [] : [9..<10]))
        }
    }

    @Test func `a result that has left memory since is not served to who did not wait for it`() throws {
        let (node, client) = try node()
        _ = makeCold(node.world)
        node.world.fileSystem.intercept(with: nil)
        #expect(try client.values(client.fetch("orders", from: 1)) == [value(1)])
        let path = "/data/orders-0/00000000000000000001.log"
        #expect(node.world.fileSystem.rot(path, at: 1_000, 1) == UInt8(ascii: "x"))
        #expect(try client.fetch("orders", from: 1).errorCode == .corruptMessage)
    }

    @Test func `look-ups by timestamp are made on storage threads`() throws {
        let (node, client) = try node()
        let witness = makeCold(node.world)
        let table: [(timestamp: Int64, offset: Offset)] = [
            (1_699_999_001_500, 2), (-3, 4), (0, 0), (.max, -1),
        ]
        for row in table {
            node.world.holdReads()
            let request = ListOffsetsRequest(
                replicaId: -1,
                topics: [
                    .init(name: "orders", partitions: [.init(partitionIndex: 0, timestamp: row.timestamp)])
                ])
            let question = try client.send(request, version: 11)
            node.world.settle()
            #expect(client.reply(to: question) == nil)
            node.world.releaseReads()
            let answer = try client.answer(question, to: ListOffsetsRequest.self, version: 11)
            #expect(answer?.topics[0].partitions[0].offset == row.offset)
        }
        #expect(witness.seen.withLock { $0 } == [])
    }
}
