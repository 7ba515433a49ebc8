import MartletModel
import MartletRecords
import NIOCore
import Testing

@testable import MartletStorage

@Suite struct CompactionPropertyTests {
    /// A log beside a list of all that was written, with compactions at random moments.
    private struct Run {
        let log: PartitionLog
        var generator: SeededGenerator
        var written: [KeyedRecord] = []
        /// What was appended since the last flush is not compacted.
        var compactedEnd: Offset = 0

        mutating func step() throws {
            switch Int.random(in: 0..<20, using: &generator) {
            case 0: try log.roll(now: 0)
            case 1, 2:
                try log.flush()
                if let outcome = try log.compact(
                    memory: [1 << 16, 30 * 24].randomElement(using: &generator) ?? 0)
                {
                    compactedEnd = outcome.firstDirtyOffset
                }
                try check()
            default: try append()
            }
        }

        private mutating func append() throws {
            var records: [KeyedRecord] = []
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                let isTombstone = Int.random(in: 0..<5, using: &generator) == 0
                records.append(
                    KeyedRecord(
                        key: "k\(Int.random(in: 0..<30, using: &generator))",
                        value: isTombstone
                            ? nil : String(repeating: "v", count: .random(in: 0..<90, using: &generator)),
                        header: Bool.random(using: &generator) ? "h\(written.count)" : nil,
                        timestamp: Timestamp(Int64.random(in: 0..<5_000, using: &generator))))
            }
            let batch = try keyedBatch(
                records, compression: Compression.allCases.randomElement(using: &generator) ?? .none)
            _ = try log.append(batch, leaderEpoch: 0, now: 0)
            for var record in records {
                record.offset = Offset(Int64(written.count))
                written.append(record)
            }
        }

        /// Below the end of the compaction the last record of each key is there, and no other; all from there
        /// on is. Each is as it was written.
        func check() throws {
            var last: [String?: Offset] = [:]
            for record in written where record.offset < compactedEnd { last[record.key] = record.offset }
            let expected = written.filter { $0.offset >= compactedEnd || last[$0.key] == $0.offset }
            #expect(try log.keyedRecords() == expected)
        }
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `compaction keeps the last record of each key as it was written`(seed: UInt64) throws {
        var configuration = compacted
        configuration.segmentBytes = 2_000
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        var run = Run(log: log, generator: SeededGenerator(seed: seed))
        for _ in 0..<300 { try run.step() }
        try log.flush()
        let (crashed, report) = try bench.open(configuration, isClean: false)
        #expect(report?.truncated == nil && crashed.logEndOffset == log.logEndOffset)
        #expect(try crashed.keyedRecords() == log.keyedRecords())
    }
}
