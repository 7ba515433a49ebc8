import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@testable import MartletRaft

@Suite struct QuorumDriverTests {
    private func world(_ ids: [BrokerID], configure: (DriverWorld) -> Void = { _ in }) throws -> DriverWorld {
        let world = DriverWorld()
        world.configured = VoterSet(ids.map { DriverWorld.voter($0) })
        configure(world)
        for id in ids { try world.add(DriverWorld.voter(id)) }
        for id in ids { try world.start(id) }
        return world
    }

    private func log(_ world: DriverWorld, _ id: BrokerID) throws -> ByteBuffer {
        try #require(world.nodes[id]).disk.read("/data/__cluster_metadata-0/00000000000000000000.log")
    }

    @Test func `the only voter leads as soon as the disk has it, and commits what it syncs`() throws {
        let world = try world([1])
        world.run(for: .milliseconds(5))
        #expect(world.nodes[1]?.leads == 1)
        #expect(try world.append("a", "b"))
        #expect(world.nodes[1]?.image == [])
        world.run(for: .milliseconds(2))
        #expect(world.nodes[1]?.image == ["a", "b"])
    }

    @Test func `a restart hands out everything that was committed, before it leads`() throws {
        let world = try world([1])
        world.run(for: .milliseconds(5))
        for name in ["a", "b", "c"] { #expect(try world.append(name)) }
        world.run(for: .milliseconds(5))
        world.cutPower(1)
        try world.start(1)
        world.run(for: .milliseconds(10))
        #expect(world.nodes[1]?.image == ["a", "b", "c"])
        #expect(world.nodes[1]?.leads ?? 0 > 1)
    }

    @Test(arguments: [Int16(17), 18])
    func `three voters elect one and all hand out the same`(fetchVersion: Int16) throws {
        let world = try world([1, 2, 3]) { $0.fetchVersion = fetchVersion }
        #expect(world.run { world.leader != nil })
        for name in ["a", "b", "c"] { #expect(try world.append(name)) }
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a", "b", "c"] } })
        let logs = try [1, 2, 3].map { try log(world, $0) }
        #expect(logs.allSatisfy { $0 == logs[0] })
        #expect(world.nodes.values.allSatisfy { $0.halted == nil && $0.warnings == [] })
    }

    @Test func `what a leader could not commit is cut when it comes back`() throws {
        let world = try world([1, 2, 3])
        #expect(world.run { world.leader != nil })
        let old = try #require(world.leader)
        #expect(try world.append("a"))
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a"] } })
        world.isolate(old)
        for name in ["lost1", "lost2", "lost3"] { #expect(try world.append(name, to: old)) }
        #expect(world.run { world.leader.map { $0 != old } ?? false })
        #expect(try world.append("b"))
        world.run(for: .seconds(1))
        world.isolate(old, false)
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a", "b"] } })
        let logs = try [1, 2, 3].map { try log(world, $0) }
        #expect(logs.allSatisfy { $0 == logs[0] })
        #expect(world.nodes.values.allSatisfy { $0.halted == nil })
    }

    @Test func `an empty follower takes the leader's snapshot, and goes on from there`() throws {
        let world = try world([1, 2, 3]) {
            $0.storeSettings.segmentBytes = 500
            $0.storeSettings.retentionBytes = 1_000
            $0.settings = { $0.snapshotMaxBytes = 100 }
        }
        #expect(world.run { world.leader != nil })
        let leader = try #require(world.leader)
        for number in 0..<40 {
            #expect(try world.append("t\(number)"))
            world.run(for: .milliseconds(20))
            if number % 10 == 9 { world.snapshot(leader) }
        }
        world.run(for: .milliseconds(100))
        #expect(world.nodes[leader]?.snapshots.count == 4)
        let start = world.nodes[leader]?.driver?.replica.log.startOffset ?? 0
        #expect(start > 20)
        let wiped = try #require([1, 2, 3].first { $0 != leader })
        world.stop(wiped)
        world.run(for: .milliseconds(50))
        world.nodes[wiped]?.disk = try DriverWorld.disk(9)
        try world.start(wiped)
        let expected = (0..<40).map { "t\($0)" }
        #expect(world.run { world.nodes[wiped]?.image == expected })
        #expect(world.nodes[wiped]?.snapshotsLoaded == 1)
        #expect(try world.append("after"))
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == expected + ["after"] } })
        world.cutPower(wiped)
        try world.start(wiped)
        #expect(world.run { world.nodes[wiped]?.image == expected + ["after"] })
        #expect(world.nodes.values.allSatisfy { $0.halted == nil })
    }

