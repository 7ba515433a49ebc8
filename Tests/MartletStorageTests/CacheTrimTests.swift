import MartletModel
import NIOCore
import Testing

@testable import MartletStorage

/// What a follower's log lets go of in the page cache.
@Suite struct CacheTrimTests {
    private static let step = CacheTrim.alignment

    private func append(_ count: Int, to log: PartitionLog, now: Timestamp = 0) throws {
        for _ in 0..<count {
            _ = try log.append(try batch(byteCount: Int(Self.step)), leaderEpoch: 0, now: now)
        }
    }

    private func log(_ bench: Workbench, segment steps: Int64 = 1_000) throws -> PartitionLog {
        var configuration = LogConfiguration()
        configuration.segmentBytes = steps * Self.step
        return try bench.open(configuration).log
    }

    /// The range of the first segment, in steps.
    private func piece(_ range: Range<Int64>, of segment: Offset = 0) -> CacheTrim.Piece {
        CacheTrim.Piece(segment: segment, range: range.lowerBound * Self.step..<range.upperBound * Self.step)
    }

    @Test func `the end is kept, and what was let go of is tried once more`() throws {
        let log = try log(try Workbench())
        try append(3, to: log)
        #expect(log.trimCache(keeping: 4 * Self.step, writesBack: false).dropped == [])
        try append(3, to: log)
        #expect(log.trimCache(keeping: 4 * Self.step, writesBack: false).dropped == [piece(0..<2)])
        try append(5, to: log)
        #expect(log.trimCache(keeping: 4 * Self.step, writesBack: false).dropped == [piece(0..<7)])
        try append(2, to: log)
        #expect(log.trimCache(keeping: 4 * Self.step, writesBack: false).dropped == [piece(3..<9)])
    }

    @Test func `no page is cut in two`() throws {
        let log = try log(try Workbench())
        try append(3, to: log)
        _ = try log.append(try batch(byteCount: 1_000), leaderEpoch: 0, now: 0)
        #expect(log.trimCache(keeping: Self.step, writesBack: false).dropped == [piece(0..<2)])
    }

    @Test func `what ends a segment may lie in those before`() throws {
        let log = try log(try Workbench(), segment: 4)
        try append(11, to: log)
        #expect(log.segmentCount == 3)
        #expect(
            log.trimCache(keeping: 5 * Self.step, writesBack: false).dropped
                == [piece(0..<4), piece(0..<2, of: 4)])
        #expect(
            log.trimCache(keeping: 0, writesBack: false).dropped
                == [piece(2..<4, of: 4), piece(0..<3, of: 8)])
    }

    @Test func `what was there before is not touched`() throws {
        let bench = try Workbench()
        try append(5, to: try log(bench))
        let log = try log(bench)
        #expect(log.trimCache(keeping: 0, writesBack: true).dropped == [])
        try append(2, to: log)
        log.keepCache()
        try append(3, to: log)
        let trim = log.trimCache(keeping: Self.step, writesBack: true)
        #expect(trim.dropped == [piece(7..<9)])
        #expect(trim.written == [piece(7..<10)])
    }

    @Test func `what is not synced as it comes is sent to the disk, once`() throws {
        let log = try log(try Workbench())
        try append(3, to: log)
        #expect(log.trimCache(keeping: 10 * Self.step, writesBack: true).written == [piece(0..<3)])
        try append(2, to: log)
        #expect(log.trimCache(keeping: 10 * Self.step, writesBack: true).written == [piece(3..<5)])
    }

    @Test func `a log that was cut goes on from where it ends`() throws {
        let log = try log(try Workbench(), segment: 4)
        try append(11, to: log)
        _ = log.trimCache(keeping: 0, writesBack: true)
        _ = try log.truncate(to: 2)
        try append(4, to: log)
        let trim = log.trimCache(keeping: Self.step, writesBack: true)
        #expect(trim.dropped.last == piece(0..<1, of: 4))
    }

    @Test func `what was let go of is looked for, though it was appended just now`() throws {
        let bench = try Workbench(.posix)
        let log = try log(bench)
        try append(40, to: log)
        try log.flush()
        let read = { try log.readInMemory(from: 3, upTo: 40, maxBytes: 100, minOneBatch: true, now: 1_000) }
        #expect(try read() != nil)
        let trim = log.trimCache(keeping: 8 * Self.step, writesBack: false)
        trim.run()
        let file = try bench.fileSystem.open("\(log.directory)/00000000000000000000.log", .read)
        // On a file system that is memory nothing goes.
        guard !file.isAnyCached(0..<(16 * Self.step)) else { return }
        #expect(throws: ReadError.self) { try read() }
        #expect(
            try log.readInMemory(from: 39, upTo: 40, maxBytes: 100, minOneBatch: true, now: 1_000) != nil)
        #expect(try log.read(from: 3, upTo: 40, maxBytes: 100, minOneBatch: true) != nil)
    }
}
