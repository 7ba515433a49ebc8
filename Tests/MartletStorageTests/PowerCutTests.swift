import MartletModel
import MartletStorage
import NIOCore
import Testing

/// What a made-up disk has after the power went.
@Suite struct PowerCutTests {
    private let fileSystem = MemoryFileSystem(faults: DiskFaults(seed: 1))
    private static let page = 4_096

    private func file(_ name: String, _ content: [UInt8]) throws -> any File {
        let file = try fileSystem.open(name, .createIfMissing)
        try file.write([ByteBuffer(bytes: content)], at: 0)
        return file
    }

    /// A file whose content and name are durable.
    private func durableFile(_ name: String, _ content: [UInt8]) throws -> any File {
        let file = try file(name, content)
        try file.sync()
        try fileSystem.syncDirectory("/")
        return file
    }

    private func cut(keeping chance: Double, seed: UInt64 = 7) {
        var generator = SeededGenerator(seed: seed)
        fileSystem.cutPower(keeping: chance, using: &generator)
    }

    private func content(_ name: String, on fileSystem: MemoryFileSystem? = nil) throws -> [UInt8] {
        Array(try (fileSystem ?? self.fileSystem).read(name).readableBytesView)
    }

    private func names() throws -> [String] { try fileSystem.list("/").map(\.name) }

    // MARK: - Bytes

    @Test func `bytes are lost or kept since the last sync`() throws {
        let file = try durableFile("/f", [1, 1, 1, 1])
        try file.write([ByteBuffer(bytes: [2, 2])], at: 3)
        #expect(try content("/f") == [1, 1, 1, 2, 2])
        cut(keeping: 0)
        #expect(try content("/f") == [1, 1, 1, 1])
        try fileSystem.open("/f", .readWrite).write([ByteBuffer(bytes: [2, 2])], at: 3)
        cut(keeping: 1)
        #expect(try content("/f") == [1, 1, 1, 2, 2])
        cut(keeping: 0)
        #expect(try content("/f") == [1, 1, 1, 2, 2])
    }

    /// The pages of what is left, by their first bytes; nil for one whose sectors differ.
    private func pages(_ bytes: [UInt8]) -> [UInt8?] {
        stride(from: 0, to: bytes.count, by: Self.page).map { start in
            let page = bytes[start..<min(start + Self.page, bytes.count)]
            return page.allSatisfy { $0 == page.first } ? page.first : nil
        }
    }

    @Test func `pages and the length are lost each for itself, and tear at sectors`() throws {
        let file = try durableFile("/f", [UInt8](repeating: 1, count: 4 * Self.page))
        try file.write([ByteBuffer(repeating: 2, count: 8 * Self.page)], at: 0)
        var seen: Set<[UInt8?]> = []
        var lengths: Set<Int> = []
        for seed in 0..<200 as Range<UInt64> {
            let disk = fileSystem.copy()
            var generator = SeededGenerator(seed: seed)
            disk.cutPower(using: &generator)
            let left = try content("/f", on: disk)
            lengths.insert(left.count)
            seen.insert(pages(left))
            for start in stride(from: 0, to: left.count - 512, by: 512) {
                let sector = left[start..<start + 512]
                #expect(sector.allSatisfy { $0 == sector.first })
                #expect((start < 4 * Self.page ? [1, 2] : [0, 2]).contains(sector.first))
            }
        }
        #expect(lengths.contains(4 * Self.page) && lengths.contains(8 * Self.page) && lengths.count > 10)
        #expect(seen.count > 50 && seen.contains { $0.contains(nil) })
        #expect(seen.contains { $0.count == 8 && $0.last == 0 })
    }

    @Test func `a cut that was not synced may be undone, and show old bytes in a file made longer again`()
        throws
    {
        let file = try durableFile("/f", [1, 2, 3, 4, 5, 6])
        try file.truncate(to: 2)
        var disk = fileSystem.copy()
        var generator = SeededGenerator(seed: 1)
        disk.cutPower(keeping: 0, using: &generator)
        #expect(try content("/f", on: disk) == [1, 2, 3, 4, 5, 6])
        try file.write([ByteBuffer(bytes: [9, 9])], at: 2)
        var seen: Set<[UInt8]> = []
        for seed in 0..<100 as Range<UInt64> {
            disk = fileSystem.copy()
            generator = SeededGenerator(seed: seed)
            disk.cutPower(using: &generator)
            seen.insert(try content("/f", on: disk))
        }
        #expect(seen == [[1, 2, 3, 4, 5, 6], [1, 2, 9, 9, 0, 0], [1, 2, 9, 9], [1, 2, 3, 4]])
    }

    @Test func `pages that a failed sync dropped are gone, whatever later syncs say`() throws {
        let file = try durableFile("/f", [1, 1])
        try file.write([ByteBuffer(bytes: [2, 2])], at: 0)
        fileSystem.intercept { operation, path in
            operation == .sync ? .fail(.system(operation: "fsync", path: path, code: 5)) : .proceed
        }
        #expect(throws: StorageError.self) { try file.sync() }
        fileSystem.intercept(with: nil)
        try file.sync()
        #expect(try content("/f") == [2, 2])
        let rewritten = fileSystem.copy()
        cut(keeping: 1)
        #expect(try content("/f") == [1, 1])

        let again = try rewritten.open("/f", .readWrite)
        try again.write([ByteBuffer(bytes: [3])], at: 1)
        try again.sync()
        var generator = SeededGenerator(seed: 1)
        rewritten.cutPower(keeping: 0, using: &generator)
        #expect(try content("/f", on: rewritten) == [2, 3])
    }

