import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization
import Testing

/// What was asked of a file system, as `operation name`.
final class OperationTrace: Sendable {
    private let operations = Mutex<[String]>([])

    func watch(_ fileSystem: MemoryFileSystem) {
        fileSystem.intercept { [self] operation, path in
            let name = path.split(separator: "/").last ?? ""
            let verb = if case .write = operation { "write" } else { "\(operation)" }
            operations.withLock { $0.append("\(verb) \(name)") }
            return .proceed
        }
    }

    func take() -> [String] {
        operations.withLock { operations in
            defer { operations = [] }
            return operations
        }
    }
}

@Suite struct LogOpeningTests {
    /// Three segments, closed. Returns where the log ends.
    private func closed(_ bench: Workbench, producer: Producer = Producer()) throws -> Offset {
        let (log, _) = try bench.open()
        var producer = producer
        producer.sequence = producer.id == .none ? -1 : 0
        for index in 0..<9 {
            if index == 3 || index == 6 { try log.roll(now: 0) }
            let made = try batch(["value \(index)"], producer: producer)
            _ = try log.append(made, leaderEpoch: 3, now: 1_000)
            if producer.id != .none { producer.sequence += 1 }
        }
        try log.close()
        return log.logEndOffset
    }

    @Test func `after a clean stop no batch is read, and nothing written or synced`() throws {
        let bench = try Workbench()
        let end = try closed(bench)
        let trace = OperationTrace()
        trace.watch(try bench.memory)
        let (log, report) = try bench.open(recoveryPoint: end)
        let operations = trace.take()
        #expect(report == nil && log.logEndOffset == 9 && log.durableEndOffset == 9 && log.latestEpoch == 3)
        #expect(!operations.contains { $0.hasPrefix("read") && $0.hasSuffix(".log") })
        let changes = ["write", "sync", "truncate", "rename", "remove", "create"]
        #expect(!operations.contains { operation in changes.contains { operation.hasPrefix($0) } })
        #expect(operations.filter { $0.hasPrefix("list") }.count == 1)
        #expect(operations.filter { $0.hasPrefix("attributes") } == [])
        #expect(log.isAsClosed)
        log.beginLeaderEpoch(4)
        try log.close()
        #expect(trace.take() == [])
        #expect(try bench.open(recoveryPoint: end).log.values() == (0..<9).map { "value \($0)" })
    }

    @Test func `what was not read is read before the first append`() throws {
        let bench = try Workbench()
        let end = try closed(bench)
        let (log, _) = try bench.open(recoveryPoint: end)
        #expect(try log.append(["more"], epoch: 4).baseOffset == 9)
        #expect(!log.isAsClosed)
        try log.close()
        let (again, _) = try bench.open(recoveryPoint: 10)
        #expect(try again.values() == (0..<9).map { "value \($0)" } + ["more"])
        #expect(again.epoch(at: 8) == 3 && again.epoch(at: 9) == 4)
    }

    @Test func `a tail that changed while nobody worked with it is noticed, not built upon`() throws {
        let bench = try Workbench()
        let end = try closed(bench)
        let name = "00000000000000000006.log"
        let whole = try bench.bytes(name)
        try bench.put(try #require(whole.getSlice(at: 0, length: whole.readableBytes / 3 * 2 + 5)), name)
        let (log, _) = try bench.open(recoveryPoint: end)
        #expect(throws: AppendError.self) { try log.append(["more"]) }
        try bench.put(whole, name)
        #expect(try bench.open(recoveryPoint: end).log.append(["more"]).baseOffset == 9)
    }

    @Test(arguments: [0, 6, 8, 10] as [Offset])
    func `a recovery point that is not where the log was closed is not believed`(recoveryPoint: Offset) throws
    {
        let bench = try Workbench()
        _ = try closed(bench)
        let (log, report) = try bench.open(recoveryPoint: recoveryPoint)
        #expect(log.logEndOffset == 9)
        #expect(report?.lostEnd == (recoveryPoint > 9 ? recoveryPoint : nil))
        #expect(try log.values().count == 9)
    }

    @Test func `all that a producer had in flight is recognised after a clean stop`() throws {
        let bench = try Workbench()
        let end = try closed(bench, producer: Producer(id: 7, epoch: 0))
        let (log, _) = try bench.open(recoveryPoint: end)
        for sequence in 6..<9 as Range<Int32> {
            let again = try batch(
                ["value \(sequence)"], producer: Producer(id: 7, epoch: 0, sequence: sequence))
            let result = try log.append(again, leaderEpoch: 3, now: 1_000)
            #expect(result.isDuplicate && result.baseOffset == Offset(Int64(sequence)))
        }
        let next = try batch(["next"], producer: Producer(id: 7, epoch: 0, sequence: 9))
        #expect(try log.append(next, leaderEpoch: 3, now: 1_000).baseOffset == 9)
    }

    // MARK: - New logs

    @Test func `a new log is made without a sync, and its first flush sees to all of it`() throws {
        let bench = try Workbench()
        let trace = OperationTrace()
        trace.watch(try bench.memory)
        let (log, _) = try bench.open()
        #expect(!trace.take().contains { $0.hasPrefix("sync") })
        #expect(log.beginFlush() == nil && log.isAsClosed)
        try log.append(["a"], epoch: 0)
        _ = trace.take()
        try log.flush()
        #expect(
            trace.take().filter { $0.hasPrefix("sync") } == [
                "sync partition.metadata", "sync 00000000000000000000.log",
                "sync leader-epoch-checkpoint.tmp", "syncDirectory birds-3", "syncDirectory data",
            ])
        try log.append(["b"], epoch: 0)
        try log.flush()
        #expect(trace.take().filter { $0.hasPrefix("sync") } == ["sync 00000000000000000000.log"])
    }

    @Test(arguments: ["", "version: 0\ntopic", "\0\0\0\0"])
    func `what a crash left of a log before its first flush is made again`(content: String) throws {
        let bench = try Workbench()
        _ = try bench.open()
        let whole = "version: 0\ntopic_id: AAAAAAAAAAcAAAAAAAAACw"
        try bench.put(ByteBuffer(string: content), "partition.metadata")
        let (log, _) = try bench.open(isClean: false)
        try log.append(["a"])
        #expect(try bench.text("partition.metadata") == whole)
        // The record has come to the disk by chance, and the file has not.
        try bench.put(ByteBuffer(string: content), "partition.metadata")
        let (again, _) = try bench.open(isClean: false)
        #expect(again.logEndOffset == 1)
        #expect(try bench.text("partition.metadata") == whole)
        // Once a flush is known to have finished it was whole, and something else has damaged it.
        try bench.put(ByteBuffer(string: content), "partition.metadata")
        #expect(throws: StorageError.self) { try bench.open(recoveryPoint: 1, isClean: false) }
        #expect(throws: StorageError.self) { try bench.open(isClean: true) }
    }

    @Test func `a log without records that is closed writes nothing`() throws {
        let bench = try Workbench()
        let (log, _) = try bench.open()
        log.beginLeaderEpoch(3)
        let trace = OperationTrace()
        trace.watch(try bench.memory)
        try log.close()
        #expect(trace.take() == [])
        let (again, report) = try bench.open(recoveryPoint: 0)
        #expect(report == nil && again.isAsClosed)
        #expect(try again.append(["a"]).baseOffset == 0)
    }
}
