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
        #expect(cluster.stop([first]))
        #expect(cluster.pass { cluster.controllers.count == 1 })
        #expect(try create("meanwhile", by: first == 1 ? 2 : 1, cluster) == ErrorCode.none)
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
        #expect(cluster.stop([other]))
        let image = try #require(cluster.images[controller])
        let leaders = image.topics.flatMap(\.partitions).compactMap(\.leader)
        #expect(leaders.count == 3 && !leaders.contains(other))
        #expect(image.brokers[other]?.isFenced == true)
    }

    @Test func `a partition that another leads is not served`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        #expect(try create("orders", by: 1, cluster) == ErrorCode.none)
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

    @Test func `brokers follow controllers that are nodes of their own`() throws {
        let cluster = try SimulatedCluster(brokers: 4...6)
        #expect(cluster.settle())
        #expect(cluster.controllers.allSatisfy { $0 <= 3 })
        for id in cluster.runningBrokers {
            #expect(try create("by-\(id)", by: id, cluster, replicas: 3) == ErrorCode.none)
        }
        cluster.world.pass(.seconds(1))
        #expect(Set(topics(cluster)) == [["by-4", "by-5", "by-6"]])
        cluster.kill(try #require(cluster.controllers.first))
        #expect(try create("after", by: 5, cluster, replicas: 3) == ErrorCode.none)
    }

    @Test func `without a majority of controllers nothing is decided, and with one again`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        let controller = try #require(cluster.controllers.first)
        let others = cluster.nodes.keys.sorted().filter { $0 != controller }
        #expect(cluster.stop(others))
        #expect(cluster.pass { cluster.controllers.isEmpty })
        #expect(try create("lost", by: controller, cluster) == .requestTimedOut)
        for id in others { try cluster.start(id) }
        #expect(cluster.settle())
        #expect(try create("kept", by: controller, cluster) == ErrorCode.none)
    }

    @Test func `a cluster that was stopped goes on from its snapshots`() throws {
        let cluster = try SimulatedCluster(["metadata.log.max.record.bytes.between.snapshots=2000"])
        #expect(cluster.settle())
        for number in 10..<30 { #expect(try create("t\(number)", by: 1, cluster) == ErrorCode.none) }
        cluster.world.pass(.seconds(1))
        for id in cluster.nodes.keys.sorted() {
            let files = try cluster.world.fileSystem.list("/data\(id)/__cluster_metadata-0").map(\.name)
            #expect(files.contains { $0.hasSuffix(".checkpoint") })
        }
        let before = cluster.images
        #expect(cluster.stop(before.keys.sorted()))
        for id in before.keys.sorted() { try cluster.start(id) }
        #expect(cluster.settle())
        #expect(Set(topics(cluster)) == [(10..<30).map { "t\($0)" }])
        for (id, image) in cluster.images {
            #expect(image.topicIDs == before[id]?.topicIDs)
        }
        #expect(try create("after", by: 2, cluster) == ErrorCode.none)
    }

    @Test func `features are changed through any of them`() throws {
        let cluster = try SimulatedCluster()
        #expect(cluster.settle())
        for (level, id) in zip([Int16(1), 0, 1], cluster.nodes.keys.sorted()) {
            let client = try cluster.connect(to: id)
            let update = UpdateFeaturesRequest(featureUpdates: [
                .init(
                    feature: "eligible.leader.replicas.version", maxVersionLevel: level,
                    upgradeType: level == 0 ? 2 : 1)
            ])
            let number = try client.send(update, version: 2)
            var answer: UpdateFeaturesResponse?
            _ = cluster.pass {
                answer = try? client.answer(number, to: UpdateFeaturesRequest.self, version: 2)
                return answer != nil
            }
            #expect(answer?.errorCode == ErrorCode.none)
            cluster.world.pass(.seconds(1))
            let levels = cluster.images.values.map {
                $0.features["eligible.leader.replicas.version"] ?? 0
            }
            #expect(Set(levels) == [level])
        }
    }
}
