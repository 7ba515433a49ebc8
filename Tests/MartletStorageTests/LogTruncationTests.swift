import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct LogTruncationTests {
    /// Segments at 0, 4 and 8 of two batches of two records each; an epoch for each segment.
    private func log(_ bench: Workbench) throws -> PartitionLog {
        let (log, _) = try bench.open()
        for segment in 0..<3 {
            try log.roll(now: 0)
            for _ in 0..<2 { try log.append(["x", "y"], epoch: LeaderEpoch(Int32(segment))) }
        }
        #expect(log.segmentCount == 3 && log.logEndOffset == 12)
        return log
    }

    @Test func `a log that was cut below its start begins there again if the checkpoint still says so`()
        throws
    {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a", "b", "c", "d"])
        try log.append(["e"])
        try log.flush()
        _ = try log.deleteRecords(before: 2, highWatermark: 5)
        _ = try log.truncate(to: 3)
        #expect(log.logStartOffset == 0 && log.logEndOffset == 0)
        // A crash before the caller has written the checkpoint of log starts.
        let (again, _) = try bench.open(recoveryPoint: 3, logStartOffset: 2, isClean: false)
        #expect(again.logStartOffset == 2 && again.logEndOffset == 2)
        #expect(try again.records().isEmpty)
    }

    @Test(
        arguments: [
            (7, 7), (6, 5), (5, 5), (4, 2), (3, 2), (2, 2), (1, 0),
        ] as [(Offset, Offset)])
    func `what compaction has left before the cut ends as it does after a crash`(
        offset: Offset, end: Offset
    ) throws {
        for isClean in [false, true] {
            let bench = try Workbench()
            let (log, _) = try bench.open(compacted)
            try log.write("a=1 c=1 a=2,b=1 d=1 a=3,b=2 | z=1")
            try log.compact()
            #expect(try log.text == "1:c=1 4:d=1 5:a=3 6:b=2 7:z=1")
            for retired in try log.truncate(to: offset) { try retired.remove(bench.fileSystem) }
            if isClean { try log.close() }
            let (again, report) = try bench.open(compacted, recoveryPoint: end, isClean: isClean)
            #expect(log.logEndOffset == end && log.durableEndOffset == end)
            #expect(again.logEndOffset == end && report?.lostEnd == nil)
            #expect(try again.append(["new"]).baseOffset == end)
        }
    }

    @Test(
        arguments: [
            (12, 12, 3), (20, 12, 3), (11, 10, 3), (10, 10, 3), (9, 8, 3), (8, 8, 2), (7, 6, 2), (6, 6, 2),
            (4, 4, 1),
            (3, 2, 1), (1, 0, 1), (0, 0, 1),
        ] as [(Offset, Offset, Int)])
    func `the log ends at the batch that holds the offset`(offset: Offset, end: Offset, segments: Int) throws
    {
        for disk in Disk.allCases {
            let bench = try Workbench(disk)
            let log = try log(bench)
            for retired in try log.truncate(to: offset) { try retired.remove(bench.fileSystem) }
            #expect(log.logEndOffset == end && log.segmentCount == segments)
            #expect(try log.records().map(\.offset) == (0..<end.rawValue).map { Offset($0) })
            #expect(log.latestEpoch.map { Int64($0.rawValue) } ?? -1 == (end.rawValue + 3) / 4 - 1)
            #expect(try log.append(["new"], epoch: 7).baseOffset == end)
            try log.close()
            let (again, report) = try bench.open()
            #expect(report == nil && again.logEndOffset == end + 1)
            #expect(try again.values().last == "new")
            let (recovered, scan) = try bench.open(isClean: false)
            #expect(scan?.truncated == nil && recovered.logEndOffset == end + 1)
        }
    }

    @Test func `a truncated log is not durable beyond its end`() throws {
        let log = try log(try Workbench())
        try log.flush()
        #expect(log.durableEndOffset == 12)
        _ = try log.truncate(to: 6)
        #expect(log.durableEndOffset == 6)
        try log.append(["x"], epoch: 3)
        #expect(log.durableEndOffset == 6)
    }

    @Test func `producers know again what they knew at the cut`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        for sequence in 0..<4 {
            let made = try batch(["x"], producer: Producer(id: 1, epoch: 0, sequence: Int32(sequence)))
            _ = try log.append(made, leaderEpoch: 0, now: 0)
            if sequence == 1 { try log.roll(now: 0) }
        }
        _ = try log.truncate(to: 3)
        let again = try batch(["x"], producer: Producer(id: 1, epoch: 0, sequence: 3))
        #expect(try log.append(again, leaderEpoch: 0, now: 0).isDuplicate == false)
        #expect(try log.append(again, leaderEpoch: 0, now: 0).isDuplicate)
    }

    @Test func `a log restarts at an offset beyond its end`() throws {
        let bench = try Workbench()
        let log = try log(bench)
        for retired in try log.restart(at: 100) { try retired.remove(bench.fileSystem) }
        #expect(log.logStartOffset == 100 && log.logEndOffset == 100 && log.byteCount == 0)
        #expect(try log.append(["x"], epoch: 3).baseOffset == 100)
        try log.close()
        let (again, _) = try bench.open()
        #expect(again.logStartOffset == 100 && again.logEndOffset == 101)
    }
}
