import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

extension ReplicatedTopic {
    private func directory(_ id: BrokerID) -> String { "/data\(id)/\(Self.name)-0" }

    /// The bytes of a broker's segments, one after the other, however they are cut.
    func bytes(_ id: BrokerID) throws -> ByteBuffer {
        var bytes = ByteBuffer()
        for entry in try cluster.world.fileSystem.list(directory(id)).sorted(by: { $0.name < $1.name })
        where entry.name.hasSuffix(".log") {
            bytes.writeImmutableBuffer(
                try cluster.world.fileSystem.read("\(directory(id))/\(entry.name)"))
        }
        return bytes
    }

    var haveEqualBytes: Bool {
        guard let first = try? bytes(1) else { return false }
        return Self.ids.allSatisfy { (try? bytes($0)) == first }
    }

    /// Damages a byte of a broker's segment, of which that broker hears.
    func damage(_ id: BrokerID, segment: Int, at position: Int64 = 400) throws {
        let names = try cluster.world.fileSystem.list(directory(id)).map(\.name)
            .filter { $0.hasSuffix(".log") }.sorted()
        let path = "\(directory(id))/\(names[segment < 0 ? names.count + segment : segment])"
        let file = try cluster.world.fileSystem.open(path, .readWrite)
        let byte = try #require(try file.read(at: position, count: 1).readableBytesView.first)
        try file.write([ByteBuffer(bytes: [~byte])], at: position)
        let isFound = with(id) { shard, replica in
            shard.quarantine(.corrupt(path: path, position: position, reason: "found"), on: replica)
        }
        #expect(isFound == true)
    }

    func isSound(_ id: BrokerID) -> Bool { with(id) { $1.log.corruptRanges.isEmpty } == true }

    /// A topic of some segments, of which all replicas have the same bytes.
    static func filled(
        _ settings: [String] = [], configs: [String: String] = [:], count: Int = 70
    ) throws -> ReplicatedTopic {
        let configs = ["min.insync.replicas": "2", "internal.segment.bytes": "2000"].merging(configs) { $1 }
        let topic = try ReplicatedTopic(settings, configs: configs)
        #expect(try topic.produce(count))
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
        #expect(topic.with(1) { $1.log.segmentCount } ?? 0 > 2)
        return topic
    }

    /// Of all brokers, as an operator does.
    func setHealingRate(_ bytesPerSecond: Int) throws {
        let name = "martlet.healing.bytes.per.second"
        _ = try cluster.connect(to: 1).send(
            IncrementalAlterConfigsRequest(resources: [
                .init(
                    resourceType: 4, resourceName: "",
                    configs: [.init(name: name, configOperation: 0, value: "\(bytesPerSecond)")])
            ]), version: 1)
    }

    var followers: [BrokerID] { Self.ids.filter { $0 != leader } }
}

/// Replicas of which some records are damaged on disk.
@Suite struct HealingTests {
    @Test(arguments: [0, 1, -1])
    func `what is corrupt on a follower is fetched from the leader, and it stays in sync`(segment: Int) throws
    {
        let topic = try ReplicatedTopic.filled()
        let (before, leader) = (try topic.bytes(1), topic.leader)
        let epoch = topic.partition?.partitionEpoch
        let follower = topic.followers[0]
        try topic.damage(follower, segment: segment)
        #expect(!topic.isSound(follower) && !topic.haveEqualBytes)
        #expect(topic.cluster.pass { topic.isSound(follower) }, "\(topic)")
        #expect(topic.haveEqualBytes)
        #expect(try topic.bytes(follower) == before)
        #expect(topic.partition?.partitionEpoch == epoch && topic.leader == leader)
        #expect(try topic.produce(5))
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
        #expect(try topic.values() == topic.acknowledged)
    }

    @Test func `healing keeps to its rate, which may change meanwhile`() throws {
        let topic = try ReplicatedTopic.filled(["martlet.healing.bytes.per.second=100"])
        let follower = topic.followers[0]
        for segment in 0...1 { try topic.damage(follower, segment: segment) }
        func ranges() -> Int? { topic.with(follower) { $1.log.corruptRanges.count } }
        #expect(topic.cluster.pass { ranges() == 1 }, "\(topic)")
        topic.cluster.world.pass(.seconds(20))
        #expect(ranges() == 1)
        try topic.setHealingRate(1 << 20)
        #expect(topic.cluster.pass { ranges() == 0 && topic.haveEqualBytes }, "\(topic)")
    }

    @Test func `several ranges of several segments are healed one after the other`() throws {
        let topic = try ReplicatedTopic.filled()
        for follower in topic.followers {
            for (segment, position) in [(0, 100), (0, 1_000), (1, 700), (-1, 90)] {
                try topic.damage(follower, segment: segment, at: Int64(position))
            }
        }
        #expect(topic.cluster.pass { ReplicatedTopic.ids.allSatisfy(topic.isSound) }, "\(topic)")
        #expect(topic.haveEqualBytes)
        #expect(try topic.values() == topic.acknowledged)
    }

    @Test func `a follower that cannot ask its leader heals when it can`() throws {
        let topic = try ReplicatedTopic.filled()
        let follower = topic.followers[0]
        topic.cluster.replication.cutOff(follower)
        try topic.damage(follower, segment: 0)
        topic.cluster.world.pass(.seconds(5))
        #expect(!topic.isSound(follower))
        topic.cluster.replication.reconnect(follower)
        #expect(topic.cluster.pass { topic.isSound(follower) && topic.haveEqualBytes }, "\(topic)")
    }

    @Test func `what is corrupt is healed when the log was cut while the leader was asked for it`() throws {
        let topic = try ReplicatedTopic.filled(["martlet.healing.bytes.per.second=100"])
        let follower = topic.followers[0]
        let world = topic.cluster.world
        for segment in 0...1 { try topic.damage(follower, segment: segment) }
        // One is healed, and used up what the rate allows for a while.
        #expect(
            topic.cluster.pass {
                topic.with(follower) { $1.log.corruptRanges.count == 1 && !$1.healing.isResting } == true
            }, "\(topic)")
        world.holdStorage()
        _ = topic.with(follower) { $0.beginCut(.truncation(to: $1.log.logEndOffset - Int64(1)), of: $1) }
        // Who was to go on with the healing finds a log that is being cut.
        world.pass(.seconds(3))
        #expect(topic.with(follower) { _, _ in true } == nil)
        world.releaseStorage()
        #expect(topic.cluster.pass { topic.with(follower) { $1.cut == nil } == true }, "\(topic)")
        _ = topic.with(follower) { shard, replica in
            shard.stopFollowing(replica)
            shard.startFollowing(replica)
        }
        try topic.setHealingRate(1 << 20)
        #expect(topic.cluster.pass { topic.isSound(follower) && topic.haveEqualBytes }, "\(topic)")
        #expect(try topic.values() == topic.acknowledged)
    }

    @Test func `what was healed survives the process, and is what was acknowledged`() throws {
        let topic = try ReplicatedTopic.filled()
        let follower = topic.followers[1]
        try topic.damage(follower, segment: 0)
        #expect(topic.cluster.pass { topic.isSound(follower) })
        topic.cluster.kill(follower)
        try topic.cluster.start(follower)
        #expect(topic.cluster.pass { topic.agrees && topic.haveEqualBytes }, "\(topic)")
        #expect(try topic.values() == topic.acknowledged)
    }
}
