import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization
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

    @Test(arguments: ["mark", "roll", "close"])
    func `a snapshot is written when the indexes are durable that it vouches for`(end: String) throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        _ = try fill(log, megabytes: 1)
        try log.flush()
        let trace = OperationTrace()
        trace.watch(try bench.memory)
        let name = "\(SegmentFile.producerSnapshot.name(log.logEndOffset))"
        switch end {
        case "mark": try mark(log)
        case "roll":
            try log.roll(now: 0)
            try log.flush()
        default: try log.close()
        }
        let operations = trace.take()
        func place(_ operation: String) throws -> Int { try #require(operations.firstIndex(of: operation)) }
        let offsets = try place("sync 00000000000000000000.index")
        let times = try place("sync 00000000000000000000.timeindex")
        let names = try place("syncDirectory birds-3")
        let made = try #require(operations.firstIndex { $0.hasPrefix("open") && $0.hasSuffix(name) })
        let written = try place("write \(name)")
        #expect(max(offsets, times) < names && names < made && made < written)
        #expect(operations[written...].contains("syncDirectory birds-3"))
    }

    /// Each way in which a power cut may leave what was being written when everything was durable.
    @Test(arguments: 0..<60 as Range<UInt64>)
    func `a roll or a close that a power cut ends leaves indexes that agree with the log`(
        seed: UInt64
    ) throws {
        let memory = MemoryFileSystem(faults: DiskFaults(seed: seed))
        let bench = try Workbench(memory: memory)
        var configuration = configuration
        configuration.indexIntervalBytes = 100
        let (log, _) = try bench.open(configuration)
        for index in 0..<40 as Range<Int32> {
            let made = try batch(
                ["value \(index)"], timestamp: Timestamp(1_000 + Int64(index)),
                producer: Producer(id: 7, epoch: 0, sequence: index))
            _ = try log.append(made, leaderEpoch: 1, now: 0)
        }
        try log.flush()
        let flush: LogFlush?
        if seed.isMultiple(of: 2) {
            try log.roll(now: 0)
            flush = log.beginFlush()
        } else {
            flush = nil
        }
        var generator = SeededGenerator(seed: seed)
        memory.failAll(after: Int.random(in: 0...15, using: &generator))
        if let flush { try? flush.run() } else { try? log.close() }
        memory.intercept(with: nil)
        memory.cutPower(keeping: 0.5, using: &generator)
        let (again, _) = try bench.open(configuration, recoveryPoint: 40, isClean: false)
        #expect(again.logEndOffset == 40)
        for index in 0..<40 as Range<Int64> {
            let found = try again.offset(forTimestamp: Timestamp(1_000 + index))
            #expect(found?.offset == Offset(index))
        }
        let next = try batch(["next"], producer: Producer(id: 7, epoch: 0, sequence: 40))
        #expect(try again.append(next, leaderEpoch: 1, now: 0).baseOffset == 40)
    }

    @Test func `the beginning of a snapshot is not taken for one without producers`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        let sequence = try fill(log, megabytes: 17)
        try log.flush()
        try mark(log)
        let name = "\(SegmentFile.producerSnapshot.name(log.logEndOffset))"
        let empty = ProducerSnapshot.encode(ProducerState()).readableBytes
        try bench.put(try #require(try bench.bytes(name).getSlice(at: 0, length: empty)), name)
        let (again, _) = try bench.open(
            configuration, recoveryPoint: log.durableEndOffset, isClean: false)
        #expect(again.producerState.producers[7]?.batches.last?.lastSequence == sequence - 1)
    }

    @Test func `where a recovery makes indexes anew no older mark vouches for them`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        let sequence = try fill(log, megabytes: 1)
        try log.flush()
        try mark(log)
        let marked = log.logEndOffset
        _ = try fill(log, megabytes: 1, from: sequence)
        try log.roll(now: 0)
        _ = try fill(log, megabytes: 1, from: sequence + 4)
        try log.flush()
        try bench.fileSystem.remove("\(bench.directory)/00000000000000000000.index")
        let trace = OperationTrace()
        trace.watch(try bench.memory)
        _ = try bench.open(configuration, recoveryPoint: marked, isClean: false)
        let operations = trace.take()
        let removed = try #require(
            operations.firstIndex(of: "remove \(SegmentFile.producerSnapshot.name(marked))"))
        let synced = try #require(operations[removed...].firstIndex(of: "syncDirectory birds-3"))
        let written = try #require(operations.firstIndex(of: "write 00000000000000000000.index"))
        #expect(removed < synced && synced < written)
    }

    @Test func `a segment is not rewritten before a mark of it has ended`() throws {
        let bench = try Workbench()
        var configuration = configuration
        configuration.segmentCompression = .lz4
        let (log, _) = try bench.open(configuration)
        _ = try fill(log, megabytes: 1)
        let mark = try log.planRecoveryMark()
        try log.roll(now: 0)
        try log.flush()
        #expect(try log.planRecompression()?.baseOffset == nil)
        try mark.run()
        try log.finishRecoveryMark(mark, isDurable: true)
        let job = try #require(try log.planRecompression())
        let outcome = try #require(try job.run(pace: UnlimitedPace()))
        #expect(outcome.isRewritten)
        for segment in log.finish(job, outcome) { try segment.remove(bench.fileSystem) }
        #expect(try log.records().count == 4)
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

extension MemoryFileSystem {
    /// After so many operations none succeeds.
    fileprivate func failAll(after count: Int) {
        let left = Mutex(count)
        intercept { _, path in
            left.withLock { left in
                left -= 1
                return left < 0 ? .fail(.system(operation: "crash", path: path, code: 5)) : .proceed
            }
        }
    }
}
