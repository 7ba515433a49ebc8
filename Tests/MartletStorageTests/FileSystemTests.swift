import MartletStorage
import NIOCore
import Testing

/// What every file system does.
@Suite struct FileSystemTests {
    @Test(arguments: Disk.allCases)
    func `buffers are written one after the other, at any place`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let file = try bench.fileSystem.open("\(bench.root)/f", .createIfMissing)
        let parts = ["one", "", "two", "three", "four"].map { ByteBuffer(string: $0) }
        try file.write(parts, at: 2)
        try file.write([ByteBuffer(string: "XY")], at: 0)
        #expect(String(buffer: try file.read(at: 0, count: 100)) == "XYonetwothreefour")
        try file.write([ByteBuffer(string: "TWO"), ByteBuffer(string: "T")], at: 5)
        #expect(String(buffer: try file.read(at: 4, count: 5)) == "eTWOT")
        #expect(try file.read(at: 17, count: 5).readableBytes == 0)
        #expect(try file.read(at: 99, count: 5).readableBytes == 0)
        #expect(try file.byteCount() == 17)
        try file.sync()
    }

    @Test(arguments: Disk.allCases)
    func `a file is cut, and extended with zeros`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let file = try bench.fileSystem.open("\(bench.root)/f", .createIfMissing)
        try file.write([ByteBuffer(string: "abc")], at: 0)
        try file.truncate(to: 1)
        try file.truncate(to: 3)
        #expect(try file.read(at: 0, count: 9) == ByteBuffer(bytes: [97, 0, 0]))
        try file.write([ByteBuffer(string: "z")], at: 5)
        #expect(try file.read(at: 0, count: 9) == ByteBuffer(bytes: [97, 0, 0, 0, 0, 122]))
    }

    @Test(arguments: Disk.allCases)
    func `the mode says what becomes of a file that is there, or is not`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let path = "\(bench.root)/f"
        for mode in [FileMode.read, .readWrite] {
            #expect(throws: StorageError.notFound(path: path)) { try bench.fileSystem.open(path, mode) }
        }
        try bench.fileSystem.open(path, .createIfMissing).write([ByteBuffer(string: "abc")], at: 0)
        for mode in [FileMode.read, .readWrite, .createIfMissing] {
            #expect(try bench.fileSystem.open(path, mode).byteCount() == 3)
        }
        #expect(try bench.fileSystem.open(path, .createOrTruncate).byteCount() == 0)
        #expect(throws: StorageError.notFound(path: "\(bench.root)/no/f")) {
            try bench.fileSystem.open("\(bench.root)/no/f", .createIfMissing)
        }
    }

    @Test(arguments: Disk.allCases)
    func `directories are made, listed and removed with all that is in them`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let (fileSystem, root) = (bench.fileSystem, bench.root)
        try fileSystem.createDirectory("\(root)/a/b/c")
        try fileSystem.createDirectory("\(root)/a/b")
        try fileSystem.open("\(root)/a/z", .createIfMissing).write([ByteBuffer(string: "four")], at: 0)
        _ = try fileSystem.open("\(root)/a/b/c/d", .createIfMissing)
        #expect(
            try fileSystem.list("\(root)/a") == [
                DirectoryEntry(name: "b", isDirectory: true),
                DirectoryEntry(name: "z", isDirectory: false, byteCount: 4),
            ])
        try fileSystem.syncDirectory("\(root)/a")
        try fileSystem.remove("\(root)/a")
        try fileSystem.remove("\(root)/a")
        #expect(try fileSystem.attributes("\(root)/a") == nil)
        #expect(try fileSystem.list(root).isEmpty)
        #expect(throws: StorageError.notFound(path: "\(root)/a")) { try fileSystem.list("\(root)/a") }
        #expect(throws: StorageError.notFound(path: "\(root)/a")) {
            try fileSystem.syncDirectory("\(root)/a")
        }
    }

    @Test(arguments: Disk.allCases)
    func `a rename takes the place of what is there, and directories move with their files`(disk: Disk) throws
    {
        let bench = try Workbench(disk)
        let (fileSystem, root) = (bench.fileSystem, bench.root)
        try fileSystem.open("\(root)/new", .createIfMissing).write([ByteBuffer(string: "new")], at: 0)
        try fileSystem.open("\(root)/old", .createIfMissing).write([ByteBuffer(string: "old")], at: 0)
        let held = try fileSystem.open("\(root)/old", .read)
        try fileSystem.rename("\(root)/new", to: "\(root)/old")
        #expect(String(buffer: try fileSystem.read("\(root)/old")) == "new")
        #expect(String(buffer: try held.read(at: 0, count: 9)) == "old")
        #expect(try fileSystem.list(root).map(\.name) == ["old"])
        #expect(throws: StorageError.notFound(path: "\(root)/new")) {
            try fileSystem.rename("\(root)/new", to: "\(root)/x")
        }
        try fileSystem.createDirectory("\(root)/d")
        try fileSystem.rename("\(root)/old", to: "\(root)/d/f")
        try fileSystem.rename("\(root)/d", to: "\(root)/e")
        #expect(String(buffer: try fileSystem.read("\(root)/e/f")) == "new")
    }

    @Test(arguments: Disk.allCases)
    func `a replacement is whole, and leaves nothing else behind`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let path = "\(bench.root)/f"
        #expect(try bench.fileSystem.readIfThere(path) == nil)
        try bench.fileSystem.replace(path, with: ByteBuffer(string: "a longer text"))
        try bench.fileSystem.replace(path, with: ByteBuffer(string: "short"))
        #expect(String(buffer: try bench.fileSystem.read(path)) == "short")
        #expect(try bench.fileSystem.list(bench.root).map(\.name) == ["f"])
    }

    @Test(arguments: Disk.allCases)
    func `attributes tell size, kind and time`(disk: Disk) throws {
        let bench = try Workbench(disk)
        if disk == .memory { try bench.memory.setTime(milliseconds: 1_700_000_000_000) }
        try bench.fileSystem.open("\(bench.root)/f", .createIfMissing).write(
            [ByteBuffer(string: "abc")], at: 0)
        let file = try #require(try bench.fileSystem.attributes("\(bench.root)/f"))
        #expect(!file.isDirectory && file.byteCount == 3 && file.modifiedAtMilliseconds >= 1_700_000_000_000)
        #expect(try bench.fileSystem.attributes(bench.root)?.isDirectory == true)
        #expect(try bench.fileSystem.attributes("\(bench.root)/no") == nil)
        let space = try bench.fileSystem.space(bench.root)
        #expect(space.totalBytes >= space.usableBytes && space.usableBytes > 0)
    }

    @Test(arguments: Disk.allCases)
    func `a lock keeps others of this process out until it is released`(disk: Disk) throws {
        let bench = try Workbench(disk)
        let path = "\(bench.root)/.lock"
        let first = try #require(try bench.fileSystem.lock(path))
        #expect(try bench.fileSystem.lock(path) == nil)
        #expect(try bench.fileSystem.lock(path) == nil)
        first.release()
        #expect(try bench.fileSystem.attributes(path) == nil)
        let second = try #require(try bench.fileSystem.lock(path))
        first.release()
        #expect(try bench.fileSystem.lock(path) == nil)
        second.release()
    }
}
