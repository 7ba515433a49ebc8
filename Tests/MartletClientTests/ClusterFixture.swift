import MartletClient
import MartletModel
import MartletTesting
import NIOCore

/// A broker of the test's own, and a client of it.
func withCluster(
    _ settings: [String] = [], isolation: isolated (any Actor)? = #isolation,
    _ body: (Client) async throws -> Void
) async throws {
    try await withBroker(settings) { broker in
        try await withClient(port: broker.port, body)
    }
}

func withClient(
    port: Int, isolation: isolated (any Actor)? = #isolation, _ body: (Client) async throws -> Void
) async throws {
    let client = try Client(
        configuration: ClientConfiguration(
            bootstrapServers: [ServerAddress(host: "127.0.0.1", port: port)], operationTimeout: .seconds(20)))
    do {
        try await body(client)
        await client.close()
    } catch {
        await client.close()
        throw error
    }
}

extension Client {
    /// Everything that a topic's partitions hold now, in the order in which it comes.
    func readAll(
        _ topic: String, partitions: Int32 = 1, from start: StartPosition = .beginning,
        configuration: ConsumerConfiguration = .init()
    ) async throws -> [ConsumerRecord] {
        let consumer = try Consumer(
            client: self,
            assignment: Dictionary(
                uniqueKeysWithValues: (0..<partitions).map {
                    (TopicPartition(topic: topic, partition: PartitionIndex($0)), start)
                }),
            until: .currentEnd, configuration: configuration)
        var records: [ConsumerRecord] = []
        for try await record in consumer.records { records.append(record) }
        await consumer.close()
        return records
    }
}
