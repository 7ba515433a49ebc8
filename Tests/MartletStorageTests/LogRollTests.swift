import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct LogRollTests {
    private func configuration(_ change: (inout LogConfiguration) -> Void) -> LogConfiguration {
        var configuration = LogConfiguration()
        change(&configuration)
        return configuration
    }

    @Test(arguments: Disk.allCases)
    func `a segment that a batch would make too large is sealed, with indexes as Kafka writes them`(
        disk: Disk
    ) throws {
        let bench = try Workbench(disk)
        let (log, _) = try bench.open(configuration { $0.segmentBytes = 12_000 })
        for index in 0..<13 {
            let made = try batch(byteCount: 1_000, timestamp: Timestamp(5_000 + Int64(index)))
            _ = try log.append(made, leaderEpoch: 0, now: 0)
        }
        try log.flush()
        #expect(
            try bench.names() == [
                "00000000000000000000.index", "00000000000000000000.log", "00000000000000000000.timeindex",
                "00000000000000000012.log", "00000000000000000012.snapshot", "leader-epoch-checkpoint",
                "partition.metadata",
            ])
        // More than 4,096 bytes had passed before the batches 5 and 10; the time index ends with the
        // greatest.
        #expect(
            try bench.bytes("00000000000000000000.index")
                == ByteBuffer(bytes: [0, 0, 0, 5, 0, 0, 0x13, 0x88, 0, 0, 0, 10, 0, 0, 0x27, 0x10]))
        #expect(
            try bench.bytes("00000000000000000000.timeindex")
                == ByteBuffer(
                    bytes: [0, 0, 0, 0, 0, 0, 0x13, 0x8D, 0, 0, 0, 5]
                        + [0, 0, 0, 0, 0, 0, 0x13, 0x92, 0, 0, 0, 10]
                        + [0, 0, 0, 0, 0, 0, 0x13, 0x93, 0, 0, 0, 11]))
        #expect(log.byteCount == 13_000 && log.segmentCount == 2)
    }

    @Test func `a segment exactly full is not too large`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration { $0.segmentBytes = 300 })
        for _ in 0..<4 { _ = try log.append(try batch(byteCount: 150), leaderEpoch: 0, now: 0) }
        #expect(log.segmentCount == 2)
        _ = try log.append(try batch(byteCount: 150), leaderEpoch: 0, now: 0)
        #expect(log.segmentCount == 3)
    }

    @Test(
        arguments: [(1_000, 2_000, 1), (1_000, 2_001, 2), (1_000, 500, 1), (1_000, -1, 1)]
            as [(Timestamp, Timestamp, Int)])
    func `a segment rolls when a batch is much later than its first`(
        first: Timestamp, second: Timestamp, segments: Int
    ) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration { $0.segmentMilliseconds = 1_000 })
        _ = try log.append(try batch(["a"], timestamp: first), leaderEpoch: 0, now: 9_999_999)
        _ = try log.append(try batch(["b"], timestamp: second), leaderEpoch: 0, now: 9_999_999)
        #expect(log.segmentCount == segments)
    }

    @Test func `the first timestamp counts after a restart too`() throws {
        let bench = try Workbench()
        let configuration = configuration { ($0.segmentMilliseconds, $0.indexIntervalBytes) = (1_000, 1) }
        let (log, _) = try bench.open(configuration)
        for timestamp in [5_000, 5_500, 5_900] as [Timestamp] { try log.append(["a"], timestamp: timestamp) }
        try log.close()
        let (again, _) = try bench.open(configuration)
        try again.append(["b"], timestamp: 6_000)
        #expect(again.segmentCount == 1)
        try again.append(["c"], timestamp: 6_001)
        #expect(again.segmentCount == 2)
    }

    @Test(arguments: [(2_000, 1), (2_001, 2)] as [(Timestamp, Int)])
    func `without timestamps a segment's age counts`(now: Timestamp, segments: Int) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration { $0.segmentMilliseconds = 1_000 }, now: 1_000)
        _ = try log.append(try batch(["a"], timestamp: -1), leaderEpoch: 0, now: 1_000)
        _ = try log.append(try batch(["b"], timestamp: -1), leaderEpoch: 0, now: now)
        #expect(log.segmentCount == segments)
    }

    @Test func `a full index rolls its segment`() throws {
        let bench = try Workbench()
        // Room for two entries of the time index, of which one is kept for the last.
        let (log, _) = try bench.open(
            configuration { ($0.indexIntervalBytes, $0.segmentIndexBytes) = (1, 24) })
        var counts: [Int] = []
        for index in 0..<5 {
            try log.append(["a"], timestamp: Timestamp(1_000 + Int64(index)))
            counts.append(log.segmentCount)
        }
        #expect(counts == [1, 1, 2, 2, 3])
    }

    @Test func `jitter rolls a segment earlier, and always alike`() throws {
        func segments(after milliseconds: Int64) throws -> Int {
            let bench = try Workbench()
            let (log, _) = try bench.open(
                configuration { ($0.segmentMilliseconds, $0.segmentJitterMilliseconds) = (1_000, 1_000) })
            try log.append(["a"], timestamp: 5_000)
            try log.append(["b"], timestamp: Timestamp(5_000 + milliseconds))
            return log.segmentCount
        }
        let first = try (0...Int64(1_001)).map { try segments(after: $0) }
        #expect(first.first == 1 && first.last == 2)
        #expect(first == first.sorted())
        #expect(try (0...Int64(1_001)).map { try segments(after: $0) } == first)
    }
}
