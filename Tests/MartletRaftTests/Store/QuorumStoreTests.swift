import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization
import Testing

@testable import MartletRaft

@Suite struct QuorumStoreTests {
    private static let path = "/data/__cluster_metadata-0"

    /// One voter, which leads.
    private func world(
        segmentBytes: Int64 = 1 << 30, disk: MemoryFileSystem? = nil
    ) throws -> DriverWorld {
        let world = DriverWorld()
        world.configured = VoterSet([DriverWorld.voter(1)])
        world.storeSettings.segmentBytes = segmentBytes
        try world.add(DriverWorld.voter(1), disk: disk)
        try world.start(1)
        #expect(world.run { world.nodes[1]?.leads != nil })
        return world
    }

    private func append(_ world: DriverWorld, _ names: Range<Int>) throws {
        for number in names {
            #expect(try world.append("t\(number)"))
            world.run(for: .milliseconds(3))
        }
    }

    private func restart(_ world: DriverWorld) throws {
        world.stop(1)
        try world.start(1)
        #expect(world.run { world.nodes[1]?.leads != nil })
    }

    private func names(_ range: Range<Int>) -> [String] { range.map { "t\($0)" } }

    private func disk(_ world: DriverWorld) throws -> MemoryFileSystem { try #require(world.nodes[1]).disk }

    // MARK: - What is on disk

    @Test func `a new log begins with a leader change, in Kafka's bytes`() throws {
        let world = try world()
        let state = String(buffer: try disk(world).read("\(Self.path)/quorum-state"))
        #expect(
            state == #"{"clusterId":"","leaderId":1,"leaderEpoch":1,"votedId":-1,"appliedOffset":0,"#
                + #""currentVoters":[{"voterId":1}],"data_version":0}"#)
        var batches = RecordBatches(try disk(world).read("\(Self.path)/00000000000000000000.log"))
        let batch = try #require(try batches.next())
        var records = try batch.records(decompressionLimit: 1 << 20)
        let record = try #require(try records.next())
        #expect(record.key?.readableBytesView.elementsEqual([0, 0, 0, 2]) == true)
        // Version 0, leader 1, voters [1], granting voters [1], no tags.
        let value: [UInt8] = [0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 1, 0, 2, 0, 0, 0, 1, 0, 0]
        #expect(record.value?.readableBytesView.elementsEqual(value) == true)
    }

    /// The second batch, behind the leader change.
    private func batch(_ world: DriverWorld) throws -> RecordBatch {
        var batches = RecordBatches(try disk(world).read("\(Self.path)/00000000000000000000.log"))
        _ = try batches.next()
        return try #require(try batches.next())
    }

    @Test func `records stand in the log in Kafka's frame, and those that belong together in one batch`()
        throws
    {
        let world = try world()
        #expect(try world.append("t7", "t8", "t9"))
        let batch = try batch(world)
        #expect(batch.header.baseOffset == 1 && batch.header.recordsCount == 3)
        #expect(batch.header.partitionLeaderEpoch == 1)
        #expect(batch.header.producerID == .none && batch.header.compression == .none)
        var records = try batch.records(decompressionLimit: 1 << 20)
        let record = try #require(try records.next())
        #expect(record.key == nil)
        // Frame 1, record type 2, version 0; name; topic id; no tags.
        let value: [UInt8] = [1, 2, 0, 3, 0x74, 0x37, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 0]
        #expect(record.value?.readableBytesView.elementsEqual(value) == true)
    }

    @Test func `records that do not fit into one batch are refused together`() throws {
        let world = try world()
        let driver = try #require(world.nodes[1]?.driver)
        let records = (0..<300).map { DriverWorld.topic("\($0)" + String(repeating: "x", count: 30_000)) }
        let end = driver.replica.log.endOffset
        #expect(throws: MetadataLogError.tooLargeTogether(.batchTooLarge)) {
            try driver.append(records, epoch: 1, now: world.now, time: world.time)
        }
        #expect(driver.replica.log.endOffset == end && !driver.isHalted)
        try append(world, 0..<1)
        #expect(world.nodes[1]?.image == names(0..<1))
    }

