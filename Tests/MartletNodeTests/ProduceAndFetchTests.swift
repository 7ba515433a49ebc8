import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore
import Testing

@testable import MartletNode

@Suite struct ProduceAndFetchTests {
    private func node(_ settings: [String] = [], partitions: Int32 = 4) throws -> (
        SimulatedNode, SimulatedClient
    ) {
        let node = try SimulatedNode(settings)
        let client = node.connect()
        var request = CreateTopicsRequest()
        request.topics = [.init(name: "orders", numPartitions: partitions, replicationFactor: 1)]
        #expect(try client.ask(request, version: 7).topics.map(\.errorCode) == [.none])
        return (node, client)
    }

    private func batch(_ values: [String], producer: ProducerID = .none, sequence: Int32 = -1) throws
        -> ByteBuffer
    {
        var builder = RecordBatchBuilder(
            producerID: producer, producerEpoch: producer == .none ? .none : 0, baseSequence: sequence)
        for value in values {
            builder.append(key: nil, value: ByteBuffer(string: value), timestamp: 1_700_000_000_000)
        }
        return try builder.build().bytes
    }

    private func produce(
        _ batches: [(Int32, ByteBuffer)], acks: Int16 = -1, topic: String = "orders"
    ) -> ProduceRequest {
        ProduceRequest(
            acks: acks, timeoutMs: 30_000,
            topicData: [
                .init(
                    name: topic,
                    partitionData: batches.map { .init(index: PartitionIndex($0.0), records: .bytes($0.1)) })
            ])
    }

    private func fetch(
        _ partitions: [(Int32, Int64)], maxWait: Int32 = 500, minBytes: Int32 = 1, maxBytes: Int32 = 1 << 20
    ) -> FetchRequest {
        FetchRequest(
            maxWaitMs: maxWait, minBytes: minBytes, maxBytes: maxBytes,
            topics: [
                .init(
                    topic: "orders",
                    partitions: partitions.map {
                        .init(
                            partition: PartitionIndex($0.0), fetchOffset: Offset($0.1),
                            partitionMaxBytes: 1 << 20)
                    })
            ])
    }

    private func values(_ data: FetchResponse.PartitionData) throws -> [String] {
        guard case .bytes(let bytes)? = data.records else { return [] }
        var values: [String] = []
        var batches = RecordBatches(bytes)
        while let batch = try batches.next() {
            var records = try batch.records(decompressionLimit: 1 << 20)
            while let record = try records.next() {
                values.append(String(buffer: record.value ?? ByteBuffer()))
            }
        }
        return values
    }

    @Test func `what is produced to partitions of all shards is fetched from them in one request`() throws {
        let (_, client) = try node()
        let request = produce(try (0..<4).map { ($0, try batch(["a\($0)", "b\($0)"])) })
        let answers = try client.ask(request, version: 9).responses[0].partitionResponses
        #expect(answers.map(\.errorCode) == [.none, .none, .none, .none])
        #expect(answers.map(\.baseOffset) == [0, 0, 0, 0])
        let fetched = try client.ask(fetch((0..<4).map { ($0, 0) }), version: 12).responses
        #expect(fetched.count == 1)
        for (index, data) in fetched[0].partitions.enumerated() {
            #expect(data.highWatermark == 2)
            #expect(try values(data) == ["a\(index)", "b\(index)"])
        }
    }

