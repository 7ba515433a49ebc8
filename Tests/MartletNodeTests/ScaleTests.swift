import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

/// More partitions than a process may have files open.
@Suite struct ScaleTests {
    private static let partitionsPerTopic: Int32 = 1_000

    private func produce(
        _ client: SimulatedClient, _ topic: String, _ partitions: some Sequence<Int32>, _ values: [String]
    ) throws -> [ProduceResponse.PartitionProduceResponse] {
        let batch = try makeBatch(values)
        let request = ProduceRequest(
            acks: -1, timeoutMs: 30_000,
            topicData: [
                .init(
                    name: topic,
                    partitionData: partitions.map {
                        .init(index: PartitionIndex($0), records: .bytes(batch))
                    })
            ])
        return try client.ask(request, version: 12).responses.flatMap(\.partitionResponses)
    }

    @Test func `20,000 partitions are created, served, listed, closed and opened again`() throws {
        let descriptors = 2_000
        let topics = (0..<20).map { "topic-\($0)" }
        let sample = stride(from: 7, to: Self.partitionsPerTopic, by: 199)
        let first = SimulatedWorld(descriptors: descriptors)
        let node = try SimulatedNode(world: first)
        let client = node.connect()
        for topic in topics {
            #expect(
                try client.createTopic(topic, partitions: Self.partitionsPerTopic) == ErrorCode.none)
        }
        for topic in topics {
            #expect(
                try produce(client, topic, sample, ["in \(topic)"]).allSatisfy { $0.errorCode == .none })
        }
        node.stop()

        let second = SimulatedWorld(fileSystem: first.fileSystem, descriptors: descriptors)
        let again = try SimulatedNode(world: second)
        let other = again.connect(toShard: 1)
        let listed = try other.ask(MetadataRequest(topics: nil), version: 12).topics
        #expect(listed.count == 20 && listed.allSatisfy { $0.partitions.count == 1_000 })
        #expect(listed.allSatisfy { $0.partitions.allSatisfy { $0.errorCode == .none } })
        for topic in topics {
            for partition in sample {
                let fetched = try other.fetch(topic, from: 0, partition: PartitionIndex(partition))
                #expect(try other.values(fetched) == ["in \(topic)"])
            }
            let answers = try produce(other, topic, sample, ["more"])
            #expect(answers.allSatisfy { $0.errorCode == .none && $0.baseOffset == 1 })
        }
        again.stop()
        for world in [first, second] {
            let figures = try #require(world.limited?.figures)
            #expect(figures.refused == 0 && figures.most < descriptors)
        }
    }

    @Test(arguments: ["disk", "page-cache"], [100, 2_000] as [Int32])
    func `who produces to more partitions than there are descriptors is not refused`(
        durability: String, inOneRequest count: Int32
    ) throws {
        let descriptors = 600
        let world = SimulatedWorld(descriptors: descriptors)
        let node = try SimulatedNode(["martlet.durability=\(durability)"], world: world)
        let client = node.connect()
        #expect(try client.createTopic("t", partitions: 2_000) == ErrorCode.none)
        for round in 0..<2 as Range<Int64> {
            for start in stride(from: 0, to: 2_000 as Int32, by: Int(count)) {
                let answers = try produce(client, "t", start..<start + count, ["x"])
                #expect(answers.allSatisfy { $0.errorCode == .none && $0.baseOffset.rawValue == round })
            }
        }
        let figures = try #require(world.limited?.figures)
        #expect(figures.refused == 0 && figures.most > 200)
    }

    @Test func `who fetches cold data from more partitions than there are descriptors gets it`() throws {
        let world = SimulatedWorld(descriptors: 600)
        let node = try SimulatedNode(world: world)
        let client = node.connect()
        #expect(try client.createTopic("t", partitions: 2_000) == ErrorCode.none)
        let answers = try produce(client, "t", 0..<2_000, ["x"])
        #expect(answers.allSatisfy { $0.errorCode == .none })
        world.fileSystem.makeCold { _ in true }
        var wanted = Array(0..<2_000 as Range<Int32>)
        for _ in 0..<500 where !wanted.isEmpty {
            let request = FetchRequest(
                maxWaitMs: 500, minBytes: 1, maxBytes: 50 << 20,
                topics: [
                    .init(
                        topic: "t",
                        partitions: wanted.prefix(100).map {
                            .init(partition: PartitionIndex($0), fetchOffset: 0, partitionMaxBytes: 1 << 20)
                        })
                ])
            // An answer has its files open until it is sent, and a simulated client keeps its answers.
            let found = try node.connect().ask(request, version: 12).responses.flatMap(\.partitions)
            let failed = found.count { $0.errorCode != .none }
            #expect(failed == 0)
            let read = Set(found.filter { ($0.records?.byteCount ?? 0) > 0 }.map(\.partitionIndex.rawValue))
            wanted.removeAll { read.contains($0) }
        }
        let lacking = wanted.count
        #expect(lacking == 0)
        let figures = try #require(world.limited?.figures)
        #expect(figures.refused == 0)
    }
}
