import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// What goes on in the background, from the outside: requests, time, and what the disk holds.
@Suite struct BackgroundTests {
    /// Long enough for several rounds of everything.
    private static let aWhile = Duration.seconds(60)

    private struct Found: Equatable {
        var offset: Offset
        var value: String
    }

    private func records(_ client: SimulatedClient, upTo end: Offset) throws -> [Found] {
        var found: [Found] = []
        var next: Offset = 0
        while next < end {
            guard case .bytes(let bytes)? = try client.fetch("t", from: next).records,
                bytes.readableBytes > 0
            else { break }
            var batches = RecordBatches(bytes)
            while let batch = try batches.next() {
                next = batch.header.lastOffset + 1
                var records = try batch.records(decompressionLimit: 1 << 20)
                while let record = try records.next() {
                    found.append(
                        Found(offset: record.offset, value: String(buffer: record.value ?? ByteBuffer())))
                }
            }
        }
        return found
    }

    private func described(_ client: SimulatedClient) throws -> DescribeStorageResponse.Partition {
        let directories = try client.ask(DescribeStorageRequest(topics: ["t"]), version: 0).directories
        return try #require(directories.flatMap(\.partitions).first)
    }

    /// A topic of small segments, and 60 records that compress.
    private func filled(
        _ node: SimulatedNode, _ configs: [String: String] = [:]
    ) throws -> (SimulatedClient, [Found]) {
        let client = node.connect()
        let configs = ["internal.segment.bytes": "2000"].merging(configs) { $1 }
        #expect(try client.createTopic("t", configs: configs) == ErrorCode.none)
        for index in 0..<60 {
            try client.produce(["\(index) " + String(repeating: "x", count: 300)], to: "t")
        }
        return (client, try records(client, upTo: 60))
    }

    // MARK: Scrubbing

    @Test(arguments: [true, false])
    func `damage that nobody reads is found, if scrubbing is on`(isOn: Bool) throws {
        let node = try SimulatedNode(["martlet.scrub.bytes.per.second=\(isOn ? 1_000_000 : 0)"])
        let (client, _) = try filled(node)
        let file = try node.world.fileSystem.open("/data/t-0/00000000000000000000.log", .readWrite)
        try file.write([ByteBuffer(bytes: [0xEE, 0xEE])], at: 100)
        node.world.pass(Self.aWhile)
        let ranges = try described(client).corruptRanges
        #expect(ranges.map(\.firstOffset) == (isOn ? [0] : []))
        #expect(ranges.map(\.endOffset) == (isOn ? [1] : []))
        if isOn { #expect(try client.fetch("t", from: 0).errorCode == .corruptMessage) }
    }

    @Test func `scrubbing can be switched on while the node runs`() throws {
        let node = try SimulatedNode(["martlet.scrub.bytes.per.second=0"])
        let (client, _) = try filled(node)
        let file = try node.world.fileSystem.open("/data/t-0/00000000000000000000.log", .readWrite)
        try file.write([ByteBuffer(bytes: [0xEE, 0xEE])], at: 100)
        #expect(try client.alter(["martlet.scrub.bytes.per.second": "1000000"]) == ErrorCode.none)
        node.world.pass(Self.aWhile)
        #expect(try described(client).corruptRanges.count == 1)
    }
}
