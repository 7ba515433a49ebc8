import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization
import Testing

/// A follower whose power goes at any moment.
@Suite final class FollowerCrashTests: Sendable {
    /// What a follower's disk must hold at the moment.
    private struct Promise {
        /// The recovery point in the checkpoint.
        var checkpoint: Offset = 0
        /// Everything below is there in any case, unless the log begins later.
        var durableEnd: Offset = 0
        /// The logs of which the follower's may be a part.
        var histories: [[ReadRecord]] = []
    }

    private static let directory = "/data/birds-3"

    private static let configuration: LogConfiguration = {
        var configuration = LogConfiguration()
        configuration.segmentBytes = 450
        configuration.indexIntervalBytes = 100
        return configuration
    }()

    private let disk = MemoryFileSystem(faults: DiskFaults(seed: 0))
    private let promise = Mutex(Promise())
    private let examined = Atomic(0)

    init() throws {
        try disk.createDirectory("/data")
        try disk.syncDirectory("/")
    }

    private func open(_ disk: MemoryFileSystem, recoveryPoint: Offset) throws -> PartitionLog {
        try PartitionLog.open(
            directory: Self.directory, topicPartition: Workbench.topicPartition, topicID: Workbench.topicID,
            configuration: Self.configuration, fileSystem: disk, recoveryPoint: recoveryPoint,
            isClean: false, now: 0
        ).log
    }

    /// Two leaders' logs that have the first records in common.
    private func leaders() throws -> (PartitionLog, PartitionLog) {
        let old = try Workbench().open(Self.configuration).log
        let new = try Workbench().open(Self.configuration).log
        for index in 0..<12 {
            for log in [old, new] { try log.append(["common \(index)"], epoch: 1) }
        }
        for index in 0..<10 { try old.append(["old \(index)"], epoch: 2) }
        for index in 0..<14 { try new.append(["new \(index)", "and more"], epoch: 3) }
        return (old, new)
    }

    private func examine(_ left: MemoryFileSystem, _ promise: Promise) throws {
        let log = try open(left, recoveryPoint: promise.checkpoint)
        let found = try log.records()
        let isKnown = promise.histories.contains { history in
            history.filter { $0.offset >= log.logStartOffset && $0.offset < log.logEndOffset } == found
        }
        #expect(isKnown, "\(log.logStartOffset)..<\(log.logEndOffset): \(found.map(\.value))")
        #expect(log.logEndOffset >= promise.durableEnd)
        #expect(found.count == Int(log.logEndOffset - log.logStartOffset))
        examined.add(1, ordering: .relaxed)
    }

    /// At each operation of `body` the power goes, in several ways.
    private func atEachOperation(_ body: () throws -> Void) throws {
        let disk = disk
        disk.intercept { operation, _ in
            switch operation {
            case .list, .attributes, .read, .lock, .space: return .proceed
            case .open, .createDirectory, .rename, .remove, .syncDirectory, .truncate, .sync, .write: break
            }
            for (seed, chance) in [0, 0.5, 0.5, 0.5, 1].enumerated() {
                let copy = disk.copy()
                var generator = SeededGenerator(seed: UInt64(seed))
                copy.cutPower(keeping: chance, using: &generator)
                do { try self.examine(copy, self.promise.withLock { $0 }) } catch { Issue.record(error) }
            }
            return .proceed
        }
        defer { disk.intercept(with: nil) }
        try body()
    }

    private func flush(_ log: PartitionLog) throws {
        try log.flush()
        promise.withLock { $0.durableEnd = log.durableEndOffset }
    }

    /// As a broker does it: the checkpoint is lowered before, and tells the truth again afterwards.
    private func cut(_ log: PartitionLog, _ cut: LogCut, keeping end: Offset) throws {
        promise.withLock { promise in
            promise.checkpoint = min(promise.checkpoint, log.recoveryPoint(during: cut))
            promise.durableEnd = min(promise.durableEnd, end)
        }
        for retired in try log.perform(cut) { try retired.remove(disk) }
        promise.withLock { promise in
            promise.durableEnd = log.logEndOffset
            promise.checkpoint = log.durableEndOffset
        }
    }

    @Test func `a crash leaves a beginning of a leader's log, with all that was durable`() throws {
        let (old, new) = try leaders()
        let histories = [try old.records(), try new.records()]
        promise.withLock { $0.histories = [histories[0]] }
        let log = try open(disk, recoveryPoint: 0)
        try log.followOnce(old, maxBytes: 1)
        try flush(log)
        try atEachOperation {
            while try log.followOnce(old, maxBytes: 300) { try flush(log) }
            promise.withLock { $0.checkpoint = log.durableEndOffset }
            // The tail is another leader's.
            promise.withLock { $0.histories = histories }
            try cut(log, .truncation(to: 12), keeping: 12)
            promise.withLock { $0.histories = [histories[1]] }
            try log.follow(new, maxBytes: 700)
            try flush(log)
            #expect(try log.content() == new.content())
            try cut(log, .truncation(to: 25), keeping: 24)
            try log.follow(new)
            try flush(log)
            // The new leader has deleted what is before.
            try cut(log, .restart(at: 30), keeping: 0)
            try log.follow(new)
            try flush(log)
            #expect(try log.records().map(\.offset) == (30..<40).map { Offset($0) })
        }
        #expect(examined.load(ordering: .relaxed) > 500)
    }
}