    @Test func `nothing is removed or written while a snapshot is about to take the log's place`() throws {
        let world = try world([1, 2, 3]) {
            $0.storeSettings.segmentBytes = 300
            $0.storeSettings.retentionMilliseconds = 5_000
        }
        #expect(world.run { world.leader != nil })
        let leader = try #require(world.leader)
        let behind = try #require([1, 2, 3].first { $0 != leader })
        for number in 0..<8 {
            #expect(try world.append("t\(number)"))
            world.run(for: .milliseconds(20))
            if number % 4 == 3 { for id in [1, 2, 3] as [BrokerID] { world.snapshot(id) } }
        }
        #expect(try world.append("t8"))
        world.run(for: .milliseconds(20))
        world.isolate(behind)
        world.run(for: .seconds(6))
        #expect(try world.append("t9"))
        world.run(for: .milliseconds(20))
        world.snapshot(leader)
        world.run(for: .milliseconds(20))
        world.isolate(behind, false)
        let driver = try #require(world.nodes[behind]?.driver)
        for _ in 0..<5_000 where driver.replica.installing == nil { world.run(for: .milliseconds(1)) }
        #expect(driver.replica.installing != nil)
        driver.clean(world.now, world.time)
        #expect(!driver.isCleaning)
        // Nor is one written that would be older than the log then.
        world.snapshot(behind)
        #expect(world.nodes[behind]?.warnings.count == 1)
        let expected = (0..<10).map { "t\($0)" }
        #expect(world.run { world.nodes[behind]?.image == expected })
        #expect(world.nodes[behind]?.snapshotsLoaded == 1)
        driver.clean(world.now, world.time)
        #expect(driver.isCleaning)
        world.step(behind, .ticked)
        world.run(for: .milliseconds(10))
        world.cutPower(behind)
        try world.start(behind)
        #expect(world.run { world.nodes[behind]?.image == expected })
        #expect(world.nodes[behind]?.halted == nil)
    }

    /// To cut off what has come of a fetch would need room for the file of epochs.
    @Test func `of what is fetched those batches stay for which a full disk has room`() throws {
        let world = try world([1, 2, 3])
        #expect(world.run { world.leader != nil })
        let former = try #require(world.leader)
        let follower = try #require([1, 2, 3].first { $0 != former })
        #expect(try world.append("a"))
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a"] } })
        world.isolate(follower)
        // Whoever leads next, and be it the same: the epoch is another one.
        let epoch = try #require(world.nodes[former]?.leads)
        world.step(former, .resigned)
        #expect(world.run { world.leader.flatMap { world.nodes[$0]?.leads } ?? epoch > epoch })
        let large = String(repeating: "b", count: 1_000)
        #expect(try world.append(large))
        world.run(for: .milliseconds(50))
        let node = try #require(world.nodes[follower])
        node.disk.intercept { operation, path in
            switch operation {
            case .write(let count) where count > 500: .tear(after: count / 2, .full(path: path))
            case .rename where path.contains("leader-epoch-checkpoint"): .fail(.full(path: path))
            default: .proceed
            }
        }
        let end = try #require(node.driver).replica.log.endOffset
        world.isolate(follower, false)
        world.run(for: .seconds(3))
        #expect(world.nodes[follower]?.halted == nil)
        #expect(node.driver?.replica.log.endOffset == end + 1)
        node.disk.intercept(with: nil)
        #expect(world.run { world.nodes[follower]?.image == ["a", large] })
    }

    @Test func `a snapshot that is given up, as the node stops, leaves nothing behind`() throws {
        let world = try world([1])
        world.run(for: .milliseconds(5))
        #expect(try world.append("a", "b", "c"))
        world.run(for: .milliseconds(5))
        let end = try #require(world.nodes[1]?.driver).appliedOffset
        world.step(
            1,
            .snapshotRequested(upTo: end) { body throws(MetadataLogError) in
                try body(DriverWorld.topic("a"))
                throw .stopping
            })
        world.run(for: .milliseconds(5))
        let files = try #require(world.nodes[1]).disk.list("/data/__cluster_metadata-0")
        #expect(!files.contains { $0.name.contains(".checkpoint") })
        #expect(world.nodes[1]?.warnings == [] && world.nodes[1]?.halted == nil)
        world.snapshot(1)
        world.run(for: .milliseconds(5))
        #expect(world.nodes[1]?.snapshots == [SnapshotID(endOffset: end, epoch: 1)])
    }