    @Test func `files and locks of before a power cut are of no use`() throws {
        let file = try durableFile("/f", [1])
        let lock = try #require(try fileSystem.lock("/.lock"))
        cut(keeping: 1)
        #expect(throws: StorageError.system(operation: "pread", path: "/f", code: 9)) {
            try file.read(at: 0, count: 1)
        }
        #expect(throws: StorageError.self) { try file.write([ByteBuffer(bytes: [2])], at: 0) }
        #expect(throws: StorageError.self) { try file.sync() }
        #expect(throws: StorageError.self) { try file.truncate(to: 0) }
        #expect(throws: StorageError.self) { try file.byteCount() }
        let newLock = try #require(try fileSystem.lock("/.lock"))
        lock.release()
        #expect(try fileSystem.lock("/.lock") == nil)
        newLock.release()
        #expect(try names() == ["f"])
    }

    @Test func `a disk without faults forgets nothing`() throws {
        let plain = MemoryFileSystem()
        try plain.createDirectory("/d")
        try plain.open("/d/f", .createIfMissing).write([ByteBuffer(bytes: [1])], at: 0)
        var generator = SeededGenerator(seed: 1)
        plain.cutPower(keeping: 0, using: &generator)
        #expect(try content("/d/f", on: plain) == [1])
    }

    // MARK: - Names

    @Test func `a new name is durable with its directory, not with its file`() throws {
        try fileSystem.createDirectory("/d")
        try fileSystem.syncDirectory("/")
        let file = try file("/d/f", [1])
        try file.sync()
        let disk = fileSystem.copy()
        var generator = SeededGenerator(seed: 1)
        disk.cutPower(keeping: 0, using: &generator)
        #expect(try disk.list("/d").isEmpty)
        try fileSystem.syncDirectory("/d")
        cut(keeping: 0)
        #expect(try content("/d/f") == [1])
    }

    @Test func `what is in a directory goes with the directory's name`() throws {
        try fileSystem.createDirectory("/a/b")
        try file("/a/b/f", [1]).sync()
        try fileSystem.syncDirectory("/a/b")
        try fileSystem.syncDirectory("/")
        cut(keeping: 0)
        #expect(try fileSystem.list("/a").isEmpty)
    }

    /// What is left of the names, over many power cuts.
    private func outcomes() throws -> Set<[String: UInt8]> {
        var seen: Set<[String: UInt8]> = []
        for seed in 0..<300 as Range<UInt64> {
            let disk = fileSystem.copy()
            var generator = SeededGenerator(seed: seed)
            disk.cutPower(using: &generator)
            var found: [String: UInt8] = [:]
            for entry in try disk.list("/") where !entry.isDirectory {
                found[entry.name] = try content("/\(entry.name)", on: disk).first ?? 0
            }
            seen.insert(found)
        }
        return seen
    }

    @Test func `a rename leaves the old name or the new one`() throws {
        _ = try durableFile("/a", [1])
        try fileSystem.rename("/a", to: "/b")
        #expect(try outcomes() == [["a": 1], ["b": 1]])
        try fileSystem.rename("/b", to: "/c")
        #expect(try outcomes() == [["a": 1], ["b": 1], ["c": 1]])
    }

    @Test func `a rename over another file leaves that file or this`() throws {
        _ = try durableFile("/old", [1])
        try file("/new", [2]).sync()
        try fileSystem.rename("/new", to: "/old")
        #expect(try outcomes() == [["old": 1], ["old": 1, "new": 2], ["old": 2]])
        try fileSystem.syncDirectory("/")
        #expect(try outcomes() == [["old": 2]])
    }

    @Test func `changes of different names survive in any combination`() throws {
        _ = try durableFile("/a", [1])
        _ = try durableFile("/b", [2])
        try fileSystem.remove("/a")
        try file("/c", [3]).sync()
        try fileSystem.rename("/b", to: "/d")
        let expected = [["a": 1], [:]].flatMap { first in
            [["c": 3], [:]].flatMap { second in
                [["b": 2], ["d": 2]].map { third in
                    (first as [String: UInt8]).merging(second) { $1 }.merging(third) { $1 }
                }
            }
        }
        #expect(try outcomes() == Set(expected))
    }

    @Test func `names under a removed directory may come back one by one`() throws {
        try fileSystem.createDirectory("/d")
        try fileSystem.syncDirectory("/")
        for name in ["/d/1", "/d/2"] { _ = try durableFile(name, [1]) }
        try fileSystem.syncDirectory("/d")
        try fileSystem.remove("/d")
        #expect(try fileSystem.attributes("/d") == nil)
        var seen: Set<[String]> = []
        for seed in 0..<100 as Range<UInt64> {
            let disk = fileSystem.copy()
            var generator = SeededGenerator(seed: seed)
            disk.cutPower(using: &generator)
            seen.insert(try disk.attributes("/d") == nil ? ["gone"] : disk.list("/d").map(\.name))
        }
        #expect(seen == [["gone"], [], ["1"], ["2"], ["1", "2"]])
    }

    @Test func `the same seed leaves the same`() throws {
        _ = try durableFile("/f", [UInt8](repeating: 1, count: 20 * Self.page))
        try fileSystem.open("/f", .readWrite).write([ByteBuffer(repeating: 2, count: 30 * Self.page)], at: 99)
        for index in 0..<20 { _ = try file("/\(index)", [1]) }
        let copy = fileSystem.copy()
        cut(keeping: 0.5, seed: 3)
        var generator = SeededGenerator(seed: 3)
        copy.cutPower(using: &generator)
        #expect(try names() == copy.list("/").map(\.name))
        #expect(try content("/f") == content("/f", on: copy))
    }
}
