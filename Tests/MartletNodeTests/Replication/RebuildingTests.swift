import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

extension ReplicatedTopic {
    /// Changes the last byte of a batch's only value and makes its checksum right: no check of the batch
    /// alone can tell.
    func forge(_ id: BrokerID, batch number: Int = 3) throws {
        let path = "/data\(id)/\(Self.name)-0/00000000000000000000.log"
        let file = try cluster.world.fileSystem.open(path, .readWrite)
        var batches = RecordBatches(try file.read(at: 0, count: Int(try file.byteCount())))
        var position: Int64 = 0
        for _ in 0..<number { position += Int64(try #require(try batches.next()).bytes.readableBytes) }
        var bytes = ByteBuffer(buffer: try #require(try batches.next()).bytes)
        // Behind the value there is the number of headers.
        let last = bytes.writerIndex - 2
        let byte = try #require(bytes.getInteger(at: last, as: UInt8.self))
        bytes.setInteger(byte ^ 1, at: last)
        let crc = CRC32C.checksum(
            of: bytes, at: bytes.readerIndex + BatchHeader.checksummedStart,
            length: bytes.readableBytes - BatchHeader.checksummedStart)
        bytes.setInteger(crc, at: bytes.readerIndex + 17)
        try file.write([bytes], at: position)
    }

    func says(_ message: String, _ key: String, _ value: String) -> Bool {
        cluster.world.log.lines.contains { $0.message == message && $0.metadata[key] == .string(value) }
    }

    /// All that was acknowledged is there once, in its order; what was not acknowledged may be.
    func keepsWhatWasAcknowledged() throws -> Bool {
        let wanted = Set(acknowledged)
        return try values().filter(wanted.contains) == acknowledged
    }
}

/// Replicas that others lead or copy anew, as they are damaged or not what the others are.
@Suite struct RebuildingTests {
    @Test(arguments: [0, 1, -1])
    func `a leader whose copy is corrupt hands over, and heals as a follower`(segment: Int) throws {
        let topic = try ReplicatedTopic.filled()
        let before = try topic.bytes(1)
        let damaged = try #require(topic.leader)
        try topic.damage(damaged, segment: segment)
        #expect(topic.cluster.pass { topic.leader.map { $0 != damaged } ?? false }, "\(topic)")
        #expect(topic.cluster.pass { topic.isSound(damaged) }, "\(topic)")
        #expect(try topic.bytes(damaged) == before)
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
        #expect(try topic.produce(3))
        #expect(try topic.keepsWhatWasAcknowledged())
    }

    @Test func `a leader that handed over does not lead again unasked before it is whole`() throws {
        let topic = try ReplicatedTopic.filled(["leader.imbalance.check.interval.seconds=1"])
        let damaged = try #require(topic.partition?.replicas.first)
        #expect(topic.cluster.pass { topic.leader == damaged }, "\(topic)")
        topic.cluster.world.fileSystem.intercept { _, path in
            path.hasPrefix("/data\(damaged)/") && path.contains(".cleaned")
                ? .fail(.full(path: path)) : .proceed
        }
        try topic.damage(damaged, segment: 0)
        #expect(topic.cluster.pass { topic.leader.map { $0 != damaged } ?? false }, "\(topic)")
        let epoch = topic.partition?.leaderEpoch
        topic.cluster.world.pass(.seconds(200))
        #expect(topic.partition?.leaderEpoch == epoch && !topic.isSound(damaged), "\(topic)")
        topic.cluster.world.fileSystem.intercept(with: nil)
        topic.cluster.world.pass(.seconds(150))
        #expect(topic.isSound(damaged) && topic.leader == damaged, "\(topic)")
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
    }

    @Test func `a leader that is alone in sync keeps leading, and what is corrupt stays refused`() throws {
        let topic = try ReplicatedTopic.filled(
            ["replica.lag.time.max.ms=2000"], configs: ["min.insync.replicas": "1"])
        let alone = try #require(topic.leader)
        for follower in topic.followers { topic.cluster.replication.cutOff(follower) }
        try topic.send()
        #expect(topic.cluster.pass { topic.partition?.isr == [alone] }, "\(topic)")
        try topic.damage(alone, segment: 0)
        topic.cluster.world.pass(.seconds(5))
        #expect(topic.partition?.leader == alone && !topic.isSound(alone))
    }

    @Test func `a compacted replica that is corrupt is copied anew, out of the ISR meanwhile`() throws {
        let topic = try ReplicatedTopic.filled(["log.cleaner.enable=false"])
        let follower = topic.followers[0]
        let client = try topic.cluster.connect(to: 1)
        _ = try client.send(
            IncrementalAlterConfigsRequest(resources: [
                .init(
                    resourceType: 2, resourceName: ReplicatedTopic.name,
                    configs: [.init(name: "cleanup.policy", configOperation: 0, value: "compact")])
            ]), version: 1)
        #expect(topic.cluster.pass { topic.with(follower) { $1.log.configuration.isCompacted } == true })
        try topic.damage(follower, segment: 0)
        #expect(topic.cluster.pass { topic.partition?.isr.contains(follower) == false }, "\(topic)")
        #expect(topic.cluster.pass { topic.agrees && topic.isSound(follower) }, "\(topic)")
        #expect(topic.end(follower) == topic.end(try #require(topic.leader)))
        #expect(topic.cluster.pass { topic.haveEqualBytes })
        #expect(try topic.keepsWhatWasAcknowledged())
    }

    @Test func `a replica that is copied anew keeps to the rate of healing`() throws {
        let topic = try ReplicatedTopic.filled(
            ["martlet.healing.bytes.per.second=100", "replica.fetch.max.bytes=1000"])
        let (follower, leader) = (topic.followers[0], try #require(topic.leader))
        let end = try #require(topic.end(leader))
        let (key, epoch) = try #require(topic.with(follower) { ($1.key, $1.leaderEpoch) })
        #expect(topic.with(follower) { shard, _ in shard.rebuild(key, foundIn: epoch) } == ErrorCode.none)
        #expect(topic.cluster.pass { (topic.end(follower) ?? end) < end }, "\(topic)")
        topic.cluster.world.pass(.seconds(20))
        #expect((topic.end(follower) ?? end) < end && topic.partition?.isr.contains(follower) == false)
        try topic.setHealingRate(1 << 20)
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
        #expect(topic.with(follower) { $1.isCopiedAnew } == false)
    }

    @Test func `a replica stays where it is while too few others are in sync`() throws {
        let topic = try ReplicatedTopic.filled(configs: ["min.insync.replicas": "3"])
        let follower = topic.followers[0]
        let (key, epoch) = try #require(topic.with(follower) { ($1.key, $1.leaderEpoch) })
        #expect(topic.with(follower) { shard, _ in shard.rebuild(key, foundIn: epoch) } == ErrorCode.none)
        topic.cluster.world.pass(.seconds(5))
        #expect(topic.partition?.isr.count == 3)
        #expect(topic.with(follower) { $1.healing.isRebuildWanted } == true)
        #expect(try topic.produce(2))
    }

    @Test(arguments: [0, 1, 2])
    func `a replica that lies with a good checksum is named, and copied anew`(place: Int) throws {
        let topic = try ReplicatedTopic.filled()
        let before = try topic.bytes(1)
        let leader = try #require(topic.leader)
        let liar = place == 0 ? leader : topic.followers[place - 1]
        try topic.forge(liar)
        #expect(try topic.bytes(liar) != before)
        // The first round begins half a minute after the start.
        #expect(
            topic.cluster.pass {
                topic.says("A replica differs from the others, and is copied anew", "replicas", "\(liar)")
            }, "\(topic)")
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
        #expect(try topic.bytes(liar) == before)
        #expect(try topic.keepsWhatWasAcknowledged())
    }

    @Test func `replicas that agree are left alone`() throws {
        let topic = try ReplicatedTopic.filled(configs: ["martlet.segment.compression.type": "zstd"])
        let epoch = topic.partition?.leaderEpoch
        topic.cluster.world.pass(.seconds(60))
        #expect(topic.with(try #require(topic.leader)) { $1.auditedUpTo == $1.highWatermark } == true)
        #expect(topic.partition?.isr.count == 3 && topic.partition?.leaderEpoch == epoch)
        #expect(!topic.cluster.world.log.lines.contains { $0.message.contains("iffer") })
    }

    @Test func `a follower that has not heard yet what is committed is waited for`() throws {
        // It hears when its next fetch is answered: when there is more, here.
        let topic = try ReplicatedTopic.filled(["replica.fetch.wait.max.ms=5000"])
        let leader = try #require(topic.leader)
        let end = try #require(topic.end(leader))
        for _ in 0..<45 {
            #expect(try topic.produce(1))
            topic.cluster.world.pass(.seconds(1))
        }
        #expect(topic.with(leader) { $1.auditedUpTo } ?? 0 >= end, "\(topic)")
    }

    @Test func `without a rate nothing is compared`() throws {
        let topic = try ReplicatedTopic.filled(["martlet.audit.bytes.per.second=0"])
        try topic.forge(topic.followers[0])
        topic.cluster.world.pass(.seconds(60))
        #expect(topic.with(try #require(topic.leader)) { $1.auditedUpTo } == 0)
        #expect(!topic.haveEqualBytes)
    }
}
