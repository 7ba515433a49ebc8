import MartletModel
import MartletStorage
import NIOCore
import Synchronization
import Testing

/// How a made-up disk fails while it runs.
@Suite struct DiskFaultsTests {
    private func disk(_ set: (inout DiskFaults) -> Void) throws -> (MemoryFileSystem, any File) {
        let fileSystem = MemoryFileSystem(faults: DiskFaults(seed: 0))
        let file = try fileSystem.open("/f", .createIfMissing)
        try file.write([ByteBuffer(repeating: 1, count: 100)], at: 0)
        var faults = DiskFaults(seed: 5)
        set(&faults)
        fileSystem.setFaults(faults)
        return (fileSystem, file)
    }

    @Test func `a read returns one bit flipped, and the next the right one`() throws {
        let (fileSystem, file) = try disk { $0.flippedBits = 1 }
        for _ in 0..<20 {
            let wrong = try file.read(at: 0, count: 100).readableBytesView.map { ($0 ^ 1).nonzeroBitCount }
            #expect(wrong.reduce(0, +) == 1)
        }
        fileSystem.setFaults(nil)
        #expect(try file.read(at: 0, count: 100) == ByteBuffer(repeating: 1, count: 100))
    }

    @Test func `a read fails`() throws {
        let (_, file) = try disk { $0.readErrors = 1 }
        #expect(throws: StorageError.system(operation: "read", path: "/f", code: 5)) {
            try file.read(at: 0, count: 1)
        }
    }

    @Test func `a write arrives in part`() throws {
        let (fileSystem, file) = try disk { $0.tornWrites = 1 }
        #expect(throws: StorageError.system(operation: "write", path: "/f", code: 5)) {
            try file.write([ByteBuffer(repeating: 2, count: 1_000)], at: 100)
        }
        fileSystem.setFaults(nil)
        let length = try file.byteCount()
        #expect((101..<1_100).contains(length))
    }

    @Test func `whatever needs room finds none, and what frees it works`() throws {
        let (fileSystem, file) = try disk { $0.fullDisk = 1 }
        let full = StorageError.full(path: "/f")
        #expect(throws: full) { try file.write([ByteBuffer(repeating: 2, count: 1_000)], at: 100) }
        #expect(throws: full) { try file.truncate(to: 5_000) }
        #expect(throws: full) { try fileSystem.rename("/f", to: "/g") }
        #expect(throws: StorageError.full(path: "/new")) { try fileSystem.open("/new", .createIfMissing) }
        #expect(throws: StorageError.full(path: "/d")) { try fileSystem.createDirectory("/d") }
        try file.truncate(to: 1)
        _ = try fileSystem.open("/f", .createIfMissing)
        try fileSystem.remove("/f")
        #expect(try fileSystem.list("/").isEmpty)
    }

    @Test func `a sync that fails has dropped what it was to write`() throws {
        let (fileSystem, file) = try disk { $0.syncErrors = 1 }
        #expect(throws: StorageError.system(operation: "fsync", path: "/f", code: 5)) { try file.sync() }
        #expect(throws: StorageError.self) { try fileSystem.syncDirectory("/") }
        fileSystem.setFaults(nil)
        try file.sync()
        try fileSystem.syncDirectory("/")
        #expect(try file.read(at: 0, count: 100) == ByteBuffer(repeating: 1, count: 100))
        var generator = SeededGenerator(seed: 1)
        fileSystem.cutPower(keeping: 0, using: &generator)
        #expect(try fileSystem.read("/f") == ByteBuffer(repeating: 0, count: 100))
    }

    @Test func `an operation that takes long says how long, and nobody sleeps`() throws {
        let delays = Delays()
        var faults = DiskFaults(seed: 5)
        faults.slowOperations = 0.5
        faults.longestDelay = .seconds(3_600)
        let fileSystem = MemoryFileSystem(faults: faults) { delays.add($0) }
        for _ in 0..<100 { _ = try fileSystem.attributes("/") }
        #expect((20..<80).contains(delays.all.count))
        #expect(delays.all.allSatisfy { $0 > .zero && $0 <= .seconds(3_600) })
    }

    @Test(arguments: 0..<3 as Range<UInt64>)
    func `the same seed brings the same faults`(seed: UInt64) throws {
        func run() -> [Bool] {
            var faults = DiskFaults(seed: seed)
            faults.fullDisk = 0.3
            faults.syncErrors = 0.2
            let fileSystem = MemoryFileSystem(faults: faults)
            return (0..<100).map { index in
                do {
                    try fileSystem.open("/\(index)", .createIfMissing).sync()
                    return true
                } catch {
                    return false
                }
            }
        }
        #expect(run() == run())
        #expect(Set(run()) == [true, false])
    }
}

private final class Delays: Sendable {
    private let found = Mutex<[Duration]>([])

    func add(_ delay: Duration) { found.withLock { $0.append(delay) } }
    var all: [Duration] { found.withLock { $0 } }
}
