import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@Suite struct RecoveryMarkTests {
    private static let log = "00000000000000000000.log"
    private let configuration: LogConfiguration = {
        var configuration = LogConfiguration()
        configuration.indexIntervalBytes = 1 << 16
        return configuration
    }()

    /// Appends about so many megabytes, each batch by an idempotent producer.
    private func fill(_ log: PartitionLog, megabytes: Int, from sequence: Int32 = 0) throws -> Int32 {
        let value = String(repeating: "m", count: 1 << 18)
        for index in 0..<Int32(megabytes * 4) {
            let made = try batch(
                [value], timestamp: Timestamp(1_000 + Int64(sequence + index)),
                producer: Producer(id: 7, epoch: 0, sequence: sequence + index))
            _ = try log.append(made, leaderEpoch: 1, now: 0)
        }
        return sequence + Int32(megabytes * 4)
    }

    private func mark(_ log: PartitionLog) throws {
        let mark = try log.planRecoveryMark()
        try mark.run()
        try log.finishRecoveryMark(mark, isDurable: true)
    }

    @Test func `recovery reads what lies beyond the recovery point, and little before`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        #expect(!log.isMarkDue)
        let sequence = try fill(log, megabytes: 17)
        #expect(log.isMarkDue)
        try log.flush()
        try mark(log)
        #expect(!log.isMarkDue)
        let recoveryPoint = log.durableEndOffset
        _ = try fill(log, megabytes: 2, from: sequence)
        let (again, report) = try bench.open(configuration, recoveryPoint: recoveryPoint, isClean: false)
        #expect(again.logEndOffset == log.logEndOffset && again.byteCount == log.byteCount)
        #expect(again.producerState == log.producerState || again.producerState.producers[7] != nil)
        #expect(try #require(report).scannedBytes < 3 << 20)
        // All the same as after a scan from the beginning.
        try again.close()
        let (closed, _) = try bench.open(configuration, recoveryPoint: log.logEndOffset)
        let marked = try (
            bench.bytes("00000000000000000000.index"), bench.bytes("00000000000000000000.timeindex")
        )
        try bench.fileSystem.remove("\(bench.directory)/00000000000000000000.index")
        let (scanned, _) = try bench.open(configuration, isClean: false)
        try scanned.close()
        #expect(try bench.bytes("00000000000000000000.index") == marked.0)
        #expect(try bench.bytes("00000000000000000000.timeindex") == marked.1)
        #expect(
            closed.producerState.producers[7]?.batches.last
                == scanned.producerState.producers[7]?.batches.last)
    }

    @Test func `a mark beyond the recovery point does not count`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        _ = try fill(log, megabytes: 17)
        try mark(log)
        let (again, report) = try bench.open(configuration, recoveryPoint: 3, isClean: false)
        #expect(report?.scannedBytes == log.byteCount)
        #expect(again.logEndOffset == log.logEndOffset)
    }

    @Test func `what is damaged beyond a mark is cut, and what lies below it stays`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        let sequence = try fill(log, megabytes: 17)
        try log.flush()
        try mark(log)
        let (end, byteCount) = (log.logEndOffset, log.byteCount)
        _ = try fill(log, megabytes: 1, from: sequence)
        var bytes = try bench.bytes(Self.log)
        bytes.setInteger(UInt8(0xFF), at: Int(byteCount) + 100)
        try bench.put(bytes, Self.log)
        let (again, report) = try bench.open(configuration, recoveryPoint: end, isClean: false)
        #expect(again.logEndOffset == end && report?.truncated?.position == byteCount)
        let next = try batch(["next"], producer: Producer(id: 7, epoch: 0, sequence: sequence))
        #expect(try again.append(next, leaderEpoch: 1, now: 0).baseOffset == end)
    }

    @Test(arguments: [0, 3, 8, 12, 100, 200])
    func `an index that a crash has cut costs time, not records`(byteCount: Int) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        _ = try fill(log, megabytes: 17)
        try log.flush()
        try mark(log)
        let whole = try bench.bytes("00000000000000000000.index")
        try bench.put(try #require(whole.getSlice(at: 0, length: byteCount)), "00000000000000000000.index")
        let (again, _) = try bench.open(
            configuration, recoveryPoint: log.durableEndOffset, isClean: false)
        #expect(again.logEndOffset == log.logEndOffset)
        for offset in stride(from: Int64(0), to: log.logEndOffset.rawValue, by: 9) {
            #expect(try again.firstRecord(from: Offset(offset))?.offset == Offset(offset))
        }
    }

    @Test func `a truncation takes marks back before it cuts`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        _ = try fill(log, megabytes: 17)
        try log.flush()
        try mark(log)
        let name = "\(SegmentFile.producerSnapshot.name(log.logEndOffset))"
        #expect(try bench.names().contains(name))
        let trace = OperationTrace()
        trace.watch(try bench.memory)
        _ = try log.truncate(to: 5)
        let operations = trace.take()
        let removed = try #require(operations.firstIndex(of: "remove \(name)"))
        let synced = try #require(operations.firstIndex(of: "syncDirectory birds-3"))
        let cut = try #require(operations.firstIndex(of: "truncate \(Self.log)"))
        #expect(removed < synced && synced < cut)
        _ = try fill(log, megabytes: 1, from: 5)
        try log.flush()
        let (again, _) = try bench.open(configuration, recoveryPoint: log.durableEndOffset, isClean: false)
        #expect(try again.records().count == log.records().count)
    }

    @Test func `a segment that was marked and rolled has its whole indexes`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        let sequence = try fill(log, megabytes: 17)
        try log.flush()
        try mark(log)
        _ = try fill(log, megabytes: 1, from: sequence)
        let mark = try log.planRecoveryMark()
        try log.roll(now: 0)
        try mark.run()
        try log.finishRecoveryMark(mark, isDurable: true)
        try log.flush()
        let rolled = try (
            bench.bytes("00000000000000000000.index"), bench.bytes("00000000000000000000.timeindex")
        )
        for name in ["index", "timeindex"] {
            try bench.fileSystem.remove("\(bench.directory)/00000000000000000000.\(name)")
        }
        _ = try bench.open(configuration, isClean: false)
        #expect(try bench.bytes("00000000000000000000.index") == rolled.0)
        #expect(try bench.bytes("00000000000000000000.timeindex") == rolled.1)
    }
}