    @Test func `a broker follows as an observer and never votes`() throws {
        let world = try world([1, 2, 3])
        try world.add(DriverWorld.voter(100), isController: false)
        try world.start(100)
        #expect(world.run { world.leader != nil })
        #expect(try world.append("a"))
        #expect(world.run { world.nodes[100]?.image == ["a"] })
        world.step(try #require(world.leader), .ticked)
        let leader = try #require(world.leader.flatMap { world.nodes[$0]?.driver })
        let description = try #require(leader.description(now: world.now, time: world.time))
        #expect(description.voters.map(\.key.id) == [1, 2, 3])
        #expect(description.observers.map(\.key.id) == [100])
        #expect(description.observers.first?.endOffset == leader.replica.log.endOffset)
    }

    // MARK: - Members

    /// A quorum of these, formatted with its first voters; `others` know nothing yet.
    private func dynamicWorld(_ ids: [BrokerID], others: [BrokerID] = []) throws -> DriverWorld {
        let world = DriverWorld()
        let voters = VoterSet(ids.map { DriverWorld.voter($0, directory: 1) })
        for id in ids + others {
            let disk = try DriverWorld.disk(UInt64(id.rawValue))
            if ids.contains(id) {
                try Checkpoint.writeFirstVoters(voters, directory: "/data", fileSystem: disk, now: 1)
            }
            try world.add(DriverWorld.voter(id, directory: 1), disk: disk)
        }
        for id in ids + others { try world.start(id) }
        return world
    }

    @Test func `a quorum that is formatted with its voters names them in its log`() throws {
        let world = try dynamicWorld([1])
        world.run(for: .milliseconds(10))
        #expect(world.nodes[1]?.leads == 1)
        var batches = RecordBatches(try log(world, 1))
        let first = try #require(try batches.next())
        let kinds = try MetadataBatch.controlRecords(of: first).map(\.record.type)
        #expect(kinds == [.leaderChange, .kraftVersion, .kraftVoters])
        #expect(try QuorumRecords(of: first).voters == VoterSet([DriverWorld.voter(1, directory: 1)]))
        world.cutPower(1)
        try world.start(1)
        world.run(for: .milliseconds(10))
        #expect(world.nodes[1]?.leads ?? 0 > 1)
        #expect(world.nodes[1]?.driver?.replica.voters == VoterSet([DriverWorld.voter(1, directory: 1)]))
    }

    @Test func `voters are added and removed, the leader itself at last`() throws {
        let world = try dynamicWorld([1], others: [2, 3])
        world.run(for: .milliseconds(100))
        #expect(world.nodes[1]?.leads == 1)
        #expect(try world.append("a"))
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a"] } })
        for id in [2, 3] as [BrokerID] {
            let request = QuorumRequestID(UInt64(900 + id.rawValue))
            let voter = DriverWorld.voter(id, directory: 1)
            world.step(1, .changeRequested(request, .add(voter, answersEarly: false)))
            #expect(world.run { world.nodes[1]?.changes[request] != nil })
            #expect(world.nodes[1]?.changes[request] == ErrorCode.none)
        }
        #expect(world.run { world.nodes.values.allSatisfy { $0.driver?.replica.voters.ids == [1, 2, 3] } })
        let key = DriverWorld.voter(1, directory: 1).key
        world.step(1, .changeRequested(999, .remove(key)))
        #expect(world.run { world.leader.map { $0 != 1 } ?? false })
        #expect(world.nodes[1]?.changes[999] == ErrorCode.none)
        #expect(try world.append("b"))
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a", "b"] } })
        #expect(world.nodes.values.allSatisfy { $0.driver?.replica.voters.ids == [2, 3] })
        for id in world.nodes.keys.sorted() {
            world.cutPower(id, seed: 4)
            try world.start(id)
            #expect(world.nodes[id]?.driver?.replica.voters.ids == [2, 3])
        }
        #expect(world.run { world.nodes.values.allSatisfy { $0.image == ["a", "b"] } })
    }

    @Test func `a snapshot carries the voters, and who takes it knows them`() throws {
        let world = try dynamicWorld([1])
        world.run(for: .milliseconds(10))
        #expect(try world.append("a"))
        world.run(for: .milliseconds(10))
        world.snapshot(1)
        world.run(for: .milliseconds(10))
        #expect(world.nodes[1]?.snapshots.count == 1)
        try world.add(DriverWorld.voter(2, directory: 1))
        try world.start(2)
        #expect(world.run { world.nodes[2]?.image == ["a"] })
        #expect(world.nodes[2]?.snapshotsLoaded == 1)
        #expect(world.nodes[2]?.driver?.replica.voters.ids == [1])
        world.stop(2)
        try world.start(2)
        #expect(world.nodes[2]?.driver?.replica.voters.ids == [1])
        #expect(world.nodes[2]?.driver?.replica.history.kraftVersion == 1)
    }
}
