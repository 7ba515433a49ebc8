import MartletClient
import MartletModel
import NIOCore
import Testing

@Suite struct AdminTests {
    @Test func `a topic is made, described, changed and deleted`() async throws {
        try await withCluster { client in
            let admin = Admin(client: client)
            let topic = NewTopic(name: "t", partitionCount: 2, configuration: ["retention.ms": "1234"])
            let validated = try await admin.createTopic(topic, validateOnly: true)
            #expect(validated.partitionCount == 2)
            await #expect(throws: ClientError.unknownTopic("t")) { try await admin.describeTopic("t") }

            let made = try await admin.createTopic(topic)
            let described = try await admin.describeTopic("t")
            #expect(described.id == made.id)
            #expect(described.partitions.map(\.index) == [0, 1])
            #expect(described.partitions.allSatisfy { $0.leader != nil && $0.inSyncReplicas.count == 1 })
            #expect(try await admin.listTopics().map(\.name).contains("t"))

            try await admin.createPartitions(of: "t", total: 5)
            #expect(try await admin.describeTopic("t").partitions.count == 5)
            try await admin.deleteTopic("t")
            await #expect(throws: ClientError.unknownTopic("t")) { try await admin.deleteTopic("t") }
            await #expect(throws: ClientError.unknownTopic("t")) {
                try await admin.createPartitions(of: "t", total: 9)
            }
        }
    }

    @Test func `what the cluster refuses is told in its words`() async throws {
        try await withCluster { client in
            let admin = Admin(client: client)
            func refusal(_ topic: NewTopic) async -> ErrorCode? {
                do {
                    try await admin.createTopic(topic)
                    return nil
                } catch {
                    guard case .refused(let code, _, let message) = error, message != nil else { return nil }
                    return code
                }
            }
            #expect(await refusal(NewTopic(name: "a/b")) == .invalidTopicException)
            #expect(await refusal(NewTopic(name: "t", partitionCount: 0)) == .invalidPartitions)
            #expect(await refusal(NewTopic(name: "t", replicationFactor: 3)) == .invalidReplicationFactor)
            #expect(await refusal(NewTopic(name: "t", configuration: ["no.such": "1"])) == .invalidConfig)
            try await admin.createTopic(NewTopic(name: "t"))
            #expect(await refusal(NewTopic(name: "t")) == .topicAlreadyExists)
        }
    }

    @Test func `configurations are set, shown with where they come from, and reset`() async throws {
        try await withCluster { client in
            let admin = Admin(client: client)
            try await admin.createTopic(NewTopic(name: "t"))
            func retention() async throws -> ConfigurationEntry? {
                try await admin.describeConfiguration(of: .topic("t"), keys: ["retention.ms"]).first
            }
            let before = try #require(try await retention())
            #expect(before.source != .topic)
            try await admin.alterConfiguration(of: .topic("t"), [.set("retention.ms", "5000")])
            #expect(try await retention()?.value == "5000")
            #expect(try await retention()?.source == .topic)
            try await admin.alterConfiguration(of: .topic("t"), [.delete("retention.ms")])
            #expect(try await retention()?.value == before.value)
            await #expect(throws: ClientError.self) {
                try await admin.alterConfiguration(of: .topic("t"), [.set("retention.ms", "soon")])
            }
        }
    }

    @Test func `the cluster says who it is and what its disks hold`() async throws {
        try await withCluster { client in
            let admin = Admin(client: client)
            try await admin.createTopic(NewTopic(name: "t", partitionCount: 3))
            let cluster = try await admin.describeCluster()
            #expect(!cluster.id.isEmpty)
            #expect(cluster.brokers.count == 1)
            #expect(cluster.controller == cluster.brokers.first?.id)
            let directories = try await admin.describeLogDirectories()
            #expect(directories.count == 1)
            #expect(directories.first?.error == ErrorCode.none)
            #expect(directories.first?.replicas.filter { $0.partition.topic == "t" }.count == 3)
            #expect(try await admin.describeConfiguration(of: .broker(cluster.brokers[0].id)).count > 10)
        }
    }

    @Test func `deleted records are gone, and offsets say so`() async throws {
        try await withCluster { client in
            let admin = Admin(client: client)
            try await admin.createTopic(NewTopic(name: "t", partitionCount: 1))
            let producer = try Producer(client: client)
            for _ in 0..<10 { try await producer.enqueue(ProducerRecord(topic: "t", value: "v")) }
            try await producer.close()
            let partition = TopicPartition(topic: "t", partition: 0)
            #expect(try await admin.deleteRecords(before: [partition: 4]) == [partition: 4])
            #expect(try await admin.offsets(of: [partition: .beginning]) == [partition: 4])
            #expect(try await admin.deleteRecords(before: [partition: .none]) == [partition: 10])
            #expect(try await admin.offsets(of: [partition: .end]) == [partition: 10])
            #expect(try await client.readAll("t").isEmpty)
        }
    }
}
