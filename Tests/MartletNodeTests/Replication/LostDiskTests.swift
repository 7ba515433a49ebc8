import MartletMetadata
import MartletModel
import MartletProtocol
import MartletStorage
import Testing

@testable import MartletNode

/// All brokers go down at once, and one of them comes back with an empty disk.
@Suite struct LostDiskTests {
    private func topic(_ settings: [String] = []) throws -> ReplicatedTopic {
        let topic = try ReplicatedTopic(settings)
        let request = UpdateFeaturesRequest(featureUpdates: [
            .init(feature: "eligible.leader.replicas.version", maxVersionLevel: 1, upgradeType: 1)
        ])
        let client = try topic.cluster.connect(to: 1)
        _ = try client.send(request, version: 1)
        #expect(
            topic.cluster.pass {
                topic.cluster.images.values.allSatisfy {
                    $0.features["eligible.leader.replicas.version"] == 1
                }
            })
        #expect(try topic.produce(10))
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        return topic
    }

    /// Returns whether the partition ever had a leader that may lack records.
    private func comeBack(_ topic: ReplicatedTopic, _ order: [BrokerID], until isDone: () -> Bool) throws
        -> Bool
    {
        var wasUnclean = false
        for id in order {
            try topic.cluster.start(id)
            topic.cluster.world.pass(.milliseconds(200))
        }
        let isOver = topic.cluster.pass {
            wasUnclean = wasUnclean || topic.partition?.leaderRecoveryState == .recovering
            return isDone()
        }
        #expect(isOver, "\(topic)")
        return wasUnclean
    }

    @Test(arguments: [0, 1, 2])
    func `when the power fails everywhere, what is on the disks that are left is kept`(place: Int) throws {
        var random = SeededGenerator(seed: UInt64(place))
        let topic = try topic()
        let leader = try #require(topic.leader)
        for id in ReplicatedTopic.ids { topic.cluster.kill(id) }
        topic.cluster.world.fileSystem.cutPower(keeping: 0.3, using: &random)
        try topic.cluster.world.fileSystem.remove("/data\(leader)")
        var order = ReplicatedTopic.ids.filter { $0 != leader }
        order.insert(leader, at: place)
        #expect(try !comeBack(topic, order) { topic.agrees })
        #expect(try topic.values() == topic.acknowledged)
        #expect(try topic.produce(3))
    }

    @Test func `brokers that are killed at once are trusted when they come back`() throws {
        let topic = try topic()
        for id in ReplicatedTopic.ids { topic.cluster.kill(id) }
        #expect(try !comeBack(topic, ReplicatedTopic.ids) { topic.agrees })
        #expect(try topic.values() == topic.acknowledged)
    }

    @Test func `where nobody is trusted, one with an empty disk does not lead unless it is asked for`() throws
    {
        let topic = try topic(["martlet.durability=page-cache"])
        let cluster = topic.cluster
        let leader = try #require(topic.leader)
        for id in ReplicatedTopic.ids { cluster.kill(id) }
        try cluster.world.fileSystem.remove("/data\(leader)")
        let others = ReplicatedTopic.ids.filter { $0 != leader }
        _ = try comeBack(topic, others + [leader]) { cluster.settle() }
        cluster.world.pass(.seconds(20))
        let partition = try #require(topic.partition)
        #expect(partition.leader == nil && partition.isr.isEmpty, "\(topic)")
        let request = ElectLeadersRequest(
            electionType: 1, topicPartitions: [.init(topic: ReplicatedTopic.name, partitions: [0])])
        _ = try cluster.connect(to: leader).send(request, version: 2)
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        #expect(try topic.values() == topic.acknowledged)
    }

}
