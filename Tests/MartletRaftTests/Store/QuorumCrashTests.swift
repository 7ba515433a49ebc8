import MartletModel
import MartletStorage
import Synchronization
import Testing

@testable import MartletRaft

/// The power goes at every operation of a workload in turn. What was handed out as committed must be there
/// afterwards, whatever of the rest survived.
@Suite struct QuorumCrashTests {
    private static let cutError = StorageError.system(operation: "power", path: "", code: 5)

    /// From the n-th operation on nothing reaches the disk. Returns how many there were.
    private func cutting(_ disk: MemoryFileSystem, after limit: Int, _ work: () throws -> Void) rethrows
        -> Int
    {
        let count = Mutex(0)
        disk.intercept { operation, _ in
            let number = count.withLock { count in
                count += 1
                return count
            }
            guard number > limit else { return .proceed }
            if number == limit + 1, case .write(let bytes) = operation {
                return .tear(after: bytes / 2, Self.cutError)
            }
            return .fail(Self.cutError)
        }
        defer { disk.intercept(with: nil) }
        try work()
        return count.withLock { $0 }
    }

    private func names(_ count: Int) -> [String] { (0..<count).map { "t\($0)" } }

    // MARK: - One voter

    /// Appends, writes snapshots, cleans, restarts. Returns how many topics were committed at most, and the
    /// epochs of the leaders.
    private func workOfOne(_ world: DriverWorld) -> (committed: Int, appended: Int, epoch: LeaderEpoch) {
        var (committed, appended, epoch): (Int, Int, LeaderEpoch) = (0, 0, 0)
        for round in 0..<3 {
            do { try world.start(1) } catch { return (committed, appended, epoch) }
            world.run(for: .milliseconds(10))
            for _ in 0..<6 {
                epoch = max(epoch, world.nodes[1]?.leads ?? 0)
                guard (try? world.append("t\(appended)")) == true else { return (committed, appended, epoch) }
                appended += 1
                // Several at once, and then one by one.
                if round == 0 || appended.isMultiple(of: 2) { world.run(for: .milliseconds(3)) }
                committed = max(committed, world.nodes[1]?.image.count ?? 0)
            }
            world.run(for: .milliseconds(3))
            committed = max(committed, world.nodes[1]?.image.count ?? 0)
            world.snapshot(1)
            world.run(for: .milliseconds(10))
            if round == 1 {
                world.stop(1)
            } else {
                do { try world.nodes[1]?.driver?.close() } catch { return (committed, appended, epoch) }
                world.stop(1)
            }
        }
        return (committed, appended, epoch)
    }

    private func worldOfOne() throws -> DriverWorld {
        let world = DriverWorld()
        world.storeSettings.segmentBytes = 400
        world.storeSettings.retentionBytes = 700
        let disk = try DriverWorld.disk(1)
        try Checkpoint.writeFirstVoters(
            VoterSet([DriverWorld.voter(1, directory: 1)]), directory: "/data", fileSystem: disk, now: 1)
        try world.add(DriverWorld.voter(1, directory: 1), disk: disk)
        return world
    }

    @Test(arguments: [0.0, 0.5, 1.0])
    func `a voter alone keeps what it committed, wherever the power goes`(keeping: Double) throws {
        let whole = try worldOfOne()
        var result: (committed: Int, appended: Int, epoch: LeaderEpoch) = (0, 0, 0)
        let disk = try #require(whole.nodes[1]).disk
        let operations = cutting(disk, after: .max) { result = workOfOne(whole) }
        #expect(result.committed == 18)
        #expect(whole.nodes[1]?.warnings == [])
        let files = try disk.list("/data/__cluster_metadata-0").map(\.name)
        #expect(files.contains { $0.hasSuffix(".checkpoint") })
        #expect(!files.contains("00000000000000000000.log"))

        for limit in 0..<operations {
            let world = try worldOfOne()
            let disk = try #require(world.nodes[1]).disk
            _ = cutting(disk, after: limit) { result = workOfOne(world) }
            world.cutPower(1, keeping: keeping, seed: UInt64(limit))
            try world.start(1)
            // Who had voted for itself stands again when its time is over.
            #expect(world.run { world.nodes[1]?.leads != nil }, "operation \(limit)")
            let image = world.nodes[1]?.image ?? []
            let isKept = image.count >= result.committed && image == names(image.count)
            #expect(isKept, "operation \(limit): \(result.committed) of \(image)")
            #expect(world.nodes[1]?.leads ?? 0 > result.epoch, "operation \(limit)")
            #expect(try world.append("after"), "operation \(limit)")
            world.run(for: .milliseconds(5))
            world.stop(1)
            try world.start(1)
            #expect(world.run { world.nodes[1]?.leads != nil }, "operation \(limit)")
            #expect(world.nodes[1]?.image == image + ["after"], "operation \(limit)")
        }
    }

