import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// A log directory of a broker that has stopped in order: several segments, producers and epochs, deleted
/// records, a compressed topic.
private struct ClosedDirectory {
    let fileSystem: MemoryFileSystem

    init() throws {
        var node = try SimulatedNode(["log.index.interval.bytes=100"])
        let client = node.connect()
        #expect(
            try client.createTopic("orders", partitions: 2, configs: ["segment.ms": "500"]) == ErrorCode.none)
        #expect(try client.createTopic("packed", configs: ["compression.type": "zstd"]) == ErrorCode.none)
        for index in 0..<9 {
            // Every third batch rolls.
            let time = Timestamp(Int64(1_700_000_000_000 + index / 3 * 1_000))
            try client.produce(["value \(index)", "next"], to: "orders", timestamp: time)
            try client.produce([String(repeating: "packed ", count: 20)], to: "packed", timestamp: time)
            let records = RecordBytes.bytes(
                try makeBatch(["p\(index)"], timestamp: time, producer: 7, sequence: Int32(index)))
            let request = ProduceRequest(
                acks: -1, timeoutMs: 30_000,
                topicData: [.init(name: "orders", partitionData: [.init(index: 1, records: records)])])
            #expect(
                try client.ask(request, version: 12).responses[0].partitionResponses[0].errorCode == .none)
        }
        #expect(try client.deleteRecords("orders", before: 3).errorCode == .none)
        node.stop()
        node = try node.restart(["log.index.interval.bytes=100"])
        try node.connect().produce(["in another epoch"], to: "orders", timestamp: 1_700_000_002_000)
        node.stop()
        fileSystem = node.world.fileSystem
    }

    func verify() throws -> LogVerifier {
        var verifier = LogVerifier(fileSystem: fileSystem)
        try verifier.verify(["/data"])
        return verifier
    }

    func damage() throws -> [Finding] {
        try verify().findings.all.filter { $0.severity == .damage }
    }

    func flip(_ path: String, bit: Int) throws {
        let file = try fileSystem.open(path, .readWrite)
        let byte = try #require(try file.read(at: Int64(bit / 8), count: 1).readableBytesView.first)
        try file.write([ByteBuffer(bytes: [byte ^ (1 << (bit % 8))])], at: Int64(bit / 8))
    }

    func files(in directory: String = "/data") throws -> [String] {
        try fileSystem.list(directory).flatMap { entry in
            let path = "\(directory)/\(entry.name)"
            return entry.isDirectory ? try files(in: path) : [path]
        }
    }
}

@Suite struct LogVerifierTests {
    @Test func `nothing is wrong with the directory of a broker that has stopped in order`() throws {
        let closed = try ClosedDirectory()
        let before = try closed.files().map { try closed.fileSystem.read($0) }
        let verifier = try closed.verify()
        #expect(verifier.findings.all == [])
        let orders = try #require(verifier.partitions.first { $0.path == "/data/orders-0" })
        #expect(orders.summary.segmentCount == 3 && orders.summary.recordCount == 19)
        #expect(orders.summary.logStartOffset == 3 && orders.summary.logEndOffset == 19)
        #expect(verifier.partitions.count == 4)
        #expect(try closed.files().map { try closed.fileSystem.read($0) } == before)
    }

    /// What nobody can notice and nobody misses: the leader epochs of records that were deleted.
    private func isMeaningless(_ path: String, _ bit: Int) -> Bool {
        path == "/data/orders-0/00000000000000000000.log" && (12 * 8..<16 * 8).contains(bit)
    }

    @Test func `every flipped bit is found, in every kind of file`() throws {
        let closed = try ClosedDirectory()
        var kinds: Set<String> = []
        for path in try closed.files() {
            let count = try closed.fileSystem.read(path).readableBytes * 8
            guard count > 0 else { continue }
            kinds.insert(
                path.split(separator: "/").last.map { $0.drop(while: \.isNumber) }.map(String.init) ?? "")
            // Of small files all bits, of others those of the first header, and a sample.
            let isSmall = count <= 120 * 8
            for bit in 0..<count where isSmall || bit < 24 * 8 || bit.isMultiple(of: 17) {
                if isMeaningless(path, bit) { continue }
                try closed.flip(path, bit: bit)
                let found = try closed.damage()
                #expect(!found.isEmpty, "\(path), bit \(bit)")
                try closed.flip(path, bit: bit)
            }
        }
        #expect(try closed.damage() == [])
        #expect(
            kinds.isSuperset(of: [
                "meta.properties", ".kafka_cleanshutdown", "recovery-point-offset-checkpoint",
                "replication-offset-checkpoint", "log-start-offset-checkpoint", "bootstrap.checkpoint",
                "martlet.checksums", "martlet.boot-id", ".log", ".index", ".timeindex", ".snapshot",
                "partition.metadata",
                "leader-epoch-checkpoint", "quorum-state",
            ]))
    }

    @Test(arguments: [
        ("/data/meta.properties", 100, Finding.Subject.metaProperties),
        ("/data/quorum-state", 40, .quorumState),
        ("/data/orders-1/00000000000000000000.log", 70 * 8, .records),
        ("/data/orders-0/00000000000000000000.log", 70 * 8, .deletedRecords),
        ("/data/__cluster_metadata-0/00000000000000000000.log", 70 * 8, .metadataRecords),
        ("/data/orders-0/00000000000000000000.timeindex", 60, .timeIndex),
        ("/data/packed-0/partition.metadata", 100, .partitionMetadata),
        ("/data/recovery-point-offset-checkpoint", 3, .recoveryPoint),
    ])
    func `a finding names the file, and what its loss means`(path: String, bit: Int, subject: Finding.Subject)
        throws
    {
        let closed = try ClosedDirectory()
        let path = path.replacing("/data/quorum-state", with: "/data/__cluster_metadata-0/quorum-state")
        try closed.flip(path, bit: bit)
        #expect(try closed.damage().contains { $0.path == path && $0.subject == subject })
        #expect(!subject.meaning.isEmpty)
    }

    @Test func `what a crash leaves is no damage`() throws {
        let node = try SimulatedNode()
        let client = node.connect()
        #expect(try client.createTopic("orders") == ErrorCode.none)
        for index in 0..<5 { try client.produce(["value \(index)"], to: "orders") }
        let path = try #require(node.withReplica { $1.log.directory }) + "/00000000000000000000.log"
        let fileSystem = node.world.fileSystem
        fileSystem.processDied()
        let file = try fileSystem.open(path, .readWrite)
        try file.write([ByteBuffer(string: "the beginning of a batch")], at: try file.byteCount())
        var verifier = LogVerifier(fileSystem: fileSystem)
        try verifier.verify(["/data"])
        #expect(verifier.findings.all.filter { $0.severity == .damage } == [])
        #expect(verifier.findings.all.contains { $0.subject == .tail && $0.path == path })
    }

    @Test func `a directory on which Kafka has worked since looks sound`() throws {
        let closed = try ClosedDirectory()
        let path = "/data/meta.properties"
        closed.fileSystem.setTime(milliseconds: 5_000)
        let text = String(buffer: try closed.fileSystem.read(path))
        try closed.fileSystem.replace(path, with: ByteBuffer(string: "#\n#a date\n" + text))
        let findings = try closed.verify().findings.all
        #expect(findings.map(\.severity) == [.note] && findings.map(\.path) == [path])
    }
}
