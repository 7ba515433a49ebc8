import MartletBroker
import MartletClient
import MartletModel
import MartletTesting
import Testing

@Suite(.timeLimit(.minutes(5))) struct LocalClusterTests {
    @Test func `up to three brokers are controllers too, and all know where these are`() async throws {
        try await withTemporaryDirectory { directory in
            let cluster = try LocalCluster.make(LocalCluster.Shape(brokerCount: 4), in: directory)
            #expect(cluster.nodes.map(\.id) == [1, 2, 3, 4])
            #expect(cluster.nodes.map { $0.configuration.roles.isController } == [true, true, true, false])
            #expect(cluster.nodes.allSatisfy { $0.configuration.roles.isBroker })
            let controllers = cluster.nodes.compactMap(\.controllerAddress)
            #expect(controllers.count == 3)
            for node in cluster.nodes {
                #expect(node.configuration.quorum.bootstrapServers == controllers)
            }
            let ports = cluster.bootstrapServers.map(\.port) + controllers.map(\.port)
            #expect(Set(ports).count == 7)
        }
    }

    @Test func `a cluster is found again as it was laid out`() async throws {
        try await withTemporaryDirectory { directory in
            #expect(try LocalCluster.open(in: directory) == nil)
            let shape = LocalCluster.Shape(
                brokerCount: 2, controllerCount: 1, settings: ["num.partitions=7"])
            let made = try LocalCluster.make(shape, in: directory)
            let found = try #require(try LocalCluster.open(in: directory))
            #expect(found.nodes.map(\.configuration) == made.nodes.map(\.configuration))
            #expect(found.nodes.map(\.configuration.roles) == [.broker, .broker, .controller])
            #expect(found.nodes.allSatisfy { $0.configuration.defaultPartitionCount == 7 })
            #expect(found.bootstrapServers.count == 2)
        }
    }

    @Test func `three brokers in one process agree on who leads and what there is`() async throws {
        try await withCluster { brokers in
            #expect(brokers.count == 3)
            #expect(Set(brokers.map(\.clusterID)).count == 1)
            var quorums: [QuorumDescription] = []
            for (index, broker) in brokers.enumerated() {
                let client = try Client(
                    configuration: ClientConfiguration(
                        bootstrapServers: [ServerAddress(host: "127.0.0.1", port: broker.port)]))
                let admin = Admin(client: client)
                quorums.append(try await admin.describeQuorum())
                #expect(try await admin.describeCluster().brokers.map(\.id) == [1, 2, 3])
                try await admin.createTopic(
                    NewTopic(name: "of-\(index)", partitionCount: 2, replicationFactor: 3))
                await client.close()
            }
            #expect(Set(quorums.map(\.leader)).count == 1)
            #expect(quorums.allSatisfy { $0.voters.map(\.id) == [1, 2, 3] && $0.observers.isEmpty })
        }
    }
}
