import MartletModel
import NIOCore
import Synchronization
import Testing

@testable import MartletStorage

/// Counts the files that are opened and closed.
private final class Counting: Sendable {
    let opened = Mutex<[String: Int]>([:])

    init(_ fileSystem: MemoryFileSystem) {
        fileSystem.intercept { [self] operation, path in
            if operation == .open { opened.withLock { $0[path, default: 0] += 1 } }
            return .proceed
        }
    }

    func count(_ name: String) -> Int {
        opened.withLock { $0.filter { $0.key.hasSuffix(name) }.values.reduce(0, +) }
    }
}

@Suite struct FileCacheTests {
    private let fileSystem = MemoryFileSystem()

    private func files(_ count: Int, limit: Int) throws -> LogFiles {
        try fileSystem.createDirectory("/log")
        let files = LogFiles(
            directory: "/log", fileSystem: fileSystem, cache: FileCache(limit: limit))
        for base in 0..<count {
            let path = files.path(.log, Offset(Int64(base)))
            try fileSystem.open(path, .createOrTruncate).write([ByteBuffer(string: "\(base)")], at: 0)
        }
        return files
    }

    @Test func `a file that was read is open for the next reader, until others were read since`() throws {
        let files = try files(200, limit: 100)
        let counting = Counting(fileSystem)
        for base in 0..<100 { _ = try files.open(.log, Offset(Int64(base))) }
        _ = try files.open(.log, 0)
        #expect(counting.count("00.log") == 1)
        #expect(files.cache.openCount.read == 100)
        _ = try files.open(.log, 150)
        #expect(files.cache.openCount.read == 100)
        // 0 was used again, so 1 was the one to go.
        _ = try files.open(.log, 0)
        _ = try files.open(.log, 1)
        #expect(counting.count("00000.log") == 1)
        #expect(counting.count("00001.log") == 2)
    }

    @Test func `who reads a file goes on when the cache lets go of it`() throws {
        let files = try files(200, limit: 100)
        let first = try files.open(.log, 7)
        for base in 50..<200 { _ = try files.open(.log, Offset(Int64(base))) }
        #expect(String(buffer: try first.read(at: 0, count: 10)) == "7")
    }

    @Test func `files that are written count, and leave less room for those that are read`() throws {
        let files = try files(200, limit: 100)
        for base in 0..<100 { _ = try files.open(.log, Offset(Int64(base))) }
        var written = try (0..<20).map { try files.openLogForWriting(Offset($0)) }
        #expect(files.cache.openCount == (80, 20))
        #expect(!files.cache.isCrowded)
        written += try (20..<80).map { try files.openLogForWriting(Offset($0)) }
        #expect(files.cache.openCount == (64, 80))
        #expect(files.cache.isCrowded)
        written.removeAll()
        #expect(files.cache.openCount == (64, 0))
    }

    @Test func `a look-up that may not wait gets only what is open`() throws {
        let files = try files(1, limit: 100)
        #expect(throws: StorageError.wouldBlock(path: files.path(.log, 0))) {
            try files.open(.log, 0, .refused)
        }
        _ = try files.open(.log, 0)
        _ = try files.open(.log, 0, .refused)
    }

    @Test func `a file that was replaced is opened anew`() throws {
        let files = try files(2, limit: 100)
        _ = try files.open(.log, 0)
        _ = try files.open(.log, 1)
        try fileSystem.rename(files.path(.log, 1), to: files.path(.log, 0))
        files.close(0)
        #expect(String(buffer: try files.open(.log, 0).read(at: 0, count: 10)) == "1")
        #expect(files.cache.openCount.read == 2)
        files.closeAll()
        #expect(files.cache.openCount.read == 0)
    }

    @Test func `a log that has gone leaves no file open`() throws {
        let cache = FileCache(limit: 100)
        try fileSystem.createDirectory("/log")
        var files: LogFiles? = LogFiles(directory: "/log", fileSystem: fileSystem, cache: cache)
        let path = try #require(files).path(.log, 0)
        _ = try fileSystem.open(path, .createOrTruncate)
        _ = try files?.open(.log, 0)
        #expect(cache.openCount.read == 1)
        files = nil
        #expect(cache.openCount.read == 0)
    }

    @Test func `without descriptors the cache gives up its own`() throws {
        let files = try files(10, limit: 100)
        for base in 0..<9 { _ = try files.open(.log, Offset(Int64(base))) }
        let left = Mutex(1)
        fileSystem.intercept { operation, path in
            guard operation == .open else { return .proceed }
            let refuses = left.withLock { left in
                left -= 1
                return left >= 0
            }
            return refuses ? .fail(.system(operation: "open", path: path, code: 24)) : .proceed
        }
        _ = try files.open(.log, 9)
        #expect(files.cache.openCount.read == 1)
    }

    @Test func `a quiet log gives its file back once it is synced, and takes it again`() throws {
        let bench = try Workbench()
        let cache = FileCache(limit: 100)
        let (log, _) = try bench.open(files: cache)
        #expect(cache.openCount.written == 0)
        try log.append(["a"])
        #expect(log.releaseIdleFile() == .none)
        #expect(log.releaseIdleFile() == .unsynced)
        try log.flush()
        #expect(log.releaseIdleFile() == .released)
        #expect(cache.openCount.written == 0)
        #expect(try log.values() == ["a"])
        try log.append(["b"])
        #expect(cache.openCount.written == 1)
        #expect(try log.values() == ["a", "b"])
        #expect(log.releaseIdleFile() == .none)
        try log.close()
        #expect(cache.openCount == (0, 0))
        #expect(try bench.open().log.values() == ["a", "b"])
    }

    @Test func `what is read of many segments stays open within the limit`() throws {
        let bench = try Workbench(.posix)
        let cache = FileCache(limit: 70)
        var configuration = LogConfiguration()
        configuration.segmentBytes = 200
        let (log, _) = try bench.open(configuration, files: cache)
        for index in 0..<200 { try log.append(["value \(index)", "and more of it"]) }
        #expect(log.segmentCount > 90)
        let expected = (0..<200).flatMap { ["value \($0)", "and more of it"] }
        #expect(try log.values() == expected)
        #expect(cache.openCount.read <= 70)
        try log.flush()
        #expect(try log.values() == expected)
    }
}
