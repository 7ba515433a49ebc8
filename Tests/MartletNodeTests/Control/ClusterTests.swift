import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@testable import MartletNode

/// Three nodes, each broker and controller, that make up one cluster.
@Suite struct ClusterTests {
    private func create(
        _ name: String, by id: BrokerID, _ cluster: SimulatedCluster, replicas: Int16 = 1
    ) throws -> ErrorCode? {
        let client = try cluster.connect(to: id)
        let request = CreateTopicsRequest(topics: [
            .init(name: name, numPartitions: 3, replicationFactor: replicas)
        ])
        let number = try client.send(request, version: 7)
        var answer: CreateTopicsResponse?
        _ = cluster.pass {
            answer = try? client.answer(number, to: CreateTopicsRequest.self, version: 7)
            return answer != nil
        }
        return answer?.topics.first?.errorCode
    }

    private func topics(_ cluster: SimulatedCluster) -> [[String]] {
        cluster.images.values.map { $0.topics.map(\.name) }
    }

    @Test func `they elect one controller, and all come into service`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        #expect(cluster.nodes.values.allSatisfy { $0.start == .some(nil) })
    }

    @Test func `topics are made through any of them, and all hear of it`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        for id in cluster.nodes.keys.sorted() {
            #expect(try create("by-\(id)", by: id, cluster) == ErrorCode.none)
        }
        cluster.world.pass(.seconds(1))
        #expect(Set(topics(cluster)) == [["by-1", "by-2", "by-3"]])
    }

    @Test func `when the controller dies another goes on, and what it led is led by others`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        #expect(try create("before", by: 1, cluster, replicas: 3) == ErrorCode.none)
        let controller = try #require(cluster.controllers.first)
        cluster.kill(controller)
        #expect(cluster.pass { cluster.controllers.count == 1 })
        let survivors = cluster.nodes.keys.sorted()
        for id in survivors {
            #expect(try create("by-\(id)", by: id, cluster, replicas: 3) == ErrorCode.none)
        }
        let isOver = cluster.pass {
            cluster.images.values.allSatisfy { image in
                image.brokers[controller]?.isFenced == true
                    && image.topics.allSatisfy { topic in
                        topic.partitions.allSatisfy { $0.leader.map(survivors.contains) ?? false }
                    }
            }
        }
        #expect(isOver)
        #expect(Set(topics(cluster)) == [(["before"] + survivors.map { "by-\($0)" }).sorted()])
    }

    @Test func `a node that comes back takes part again`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        let first = try #require(cluster.controllers.first)
        cluster.nodes[first]?.node.stop {}
        #expect(cluster.pass { cluster.controllers.contains { $0 != first } })
        cluster.world.pass(.seconds(5))
        #expect(try create("meanwhile", by: first == 1 ? 2 : 1, cluster) == ErrorCode.none)
        cluster.world.fileSystem.processDied()
        try cluster.start(first)
        #expect(cluster.settle())
        cluster.world.pass(.seconds(1))
        #expect(Set(topics(cluster)) == [["meanwhile"]])
        #expect(try create("after", by: first, cluster) == ErrorCode.none)
    }

    @Test func `a broker that stops hands over what it leads first`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        #expect(try create("orders", by: 1, cluster, replicas: 3) == ErrorCode.none)
        let controller = try #require(cluster.controllers.first)
        let other = try #require(cluster.nodes.keys.sorted().first { $0 != controller })
        let hasStopped = Flag()
        cluster.nodes[other]?.node.stop { hasStopped.isSet = true }
        #expect(cluster.pass { hasStopped.isSet })
        let image = try #require(cluster.images[controller])
        let leaders = image.topics.flatMap(\.partitions).compactMap(\.leader)
        #expect(leaders.count == 3 && !leaders.contains(other))
        #expect(image.brokers[other]?.isFenced == true)
    }

    @Test func `a partition that another leads is not served`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        #expect(try create("orders", by: 1, cluster, replicas: 3) == ErrorCode.none)
        cluster.world.pass(.seconds(1))
        let image = try #require(cluster.images[1])
        let leader = try #require(image.topic(named: "orders")?.partition(0)?.leader)
        for id in cluster.nodes.keys.sorted() {
            let client = try cluster.connect(to: id)
            let expected: ErrorCode = id == leader ? .none : .notLeaderOrFollower
            #expect(try client.produce(["x"], to: "orders").errorCode == expected)
            #expect(try client.fetch("orders", from: 0).errorCode == expected)
            #expect(try client.listOffset("orders", timestamp: -1).errorCode == expected)
        }
    }

    @Test func `the quorum is described through any of them`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        let controller = try #require(cluster.controllers.first)
        for id in cluster.nodes.keys.sorted() {
            let client = try cluster.connect(to: id)
            let request = DescribeQuorumRequest(topics: [
                .init(topicName: "__cluster_metadata", partitions: [.init(partitionIndex: 0)])
            ])
            let number = try client.send(request, version: 2)
            var answer: DescribeQuorumResponse?
            _ = cluster.pass {
                answer = try? client.answer(number, to: DescribeQuorumRequest.self, version: 2)
                return answer != nil
            }
            let partition = try #require(answer?.topics.first?.partitions.first)
            #expect(partition.errorCode == .none && partition.leaderId == controller)
            #expect(partition.currentVoters.map(\.replicaId) == [1, 2, 3])
        }
    }
}
