import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Three nodes that copy a partition from one another, while they are cut off, die, stop and come back.
@Suite struct ReplicationChaosTests {
    private func others(than id: BrokerID) -> [BrokerID] { ReplicatedTopic.ids.filter { $0 != id } }

    @Test func `a leader that is cut off loses what nobody else has, and nothing else`() throws {
        let topic = try ReplicatedTopic()
        #expect(try topic.produce(5))
        let leader = try #require(topic.leader)
        let survivors = others(than: leader)
        topic.cluster.isolate(leader)
        // It takes them, and knows no better.
        for _ in 0..<5 { try topic.send() }
        let isReplaced = topic.cluster.pass {
            survivors.contains { topic.with($0) { $1.isLeader } == true }
        }
        #expect(isReplaced, "\(topic.cluster)")
        #expect(try topic.produce(10))
        topic.cluster.reconnect(leader)
        #expect(topic.cluster.pass { topic.agrees }, "\(topic)")
        try topic.collect()
        let values = try topic.values()
        #expect(topic.acknowledged.count == 15 && topic.acknowledged.allSatisfy(values.contains))
    }

    @Test func `a broker whose disk was replaced is in sync again`() throws {
        let topic = try ReplicatedTopic()
        #expect(try topic.produce(5))
        let cluster = topic.cluster
        let leader = try #require(topic.leader)
        let id = try #require(others(than: leader).first)
        cluster.kill(id)
        #expect(cluster.pass { topic.partition?.isr.contains(id) == false }, "\(cluster)")
        try cluster.world.fileSystem.remove("/data\(id)")
        try cluster.start(id)
        #expect(cluster.pass { topic.partition?.isr.contains(id) == true }, "\(cluster)")
        #expect(cluster.pass { topic.agrees }, "\(topic)")
    }

    @Test(arguments: 1...6)
    func `when the power fails everywhere at once, nothing acknowledged is lost`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let topic = try ReplicatedTopic()
        let cluster = topic.cluster
        for _ in 0..<4 {
            #expect(try topic.produce(3))
            for _ in 0..<8 { try topic.send() }
            // Wherever things are.
            cluster.world.pass(.milliseconds(Int64.random(in: 0...8, using: &random)))
            for _ in 0..<4 { try topic.send() }
            for _ in 0..<Int.random(in: 0...40, using: &random) { cluster.world.step() }
            for id in ReplicatedTopic.ids { cluster.kill(id) }
            cluster.world.fileSystem.cutPower(keeping: 0.3, using: &random)
            try topic.collect()
            for id in ReplicatedTopic.ids { try cluster.start(id) }
            #expect(cluster.pass { topic.agrees }, "\(topic)")
            let values = try topic.values()
            let lost = topic.acknowledged.filter { !values.contains($0) }
            #expect(lost.isEmpty, "\(lost)")
        }
        #expect(topic.acknowledged.count >= 12)
    }

    @Test(arguments: 1...6)
    func `brokers die and come back in any order, and nothing acknowledged is lost`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let durability = seed.isMultiple(of: 2) ? "page-cache" : "disk"
        let topic = try ReplicatedTopic([
            "replica.lag.time.max.ms=5000", "martlet.durability=\(durability)",
        ])
        let cluster = topic.cluster
        var isolated: BrokerID?
        for _ in 0..<150 {
            if Int.random(in: 0..<12, using: &random) == 0 {
                if let id = isolated {
                    cluster.reconnect(id)
                    isolated = nil
                } else if let gone = ReplicatedTopic.ids.first(where: { cluster.nodes[$0] == nil }) {
                    try cluster.start(gone)
                } else if let id = ReplicatedTopic.ids.randomElement(using: &random) {
                    switch Int.random(in: 0..<3, using: &random) {
                    case 0:
                        cluster.isolate(id)
                        isolated = id
                    case 1: #expect(cluster.stop([id]), "\(cluster)")
                    default: cluster.kill(id)
                    }
                }
            }
            for _ in 0..<Int.random(in: 0...3, using: &random) { try topic.send() }
            cluster.world.pass(.milliseconds(Int64.random(in: 1...400, using: &random)))
            try topic.collect()
        }
        if let id = isolated { cluster.reconnect(id) }
        for id in ReplicatedTopic.ids where cluster.nodes[id] == nil { try cluster.start(id) }
        #expect(cluster.pass { topic.agrees }, "\(topic)")
        try topic.collect()
        let values = try topic.values()
        let lost = topic.acknowledged.filter { !values.contains($0) }
        #expect(lost.isEmpty, "\(lost)")
        #expect(topic.acknowledged.count > 20)
        #expect(Set(values).count == values.count)
    }
}

extension SimulatedCluster {
    /// Nothing gets to the node or comes from it, until it is connected again.
    fileprivate func isolate(_ id: BrokerID) {
        network.dead.insert(id)
        replication.remove(Self.clientAddress(id))
        replication.cutOff(id)
    }

    fileprivate func reconnect(_ id: BrokerID) {
        network.dead.remove(id)
        guard let node = nodes[id] else { return }
        replication.add(node, at: Self.clientAddress(id))
        replication.reconnect(id)
    }
}
