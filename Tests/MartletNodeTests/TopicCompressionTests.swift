import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore
import Testing

@testable import MartletNode

/// `compression.type` of a topic, and the level of its codec.
@Suite struct TopicCompressionTests {
    private static let values = (0..<300).map { "{\"user\": \($0 * 7919 % 1_000), \"event\": \"click\"}" }

    private static let levels: [(codec: String, low: Int, high: Int)] = [
        ("gzip", 1, 9), ("lz4", 3, 12), ("zstd", -20, 19),
    ]

    private func appended(_ client: SimulatedClient, to topic: String) throws -> RecordBatch {
        let end = try client.produce(Self.values, to: topic).baseOffset
        let data = try client.fetch(topic, from: end)
        guard case .bytes(let bytes)? = data.records else { throw SimulatedClient.NoAnswer() }
        var batches = RecordBatches(bytes)
        return try #require(try batches.next())
    }

    private func expect(_ batch: RecordBatch, _ codec: String, level: Int?) throws {
        let compression = try #require(Compression(name: codec))
        let plain = try RecordBatch(
            header: BatchHeader(reading: try makeBatch(Self.values), at: 0),
            bytes: try makeBatch(Self.values)
        ).payload
        #expect(batch.header.compression == compression)
        #expect(batch.payload == (try CompressionCodec.compress(plain, with: compression, level: level)))
    }

    @Test(arguments: levels)
    func `what is appended is compressed as the topic says, also when that changes`(
        _ row: (codec: String, low: Int, high: Int)
    ) throws {
        let client = try SimulatedNode().connect()
        let level = "compression.\(row.codec).level"
        let configs = ["compression.type": row.codec, level: "\(row.low)"]
        #expect(try client.createTopic("t", configs: configs) == ErrorCode.none)
        let low = try appended(client, to: "t")
        try expect(low, row.codec, level: row.low)
        #expect(try client.alter(topic: "t", [level: "\(row.high)"]) == ErrorCode.none)
        let high = try appended(client, to: "t")
        try expect(high, row.codec, level: row.high)
        #expect(high.header.byteCount < low.header.byteCount)
    }

    @Test(arguments: ["gzip", "snappy", "lz4", "zstd"])
    func `the broker's compression is that of topics without their own`(_ codec: String) throws {
        let node = try SimulatedNode(["compression.type=\(codec)"])
        let client = node.connect()
        #expect(try client.createTopic("t") == ErrorCode.none)
        try expect(try appended(client, to: "t"), codec, level: nil)
    }

    @Test func `uncompressed stays uncompressed where producers decide`() throws {
        let client = try SimulatedNode().connect()
        #expect(try client.createTopic("t") == ErrorCode.none)
        #expect(try appended(client, to: "t").header.compression == .none)
    }
}
