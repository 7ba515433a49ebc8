import MartletModel
import MartletRecords
import NIOCore
import Synchronization
import Testing

@testable import MartletStorage

@Suite struct CompactionTests {
    // MARK: - Which records stay

    @Test(
        arguments: [
            ("a=1 a=2 |", "1:a=2"),
            ("a=1,b=1 a=2 |", "1:b=1 2:a=2"),
            ("a=1,b=1,a=2,c=1 b=2 |", "2:a=2 3:c=1 4:b=2"),
            ("a=1 | a=2 | b=1", "1:a=2 2:b=1"),
            ("a=1 b=1 | c=1 | a=2 |", "1:b=1 2:c=1 3:a=2"),
            ("a=1 a- |", "1:a-"),
            ("a- a=1 |", "1:a=1"),
            ("=x a=1 =y,b=1 |", "1:a=1 3:b=1"),
            ("= a= |", "1:a="),
            ("=x =y | a=1", "2:a=1"),
        ])
    func `of each key the last record stays`(written: String, left: String) throws {
        for compression in Compression.allCases {
            let bench = try Workbench()
            let (log, _) = try bench.open(compacted)
            try log.write(written, compression: compression)
            let end = log.logEndOffset
            try log.compact()
            #expect(try log.text == left, "\(compression)")
            #expect(log.firstDirtyOffset == log.active.baseOffset && log.logEndOffset == end)
            // And again, which changes nothing.
            try log.write("z=1 |", compression: compression)
            try log.compact()
            try #expect(log.text == [left, "\(end):z=1"].joined(separator: " "))
            let (again, _) = try bench.open(compacted, isClean: false)
            #expect(try again.text == log.text && again.logEndOffset == end + 1)
        }
    }

