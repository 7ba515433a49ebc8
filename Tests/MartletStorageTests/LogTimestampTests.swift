import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct LogTimestampTests {
    private func log(_ bench: Workbench, segmentBytes: Int64 = 1 << 30) throws -> PartitionLog {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        configuration.indexIntervalBytes = 200
        return try bench.open(configuration).log
    }

    @Test(arguments: Disk.allCases, [1 << 30, 700] as [Int64])
    func `the first record at a time or later is found`(disk: Disk, segmentBytes: Int64) throws {
        let bench = try Workbench(disk)
        let log = try log(bench, segmentBytes: segmentBytes)
        // Records at 1,000, 1,010 … in batches of three.
        for index in 0..<30 {
            let made = try batch(
                ["a", "b", "c"], timestamp: Timestamp(1_000 + Int64(index) * 30), step: 10,
                compression: index % 2 == 0 ? .none : .lz4)
            _ = try log.append(made, leaderEpoch: 2, now: 0)
        }
        for offset in 0..<90 {
            for early in [0, 1, 9] as [Int64] {
                let time = Timestamp(1_000 + Int64(offset) * 10)
                #expect(
                    try log.offset(forTimestamp: time + -early)
                        == TimestampedRecord(timestamp: time, offset: Offset(Int64(offset)), leaderEpoch: 2))
            }
        }
        #expect(try log.offset(forTimestamp: 0)?.offset == 0)
        #expect(try log.offset(forTimestamp: 1_891) == nil)
        #expect(try log.maxTimestamp() == TimestampedRecord(timestamp: 1_890, offset: 89, leaderEpoch: 2))
    }

    @Test func `times out of order are found at their first record`() throws {
        let log = try log(try Workbench())
        for time in [50, 40, 90, 10, 70] as [Timestamp] { try log.append(["x"], timestamp: time) }
        func offset(_ time: Timestamp) throws -> Offset? { try log.offset(forTimestamp: time)?.offset }
        #expect(
            try offset(10) == 0 && offset(50) == 0 && offset(51) == 2 && offset(90) == 2 && offset(91) == nil)
        #expect(try log.maxTimestamp()?.offset == 2)
    }

    @Test func `deleted records are not found`() throws {
        let log = try log(try Workbench())
        for time in [10, 20, 30] as [Timestamp] {
            _ = try log.append(try batch(["x", "y"], timestamp: time, step: 1), leaderEpoch: 0, now: 0)
        }
        _ = try log.deleteRecords(before: 3, highWatermark: 6)
        #expect(try log.offset(forTimestamp: 0)?.offset == 3)
        #expect(try log.offset(forTimestamp: 21)?.offset == 3)
        #expect(try log.offset(forTimestamp: 22)?.offset == 4)
    }

    @Test func `an empty log has no times`() throws {
        let log = try log(try Workbench())
        #expect(try log.offset(forTimestamp: 0) == nil)
        #expect(try log.maxTimestamp() == nil)
    }

    @Test func `without its time index a segment is still searched`() throws {
        let bench = try Workbench()
        let first = try log(bench, segmentBytes: 400)
        for time in 1...20 { try first.append(["x"], timestamp: Timestamp(Int64(time) * 10)) }
        #expect(first.segmentCount > 2)
        try first.close()
        for name in try bench.names() where name.hasSuffix(".timeindex") {
            try bench.fileSystem.remove("\(bench.directory)/\(name)")
        }
        let again = try log(bench, segmentBytes: 400)
        for time in 1...20 {
            #expect(
                try again.offset(forTimestamp: Timestamp(Int64(time) * 10))?.offset == Offset(Int64(time) - 1)
            )
        }
    }
}
