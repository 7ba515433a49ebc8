import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct LogRetentionTests {
    /// Five segments of two batches of 150 bytes, the last of one: offsets 0…8, the time of each 1,000 times
    /// its offset.
    private func log(_ bench: Workbench, _ change: (inout LogConfiguration) -> Void) throws -> PartitionLog {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 300
        configuration.retentionMilliseconds = -1
        change(&configuration)
        let (log, _) = try bench.open(configuration)
        for index in 0..<9 {
            let made = try batch(byteCount: 150, timestamp: Timestamp(Int64(index) * 1_000))
            _ = try log.append(made, leaderEpoch: index < 4 ? 0 : 1, now: 0)
        }
        #expect(log.segmentCount == 5)
        return log
    }

    @Test(
        arguments: [
            (-1, 0), (1_350, 0), (1_051, 0), (1_050, 2), (750, 4), (150, 8), (149, 8), (0, 9),
        ] as [(Int64, Offset)])
    func `segments go as long as what is left is not below the size`(limit: Int64, start: Offset) throws {
        let log = try log(try Workbench()) { $0.retentionBytes = limit }
        _ = try log.applyRetention(now: 0, highWatermark: 9)
        #expect(log.logStartOffset == start)
        #expect(log.byteCount == (9 - start.rawValue) * 150)
        #expect(try log.records().map(\.offset) == (start.rawValue..<9).map { Offset($0) })
    }

    @Test(
        arguments: [(1_000, 0), (1_001, 2), (3_001, 4), (7_001, 8), (8_000, 8), (8_001, 9)]
            as [(Timestamp, Offset)])
    func `segments go whose latest record is older than the time`(late: Timestamp, start: Offset) throws {
        let log = try log(try Workbench()) { $0.retentionMilliseconds = 100_000 }
        let retired = try log.applyRetention(now: late + 100_000, highWatermark: 9)
        #expect(log.logStartOffset == start)
        #expect(retired.map(\.baseOffset) == [0, 2, 4, 6, 8].filter { $0 < start })
        #expect(log.segmentCount >= 1 && log.logEndOffset == 9)
        #expect(try log.append(["more"]).baseOffset == 9)
    }

    @Test func `no bit that flips in a time index deletes records, or keeps them`() throws {
        let bench = try Workbench()
        let log = try log(bench) { $0.retentionMilliseconds = 100_000 }
        let configuration = log.configuration
        try log.close()
        let name = "00000000000000000002.timeindex"
        let whole = try bench.bytes(name)
        for bit in whole.readableBytes * 8 - 96..<whole.readableBytes * 8 {
            let copy = try Workbench(memory: bench.memory.copy())
            var changed = Array(whole.readableBytesView)
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            try copy.put(ByteBuffer(bytes: changed), name)
            let (again, _) = try copy.open(configuration)
            _ = try again.applyRetention(now: 103_000, highWatermark: 9)
            #expect(again.logStartOffset == 2, "bit \(bit)")
            _ = try again.applyRetention(now: 103_001, highWatermark: 9)
            #expect(again.logStartOffset == 4, "bit \(bit)")
        }
    }

    @Test(arguments: [(9, 9), (8, 8), (7, 6), (6, 6), (1, 0), (0, 0)] as [(Offset, Offset)])
    func `nothing beyond the high watermark goes`(highWatermark: Offset, start: Offset) throws {
        let log = try log(try Workbench()) { $0.retentionBytes = 0 }
        _ = try log.applyRetention(now: 0, highWatermark: highWatermark)
        #expect(log.logStartOffset == start)
    }

    @Test func `a log that is not deleted from keeps all, but for what lies below its start`() throws {
        let log = try log(try Workbench()) { ($0.retentionBytes, $0.isDeleted) = (0, false) }
        #expect(try log.applyRetention(now: 1_000_000_000_000, highWatermark: 9).isEmpty)
        #expect(try log.deleteRecords(before: 5, highWatermark: 9) == 5)
        #expect(try log.applyRetention(now: 0, highWatermark: 9).map(\.baseOffset) == [0, 2])
        #expect(log.logStartOffset == 5 && log.isLogStartInsideSegment)
        #expect(try log.records().map(\.offset) == [5, 6, 7, 8])
    }

    @Test(arguments: Disk.allCases)
    func `retired files keep their content under another name until they are removed`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let log = try log(bench) { $0.retentionBytes = 1_050 }
        try log.flush()
        let retired = try log.applyRetention(now: 0, highWatermark: 9)
        #expect(
            retired == [
                RetiredSegment(
                    baseOffset: 0, byteCount: 300,
                    paths: [".log", ".index", ".timeindex"].map {
                        "\(bench.directory)/00000000000000000000\($0).deleted"
                    })
            ])
        #expect(try bench.bytes("00000000000000000000.log.deleted").readableBytes == 300)
        for segment in retired { try segment.remove(bench.fileSystem) }
        #expect(try !bench.names().contains { $0.hasSuffix(".deleted") })
        #expect(try bench.names().contains("00000000000000000002.snapshot"))
    }

    @Test func `segments leave the log at once, and their names when the job runs`() throws {
        let bench = try Workbench()
        let log = try log(bench) { $0.retentionBytes = 1_050 }
        let job = try #require(try log.planRetention(now: 0, highWatermark: 9))
        #expect(log.logStartOffset == 2 && log.byteCount == 1_050)
        #expect(try log.records().first?.offset == 2)
        #expect(try bench.names().contains("00000000000000000000.log"))
        guard try log.planRetention(now: 0, highWatermark: 9) == nil else {
            Issue.record("there was more to do")
            return
        }
        log.finish(try job.run())
        #expect(try bench.names().contains("00000000000000000000.log.deleted"))
        #expect(try !bench.names().contains("00000000000000000000.log"))
    }

    @Test func `segments of a log that was just opened are dated first`() throws {
        let bench = try Workbench()
        try log(bench) { _ in }.close()
        var configuration = LogConfiguration()
        configuration.retentionMilliseconds = 100_000
        let (log, _) = try bench.open(configuration)
        let dating = try #require(try log.planRetention(now: 103_001, highWatermark: 9))
        #expect(log.logStartOffset == 0)
        log.finish(try dating.run())
        _ = try #require(try log.planRetention(now: 103_001, highWatermark: 9))
        #expect(log.logStartOffset == 4)
    }

    @Test func `what a stop left to be removed is removed when the log is opened`() throws {
        let bench = try Workbench()
        let log = try log(bench) { $0.retentionBytes = 1_050 }
        _ = try log.applyRetention(now: 0, highWatermark: 9)
        try bench.put(ByteBuffer(string: "x"), "00000000000000000099-0000000001.checkpoint.deleted")
        try log.close()
        let (again, _) = try bench.open()
        #expect(again.logStartOffset == 2)
        #expect(
            try bench.names().filter { $0.hasSuffix(".deleted") }
                == ["00000000000000000099-0000000001.checkpoint.deleted"])
    }

    @Test func `without timestamps the time of the file counts`() throws {
        let bench = try Workbench()
        try bench.memory.setTime(milliseconds: 50_000)
        var configuration = LogConfiguration()
        configuration.retentionMilliseconds = 1_000
        let (log, _) = try bench.open(configuration)
        _ = try log.append(try batch(["x"], timestamp: -1), leaderEpoch: 0, now: 0)
        #expect(try log.applyRetention(now: 51_000, highWatermark: 1).isEmpty)
        #expect(try log.applyRetention(now: 51_001, highWatermark: 1).count == 1)
    }

    @Test func `the log start moves within a segment, and with it the epochs`() throws {
        let bench = try Workbench()
        let log = try log(bench) { _ in }
        #expect(try log.deleteRecords(before: 5, highWatermark: 9) == 5)
        #expect(try log.deleteRecords(before: 2, highWatermark: 9) == 5)
        #expect(log.endOffset(for: 0) == (0, 5))
        #expect(log.epoch(at: 5) == 1)
        #expect(throws: DeleteRecordsError.outOfRange(logStart: 5, highWatermark: 7)) {
            try log.deleteRecords(before: 8, highWatermark: 7)
        }
        #expect(throws: DeleteRecordsError.outOfRange(logStart: 5, highWatermark: 7)) {
            try log.deleteRecords(before: -2, highWatermark: 7)
        }
        #expect(try log.deleteRecords(before: -1, highWatermark: 7) == 7)
        try log.close()
        let (again, _) = try bench.open(logStartOffset: 7)
        #expect(again.logStartOffset == 7 && again.logEndOffset == 9)
        #expect(try again.records().map(\.offset) == [7, 8])
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n1\n1 7\n")
    }

    @Test func `an empty log is left alone`() throws {
        let bench = try Workbench()
        var configuration = LogConfiguration()
        (configuration.retentionBytes, configuration.retentionMilliseconds) = (0, 0)
        let (log, _) = try bench.open(configuration)
        #expect(try log.applyRetention(now: 1_000_000_000_000, highWatermark: 0).isEmpty)
        #expect(try log.deleteRecords(before: -1, highWatermark: 0) == 0)
    }
}