    @Test func `what a crash takes before a segment is no gap that compaction left`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(compacted)
        for index in 0..<4 {
            try log.append(["value \(index)"])
            if index == 1 { try log.roll(now: 0) }
        }
        // Of the two files only the second reached the disk.
        try bench.put(ByteBuffer(), "00000000000000000000.log")
        // Unless Kafka may have compacted there, which does not keep a segment's last batch.
        let copy = try Workbench(memory: bench.memory.copy())
        let (kept, _) = try PartitionLog.open(
            directory: copy.directory, topicPartition: Workbench.topicPartition, topicID: Workbench.topicID,
            configuration: compacted, fileSystem: copy.fileSystem, firstDirtyOffset: 2, isClean: false,
            now: 1_000)
        #expect(kept.logEndOffset == 4 && kept.segmentCount == 2 && kept.firstDirtyOffset == 2)
        let (again, report) = try bench.open(compacted, isClean: false)
        #expect(again.logEndOffset == 0 && again.segmentCount == 1)
        #expect(report?.removedSegments.count == 1)
    }

    @Test func `the active segment is neither compacted nor looked into`() throws {
        let (log, _) = try Workbench().open(compacted)
        try log.write("a=1 | a=2")
        try log.compact()
        #expect(try log.text == "0:a=1 1:a=2")
    }

    @Test func `a batch keeps all that its header says`() throws {
        let (log, _) = try Workbench().open(compacted)
        try log.write(
            "a=1,b=1,c=1", timestamp: 5, compression: .zstd, producer: Producer(id: 9, epoch: 2, sequence: 7))
        try log.write("c=2 |", timestamp: 6)
        let before = try log.batches()
        try log.compact()
        let after = try log.batches()
        #expect(after[1].bytes == before[1].bytes)
        var (old, new) = (before[0].header, after[0].header)
        #expect(new.recordsCount == 2 && new.crc != old.crc)
        (old.crc, old.batchLength, old.recordsCount) = (0, 0, 0)
        (new.crc, new.batchLength, new.recordsCount) = (0, 0, 0)
        #expect(old == new)
    }

    @Test func `small segments become one, as large as a segment may be`() throws {
        var configuration = compacted
        configuration.segmentBytes = 400
        let (log, _) = try Workbench().open(configuration)
        try log.write((0..<12).map { "k\($0)=v |" }.joined(separator: " "))
        #expect(log.segmentCount == 13)
        let size = log.sealed[0].byteCount
        try log.compact()
        let perSegment = Int(400 / size)
        #expect(log.segmentCount == (12 + perSegment - 1) / perSegment + 1)
        #expect(try log.keyedRecords().count == 12)
        for offset in 0..<12 {
            let found = try log.read(
                from: Offset(Int64(offset)), upTo: 12, maxBytes: 1, minOneBatch: true)?.read()
            #expect(found?.getInteger(at: 0, as: Int64.self) == Int64(offset))
        }
    }

    // MARK: - Tombstones

    @Test func `a tombstone stays for a while after it was first compacted`() throws {
        var configuration = compacted
        configuration.deleteRetentionMilliseconds = 500
        let (log, _) = try Workbench().open(configuration)
        try log.write("a=1 a- b=1 |")
        try log.compact(now: 10_000)
        #expect(try log.text == "1:a- 2:b=1")
        let header = try #require(try log.batches().first?.header)
        #expect(header.hasDeleteHorizon && header.baseTimestamp == 10_500 && header.maxTimestamp == 1_000)
        #expect(try log.keyedRecords().first?.timestamp == 1_000)
        try log.write("c=1 |")
        try log.compact(now: 10_499)
        #expect(try log.text == "1:a- 2:b=1 3:c=1")
        try log.write("d=1 |")
        try log.compact(now: 10_500)
        #expect(try log.text == "2:b=1 3:c=1 4:d=1")
    }

    // MARK: - What is compacted when

    @Test func `how dirty a log is its segments tell`() throws {
        let (log, _) = try Workbench().open(compacted)
        try log.write("a=1 | b=1 | c=1")
        let size = log.sealed[0].byteCount
        var state = log.cleanliness(now: 0, lastStableOffset: 3)
        #expect(
            state
                == LogCleanliness(
                    firstDirtyOffset: 0, firstUncleanableOffset: 2, cleanBytes: 0, cleanableBytes: 2 * size,
                    isOverdue: false))
        #expect(state.dirtyRatio == 1)
        try log.compact()
        state = log.cleanliness(now: 0, lastStableOffset: 3)
        #expect(state.firstDirtyOffset == 2 && state.cleanBytes == 2 * size && state.dirtyRatio == 0)
        #expect(try log.compact() == nil)
        try log.write("d=1 |")
        #expect(log.cleanliness(now: 0, lastStableOffset: 4).dirtyRatio == 0.5)
        #expect(log.cleanliness(now: 0, lastStableOffset: 3).cleanableBytes == 0)
        log.firstDirtyOffset = 99
        #expect(log.cleanliness(now: 0, lastStableOffset: 4).firstDirtyOffset == 0)
    }

    @Test func `after a start the ages of segments are looked up before they are compacted`() throws {
        var configuration = compacted
        configuration.minCompactionLagMilliseconds = 100
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        try log.write("a=1 | a=2 | a=3 |", timestamp: 5_000)
        try log.close()
        let (again, _) = try bench.open(configuration, recoveryPoint: log.logEndOffset)
        let reads = Mutex(0)
        try bench.memory.intercept { operation, _ in
            if operation == .read { reads.withLock { $0 += 1 } }
            return .proceed
        }
        // Nothing is read on the thread that asks.
        #expect(again.cleanliness(now: 9_000, lastStableOffset: 3).cleanableBytes == 0)
        #expect(try again.planCompaction(now: 9_000, lastStableOffset: 3, memoryByteCount: 1 << 20) == nil)
        let dates = try #require(again.planCompactionDates())
        #expect(reads.withLock { $0 } == 0)
        let outcome = try dates.run()
        #expect(reads.withLock { $0 } > 0)
        again.finish(outcome)
        #expect(again.cleanliness(now: 9_000, lastStableOffset: 3).firstUncleanableOffset == 3)
        #expect(again.cleanliness(now: 5_099, lastStableOffset: 3).cleanableBytes == 0)
        #expect(again.planCompactionDates() == nil)
    }

    @Test func `what was looked up of segments before others were cut off is not believed`() throws {
        var configuration = compacted
        configuration.maxCompactionLagMilliseconds = 1_000
        let (log, _) = try Workbench().open(configuration)
        try log.write("a=1 | a=2 | a=3 |", timestamp: 5_000)
        let dates = try #require(log.planCompactionDates())
        let outcome = try dates.run()
        _ = try log.truncate(to: 2)
        log.finish(outcome)
        #expect(log.planCompactionDates() != nil)
    }

    @Test func `records are compacted neither too early nor too late`() throws {
        var configuration = compacted
        configuration.minCompactionLagMilliseconds = 100
        configuration.maxCompactionLagMilliseconds = 1_000
        let (log, _) = try Workbench().open(configuration)
        try log.write("a=1 |", timestamp: 5_000)
        try log.write("a=2 |", timestamp: 5_050)
        try log.write("a=3 |", timestamp: 5_000)
        #expect(log.cleanliness(now: 5_099, lastStableOffset: 3).cleanableBytes == 0)
        #expect(log.cleanliness(now: 5_149, lastStableOffset: 3).firstUncleanableOffset == 1)
        #expect(log.cleanliness(now: 5_150, lastStableOffset: 3).firstUncleanableOffset == 3)
        #expect(!log.cleanliness(now: 6_000, lastStableOffset: 3).isOverdue)
        #expect(!log.cleanliness(now: 6_001, lastStableOffset: 3).isOverdue)
        // How old the first record is has to be looked up.
        log.finish(try #require(log.planCompactionDates()).run())
        #expect(!log.cleanliness(now: 6_000, lastStableOffset: 3).isOverdue)
        #expect(log.cleanliness(now: 6_001, lastStableOffset: 3).isOverdue)
        #expect(log.planCompactionDates() == nil)
        try log.compact(now: 5_149)
        #expect(try log.text == "0:a=1 1:a=2 2:a=3")
        try log.compact(now: 5_150)
        #expect(try log.text == "2:a=3")
    }

    @Test func `truncation makes dirty again what it cuts`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(compacted)
        try log.write("a=1 | b=1 | c=1")
        try log.compact()
        #expect(log.firstDirtyOffset == 2)
        _ = try log.truncate(to: 1)
        #expect(log.firstDirtyOffset == 1)
        _ = try log.restart(at: 50)
        #expect(log.firstDirtyOffset == nil)
    }

    @Test func `little memory makes several rounds`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(compacted)
        for round in 0..<4 { try log.write((0..<20).map { "k\($0)=\(round)" }.joined(separator: " ") + " |") }
        var rounds = 0
        while let outcome = try log.compact(memory: 10 * OffsetMap.placeByteCount) {
            #expect(outcome.keys <= 9)
            rounds += 1
        }
        #expect(rounds > 4)
        #expect(try log.text == (0..<20).map { "\(60 + $0):k\($0)=3" }.joined(separator: " "))
    }

    @Test func `a batch with more keys than there is memory for is compacted all the same`() throws {
        let (log, _) = try Workbench().open(compacted)
        let batch = (0..<50).map { "k\($0)=1" }.joined(separator: ",")
        try log.write("\(batch) \(batch) |")
        while try log.compact(memory: 0) != nil {}
        #expect(try log.keyedRecords().map(\.offset) == (50..<100).map { Offset($0) })
    }

    // MARK: - Producers and transactions

    @Test func `the last batch of a producer leaves its sequence`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(compacted)
        try log.write("a=1 a=2", producer: Producer(id: 9, epoch: 2, sequence: 5))
        try log.write("a=3 b=1 |")
        try log.compact()
        #expect(try log.text == "2:a=3 3:b=1")
        let left = try log.batches().map(\.header)
        #expect(left.map(\.baseOffset) == [1, 2, 3])
        #expect(left[0].recordsCount == 0 && left[0].lastSequence == 6 && left[0].producerEpoch == 2)
        for name in try bench.names() where name.hasSuffix(".snapshot") {
            try bench.fileSystem.remove("\(bench.directory)/\(name)")
        }
        let (again, _) = try bench.open(compacted, isClean: false)
        #expect(again.producerState.producers[9]?.batches.last?.lastSequence == 6)
        #expect(try again.maxTimestamp()?.offset == 2)
        // When it has written again, the header goes.
        try again.write("c=1 |", producer: Producer(id: 9, epoch: 2, sequence: 7))
        try again.compact()
        #expect(try again.batches().map(\.header.baseOffset) == [2, 3, 4])
    }

    @Test func `aborted records go, and their markers later`() throws {
        var configuration = compacted
        configuration.deleteRetentionMilliseconds = 500
        let bench = try Workbench()
        let (log, _) = try bench.open(configuration)
        try log.write("a=1")
        try log.write("a=2 b=2", producer: Producer(id: 7, epoch: 0, sequence: 0), isTransactional: true)
        try log.end(7, commit: false)
        try log.write("c=1", producer: Producer(id: 8, epoch: 0, sequence: 0), isTransactional: true)
        try log.end(8, commit: true)
        try log.write("d=1 |")
        try log.compact(now: 10_000)
        #expect(try log.text == "0:a=1 4:c=1 6:d=1")
        #expect(try log.batches().filter(\.header.isControl).map(\.header.baseOffset) == [3, 5])
        #expect(try log.abortedTransactions(from: 0, upTo: 7).map(\.lastOffset) == [3])
        // Nothing of the aborted transaction is left but the header for its producer's sequence.
        #expect(try log.batches().map(\.header.baseOffset) == [0, 2, 3, 4, 5, 6])
        try log.write("e=1 |")
        try log.compact(now: 11_000)
        try log.write("x=1", producer: Producer(id: 7, epoch: 0, sequence: 2))
        try log.write("x=2", producer: Producer(id: 8, epoch: 0, sequence: 1))
        try log.write("x=3 |")
        for now in [12_000, 13_000, 14_000] as [Timestamp] {
            try log.write("y=1 |")
            try log.compact(now: now)
        }
        // The committed record's marker stays with it; the aborted one has outlived its time.
        #expect(try log.batches().filter(\.header.isControl).map(\.header.baseOffset) == [5])
        #expect(try log.abortedTransactions(from: 0, upTo: log.logEndOffset).isEmpty)
        #expect(try log.text.hasPrefix("0:a=1 4:c=1 6:d=1 7:e=1"))
    }

    @Test func `an aborted record is no newer value, wherever its marker is`() throws {
        let (log, _) = try Workbench().open(compacted)
        try log.write("a=1 |")
        try log.write("a=2 | b=1", producer: Producer(id: 7, epoch: 0, sequence: 0), isTransactional: true)
        #expect(try log.compact()?.firstDirtyOffset == 1)
        try log.end(7, commit: false)
        try log.flush()
        try log.compact()
        #expect(try log.text == "0:a=1 2:b=1")
        try log.write("c=1 |")
        try log.compact()
        #expect(try log.text == "0:a=1 4:c=1")
    }

    // MARK: - Ends that are none

    @Test func `a corrupt batch ends the job, and nothing is changed`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(compacted)
        try log.write("a=1 a=2 | a=3 | b=1")
        let path = "\(bench.directory)/00000000000000000002.log"
        try bench.fileSystem.open(path, .readWrite).write([ByteBuffer(string: "!")], at: 65)
        let names = try bench.names()
        let error = try #require(throws: StorageError.self) { try log.compact() }
        guard case .corrupt(path, 0, _) = error else { throw error }
        #expect(try bench.names() == names && !log.isRewriting && log.firstDirtyOffset == nil)
    }

    @Test func `a job that is stopped leaves no trace`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open(compacted)
        let large = String(repeating: "v", count: 600_000)
        try log.write("a=\(large) a=\(large) b=1 |")
        let names = try bench.names()
        let job = try #require(try log.planCompaction(now: 0, lastStableOffset: 3, memoryByteCount: 1 << 20))
        #expect(try job.run(pace: LimitedPace()) == nil)
        #expect(log.abandon(job).isEmpty)
        #expect(try bench.names() == names)
        let another = try #require(
            try log.planCompaction(now: 0, lastStableOffset: 3, memoryByteCount: 1 << 20))
        log.cancelRewrite()
        #expect(try another.run(pace: UnlimitedPace()) == nil)
        #expect(log.abandon(another).isEmpty)
        #expect(try log.keyedRecords().count == 3)
    }

    @Test func `wherever the process dies, every key has its last value`() throws {
        var configuration = compacted
        configuration.segmentBytes = 300
        for victim in 0... {
            let bench = try Workbench()
            let (log, _) = try bench.open(configuration)
            try log.write("a=1 b=1 | a=2,c=1 | b=2 d=1 | c- d=2 | e=1 a=3")
            let executioner = Executioner(victim: victim)
            executioner.watch(try bench.memory)
            _ = try? log.compact()
            try bench.memory.intercept(with: nil)
            let (opened, report) = try bench.open(configuration, recoveryPoint: 10, isClean: false)
            #expect(report?.truncated == nil && opened.logEndOffset == 10)
            var last: [String: String] = [:]
            for record in try opened.keyedRecords() { last[record.key ?? ""] = record.text }
            #expect(
                last == ["a": "9:a=3", "b": "4:b=2", "c": "6:c-", "d": "7:d=2", "e": "8:e=1"],
                "dead at \(victim)")
            if !executioner.hasStruck { return #expect(victim > 30) }
        }
    }
}
