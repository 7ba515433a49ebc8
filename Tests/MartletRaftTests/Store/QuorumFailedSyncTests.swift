import MartletModel
import MartletStorage
import NIOCore
import Testing

@testable import MartletRaft

/// Where a sync has failed, the next process finds in memory what the disk does not have.
@Suite struct QuorumFailedSyncTests {
    private static let path = "/data/__cluster_metadata-0"

    private func cutPower(_ disk: MemoryFileSystem) {
        var generator = SeededGenerator(seed: 1)
        disk.cutPower(keeping: 0, using: &generator)
    }

    @Test func `records that no sync has brought to the disk are written again before they count`() throws {
        let world = DriverWorld()
        world.configured = VoterSet([DriverWorld.voter(1)])
        try world.add(DriverWorld.voter(1))
        try world.start(1)
        #expect(world.run { world.nodes[1]?.leads != nil })
        #expect(try world.append("first"))
        world.run(for: .milliseconds(5))
        let disk = try #require(world.nodes[1]).disk
        disk.intercept { operation, path in
            operation == .sync && path.hasSuffix(".log")
                ? .fail(.system(operation: "fsync", path: path, code: 5)) : .proceed
        }
        #expect(try world.append("second"))
        world.run(for: .milliseconds(5))
        #expect(world.nodes[1]?.halted != nil)
        disk.intercept(with: nil)
        world.stop(1)
        try world.start(1)
        #expect(world.run { world.nodes[1]?.leads != nil })
        #expect(world.run { world.nodes[1]?.image == ["first", "second"] })
        world.cutPower(1, keeping: 0)
        try world.start(1)
        #expect(world.run { world.nodes[1]?.image == ["first", "second"] })
    }

    @Test func `a promise that was taken back stays so when the power fails`() throws {
        let disk = try DriverWorld.disk(1)
        let health = DirectoryHealth(directory: "/data")
        let file = "/data/\(DurableMark.fileName)"
        var mark = try DurableMark(in: "/data", GuardedFileSystem(disk, health: health), isClean: false)
        try mark.raise(to: 10)
        try disk.open(file, .readWrite).sync()
        try disk.syncDirectory("/data")
        disk.intercept { operation, path in
            operation == .sync ? .fail(.system(operation: "fsync", path: path, code: 5)) : .proceed
        }
        #expect(throws: StorageError.self) { try mark.lower(to: 4) }
        disk.intercept(with: nil)
        // The next process need not lower what it finds.
        let fileSystem = GuardedFileSystem(disk, health: DirectoryHealth(directory: "/data"))
        var found = try DurableMark(in: "/data", fileSystem, isClean: false)
        #expect(found.offset == 4)
        try found.lower(to: 6)
        cutPower(disk)
        #expect(DurableMark.decode(try disk.read(file)) == 4)
    }

    @Test func `a vote that a process finds is on the disk before it says so`() throws {
        let disk = try DriverWorld.disk(1)
        let voters = VoterSet([DriverWorld.voter(1)])
        func open() throws -> QuorumStore {
            try QuorumStore.open(directory: "/data", configuredVoters: voters, fileSystem: disk, now: 0)
        }
        _ = try open()
        let state = QuorumState(epoch: 3, votedFor: 1, voters: .fixed([1]))
        let path = "\(Self.path)/\(QuorumState.fileName)"
        let file = try disk.open(path + ".tmp", .createOrTruncate)
        try file.write([state.encoded()], at: 0)
        try file.sync()
        // The process ends before it has synced the name.
        try disk.rename(path + ".tmp", to: path)
        #expect(try open().state == state)
        cutPower(disk)
        #expect(try open().state == state)
    }
}