    @Test func `acks=all waits for the disk, and what is not on disk is not served`() throws {
        let (node, client) = try node(partitions: 1)
        let shard = node.node.shards.first { $0.assumeIsolated { !$0.partitions.isEmpty } }
        let local = SimulatedClient(node: node, shard: shard?.index ?? 0)
        let number = try local.send(produce([(0, try batch(["x"]))]), version: 9)
        #expect(local.reply(to: number) == nil)
        let early = try local.send(fetch([(0, 0)], maxWait: 0), version: 12)
        #expect(local.reply(to: early) != nil)
        let answer = try local.answer(number, to: ProduceRequest.self, version: 9)
        #expect(answer?.responses[0].partitionResponses[0].errorCode == ErrorCode.none)
        let first = try local.answer(early, to: FetchRequest.self, version: 12)
        #expect(first?.responses[0].partitions[0].highWatermark == 0)
        #expect(
            try client.ask(fetch([(0, 0)], maxWait: 0), version: 12).responses[0].partitions[0].highWatermark
                == 1)
    }

    @Test func `acks=1 is answered at once, and acks=0 not at all`() throws {
        let (node, _) = try node(partitions: 1)
        let shard = node.node.shards.first { $0.assumeIsolated { !$0.partitions.isEmpty } }
        let local = SimulatedClient(node: node, shard: shard?.index ?? 0)
        let one = try local.send(produce([(0, try batch(["x"]))], acks: 1), version: 9)
        guard case .response? = local.reply(to: one) else { throw SimulatedClient.NoAnswer() }
        let zero = try local.send(produce([(0, try batch(["y"]))], acks: 0), version: 9)
        guard case .nothing? = local.reply(to: zero) else { throw SimulatedClient.NoAnswer() }
        let unknown = try local.send(produce([(9, try batch(["y"]))], acks: 0), version: 9)
        guard case .close? = local.reply(to: unknown) else { throw SimulatedClient.NoAnswer() }
    }

    @Test func `a fetch waits for records on any of its partitions, wherever they are`() throws {
        for partition in Int32(0)..<4 {
            let (node, client) = try node()
            let other = node.connect(toShard: 1)
            let waiting = try client.send(fetch((0..<4).map { ($0, 0) }, maxWait: 30_000), version: 12)
            node.world.pass(.seconds(10))
            #expect(client.reply(to: waiting) == nil)
            _ = try other.ask(produce([(partition, try batch(["new"]))]), version: 9)
            let answer = try client.answer(waiting, to: FetchRequest.self, version: 12)
            let data = try #require(
                answer?.responses[0].partitions.first { $0.partitionIndex.rawValue == partition })
            #expect(try values(data) == ["new"])
        }
    }

    @Test func `a fetch is answered empty when it has waited as long as it wanted`() throws {
        let (node, client) = try node()
        let waiting = try client.send(fetch([(0, 0), (1, 0)], maxWait: 500), version: 12)
        node.world.pass(.milliseconds(499))
        #expect(client.reply(to: waiting) == nil)
        node.world.pass(.milliseconds(1))
        let answer = try client.answer(waiting, to: FetchRequest.self, version: 12)
        #expect(answer?.responses[0].partitions.map(\.records?.byteCount) == [0, 0])
        for shard in node.node.shards {
            shard.assumeIsolated { #expect(!$0.readyReplicas().contains { !$0.fetchWaiters.isEmpty }) }
        }
    }

    @Test func `a fetch for more bytes than there are waits until there are as many`() throws {
        let (node, client) = try node()
        let size = Int32(try batch(["0123456789"]).readableBytes)
        let waiting = try client.send(
            fetch([(0, 0), (1, 0)], maxWait: 9_000, minBytes: 2 * size), version: 12)
        _ = try node.connect(toShard: 1).ask(produce([(0, try batch(["0123456789"]))]), version: 9)
        #expect(client.reply(to: waiting) == nil)
        _ = try node.connect(toShard: 1).ask(produce([(1, try batch(["0123456789"]))]), version: 9)
        #expect(client.reply(to: waiting) != nil)
    }

    @Test func `a client that goes leaves no waiting fetch behind`() throws {
        let (node, client) = try node()
        _ = try client.send(fetch([(0, 0), (1, 0)], maxWait: .max), version: 12)
        node.world.settle()
        client.disconnect()
        for shard in node.node.shards {
            shard.assumeIsolated {
                #expect($0.fetches.isEmpty)
                #expect(!$0.readyReplicas().contains { !$0.fetchWaiters.isEmpty })
            }
        }
    }

    @Test func `an answer keeps within its limit, but for the first batch`() throws {
        let (_, client) = try node()
        let long = try batch([String(repeating: "x", count: 1_000)])
        _ = try client.ask(produce((0..<4).map { ($0, long) }), version: 9)
        let data = try client.ask(fetch((0..<4).map { ($0, 0) }, maxBytes: 100), version: 12).responses[0]
            .partitions
        #expect(data.map { $0.records?.byteCount } == [long.readableBytes, 0, 0, 0])
    }

    @Test func `a batch that is sent again is answered with its first offset and not written twice`() throws {
        let (node, client) = try node(partitions: 1)
        let id = try client.ask(
            InitProducerIdRequest(transactionalId: nil, transactionTimeoutMs: 1), version: 4)
        #expect(id.errorCode == .none)
        let first = try batch(["a", "b"], producer: id.producerId, sequence: 0)
        let second = try batch(["c"], producer: id.producerId, sequence: 2)
        for expected in [(first, Offset(0)), (second, 2), (first, 0), (second, 2)] {
            let answer = try client.ask(produce([(0, expected.0)]), version: 9).responses[0]
                .partitionResponses[0]
            #expect(answer.errorCode == .none)
            #expect(answer.baseOffset == expected.1)
        }
        let gap = try batch(["z"], producer: id.producerId, sequence: 9)
        let refused = try client.ask(produce([(0, gap)]), version: 9).responses[0].partitionResponses[0]
        #expect(refused.errorCode == .outOfOrderSequenceNumber)
        #expect(try client.ask(fetch([(0, 0)]), version: 12).responses[0].partitions[0].highWatermark == 3)
        node.stop()
    }

    @Test(arguments: [false, true])
    func `after a restart, clean or not, everything is there that was acknowledged`(isClean: Bool) throws {
        let (node, client) = try node(partitions: 2)
        for round in 0..<5 {
            _ = try client.ask(
                produce([(0, try batch(["a\(round)"])), (1, try batch(["b\(round)", "c\(round)"]))]),
                version: 9)
        }
        if isClean { node.stop() } else { node.world.fileSystem.processDied() }
        let again = try SimulatedNode(world: SimulatedWorld(fileSystem: node.world.fileSystem))
        let data = try again.connect().ask(fetch([(0, 0), (1, 0)]), version: 12).responses[0].partitions
        #expect(try values(data[0]) == (0..<5).map { "a\($0)" })
        #expect(try values(data[1]) == (0..<5).flatMap { ["b\($0)", "c\($0)"] })
    }

    @Test func `each refusal has Kafka's error`() throws {
        let (_, client) = try node()
        let good = try batch(["x"])
        var broken = good
        broken.setInteger(UInt8(0xFF), at: broken.writerIndex - 1)
        let table: [(String, ProduceRequest, ErrorCode)] = [
            ("acks", produce([(0, good)], acks: 2), .invalidRequiredAcks),
            ("topic", produce([(0, good)], topic: "nowhere"), .unknownTopicOrPartition),
            ("partition", produce([(4, good)]), .unknownTopicOrPartition),
            ("checksum", produce([(0, broken)]), .corruptMessage),
        ]
        for (what, request, expected) in table {
            let answer = try client.ask(request, version: 9).responses[0].partitionResponses[0]
            #expect(answer.errorCode == expected, "\(what)")
        }
        for (offset, expected) in [
            (Int64(-1), ErrorCode.offsetOutOfRange), (1, .offsetOutOfRange), (0, .none),
        ] {
            let data = try client.ask(fetch([(0, offset)], maxWait: 0), version: 12).responses[0].partitions[
                0]
            #expect(data.errorCode == expected, "fetch at \(offset)")
        }
    }
}
