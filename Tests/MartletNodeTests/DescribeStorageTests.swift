import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

@Suite struct DescribeStorageTests {
    private func describe(
        _ client: SimulatedClient, _ topics: [String]? = nil
    ) throws -> [DescribeStorageResponse.Directory] {
        try client.ask(DescribeStorageRequest(topics: topics), version: 0).directories
    }

    @Test func `every log directory tells of its logs`() throws {
        let node = try SimulatedNode(["log.dirs=/a,/b"])
        let client = node.connect()
        #expect(try client.createTopic("t", partitions: 4) == ErrorCode.none)
        try client.produce(["one", "two"], to: "t", partition: 2)
        let directories = try describe(client)
        #expect(directories.map(\.path) == ["/a", "/b"])
        #expect(directories.allSatisfy { $0.isOnline && $0.totalBytes > 0 && $0.directoryId.uuid != .zero })
        let partitions = directories.flatMap(\.partitions)
        #expect(partitions.count == 4 && partitions.allSatisfy { $0.topic == "t" && $0.state == 1 })
        let written = try #require(partitions.first { $0.partitionIndex == 2 })
        #expect(written.logStartOffset == 0 && written.logEndOffset == 2 && written.highWatermark == 2)
        #expect(written.durableEndOffset == 2 && written.segmentCount == 1 && written.byteCount > 0)
        #expect(written.compaction == nil && written.recompression == nil)
    }

    @Test(arguments: [(nil, 3), ([], 0), (["a"], 1), (["a", "nowhere"], 1)] as [([String]?, Int)])
    func `whoever names topics hears of those`(topics: [String]?, count: Int) throws {
        let client = try SimulatedNode().connect()
        #expect(try client.createTopic("a") == ErrorCode.none)
        #expect(try client.createTopic("b", partitions: 2) == ErrorCode.none)
        #expect(try describe(client, topics).flatMap(\.partitions).count == count)
    }

    @Test func `a log that is out of service says so`() throws {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("t") == ErrorCode.none)
        node.onlyOwner.assumeIsolated { shard in
            for replica in shard.readyReplicas() { shard.takeOffline(replica) }
        }
        let partition = try #require(try describe(client).first?.partitions.first)
        #expect(partition.state == 2 && partition.segmentCount == 0)
    }
}
