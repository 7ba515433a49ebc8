import MartletBroker
import MartletClient
import MartletModel
import MartletTesting
import NIOCore
import Testing

@Suite struct EmbeddedBrokerTests {
    private func withClient<Result: Sendable>(
        of broker: Broker, _ body: (Client) async throws -> Result
    ) async throws -> Result {
        let server = ServerAddress(host: "127.0.0.1", port: broker.port)
        let client = try Client(configuration: ClientConfiguration(bootstrapServers: [server]))
        do {
            let result = try await body(client)
            await client.close()
            return result
        } catch {
            await client.close()
            throw error
        }
    }

    private func produce(_ values: [String], to topic: String, _ client: Client) async throws {
        let producer = try Producer(client: client)
        for value in values {
            _ = try await producer.enqueue(ProducerRecord(topic: topic, value: ByteBuffer(string: value)))
        }
        try await producer.flush()
        #expect(producer.takeFirstError() == nil)
        try await producer.close()
    }

    private func consume(_ topic: String, _ client: Client) async throws -> [String] {
        let partition = TopicPartition(topic: topic, partition: 0)
        let consumer = try Consumer(client: client, assignment: [partition: .beginning], until: .currentEnd)
        var values: [String] = []
        for try await record in consumer.records {
            values.append(record.value.map { String(buffer: $0) } ?? "")
        }
        return values
    }

    @Test func `a broker in this process takes records and gives them back`() async throws {
        try await withBroker { broker in
            try await withClient(of: broker) { client in
                let values = (0..<1_000).map { "value \($0)" }
                try await produce(values, to: "embedded", client)
                #expect(try await consume("embedded", client) == values)
            }
        }
    }

    @Test func `a broker may be stopped twice, also at once`() async throws {
        try await withTemporaryDirectory { directory in
            try await withBroker(in: directory) { broker in
                async let first: Void = broker.stop()
                async let second: Void = broker.stop()
                _ = await (first, second)
            }
            // The directory is free again.
            try await withBroker(in: directory) { _ in }
        }
    }

    @Test func `what it took is there when it comes back`() async throws {
        try await withTemporaryDirectory { directory in
            var expected: [String] = []
            var clusterIDs: Set<String> = []
            for life in 0..<3 {
                try await withBroker(in: directory, ["num.partitions=1"]) { broker in
                    clusterIDs.insert(broker.clusterID)
                    try await withClient(of: broker) { client in
                        let values = (0..<10).map { "\(life)-\($0)" }
                        try await produce(values, to: "kept", client)
                        expected += values
                        #expect(try await consume("kept", client) == expected)
                    }
                }
            }
            #expect(clusterIDs.count == 1)
        }
    }

    @Test func `two brokers do not share a directory`() async throws {
        try await withTemporaryDirectory { directory in
            try await withBroker(in: directory) { _ in
                await #expect(throws: (any Error).self) {
                    try await withBroker(in: directory) { _ in }
                }
            }
        }
    }

    @Test(arguments: [
        ("no.such.key=1", "no.such.key"), ("num.partitions=many", "many"),
        ("listeners=PLAINTEXT://127.0.0.1:99999", "99999"),
    ])
    func `an impossible setting stops the start and is named`(setting: String, named: String) async throws {
        do {
            let broker = try await Broker.start([setting, "log.dirs=/nonexistent"])
            await broker.stop()
            Issue.record("the broker has started")
        } catch {
            #expect("\(error)".contains(named))
        }
    }
}
