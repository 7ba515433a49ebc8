import MartletMetadata
import MartletModel
import MartletProtocol
import MartletStorage
import NIOCore
import Testing

@testable import MartletNode

/// What a cluster has acknowledged is there whoever dies, stops and comes back.
@Suite struct ClusterPromisesTests {
    /// A cluster with a topic of one partition, and what its clients were promised.
    private final class Story {
        let cluster: SimulatedCluster
        private(set) var acknowledged: [String] = []
        private var written = 0

        init(_ settings: [String] = [], minInSync: Int = 2) throws {
            cluster = try SimulatedCluster(settings)
            try #require(cluster.settle(), "\(cluster)")
            let request = CreateTopicsRequest(topics: [
                .init(
                    name: "orders", numPartitions: 1, replicationFactor: 3,
                    configs: [.init(name: "min.insync.replicas", value: "\(minInSync)")])
            ])
            let client = try cluster.connect(to: 1)
            let number = try client.send(request, version: 7)
            try #require(
                cluster.pass {
                    (try? client.answer(number, to: CreateTopicsRequest.self, version: 7))??.topics.first?
                        .errorCode == ErrorCode.none
                })
        }

        var partition: PartitionImage? {
            cluster.images.sorted { $0.key < $1.key }.map(\.value).max { $0.offset < $1.offset }?
                .topic(named: "orders")?.partition(0)
        }

        /// Who leads, as far as that broker knows it, too.
        var leader: BrokerID? {
            guard let leader = partition?.leader, cluster.nodes[leader] != nil,
                replica(leader, { $1.isLeader }) == true
            else { return nil }
            return leader
        }

        func replica<Result: Sendable>(
            _ id: BrokerID, _ body: @Sendable (isolated Shard, PartitionReplica) -> Result
        ) -> Result? {
            for shard in cluster.nodes[id]?.node.shards ?? [] {
                let found = shard.assumeIsolated { shard in
                    shard.readyReplicas().first.map { body(shard, $0) }
                }
                if let found { return found }
            }
            return nil
        }

        /// Produces with acks=all, as often as it takes; what is acknowledged is noted.
        func produce(_ count: Int) throws {
            for _ in 0..<count {
                written += 1
                let value = "value \(written)"
                var isAcknowledged = false
                for _ in 0..<100 where !isAcknowledged { isAcknowledged = try tryProduce(value) }
                try #require(isAcknowledged, "\(cluster)")
                acknowledged.append(value)
            }
        }

        private func tryProduce(_ value: String) throws -> Bool {
            guard cluster.pass(until: { self.leader != nil }), let leader else { return false }
            let client = try cluster.connect(to: leader)
            let number = try client.send(client.produceRequest([value], to: "orders"), version: 12)
            var answer: ProduceResponse?
            _ = cluster.pass {
                answer = (try? client.answer(number, to: ProduceRequest.self, version: 12)) ?? nil
                return answer != nil || self.cluster.nodes[leader] == nil
            }
            return answer?.responses[0].partitionResponses[0].errorCode == ErrorCode.none
        }

        /// All replicas are in sync, and have the same log.
        func agree() -> Bool {
            guard let partition, partition.isr.count == 3, let leader, let end = end(leader) else {
                return false
            }
            return [1, 2, 3].allSatisfy { end == self.end($0) && values($0) == values(leader) }
        }

        func end(_ id: BrokerID) -> Offset? { replica(id) { $1.log.logEndOffset } }

        func values(_ id: BrokerID) -> [String] {
            replica(id) { _, replica in
                var values: [String] = []
                var next = replica.log.logStartOffset
                while let slice = try? replica.log.read(
                    from: next, upTo: replica.log.logEndOffset, maxBytes: 1 << 20, minOneBatch: true),
                    let bytes = try? slice.read()
                {
                    values += (try? recordValues(in: bytes)) ?? []
                    guard let last = ReplicatedBatches(checking: bytes).batches.last else { break }
                    next = last.header.nextOffset
                }
                return values
            } ?? []
        }

        /// What was acknowledged is there, in order. A batch that was sent again may be there twice.
        func keepsItsPromises(on id: BrokerID) -> Bool {
            var rest = acknowledged[...]
            for value in values(id) where value == rest.first { rest.removeFirst() }
            return rest.isEmpty
        }
    }

    @Test(arguments: ["disk", "page-cache"])
    func `whoever dies, one after the other, nothing acknowledged is lost`(durability: String) throws {
        let story = try Story(["martlet.durability=\(durability)"])
        for round in 0..<6 {
            try story.produce(3)
            #expect(story.cluster.pass { story.agree() }, "round \(round)\n\(story.cluster)")
            let victim = round % 2 == 0 ? story.leader ?? 1 : BrokerID(Int32(round % 3 + 1))
            story.cluster.kill(victim)
            try story.produce(3)
            try story.cluster.start(victim)
        }
        #expect(story.cluster.pass { story.agree() }, "\(story.cluster)")
        for id in [1, 2, 3] as [BrokerID] { #expect(story.keepsItsPromises(on: id)) }
        #expect(story.acknowledged.count == 36)
    }

    @Test func `without enough replicas in sync nothing is acknowledged, and then again`() throws {
        let story = try Story()
        try story.produce(2)
        let leader = try #require(story.leader)
        let others = ([1, 2, 3] as [BrokerID]).filter { $0 != leader }
        // The quorum goes with them, so that the ISR stays as it is.
        for id in others { story.cluster.kill(id) }
        let client = try story.cluster.connect(to: leader)
        let number = try client.send(client.produceRequest(["lonely"], to: "orders"), version: 12)
        story.cluster.world.pass(.seconds(20))
        #expect(try client.answer(number, to: ProduceRequest.self, version: 12) == nil)
        for id in others { try story.cluster.start(id) }
        try story.produce(2)
        #expect(story.cluster.pass { story.agree() }, "\(story.cluster)")
        for id in [1, 2, 3] as [BrokerID] { #expect(story.keepsItsPromises(on: id)) }
    }
}
