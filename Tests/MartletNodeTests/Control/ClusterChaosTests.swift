import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Clusters whose nodes lose and find one another, stop and come back, while clients make and delete topics.
@Suite struct ClusterChaosTests {
    private struct Wish {
        var name: String
        var isCreation: Bool
        var client: SimulatedClient
        var number: UInt64
    }

    /// What a client was told; nil where it has no answer.
    private func outcome(of wish: Wish) throws -> ErrorCode? {
        if wish.isCreation {
            return try wish.client.answer(wish.number, to: CreateTopicsRequest.self, version: 7)?
                .topics.first?.errorCode
        }
        return try wish.client.answer(wish.number, to: DeleteTopicsRequest.self, version: 6)?
            .responses.first?.errorCode
    }

    private func creation(_ name: String, by client: SimulatedClient) throws -> Wish {
        let request = CreateTopicsRequest(topics: [
            .init(name: name, numPartitions: 3, replicationFactor: 1)
        ])
        return Wish(
            name: name, isCreation: true, client: client, number: try client.send(request, version: 7))
    }

    private func deletion(_ name: String, by client: SimulatedClient) throws -> Wish {
        let request = DeleteTopicsRequest(topics: [.init(name: name)])
        return Wish(
            name: name, isCreation: false, client: client, number: try client.send(request, version: 6))
    }

    /// One thing that goes wrong, or right again.
    private func disturb(_ cluster: SimulatedCluster, _ random: inout some RandomNumberGenerator) throws {
        let all: [BrokerID] = [1, 2, 3]
        guard let id = all.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<4, using: &random) {
        case 0: cluster.network.dead = [id]
        case 1: cluster.network.dead = []
        case 2 where cluster.nodes.count == 3:
            cluster.network.dead = []
            #expect(cluster.stop([id]), "\(cluster)")
        default:
            for gone in all where cluster.nodes[gone] == nil { try cluster.start(gone) }
        }
    }

    @Test(arguments: 1...6)
    func `no topic that was acknowledged is lost, and none is there by half`(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        var wishes: [Wish] = []
        for step in 0..<60 {
            if Int.random(in: 0..<6, using: &random) == 0 { try disturb(cluster, &random) }
            let ids = cluster.nodes.keys.sorted()
            guard let id = ids.randomElement(using: &random) else { continue }
            let client = try cluster.connect(to: id)
            if step.isMultiple(of: 3), let victim = wishes.filter(\.isCreation).randomElement(using: &random)
            {
                wishes.append(try deletion(victim.name, by: client))
            } else {
                wishes.append(try creation("t\(step)", by: client))
            }
            cluster.world.pass(.milliseconds(Int64.random(in: 1...1_500, using: &random)))
        }
        cluster.network.dead = []
        for id in [1, 2, 3] as [BrokerID] where cluster.nodes[id] == nil { try cluster.start(id) }
        #expect(cluster.settle(), "\(cluster)")
        cluster.world.pass(.seconds(40))

        let images = cluster.images
        #expect(Set(images.values.map { $0.topics.map(\.name) }).count == 1)
        let image = try #require(images[1])
        #expect(image.topics.allSatisfy { $0.partitions.count == 3 })
        let deleted = Set(wishes.filter { !$0.isCreation }.map(\.name))
        var acknowledged = 0
        for wish in wishes where wish.isCreation {
            guard try outcome(of: wish) == ErrorCode.none else { continue }
            acknowledged += 1
            if !deleted.contains(wish.name) { #expect(image.topic(named: wish.name) != nil, "\(wish.name)") }
        }
        #expect(acknowledged > 5)
    }
}