    // MARK: - A follower

    /// A leader whose log begins with a snapshot, and a member that lags behind it.
    private func worldOfTwo(following: Bool) throws -> DriverWorld {
        let world = DriverWorld()
        world.storeSettings.segmentBytes = 400
        world.storeSettings.retentionBytes = 700
        world.settings = { $0.snapshotMaxBytes = 150 }
        world.configured = VoterSet([DriverWorld.voter(1)])
        try world.add(DriverWorld.voter(1))
        try world.add(DriverWorld.voter(2))
        try world.start(1)
        world.run(for: .milliseconds(10))
        if following { try world.start(2) }
        for number in 0..<24 {
            _ = try world.append("t\(number)")
            world.run(for: .milliseconds(10))
            if number % 8 == 7 { world.snapshot(1) }
            if number == 4 { world.run(for: .seconds(1)) }
            if number == 5 { world.stop(2) }
        }
        world.run(for: .milliseconds(50))
        return world
    }

    @Test(arguments: [true, false])
    func `a snapshot takes a log's place, wherever the power goes`(following: Bool) throws {
        let whole = try worldOfTwo(following: following)
        let disk = try #require(whole.nodes[2]).disk
        #expect(whole.nodes[1]?.driver?.replica.log.startOffset ?? 0 > 8)
        let operations = try cutting(disk, after: .max) {
            try whole.start(2)
            #expect(whole.run { whole.nodes[2]?.image == names(24) })
            whole.run(for: .milliseconds(50))
        }
        #expect(whole.nodes[2]?.snapshotsLoaded == 1)
        for limit in 0..<operations {
            let world = try worldOfTwo(following: following)
            let disk = try #require(world.nodes[2]).disk
            _ = cutting(disk, after: limit) {
                guard (try? world.start(2)) != nil else { return }
                world.run(for: .seconds(3))
            }
            world.cutPower(2, seed: UInt64(limit))
            try world.start(2)
            #expect(world.run { world.nodes[2]?.image == names(24) }, "operation \(limit)")
            #expect(try world.append("after"))
            #expect(world.run { world.nodes[2]?.image == names(24) + ["after"] }, "operation \(limit)")
            #expect(world.nodes[2]?.halted == nil)
        }
    }

    /// Three voters, of which one has records that nobody else has.
    private func dividedWorld() throws -> (DriverWorld, old: BrokerID) {
        let world = DriverWorld()
        world.storeSettings.segmentBytes = 400
        world.configured = VoterSet([1, 2, 3].map { DriverWorld.voter($0) })
        for id in [1, 2, 3] as [BrokerID] { try world.add(DriverWorld.voter(id)) }
        for id in [1, 2, 3] as [BrokerID] { try world.start(id) }
        #expect(world.run { world.leader != nil })
        let old = try #require(world.leader)
        _ = try world.append("t0")
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["t0"] } })
        world.isolate(old)
        for number in 0..<8 {
            _ = try world.append("lost\(number)", to: old)
            world.run(for: .milliseconds(5))
        }
        #expect(world.run { world.leader.map { $0 != old } ?? false })
        _ = try world.append("t1")
        world.run(for: .seconds(4))
        world.isolate(old, false)
        return (world, old)
    }

    @Test func `a tail that the others do not have is cut, wherever the power goes`() throws {
        let (whole, wholeOld) = try dividedWorld()
        let disk = try #require(whole.nodes[wholeOld]).disk
        let operations = cutting(disk, after: .max) {
            #expect(whole.run { whole.nodes[wholeOld]?.image == names(2) })
            whole.run(for: .milliseconds(50))
        }
        for limit in 0..<operations {
            let (world, old) = try dividedWorld()
            let disk = try #require(world.nodes[old]).disk
            _ = cutting(disk, after: limit) { world.run(for: .seconds(2)) }
            world.cutPower(old, seed: UInt64(limit))
            try world.start(old)
            #expect(world.run { world.nodes[old]?.image == names(2) }, "operation \(limit)")
            #expect(try world.append("t2"))
            #expect(world.run { world.nodes.values.allSatisfy { $0.image == names(3) } })
            #expect(world.nodes.values.allSatisfy { $0.halted == nil }, "operation \(limit)")
        }
    }
}
