import MartletModel
import MartletRecords
import MartletStorage
import NIOCore
import Testing

/// What opening a log makes of files that were under way when a process stopped (storage, section 6, 1–3).
@Suite struct SwapRecoveryTests {
    /// Segments at 0, 2 and 4, each with two batches, and an empty one at 6 that is written to.
    private func bench() throws -> Workbench {
        let bench = try Workbench()
        var configuration = LogConfiguration()
        configuration.segmentBytes = 300
        let (log, _) = try bench.open(configuration)
        for _ in 0..<6 { _ = try log.append(try batch(byteCount: 150), leaderEpoch: 0, now: 0) }
        try log.roll(now: 0)
        try log.close()
        return bench
    }

    private func name(_ offset: Offset, _ suffix: String) -> String {
        SegmentFile.log.name(offset).dropLast(4) + suffix
    }

    /// The batches of some offsets, as a log file.
    private func logFile(_ bench: Workbench, _ offsets: [Offset]) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        for base: Offset in [0, 2, 4] {
            let segment = try bench.bytes(name(base, ".log"))
            for index in 0..<2 where offsets.contains(base + Int64(index)) {
                bytes.writeImmutableBuffer(try #require(segment.getSlice(at: index * 150, length: 150)))
            }
        }
        return bytes
    }

    private func check(_ bench: Workbench, _ offsets: [Offset], _ bases: [Offset]) throws {
        let (log, report) = try bench.open(isClean: true)
        #expect(try log.records().map(\.offset) == offsets)
        #expect(report?.truncated == nil)
        #expect(
            try bench.names().filter { $0.hasSuffix(".log") } == bases.map { name($0, ".log") })
        #expect(
            try !bench.names().contains {
                $0.hasSuffix(".swap") || $0.hasSuffix(".cleaned") || $0.hasSuffix(".deleted")
            })
    }

    @Test func `cleaned files do not count`() throws {
        let bench = try bench()
        try bench.put(try logFile(bench, [1]), name(0, ".log.cleaned"))
        try bench.put(ByteBuffer(), name(0, ".index.cleaned"))
        try check(bench, [0, 1, 2, 3, 4, 5], [0, 2, 4, 6])
    }

    @Test func `a swap file replaces all segments that it covers`() throws {
        let bench = try bench()
        try bench.put(try logFile(bench, [1, 3]), name(0, ".log.swap"))
        try bench.put(ByteBuffer(), name(0, ".index.swap"))
        try bench.put(ByteBuffer(), name(0, ".timeindex.swap"))
        try check(bench, [1, 3, 4, 5], [0, 4, 6])
        #expect(try bench.names().filter { $0.hasSuffix("index") }.contains(name(0, ".index")))
    }

    @Test func `a swap file does not count while another that belongs to it is not complete`() throws {
        let bench = try bench()
        try bench.put(try logFile(bench, [1]), name(0, ".log.cleaned"))
        try bench.put(try logFile(bench, [3]), name(2, ".log.swap"))
        try check(bench, [0, 1, 2, 3, 4, 5], [0, 2, 4, 6])
    }

    @Test func `a swap file counts that lies before unfinished ones`() throws {
        let bench = try bench()
        try bench.put(try logFile(bench, [1]), name(0, ".log.swap"))
        try bench.put(try logFile(bench, [3]), name(2, ".log.cleaned"))
        try check(bench, [1, 2, 3, 4, 5], [0, 2, 4, 6])
    }

    @Test func `an index that waits for its name belongs to the log that has it`() throws {
        let bench = try bench()
        let path = "\(bench.directory)/\(name(2, ".index"))"
        try bench.fileSystem.rename(path, to: path + ".swap")
        try bench.put(ByteBuffer(string: "old"), name(2, ".index.deleted"))
        try check(bench, [0, 1, 2, 3, 4, 5], [0, 2, 4, 6])
        #expect(try bench.names().contains(name(2, ".index")))
    }

    @Test func `an index that lost its swapped log is made again`() throws {
        let bench = try bench()
        let path = "\(bench.directory)/\(name(2, ".log"))"
        try bench.put(try logFile(bench, [3]), name(2, ".log.swap"))
        try bench.put(ByteBuffer(string: "of the old log"), name(2, ".index"))
        try bench.fileSystem.remove(path)
        try check(bench, [0, 1, 3, 4, 5], [0, 2, 4, 6])
    }

    @Test func `the state of producers before a replacement is kept`() throws {
        let bench = try bench()
        let before = try bench.bytes(name(2, ".snapshot"))
        try bench.put(try logFile(bench, [3, 5]), name(2, ".log.swap"))
        try check(bench, [0, 1, 3, 5], [0, 2, 6])
        #expect(try bench.bytes(name(2, ".snapshot")) == before)
        #expect(try !bench.names().contains(name(4, ".snapshot")))
    }
}