    @Test func `many segments are replayed in order`() throws {
        let world = try world(segmentBytes: 400)
        try append(world, 0..<50)
        let files = try disk(world).list(Self.path).map(\.name)
        #expect(files.count { $0.hasSuffix(".log") } > 5)
        #expect(world.nodes[1]?.image == names(0..<50))
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<50))
    }

    @Test func `an epoch is never used twice, whichever file is lost`() throws {
        let world = try world()
        try append(world, 0..<1)
        for lost in ["quorum-state", "leader-epoch-checkpoint"] {
            let before = try #require(world.nodes[1]?.leads)
            world.stop(1)
            try disk(world).remove("\(Self.path)/\(lost)")
            try world.start(1)
            #expect(world.run { world.nodes[1]?.leads.map { $0 > before } ?? false })
        }
        #expect(world.nodes[1]?.image == names(0..<1))
    }

    @Test func `a directory of a quorum of one, as it was written before, is opened`() throws {
        let disk = try DriverWorld.disk(1)
        do {
            let (log, _) = try PartitionLog.open(
                directory: Self.path, topicPartition: .clusterMetadata, topicID: .clusterMetadata,
                configuration: LogConfiguration(), fileSystem: disk, isClean: true, now: 1)
            let state = QuorumState(epoch: 1, leader: 1, voters: .fixed([1]))
            try disk.replace("\(Self.path)/quorum-state", with: state.encoded())
            let change = ControlRecordKind.leaderChange(leader: 1, voters: [1])
            let topics = ["t0", "t1"].map(DriverWorld.topic)
            for batch in try [
                MetadataBatch.control(change, epoch: 1, now: 1),
                MetadataBatch.data(topics, epoch: 1, now: 1),
            ] {
                _ = try log.append(ValidatedBatch(trusted: batch), leaderEpoch: 1, now: 1)
            }
            try log.close()
        }
        let world = try world(disk: disk)
        #expect(world.nodes[1]?.image == names(0..<2))
        #expect(world.nodes[1]?.leads ?? 0 > 1)
        try append(world, 2..<3)
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<3))
    }

    @Test func `the members that quorum-state names are those, where nothing else says so`() throws {
        let disk = try DriverWorld.disk(1)
        try disk.createDirectory(Self.path)
        let state = QuorumState(epoch: 9, leader: 2, voters: .fixed([1, 2, 3]))
        try disk.replace("\(Self.path)/quorum-state", with: state.encoded())
        let store = try QuorumStore.open(directory: "/data", fileSystem: disk, now: 1)
        #expect(store.history.current.ids == [1, 2, 3])
        #expect(store.state == state)
        let configured = VoterSet([DriverWorld.voter(1)])
        try store.close()
        let again = try QuorumStore.open(
            directory: "/data", configuredVoters: configured, fileSystem: disk, now: 1)
        #expect(again.history.current == configured)
    }

    // MARK: - Snapshots

    @Test func `a snapshot is a header, records and a footer, of its epoch, with offsets from 0`() throws {
        let world = try world()
        try append(world, 0..<3)
        world.snapshot(1)
        world.run(for: .milliseconds(5))
        let id = try #require(world.nodes[1]?.snapshots.first)
        #expect(id.fileName == "00000000000000000004-0000000001.checkpoint")
        var batches = RecordBatches(try disk(world).read("\(Self.path)/\(id.fileName)"))
        var seen: [String] = []
        while let batch = try batches.next() {
            try batch.checkCRC()
            let kind = batch.header.isControl ? "control" : "data"
            let (first, last) = (batch.header.baseOffset, batch.header.lastOffset)
            seen.append("\(kind) \(first)-\(last) of \(batch.header.partitionLeaderEpoch)")
        }
        #expect(seen == ["control 0-0 of 1", "data 1-3 of 1", "control 4-4 of 1"])
    }

    @Test func `a large snapshot is read back batch by batch`() throws {
        let disk = try DriverWorld.disk(1)
        let file = try disk.open("/data/large", .createOrTruncate)
        let id = SnapshotID(endOffset: 90_000, epoch: 4)
        let voters = VoterSet([DriverWorld.voter(1, directory: 8), DriverWorld.voter(2, directory: 9)])
        let quorum = QuorumRecords(kraftVersion: 1, voters: voters)
        var writer = try SnapshotWriter(file, epoch: 4, lastTimestamp: 77, quorum: quorum, now: 80)
        let name = String(repeating: "x", count: 200)
        for number in 0..<20_000 { try writer.append(DriverWorld.topic("\(name)\(number)")) }
        try writer.finish()
        let stored = try SnapshotReader.check(id, "/data/large", fileSystem: disk)
        #expect(
            stored
                == StoredSnapshot(
                    id: id, byteCount: try file.byteCount(), lastTimestamp: 77, quorum: quorum))
        #expect(stored.byteCount > 4 << 20)
        var count = 0
        try LoadedSnapshot(snapshot: stored, path: "/data/large", fileSystem: disk).forEachRecord { record in
            #expect(DriverWorld.name(record) == "\(name)\(count)")
            count += 1
        }
        #expect(count == 20_000)
    }

    @Test func `a snapshot that is cut or changed anywhere is refused`() throws {
        let world = try world()
        try append(world, 0..<2)
        world.snapshot(1)
        world.run(for: .milliseconds(5))
        let id = try #require(world.nodes[1]?.snapshots.first)
        let (disk, file) = (try disk(world), "\(Self.path)/\(id.fileName)")
        let whole = try disk.read(file)
        for length in 0..<whole.readableBytes {
            try disk.replace(file, with: try #require(whole.getSlice(at: 0, length: length)))
            #expect(throws: MetadataLogError.self, "cut at \(length)") {
                try SnapshotReader.check(id, file, fileSystem: disk)
            }
        }
        for index in 0..<whole.readableBytes {
            var changed = Array(whole.readableBytesView)
            changed[index] ^= 0x40
            try disk.replace(file, with: ByteBuffer(bytes: changed))
            #expect(throws: MetadataLogError.self, "changed at \(index)") {
                try SnapshotReader.check(id, file, fileSystem: disk)
            }
        }
    }

    @Test func `where the newest snapshot is damaged the one before it counts`() throws {
        let world = try world()
        for round in 0..<2 {
            try append(world, (round * 3)..<(round * 3 + 3))
            world.snapshot(1)
            world.run(for: .milliseconds(5))
        }
        try append(world, 6..<7)
        let newest = try #require(world.nodes[1]?.snapshots.last)
        let file = "\(Self.path)/\(newest.fileName)"
        var bytes = try disk(world).read(file)
        bytes.setInteger(UInt8(0xFF), at: 90)
        try disk(world).replace(file, with: bytes)
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<7))
        #expect(world.nodes[1]?.snapshotsLoaded == 1)
        let listed = try disk(world).list(Self.path).map(\.name)
        #expect(listed.contains(newest.fileName + ".damaged"))
        #expect(!listed.contains(newest.fileName))
    }

    @Test func `a log that begins after its snapshots is not opened`() throws {
        let world = try world(segmentBytes: 300)
        world.storeSettings.retentionBytes = 0
        try restart(world)
        for round in 0..<3 {
            try append(world, (round * 4)..<(round * 4 + 4))
            world.snapshot(1)
            world.run(for: .milliseconds(10))
        }
        #expect(world.nodes[1]?.driver?.replica.log.startOffset ?? 0 > 3)
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<12))
        world.stop(1)
        for entry in try disk(world).list(Self.path) where entry.name.hasSuffix(".checkpoint") {
            try disk(world).remove("\(Self.path)/\(entry.name)")
        }
        #expect(throws: MetadataLogError.self) { try world.start(1) }
    }

    @Test func `what a crash left of snapshots goes at the next start`() throws {
        let world = try world()
        for name in ["00000000000000000009-0000000001.checkpoint.part", "x.checkpoint.deleted"] {
            try disk(world).replace("\(Self.path)/\(name)", with: ByteBuffer(string: "half"))
        }
        try restart(world)
        let listed = try disk(world).list(Self.path).map(\.name)
        #expect(!listed.contains { $0.hasSuffix(".part") || $0.hasSuffix(".deleted") })
    }

    @Test func `a snapshot must end where a batch does, and be of what is committed`() throws {
        let world = try world()
        #expect(try world.append("a", "b", "c"))
        world.run(for: .milliseconds(5))
        for end in [0, 2, 3, 99] as [Offset] {
            world.step(1, .snapshotRequested(upTo: end) { _ in })
            #expect(world.nodes[1]?.warnings.count == 1, "\(end)")
            world.nodes[1]?.warnings = []
        }
        world.step(1, .snapshotRequested(upTo: 4) { _ in })
        world.run(for: .milliseconds(5))
        #expect(world.nodes[1]?.snapshots == [SnapshotID(endOffset: 4, epoch: 1)])
    }

    // MARK: - Damage

    /// The log's file, with each batch's beginning.
    private func batches(_ world: DriverWorld) throws -> (file: String, bytes: ByteBuffer, starts: [Int]) {
        let file = "\(Self.path)/00000000000000000000.log"
        let bytes = try disk(world).read(file)
        var (starts, batches) = ([0], RecordBatches(bytes))
        while let batch = try batches.next() {
            starts.append(starts[starts.count - 1] + batch.header.byteCount)
        }
        return (file, bytes, starts)
    }

    @Test func `damage to what was on disk stops the start, and leaves the file as it is`() throws {
        let world = try world()
        try append(world, 0..<3)
        world.stop(1)
        let (file, whole, starts) = try batches(world)
        for (start, end) in zip(starts, starts.dropFirst()) {
            for at in [start + 8, start + 20, end - 1] {
                var damaged = whole
                damaged.setInteger(try #require(whole.getInteger(at: at, as: UInt8.self)) ^ 0x10, at: at)
                try disk(world).replace(file, with: damaged)
                #expect(throws: MetadataLogError.self, "byte \(at)") { try world.start(1) }
                #expect(try disk(world).read(file) == damaged)
            }
            // A lost end is no torn tail either.
            try disk(world).replace(file, with: try #require(whole.getSlice(at: 0, length: end - 1)))
            #expect(throws: MetadataLogError.self) { try world.start(1) }
        }
        try disk(world).replace(file, with: whole)
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<3))
    }

    @Test func `what was never synced is cut, wherever it is torn`() throws {
        let world = try world()
        try append(world, 0..<2)
        // Three more, of which nobody hears.
        for number in 2..<5 { #expect(try world.append("t\(number)")) }
        world.stop(1)
        let (file, whole, starts) = try batches(world)
        var torn = whole
        torn.setInteger(UInt8(0xAA), at: starts[starts.count - 3] + 70)
        try disk(world).replace(file, with: torn)
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<3))
        #expect(world.nodes[1]?.driver?.store.recovery.log?.truncated != nil)
    }

    @Test func `after a clean stop any damage stops the start`() throws {
        let world = try world()
        try append(world, 0..<2)
        try world.nodes[1]?.driver?.close()
        world.stop(1)
        try disk(world).remove("\(Self.path)/\(DurableMark.fileName)")
        let (file, whole, _) = try batches(world)
        let end = whole.readableBytes - 1
        try disk(world).replace(file, with: try #require(whole.getSlice(at: 0, length: end)))
        #expect(throws: MetadataLogError.self) { try world.start(1, isClean: true) }
    }

    @Test func `a damaged quorum-state stops the start`() throws {
        let world = try world()
        world.stop(1)
        for text in ["", "{", "[]", #"{"leaderId":1}"#] {
            try disk(world).replace("\(Self.path)/quorum-state", with: ByteBuffer(string: text))
            #expect(throws: MetadataLogError.self) { try world.start(1) }
        }
    }

    @Test func `every bit of the mark is looked at`() throws {
        let world = try world()
        let file = "\(Self.path)/\(DurableMark.fileName)"
        let text = try disk(world).read(file)
        #expect(DurableMark.decode(text) == 1)
        for bit in 0..<text.readableBytes * 8 {
            var changed = Array(text.readableBytesView)
            changed[bit / 8] ^= UInt8(1 << (bit % 8))
            #expect(DurableMark.decode(ByteBuffer(bytes: changed)) == nil, "bit \(bit)")
        }
    }

    // MARK: - A full disk

    /// Writes fail for want of room, until it is said otherwise; a part of each arrives.
    private func fill(_ disk: MemoryFileSystem) {
        disk.intercept { operation, path in
            if case .write(let count) = operation { return .tear(after: count / 2, .full(path: path)) }
            return .proceed
        }
    }

    @Test func `on a full disk a change is refused, and the log stays as it was`() throws {
        let world = try world()
        try append(world, 0..<2)
        fill(try disk(world))
        #expect(throws: MetadataLogError.self) { try world.append("refused") }
        world.run(for: .milliseconds(10))
        #expect(world.nodes[1]?.halted == nil)
        try disk(world).intercept(with: nil)
        try append(world, 2..<3)
        #expect(world.nodes[1]?.image == names(0..<3))
        try restart(world)
        #expect(world.nodes[1]?.image == names(0..<3))
    }

    @Test func `a follower whose disk is full takes nothing, and goes on when there is room`() throws {
        let world = DriverWorld()
        world.configured = VoterSet([1, 2, 3].map { DriverWorld.voter($0) })
        for id in [1, 2, 3] as [BrokerID] { try world.add(DriverWorld.voter(id)) }
        for id in [1, 2, 3] as [BrokerID] { try world.start(id) }
        #expect(world.run { world.leader != nil })
        let follower = try #require(([1, 2, 3] as [BrokerID]).first { $0 != world.leader })
        world.run(for: .seconds(1))
        let full = try #require(world.nodes[follower]).disk
        fill(full)
        for number in 0..<3 { #expect(try world.append("t\(number)")) }
        let others = ([1, 2, 3] as [BrokerID]).filter { $0 != follower }
        #expect(world.run { others.allSatisfy { world.nodes[$0]?.image == names(0..<3) } })
        world.run(for: .milliseconds(500))
        #expect(world.nodes[follower]?.image == [])
        #expect(world.nodes[follower]?.halted == nil)
        #expect(world.nodes[follower]?.warnings.isEmpty == false)
        full.intercept(with: nil)
        #expect(world.run { world.nodes[follower]?.image == names(0..<3) })
        #expect(world.nodes.values.allSatisfy { $0.halted == nil })
    }

    @Test func `who cannot write its vote for want of room says nothing until it can`() throws {
        let world = DriverWorld()
        world.configured = VoterSet([DriverWorld.voter(1)])
        try world.add(DriverWorld.voter(1))
        let disk = try #require(world.nodes[1]).disk
        disk.intercept { operation, path in
            guard case .write = operation, path.contains("quorum-state") else { return .proceed }
            return .fail(.full(path: path))
        }
        try world.start(1)
        world.run(for: .seconds(3))
        #expect(world.nodes[1]?.halted == nil)
        disk.intercept(with: nil)
        #expect(world.run { (try? disk.attributes("\(Self.path)/quorum-state")) != nil })
        #expect(world.run { world.nodes[1]?.leads != nil })
    }

    @Test func `a sync that has no room for the epochs is done again when there is`() throws {
        let world = try world()
        try append(world, 0..<1)
        world.stop(1)
        try world.start(1)
        try disk(world).intercept { operation, path in
            guard case .write = operation, path.contains("leader-epoch-checkpoint") else { return .proceed }
            return .fail(.full(path: path))
        }
        world.run(for: .seconds(5))
        #expect(world.nodes[1]?.leads == nil)
        #expect(world.nodes[1]?.halted == nil)
        try disk(world).intercept(with: nil)
        #expect(world.run { world.nodes[1]?.leads != nil })
        #expect(world.nodes[1]?.image == names(0..<1))
    }

    @Test func `a snapshot for which there is no room leaves nothing behind`() throws {
        let world = try world()
        try append(world, 0..<2)
        fill(try disk(world))
        world.snapshot(1)
        world.run(for: .milliseconds(5))
        try disk(world).intercept(with: nil)
        #expect(world.nodes[1]?.warnings.count == 1)
        #expect(try !disk(world).list(Self.path).contains { $0.name.contains(".checkpoint") })
        try append(world, 2..<3)
        #expect(world.nodes[1]?.image == names(0..<3))
    }

    @Test func `a sync that fails stops the replica`() throws {
        let world = try world()
        try disk(world).intercept { operation, path in
            operation == .sync ? .fail(.system(operation: "fsync", path: path, code: 5)) : .proceed
        }
        #expect(try world.append("t0"))
        world.run(for: .milliseconds(5))
        #expect(world.nodes[1]?.halted != nil)
        #expect(world.nodes[1]?.image == [])
    }
}
