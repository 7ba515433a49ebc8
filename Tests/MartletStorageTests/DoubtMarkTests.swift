import MartletModel
import MartletStorage
import NIOCore
import Testing

@Suite struct DoubtMarkTests {
    private static let log = "00000000000000000000.log"

    /// A log of six batches, all on disk, of which the third has a wrong bit.
    private func damaged() throws -> Workbench {
        let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: 3)))
        let (log, _) = try bench.open()
        var ends: [Int64] = []
        for _ in 0..<6 {
            try log.append(["a value", "another"], epoch: 3)
            ends.append(log.byteCount)
        }
        try log.close()
        let file = try bench.fileSystem.open("\(bench.directory)/\(Self.log)", .readWrite)
        let byte = try #require(try file.read(at: ends[1] + 70, count: 1).readableBytesView.first)
        try file.write([ByteBuffer(bytes: [byte ^ 4])], at: ends[1] + 70)
        try file.sync()
        return bench
    }

    private func open(
        _ bench: Workbench, recoveryPoint: Offset = 0, isClean: Bool = false
    ) throws -> PartitionLog {
        try PartitionLog.open(
            directory: bench.directory, topicPartition: Workbench.topicPartition,
            topicID: Workbench.topicID, configuration: LogConfiguration(), fileSystem: bench.fileSystem,
            recoveryPoint: recoveryPoint, isClean: isClean, marksDoubt: true, now: 1_000
        ).log
    }

    @Test func `a log that was cut is in doubt, also at later starts, until somebody knows better`() throws {
        let bench = try damaged()
        let log = try open(bench)
        #expect(log.logEndOffset == 4 && log.isEndInDoubt)
        try log.close()
        let again = try open(bench, isClean: true)
        #expect(again.isEndInDoubt)
        try again.endDoubt().remove()
        #expect(try !open(bench).isEndInDoubt)
    }

    @Test func `a whole log is not in doubt, nor one whose owner does not ask`() throws {
        let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: 3)))
        try open(bench).append(["a"], epoch: 1)
        #expect(try !open(bench).isEndInDoubt)
        let other = try damaged()
        #expect(try !other.open(isClean: false).log.isEndInDoubt)
        #expect(try !other.names().contains(DoubtMark.fileName))
    }

    @Test func `a log that ends before what was on disk is in doubt`() throws {
        let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: 3)))
        let log = try open(bench)
        try log.append(["a"], epoch: 1)
        try log.close()
        #expect(try open(bench, recoveryPoint: 2).isEndInDoubt)
        #expect(try open(bench).isEndInDoubt)
    }

    @Test func `a log that ends before what was committed is marked by whoever knows`() throws {
        let bench = try Workbench(memory: MemoryFileSystem(faults: DiskFaults(seed: 3)))
        let log = try open(bench)
        try log.markDoubt()
        #expect(log.isEndInDoubt)
        #expect(try open(bench).isEndInDoubt)
    }

    @Test func `wherever the power fails in a recovery, nothing is cut without a mark`() throws {
        let bench = try damaged()
        let before = try bench.memory
        var cuts = 0
        for operations in 0..<1_000 {
            let disk = before.copy()
            let world = try Workbench(memory: disk)
            disk.failPower(after: operations)
            let isDone = (try? open(world)) != nil && !disk.hasLostPower
            var generator = SeededGenerator(seed: UInt64(operations))
            disk.failPower(after: nil)
            disk.cutPower(using: &generator)
            let log = try open(world)
            #expect(log.logEndOffset == 4 && log.isEndInDoubt, "after \(operations) operations")
            cuts += 1
            if isDone { break }
        }
        #expect(cuts > 3 && cuts < 1_000)
    }
}
