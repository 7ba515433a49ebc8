import MartletModel
import MartletStorage
import NIOCore
import Testing

/// Where a sync has failed the pages count as written, also for the next process, and the disk does not have
/// them.
@Suite struct FailedSyncTests {
    private let disk = MemoryFileSystem(faults: DiskFaults(seed: 1))
    private static let values = (0..<9).map { "value \($0)" }

    private func fails(_ suffix: String) {
        disk.intercept { operation, path in
            operation == .sync && path.hasSuffix(suffix)
                ? .fail(.system(operation: "fsync", path: path, code: 5)) : .proceed
        }
    }

    private func cutPower() {
        var generator = SeededGenerator(seed: 1)
        disk.cutPower(keeping: 0, using: &generator)
    }

    private func configuration(_ segmentBytes: Int64) -> LogConfiguration {
        var configuration = LogConfiguration()
        configuration.segmentBytes = segmentBytes
        return configuration
    }

    /// A log of nine records of which the last six could not be synced; its process has ended.
    private func benchWithFailedSync(_ configuration: LogConfiguration = LogConfiguration()) throws
        -> Workbench
    {
        let bench = try Workbench(memory: disk)
        let (log, _) = try bench.open(configuration)
        for value in Self.values.prefix(3) { try log.append([value]) }
        try log.flush()
        fails(".log")
        for value in Self.values.dropFirst(3) { try log.append([value]) }
        #expect(throws: StorageError.self) { try log.flush() }
        disk.intercept(with: nil)
        return bench
    }

    @Test(arguments: [1 << 20, 250] as [Int64], [0, 2, 3] as [Offset])
    func `what no sync has brought to the disk is written again before it counts`(
        segmentBytes: Int64, recoveryPoint: Offset
    ) throws {
        let configuration = configuration(segmentBytes)
        let bench = try benchWithFailedSync(configuration)
        let (log, report) = try bench.open(configuration, recoveryPoint: recoveryPoint, isClean: false)
        #expect(log.durableEndOffset == 9)
        #expect(try #require(report).rewrittenBytes > 0)
        cutPower()
        let (next, nextReport) = try bench.open(configuration, recoveryPoint: 9, isClean: false)
        #expect(nextReport?.lostEnd == nil && nextReport?.truncated == nil)
        #expect(try next.values() == Self.values)
    }

    @Test func `what is taken for the disk's though it is in memory alone is lost`() throws {
        let bench = try benchWithFailedSync()
        let (log, report) = try bench.open(recoveryPoint: 3, isClean: false, isOnDisk: true)
        #expect(log.durableEndOffset == 9 && report?.rewrittenBytes == 0)
        cutPower()
        #expect(try bench.open(recoveryPoint: 9, isClean: false).report?.lostEnd == 9)
    }

    @Test func `only what lies beyond the recovery point is written again`() throws {
        let bench = try Workbench(memory: disk)
        let (log, _) = try bench.open()
        for value in Self.values.prefix(6) { try log.append([value]) }
        let start = log.byteCount
        for value in Self.values.dropFirst(6) { try log.append([value]) }
        try log.flush()
        let report = try bench.open(recoveryPoint: 6, isClean: false).report
        #expect(report?.rewrittenBytes == log.byteCount - start)
        #expect(try bench.open(recoveryPoint: 9, isClean: false).report?.rewrittenBytes == 0)
        try log.close()
        #expect(try bench.open(recoveryPoint: 9).report == nil)
    }

    @Test func `when that cannot be synced either, the log does not open`() throws {
        let bench = try benchWithFailedSync()
        fails(".log")
        #expect(throws: StorageError.self) { try bench.open(recoveryPoint: 3, isClean: false) }
        disk.intercept(with: nil)
        #expect(try bench.open(recoveryPoint: 3, isClean: false).log.durableEndOffset == 9)
        cutPower()
        #expect(try bench.open(recoveryPoint: 9, isClean: false).log.values() == Self.values)
    }

    @Test func `the file that says which topic it is is written again, too`() throws {
        let bench = try Workbench(memory: disk)
        let (log, _) = try bench.open()
        try log.append(["a"])
        fails("partition.metadata")
        #expect(throws: StorageError.self) { try log.flush() }
        disk.intercept(with: nil)
        let (next, _) = try bench.open(isClean: false)
        try next.append(["b"])
        try next.flush()
        cutPower()
        #expect(try bench.open(recoveryPoint: 2, isClean: false).log.values() == ["a", "b"])
    }

    // MARK: - The machine's starts

    private func opensOnDisk() throws -> Bool {
        var generator = SeededGenerator(seed: 1)
        let directory = try LogDirectory.open(
            "/logs", fileSystem: disk, nodeID: 1, clusterID: "cluster", using: &generator)
        defer { directory.release() }
        return directory.isOnDisk
    }

    @Test func `what is read comes from the disk for the first process after the machine's start`() throws {
        #expect(try !opensOnDisk())
        #expect(try !opensOnDisk())
        cutPower()
        #expect(try opensOnDisk())
        #expect(try !opensOnDisk())
        cutPower()
        #expect(try opensOnDisk())
    }

    @Test func `a directory without room for the mark opens, and does without`() throws {
        _ = try opensOnDisk()
        cutPower()
        disk.intercept { operation, path in
            guard case .write = operation, path.contains(BootMark.fileName) else { return .proceed }
            return .fail(.full(path: path))
        }
        #expect(try opensOnDisk())
        disk.intercept(with: nil)
        #expect(try !opensOnDisk())
    }

    @Test func `a mark that is damaged or gone tells nothing`() throws {
        _ = try opensOnDisk()
        let path = "/logs/\(BootMark.fileName)"
        let mark = try disk.read(path)
        for bit in 0..<mark.readableBytes * 8 {
            var changed = Array(mark.readableBytesView)
            changed[bit / 8] ^= 1 << UInt8(bit % 8)
            #expect(BootMark.decode(ByteBuffer(bytes: changed)) == nil, "bit \(bit)")
        }
        try disk.replace(path, with: ByteBuffer(string: "boot-7 0\n"))
        #expect(try !opensOnDisk())
        try disk.remove(path)
        #expect(try !opensOnDisk())
    }
}
