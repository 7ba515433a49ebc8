import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

@Suite struct PartitionVerifierTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    /// A closed log of several segments with transactions of all kinds.
    private func fill() throws {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 500
        configuration.indexIntervalBytes = 100
        let log = try bench.open(configuration).log
        for index in 0..<3 {
            let sequence = Int32(index)
            try log.append(["plain \(index)"])
            try log.transact(7, sequence, ["given up \(index)"])
            try log.transact(8, sequence, ["kept \(index)"])
            try log.end(7, commit: false)
            try log.append(["between"])
            try log.end(8, commit: index != 1)
        }
        try log.transact(9, 0, ["open"])
        try log.close()
    }

    private func verify(_ change: (inout PartitionContext) -> Void = { _ in }) throws -> PartitionVerifier {
        var context = PartitionContext()
        context.isClean = true
        context.mayHaveGaps = false
        context.topicID = Workbench.topicID
        change(&context)
        var verifier = PartitionVerifier(
            directory: bench.directory, fileSystem: bench.fileSystem, context: context)
        try verifier.run()
        return verifier
    }

    private func flip(_ name: String, _ bit: Int) throws {
        var bytes = try bench.bytes(name)
        let byte = try #require(bytes.getInteger(at: bit / 8, as: UInt8.self))
        bytes.setInteger(byte ^ (1 << (bit % 8)), at: bit / 8)
        try bench.put(bytes, name)
    }

    @Test func `a closed log with transactions is sound`() throws {
        try fill()
        let verifier = try verify()
        #expect(verifier.findings.all == [])
        #expect(verifier.summary.recordCount == 19 && verifier.summary.logEndOffset == 19)
        #expect(try bench.names().contains { $0.hasSuffix(".txnindex") })
    }

    @Test func `every flipped bit of transaction indexes and producer snapshots is found`() throws {
        try fill()
        for name in try bench.names() where name.hasSuffix(".txnindex") || name.hasSuffix(".snapshot") {
            for bit in 0..<(try bench.bytes(name).readableBytes * 8) where bit < 80 || bit.isMultiple(of: 5) {
                try flip(name, bit)
                let damage = try verify().findings.all.filter { $0.severity == .damage }
                #expect(damage.contains { $0.path.hasSuffix(name) }, "\(name), bit \(bit)")
                try flip(name, bit)
            }
        }
    }

    @Test func `a missing file is found`() throws {
        try fill()
        let sealed = try #require(try bench.names().first { $0.hasSuffix(".txnindex") }).prefix(20)
        for suffix in ["txnindex", "index", "timeindex"] {
            let name = "\(sealed).\(suffix)"
            let bytes = try bench.bytes(name)
            try bench.fileSystem.remove("\(bench.directory)/\(name)")
            #expect(try verify().findings.all.map(\.path) == ["\(bench.directory)/\(name)"])
            try bench.put(bytes, name)
        }
        let second = try bench.names().filter { $0.hasSuffix(".log") }[1]
        try bench.fileSystem.remove("\(bench.directory)/\(second)")
        #expect(try verify().findings.all.contains { $0.subject == .order })
    }

    @Test func `another topic's directory, and an epoch that metadata do not know, are found`() throws {
        try fill()
        #expect(
            try verify { $0.topicID = TopicID(Uuid(high: 1, low: 2)) }.findings.all.map(\.subject) == [
                .partitionMetadata
            ])
        try bench.put(ByteBuffer(string: "0\n2\n0 0\n4 19\n"), LeaderEpochCache.fileName)
        #expect(try verify { $0.leaderEpoch = 4 }.findings.all == [])
        #expect(try verify { $0.leaderEpoch = 5 }.findings.all.map(\.subject) == [.leaderEpochs])
    }

    @Test func `a gap is damage only where nothing was compacted`() throws {
        try fill()
        let bytes = try bench.bytes("00000000000000000000.log")
        // The second batch is cut out.
        let first = try BatchHeader(reading: bytes, at: 0).byteCount
        let second = try BatchHeader(reading: bytes, at: first).byteCount
        var cut = try #require(bytes.getSlice(at: 0, length: first))
        cut.writeImmutableBuffer(
            try #require(bytes.getSlice(at: first + second, length: bytes.readableBytes - first - second)))
        try bench.put(cut, "00000000000000000000.log")
        #expect(try verify().findings.all.contains { $0.subject == .order })
        let compacted = try verify { $0.mayHaveGaps = true }
        #expect(!compacted.findings.all.contains { $0.subject == .order })
    }

    @Test func `of a log that nobody closed only what was on disk must be sound`() throws {
        try fill()
        let last = try #require(try bench.names().last { $0.hasSuffix(".log") })
        let bytes = try bench.bytes(last)
        try bench.put(try #require(bytes.getSlice(at: 0, length: bytes.readableBytes - 5)), last)
        let crashed = try verify {
            $0.isClean = false
            $0.recoveryPoint = 18
        }
        #expect(crashed.findings.all.filter { $0.severity == .damage } == [])
        #expect(crashed.findings.all.contains { $0.subject == .tail })
        let lost = try verify {
            $0.isClean = false
            $0.recoveryPoint = 19
        }
        #expect(lost.findings.all.contains { $0.subject == .records && $0.severity == .damage })
    }
}
