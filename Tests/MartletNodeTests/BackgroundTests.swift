import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization
import Testing

@testable import MartletNode

/// What goes on in the background, from the outside: requests, time, and what the disk holds.
@Suite struct BackgroundTests {
    /// Long enough for several rounds of everything.
    private static let aWhile = Duration.seconds(60)

    private struct Found: Equatable {
        var offset: Offset
        var key: String?
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
                        Found(
                            offset: record.offset, key: record.key.map { String(buffer: $0) },
                            value: String(buffer: record.value ?? ByteBuffer())))
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

    // MARK: Recompression

    @Test(arguments: ["gzip", "snappy", "lz4", "zstd"])
    func `full segments are compressed, and their records are the same`(codec: String) throws {
        let node = try SimulatedNode()
        let (client, before) = try filled(node, ["martlet.segment.compression.type": codec])
        #expect(before.map(\.offset) == (0..<60).map { Offset($0) })
        node.world.pass(Self.aWhile)
        let figures = try #require(try described(client).recompression)
        #expect(figures.compression == codec)
        #expect(figures.segmentCount == (try described(client).segmentCount) - 1)
        #expect(figures.rewrittenSegmentCount == figures.segmentCount)
        #expect(figures.rewrittenByteCount * 2 < figures.rewrittenByteCountBefore)
        #expect(try records(client, upTo: 60) == before)

        let again = try node.restart()
        #expect(try records(again.connect(), upTo: 60) == before)
    }

    @Test func `a codec that is set later holds for segments that are full already`() throws {
        let node = try SimulatedNode()
        let (client, before) = try filled(node)
        node.world.pass(Self.aWhile)
        let byteCount = try described(client).byteCount
        #expect(try described(client).recompression == nil)
        #expect(try client.alter(topic: "t", ["martlet.segment.compression.type": "zstd"]) == ErrorCode.none)
        node.world.pass(Self.aWhile)
        #expect(try described(client).byteCount * 2 < byteCount)
        #expect(try records(client, upTo: 60) == before)
    }

