import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

/// What clients are told of topics, brokers and disks.
@Suite struct DescriptionTests {
    private func node(_ settings: [String] = []) throws -> (SimulatedNode, SimulatedClient) {
        let node = try SimulatedNode(settings)
        return (node, node.connect())
    }

    private func metadata(_ names: [String], _ client: SimulatedClient, mayCreate: Bool = true) throws
        -> [ErrorCode]
    {
        let request = MetadataRequest(
            topics: names.map { .init(name: $0) }, allowAutoTopicCreation: mayCreate)
        return try client.ask(request, version: 12).topics.map(\.errorCode)
    }

    // MARK: Metadata

    @Test func `a topic that is missing is made if the broker and the client want it`() throws {
        let (_, client) = try node(["num.partitions=3"])
        #expect(try metadata(["a"], client, mayCreate: false) == [.unknownTopicOrPartition])
        #expect(try metadata(["a", "a/b", "a"], client) == [.none, .invalidTopicException])
        let all = try client.ask(MetadataRequest(topics: nil), version: 12).topics
        #expect(all.map(\.name) == ["a"])
        #expect(all[0].partitions.count == 3)
        let (_, other) = try node(["auto.create.topics.enable=false"])
        #expect(try metadata(["a"], other) == [.unknownTopicOrPartition])
    }

    @Test func `the broker's own topics are not made by asking for them`() throws {
        let (_, client) = try node()
        #expect(try metadata(["__consumer_offsets"], client) == [.unknownTopicOrPartition])
    }

    @Test func `topics may be asked for by id from version 12`() throws {
        let (node, client) = try node()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        let id = try #require(node.withReplica { $1.key.topicID })
        let unknown = TopicID(Uuid(high: 1, low: 2))
        let request = MetadataRequest(topics: [
            .init(topicId: id, name: nil), .init(topicId: unknown, name: nil),
        ])
        let answer = try client.ask(request, version: 12).topics
        #expect(answer.map(\.errorCode) == [.none, .unknownTopicId])
        #expect(answer.map(\.name) == ["orders", nil])
        #expect(answer[1].topicId == unknown)
        #expect(
            try client.ask(request, version: 10).topics.map(\.errorCode) == [
                .invalidRequest, .invalidRequest,
            ])
    }

    // MARK: DescribeTopicPartitions

    @Test func `topics are described a page at a time, without gaps or repetitions`() throws {
        let (_, client) = try node()
        for (name, count) in [("a", Int32(3)), ("b", 1), ("c", 4)] {
            #expect(try client.createTopic(name, partitions: count) == ErrorCode.none)
        }
        for limit in Int32(1)...9 {
            var seen: [String] = []
            var cursor: DescribeTopicPartitionsRequest.Cursor?
            repeat {
                let request = DescribeTopicPartitionsRequest(responsePartitionLimit: limit, cursor: cursor)
                let page = try client.ask(request, version: 0)
                let names = page.topics.flatMap { topic in
                    topic.partitions.map { "\(topic.name ?? "")\($0.partitionIndex)" }
                }
                #expect(names.count <= Int(limit))
                seen += names
                cursor = page.nextCursor.map {
                    .init(topicName: $0.topicName, partitionIndex: $0.partitionIndex)
                }
            } while cursor != nil && seen.count < 100
            #expect(seen == ["a0", "a1", "a2", "b0", "c0", "c1", "c2", "c3"], "limit \(limit)")
        }
    }

    @Test func `a cursor may name a topic that has gone`() throws {
        let (_, client) = try node()
        #expect(try client.createTopic("c") == ErrorCode.none)
        let request = DescribeTopicPartitionsRequest(cursor: .init(topicName: "b", partitionIndex: 7))
        let answer = try client.ask(request, version: 0)
        #expect(answer.topics.map(\.name) == ["c"])
        #expect(answer.topics[0].partitions.count == 1)
    }

    // MARK: DescribeLogDirs

    @Test func `log directories tell what lies in them`() throws {
        let (node, client) = try node()
        node.world.fileSystem.setSpace(VolumeSpace(totalBytes: 1_000, usableBytes: 400))
        #expect(try client.createTopic("orders", partitions: 3) == ErrorCode.none)
        try client.produce(["x"], to: "orders", partition: 1)
        let all = try client.ask(DescribeLogDirsRequest(topics: nil), version: 5)
        #expect(all.results.map(\.logDir) == ["/data"])
        #expect(all.results[0].totalBytes == 1_000)
        #expect(all.results[0].usableBytes == 400)
        let sizes = all.results[0].topics[0].partitions.map(\.partitionSize)
        #expect(sizes.count == 3)
        #expect(sizes[0] == 0 && sizes[1] > 0 && sizes[2] == 0)
        let some = DescribeLogDirsRequest(topics: [.init(topic: "orders", partitions: [1, 9])])
        #expect(
            try client.ask(some, version: 5).results[0].topics[0].partitions.map(\.partitionIndex) == [1])
        #expect(try client.ask(DescribeLogDirsRequest(topics: []), version: 5).results[0].topics.isEmpty)
    }

    // MARK: Repetitions

    @Test func `what is asked for a thousand times is answered once`() throws {
        let (_, client) = try node()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        let topics = MetadataRequest(topics: Array(repeating: .init(name: "orders"), count: 1_000))
        #expect(try client.ask(topics, version: 12).topics.count == 1)
        let broker = DescribeConfigsRequest.DescribeConfigsResource(
            resourceType: 4, resourceName: "1", configurationKeys: nil)
        let configs = DescribeConfigsRequest(resources: Array(repeating: broker, count: 1_000))
        #expect(try client.ask(configs, version: 4).results.count == 1)
        var fetch = client.fetchRequest("orders", from: 0)
        fetch.topics = Array(repeating: fetch.topics[0], count: 1_000)
        #expect(try client.ask(fetch, version: 12).responses.flatMap(\.partitions).count == 1)
        let offsets = ListOffsetsRequest(
            replicaId: -1,
            topics: [
                .init(
                    name: "orders",
                    partitions: Array(repeating: .init(partitionIndex: 0, timestamp: 5), count: 1_000))
            ])
        let answers = try client.ask(offsets, version: 11).topics[0].partitions
        #expect(answers.count == 1_000)
        #expect(answers.allSatisfy { $0.errorCode == .invalidRequest })
    }

    @Test func `only records may make a request long`() throws {
        let (_, client) = try node()
        let name = String(repeating: "x", count: 30_000)
        let request = MetadataRequest(topics: Array(repeating: .init(name: name), count: 300))
        let number = try client.send(request, version: 12)
        guard case .close? = client.reply(to: number) else {
            Issue.record("a request of nine million bytes was taken")
            return
        }
    }

    // MARK: Ids

    @Test func `no producer id is given twice, not even after a crash`() throws {
        let (node, client) = try node()
        let request = InitProducerIdRequest(transactionalId: nil)
        var ids = try (0..<3).map { _ in try client.ask(request, version: 5).producerId }
        let again = try node.restart().connect()
        ids += try (0..<3).map { _ in try again.ask(request, version: 5).producerId }
        #expect(Set(ids).count == 6)
    }

    @Test func `half an identity is no identity`() throws {
        let (_, client) = try node()
        for request in [
            InitProducerIdRequest(transactionalId: nil, producerId: 5),
            InitProducerIdRequest(transactionalId: nil, producerEpoch: 0),
        ] {
            #expect(try client.ask(request, version: 5).errorCode == .invalidRequest)
        }
    }
}
