import MartletModel
import MartletStorage
import NIOCore
import Synchronization
import Testing

/// What was synced, in order.
private final class SyncTrace: Sendable {
    private let names = Mutex<[String]>([])

    func watch(_ fileSystem: MemoryFileSystem) {
        fileSystem.intercept { [self] operation, path in
            if operation == .sync || operation == .syncDirectory {
                names.withLock { $0.append(String(path.split(separator: "/").last ?? "")) }
            }
            return .proceed
        }
    }

    func take() -> [String] {
        names.withLock { names in
            defer { names = [] }
            return names
        }
    }
}

@Suite struct LogFlushTests {
    @Test func `what was appended is durable when a flush that began later is finished`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        #expect(log.beginFlush() == nil)
        try log.append(["a", "b"])
        let flush = try #require(log.beginFlush())
        try log.append(["c"])
        #expect(log.durableEndOffset == 0)
        try flush.run()
        #expect(log.durableEndOffset == 0)
        log.finishFlush(flush)
        #expect(log.durableEndOffset == 2 && log.logEndOffset == 3)
        try log.flush()
        #expect(log.durableEndOffset == 3 && log.beginFlush() == nil)
    }

    @Test func `a flush syncs sealed segments with all their files, then what vouches for them`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"])
        try log.roll(now: 0)
        try log.append(["b"])
        let trace = SyncTrace()
        trace.watch(try bench.memory)
        try log.flush()
        #expect(
            trace.take() == [
                "00000000000000000000.log", "00000000000000000000.index", "00000000000000000000.timeindex",
                "00000000000000000001.log", "leader-epoch-checkpoint.tmp", "birds-3",
                "00000000000000000001.snapshot", "birds-3",
            ])
        try log.append(["c"])
        try log.flush()
        #expect(trace.take() == ["00000000000000000001.log"])
    }

    @Test func `flushes that overlap may finish in any order`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"])
        try log.roll(now: 0)
        let first = try #require(log.beginFlush())
        try log.append(["b"])
        try log.roll(now: 0)
        let second = try #require(log.beginFlush())
        try log.append(["c"])
        try log.roll(now: 0)
        try second.run()
        log.finishFlush(second)
        #expect(log.durableEndOffset == 2)
        try first.run()
        log.finishFlush(first)
        #expect(log.durableEndOffset == 2)
        let trace = SyncTrace()
        trace.watch(try bench.memory)
        try log.flush()
        #expect(
            trace.take() == [
                "00000000000000000002.log", "00000000000000000002.index", "00000000000000000002.timeindex",
                "00000000000000000003.log", "birds-3", "00000000000000000003.snapshot", "birds-3",
            ])
        #expect(log.durableEndOffset == 3)
    }

    /// Three segments, of which the snapshots have found no room so far.
    private func logWithoutSnapshots(_ bench: Workbench) throws -> PartitionLog {
        let (log, _) = try bench.open()
        try log.append(["a"])
        try log.roll(now: 0)
        try log.append(["b"])
        try log.roll(now: 0)
        try log.append(["c"])
        try bench.memory.intercept { operation, path in
            guard case .write = operation, path.hasSuffix(".snapshot") else { return .proceed }
            return .tear(after: 3, .full(path: path))
        }
        return log
    }

    @Test func `a snapshot that finds no room keeps no record from being durable`() throws {
        let bench = try Workbench()
        let log = try logWithoutSnapshots(bench)
        try log.flush()
        #expect(log.durableEndOffset == 3)
        let (crashed, report) = try bench.open(recoveryPoint: 3, isClean: false)
        #expect(crashed.logEndOffset == 3 && report?.truncated == nil)
        try bench.memory.intercept(with: nil)
        try log.flush()
        let snapshot = try bench.bytes("00000000000000000002.snapshot")
        #expect(snapshot == ProducerSnapshot.encode(log.producerState))
        #expect(log.beginFlush() == nil)
    }

    @Test func `without its snapshot a log is not closed`() throws {
        let bench = try Workbench()
        let log = try logWithoutSnapshots(bench)
        let error = try #require(throws: StorageError.self) { try log.close() }
        guard case .full = error else { throw error }
    }

    @Test func `a snapshot that waits for room is forgotten when its records are cut off`() throws {
        let bench = try Workbench()
        let log = try logWithoutSnapshots(bench)
        let held = try #require(log.beginFlush())
        for segment in try log.truncate(to: 1) { try segment.remove(bench.fileSystem) }
        try bench.memory.intercept(with: nil)
        try held.run()
        log.finishFlush(held)
        try log.append(["d"])
        try log.flush()
        #expect(try !bench.names().contains { $0.hasSuffix(".snapshot") })
        let (again, _) = try bench.open(recoveryPoint: 2, isClean: false)
        #expect(try again.values() == ["a", "d"])
    }

    @Test func `a flush that began before a truncation proves nothing`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a", "b"])
        try log.flush()
        try log.append(["c"])
        let flush = try #require(log.beginFlush())
        _ = try log.truncate(to: 2)
        try log.append(["d"])
        log.finishFlush(flush)
        #expect(log.durableEndOffset == 2 && log.logEndOffset == 3)
    }

    @Test func `an epoch is durable with its first record`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"], epoch: 1)
        try log.flush()
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n1\n1 0\n")
        log.beginLeaderEpoch(5)
        log.beginLeaderEpoch(5)
        #expect(log.beginFlush() == nil)
        #expect(log.latestEpoch == 5)
        #expect(log.endOffset(for: 1) == (1, 1))
        #expect(log.endOffset(for: 5) == (5, 1))
        #expect(log.epoch(at: 0) == 1)
        try log.append(["b"], epoch: 5)
        let flush = try #require(log.beginFlush())
        try flush.run()
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n2\n1 0\n5 1\n")
    }

    @Test func `an older flush does not put back older epochs`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"], epoch: 1)
        let first = try #require(log.beginFlush())
        try log.append(["b"], epoch: 2)
        let second = try #require(log.beginFlush())
        try second.run()
        try first.run()
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n2\n1 0\n2 1\n")
    }

    @Test func `epochs that were cut off leave the file before anything is written in their place`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        try log.append(["a"], epoch: 1)
        try log.append(["b"], epoch: 4)
        try log.flush()
        _ = try log.truncate(to: 1)
        try log.append(["c", "d"], epoch: 1)
        try log.flush()
        #expect(try bench.text("leader-epoch-checkpoint") == "0\n1\n1 0\n")
    }
}
