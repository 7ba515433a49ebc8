import MartletModel
import MartletStorage
import Testing

@testable import MartletNode

/// Replicas that an error puts out of service while their directories are in order.
@Suite struct FailedReplicaTests {
    private func failNextWrite(_ topic: ReplicatedTopic, of id: BrokerID) {
        let name = "/data\(id)/\(ReplicatedTopic.name)-0/"
        topic.cluster.world.fileSystem.intercept { operation, path in
            guard case .write = operation, path.hasPrefix(name), path.hasSuffix(".log") else {
                return .proceed
            }
            return .fail(.corrupt(path: path, position: 0, reason: "a test"))
        }
    }

    @Test func `another leads what a leader cannot write, and that one comes in sync again`() throws {
        let topic = try ReplicatedTopic()
        let cluster = topic.cluster
        #expect(try topic.produce(5))
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        let leader = try #require(topic.leader)
        failNextWrite(topic, of: leader)
        try topic.send()
        let isLed = cluster.pass { topic.leader.map { $0 != leader } ?? false }
        #expect(isLed, "\(topic)")
        #expect(topic.partition?.isr.contains(leader) == false)
        #expect(try topic.produce(5))
        cluster.world.fileSystem.intercept(with: nil)
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        #expect(try topic.produce(3))
        try topic.collect()
        let values = try topic.values()
        #expect(topic.acknowledged.allSatisfy(values.contains))
        #expect(topic.refusals.allSatisfy { $0 == .kafkaStorageError || $0 == .notLeaderOrFollower })
    }

    @Test func `a follower that cannot write is opened anew and copies on`() throws {
        let topic = try ReplicatedTopic()
        let cluster = topic.cluster
        #expect(try topic.produce(5))
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        let leader = try #require(topic.leader)
        let follower = try #require(ReplicatedTopic.ids.first { $0 != leader })
        failNextWrite(topic, of: follower)
        try topic.send()
        #expect(cluster.pass { topic.end(follower) == nil }, "\(topic)")
        cluster.world.fileSystem.intercept(with: nil)
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        #expect(try topic.produce(3))
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        #expect(topic.leader == leader)
    }
}
