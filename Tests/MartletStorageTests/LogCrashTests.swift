import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

/// What the simulator has found: each is a crash that once lost something, or brought it back.
@Suite struct LogCrashTests {
    private static let directory = "/data/birds-3"
    private let disk = MemoryFileSystem(faults: DiskFaults(seed: 0))

    init() throws {
        try disk.createDirectory("/data")
        try disk.syncDirectory("/")
    }

    private func open(
        on disk: MemoryFileSystem? = nil, recoveryPoint: Offset = 0, logStartOffset: Offset? = nil,
        isClean: Bool = false
    ) throws -> PartitionLog {
        try PartitionLog.open(
            directory: Self.directory, topicPartition: Workbench.topicPartition, topicID: Workbench.topicID,
            configuration: LogConfiguration(), fileSystem: disk ?? self.disk, recoveryPoint: recoveryPoint,
            logStartOffset: logStartOffset, isClean: isClean, now: 0
        ).log
    }

    /// Segments at 0, 2, 4 and 6, of two batches each.
    private func segments() throws -> PartitionLog {
        let log = try open()
        for index in 0..<8 {
            if index % 2 == 0 { try log.roll(now: 0) }
            try log.append(["value \(index)"])
        }
        return log
    }

    private func cut(_ disk: MemoryFileSystem, keeping chance: Double = 0, seed: UInt64 = 1) {
        var generator = SeededGenerator(seed: seed)
        disk.cutPower(keeping: chance, using: &generator)
    }

    /// Calls `examine` with what a power cut leaves before each change of names, several times each.
    private func atEachChangeOfNames(
        _ body: () throws -> Void, examine: @escaping @Sendable (MemoryFileSystem) throws -> Void
    ) throws {
        let disk = disk
        disk.intercept { operation, _ in
            guard operation == .rename || operation == .remove || operation == .open else { return .proceed }
            for seed in 0..<8 as Range<UInt64> {
                let copy = disk.copy()
                var generator = SeededGenerator(seed: seed)
                copy.cutPower(using: &generator)
                do { try examine(copy) } catch { Issue.record(error) }
            }
            return .proceed
        }
        defer { disk.intercept(with: nil) }
        try body()
    }

    // MARK: - Names

    @Test func `a log directory is there after a crash, with the directories above it`() throws {
        var generator = SeededGenerator(seed: 5)
        let disk = MemoryFileSystem(faults: DiskFaults(seed: 0))
        let made = try LogDirectory.open("/var/lib/martlet", fileSystem: disk, nodeID: 1, using: &generator)
        cut(disk)
        let again = try LogDirectory.open("/var/lib/martlet", fileSystem: disk, nodeID: 1, using: &generator)
        #expect(again.directoryID == made.directoryID)
    }

    @Test(arguments: [true, false])
    func `what a process left unsynced the next one syncs`(isClean: Bool) throws {
        let log = try open()
        if isClean { try log.close() } else { disk.processDied() }
        let again = try open(isClean: isClean)
        try again.append(["x"])
        try again.flush()
        cut(disk)
        #expect(try open().values() == ["x"])
    }

    @Test func `records that a killed process wrote are durable once they are recovered`() throws {
        try open().append(["x"])
        disk.processDied()
        #expect(try open().durableEndOffset == 1)
        cut(disk)
        #expect(try open().values() == ["x"])
    }

    @Test func `a log never loses its first segment and keeps the second`() throws {
        let log = try open()
        try log.append(["x"])
        try log.roll(now: 0)
        for seed in 0..<20 as Range<UInt64> {
            let copy = disk.copy()
            cut(copy, keeping: 0.5, seed: seed)
            #expect(try open(on: copy).logStartOffset == 0)
        }
    }

    // MARK: - Recovery

    @Test func `where a segment is missing the log ends`() throws {
        _ = try segments()
        try disk.remove("\(Self.directory)/00000000000000000002.log")
        let log = try open()
        #expect(log.logEndOffset == 2 && log.segmentCount == 1)
        #expect(try !disk.list(Self.directory).contains { $0.name == "00000000000000000006.log" })
    }

    @Test func `a crash during recovery leaves no hole`() throws {
        _ = try segments()
        let path = "\(Self.directory)/00000000000000000002.log"
        let byteCount = try disk.open(path, .read).byteCount()
        try disk.open(path, .readWrite).truncate(to: byteCount - 1)
        cut(disk, keeping: 1)
        try atEachChangeOfNames {
            let end = try open().logEndOffset
            #expect(end == 3)
        } examine: { left in
            let log = try self.open(on: left)
            #expect(try log.records().count == Int(log.logEndOffset.rawValue))
        }
    }

    @Test func `indexes that were not synced are not trusted, though the records before are durable`() throws
    {
        let log = try open()
        for _ in 0..<60 { try log.append([String(repeating: "v", count: 200)]) }
        try log.flush()
        try log.roll(now: 0)
        let path = "\(Self.directory)/00000000000000000000.index"
        let index = try disk.read(path)
        try disk.open(path, .createOrTruncate).write([ByteBuffer(repeating: 0, count: 64)], at: 0)
        disk.processDied()
        _ = try open(recoveryPoint: 60)
        #expect(try disk.read(path) == index)
    }

    @Test func `epochs of records that were cut off do not come back with the file`() throws {
        let log = try open()
        try log.append(["a"], epoch: 1)
        try log.append(["b"], epoch: 2)
        try log.flush()
        _ = try log.truncate(to: 1)
        try log.append(["c", "d"], epoch: 1)
        disk.processDied()
        let again = try open(recoveryPoint: 1)
        #expect(again.logEndOffset == 3)
        #expect(again.endOffset(for: 1) == (1, 3) && again.latestEpoch == 1)
    }

    // MARK: - Taking away

    @Test func `what was truncated does not come back`() throws {
        let log = try segments()
        try log.flush()
        _ = try log.truncate(to: 3)
        cut(disk)
        #expect(try open(recoveryPoint: 3).values() == ["value 0", "value 1", "value 2"])
    }

    @Test func `a log that begins anew is durable, also before its first flush`() throws {
        let log = try open()
        _ = try log.restart(at: 47)
        cut(disk)
        let again = try open(recoveryPoint: 47)
        #expect(again.logStartOffset == 47 && again.logEndOffset == 47)
    }

    @Test func `truncation and retention leave no hole, whenever the power goes`() throws {
        let log = try segments()
        try log.flush()
        log.configuration.retentionBytes = 0
        let examine: @Sendable (MemoryFileSystem) throws -> Void = { left in
            let log = try self.open(on: left, recoveryPoint: 0)
            let count = Int(log.logEndOffset - log.logStartOffset)
            #expect(try log.records().count == count)
        }
        try atEachChangeOfNames({ _ = try log.truncate(to: 5) }, examine: examine)
        try atEachChangeOfNames(
            { _ = try log.applyRetention(now: 0, highWatermark: 4) }, examine: examine)
        #expect(log.logStartOffset == 4 && log.logEndOffset == 5)
    }

    @Test func `the log start stays in its checkpoint until old names are gone for good`() throws {
        let log = try segments()
        try log.flush()
        log.configuration.retentionBytes = 0
        let job = try #require(try log.planRetention(now: 0, highWatermark: 4))
        #expect(log.logStartOffset == 4 && log.isLogStartInsideSegment)
        log.finish(try job.run())
        try log.flush()
        #expect(!log.isLogStartInsideSegment)
    }
}