    @Test func `files of segments that were replaced go after a while`() throws {
        let node = try SimulatedNode()
        _ = try filled(node, ["martlet.segment.compression.type": "zstd", "file.delete.delay.ms": "1000"])
        node.world.pass(Self.aWhile)
        let names = try node.world.fileSystem.list("/data/t-0").map(\.name)
        #expect(
            !names.contains { $0.hasSuffix(".deleted") || $0.hasSuffix(".cleaned") || $0.hasSuffix(".swap") })
    }

    @Test func `a node that is stopped in the middle leaves the segments as they were`() throws {
        let node = try SimulatedNode()
        node.world.holdJobs()
        let (_, before) = try filled(node, ["martlet.segment.compression.type": "zstd"])
        node.world.pass(Self.aWhile)
        node.stop()
        node.world.releaseJobs()
        node.world.settle()
        let names = try node.world.fileSystem.list("/data").map(\.name)
        #expect(names.contains(".kafka_cleanshutdown"))
        let again = try SimulatedNode(world: SimulatedWorld(fileSystem: node.world.fileSystem))
        #expect(try records(again.connect(), upTo: 60) == before)
    }

    // MARK: Compaction

    /// A compacted topic of small segments, and 100 records of ten keys, some of them in one batch.
    private func compacted(
        _ node: SimulatedNode, _ configs: [String: String] = [:]
    ) throws -> (SimulatedClient, [String: String]) {
        let client = node.connect()
        let configs = [
            "internal.segment.bytes": "2000", "cleanup.policy": "compact", "min.cleanable.dirty.ratio": "0.1",
        ].merging(configs) { $1 }
        #expect(try client.createTopic("t", configs: configs) == ErrorCode.none)
        var last: [String: String] = [:]
        for index in stride(from: 0, to: 100, by: 2) {
            var builder = RecordBatchBuilder()
            for index in index...index + 1 {
                let (key, value) = ("key \(index % 10)", "\(index) " + String(repeating: "x", count: 100))
                last[key] = value
                builder.append(
                    key: ByteBuffer(string: key), value: ByteBuffer(string: value),
                    timestamp: 1_700_000_000_000)
            }
            let request = ProduceRequest(
                acks: -1, timeoutMs: 30_000,
                topicData: [
                    .init(
                        name: "t",
                        partitionData: [.init(index: 0, records: .bytes(try builder.build().bytes))])
                ])
            #expect(
                try client.ask(request, version: 12).responses[0].partitionResponses[0].errorCode
                    == ErrorCode.none)
        }
        return (client, last)
    }

    private func last(_ found: [Found]) -> [String: String] {
        Dictionary(found.map { ($0.key ?? "", $0.value) }, uniquingKeysWith: { $1 })
    }

    @Test(arguments: ["none", "zstd"])
    func `the last record of each key stays, with its offset`(codec: String) throws {
        let node = try SimulatedNode()
        let (client, expected) = try compacted(node, ["martlet.segment.compression.type": codec])
        let before = try records(client, upTo: 100)
        #expect(before.count == 100)
        node.world.pass(Self.aWhile)
        let after = try records(client, upTo: 100)
        #expect(after.count < 40 && after.allSatisfy { before.contains($0) })
        #expect(last(after) == expected)
        let compaction = try #require(try described(client).compaction)
        #expect(compaction.firstDirtyOffset > 80 && compaction.dirtyRatio == 0)

        let again = try node.restart()
        let local = again.connect()
        #expect(last(try records(local, upTo: 100)) == expected)
        #expect(try described(local).compaction?.firstDirtyOffset == compaction.firstDirtyOffset)
    }

    @Test(
        arguments: [
            (["log.cleaner.enable=false"], [:]), (["log.cleaner.threads=0"], [:]),
            ([], ["min.cleanable.dirty.ratio": "1"]), ([], ["min.compaction.lag.ms": "1000000000"]),
        ] as [([String], [String: String])])
    func `nothing is compacted where the configuration says so`(
        settings: [String], configs: [String: String]
    ) throws {
        let node = try SimulatedNode(settings)
        let (client, _) = try compacted(node, configs)
        node.world.pass(Self.aWhile)
        #expect(try records(client, upTo: 100).count == 100)
    }

    @Test func `a topic that is deleted while it is compacted is gone, and others are compacted after it`()
        throws
    {
        let node = try SimulatedNode()
        node.world.holdJobs()
        let (client, _) = try compacted(node)
        node.world.pass(Self.aWhile)
        let deletion = try client.send(DeleteTopicsRequest(topics: [.init(name: "t")]), version: 6)
        node.world.settle()
        #expect(client.reply(to: deletion) == nil)
        node.world.releaseJobs()
        node.world.settle()
        #expect(client.reply(to: deletion) != nil)
        let (_, expected) = try compacted(node)
        node.world.pass(Self.aWhile)
        let after = try records(client, upTo: 100)
        #expect(after.count < 40 && last(after) == expected)
    }

    @Test func `what a compaction has replaced leaves the log and the disk before it ends`() throws {
        let node = try SimulatedNode()
        node.world.holdJobs()
        let (client, expected) = try compacted(node, ["file.delete.delay.ms": "1000"])
        node.world.pass(Self.aWhile)
        let before = try described(client).byteCount
        let seen = Mutex<[(byteCount: Int64, names: [String])]>([])
        node.world.fileSystem.intercept { [world = node.world] operation, path in
            guard operation == .rename, path.hasSuffix(".log.cleaned") else { return .proceed }
            // Time passes while the job goes on.
            world.pass(.seconds(3))
            guard let log = try? described(client), let names = try? world.fileSystem.list("/data/t-0") else {
                return .proceed
            }
            seen.withLock { $0.append((log.byteCount, names.map(\.name))) }
            return .proceed
        }
        node.world.releaseJobs()
        node.world.settle()
        node.world.fileSystem.intercept(with: nil)
        let steps = seen.withLock { $0 }
        #expect(steps.count > 2)
        #expect(steps.first?.byteCount == before)
        #expect(zip(steps, steps.dropFirst()).allSatisfy { $1.byteCount < $0.byteCount })
        #expect(!steps.contains { $0.names.contains { $0.hasSuffix(".deleted") } })
        #expect(last(try records(client, upTo: 100)) == expected)
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
