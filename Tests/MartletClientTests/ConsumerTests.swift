import MartletClient
import MartletModel
import NIOCore
import Testing

@Suite struct ConsumerTests {
    private let partition = TopicPartition(topic: "t", partition: 0)

    /// A topic with ten records, `0` to `9`, a second apart.
    private func withTen(_ body: (Client) async throws -> Void) async throws {
        try await withCluster { client in
            try await Admin(client: client).createTopic(NewTopic(name: "t", partitionCount: 1))
            let producer = try Producer(client: client, configuration: ProducerConfiguration(batchBytes: 100))
            for number in 0..<10 {
                try await producer.enqueue(
                    ProducerRecord(
                        topic: "t", value: ByteBuffer(string: "\(number)"),
                        timestamp: Timestamp(Int64(number) * 1_000)))
            }
            try await producer.close()
            try await body(client)
        }
    }

    @Test func `reading begins where it is told`() async throws {
        try await withTen { client in
            let expected: [(StartPosition, Offset?)] = [
                (.beginning, 0), (.offset(4), 4), (.offset(10), nil), (.timestamp(6_500), 7),
                (.timestamp(60_000), nil), (.end, nil),
            ]
            for (start, offset) in expected {
                let records = try await client.readAll("t", from: start)
                #expect(records.first?.offset == offset, "\(start)")
            }
        }
    }

    @Test func `an offset that is not there is told with those that are`() async throws {
        try await withTen { client in
            try await Admin(client: client).deleteRecords(before: [partition: 3])
            let expected = ClientError.offsetOutOfRange(partition, offset: 99, start: 3, end: 10)
            await #expect(throws: expected) { try await client.readAll("t", from: .offset(99)) }
            await #expect(throws: ClientError.offsetOutOfRange(partition, offset: 1, start: 3, end: 10)) {
                try await client.readAll("t", from: .offset(1))
            }
            let reset = ConsumerConfiguration(offsetReset: .beginning)
            #expect(try await client.readAll("t", from: .offset(1), configuration: reset).first?.offset == 3)
        }
    }

    @Test func `following sees what comes later, and cancelling ends it`() async throws {
        try await withTen { client in
            let consumer = try Consumer(client: client, assignment: [partition: .end])
            let reading = Task { () -> [String] in
                var values: [String] = []
                for try await record in consumer.records {
                    values.append(record.value.map { String(buffer: $0) } ?? "")
                    if values.count == 2 { break }
                }
                return values
            }
            // Until the end has been looked up, what is sent may be before it.
            while await consumer.position(of: partition) == nil {
                try await Task.sleep(for: .milliseconds(5))
            }
            let producer = try Producer(client: client)
            try await producer.send(ProducerRecord(topic: "t", value: "x"))
            try await producer.send(ProducerRecord(topic: "t", value: "y"))
            #expect(try await reading.value == ["x", "y"])
            try await producer.close()

            let waiting = Task { try await consumer.nextChunk() }
            try await Task.sleep(for: .milliseconds(50))
            waiting.cancel()
            #expect(try await waiting.value == nil)
            await consumer.close()
        }
    }

    @Test func `a buffer smaller than the topic holds all of it, a part at a time`() async throws {
        try await withTen { client in
            let small = ConsumerConfiguration(maxBytes: 100, maxPartitionBytes: 80, bufferBytes: 80)
            let records = try await client.readAll("t", configuration: small)
            #expect(records.count == 10)
        }
    }

    @Test func `unknown topics and partitions are told`() async throws {
        try await withTen { client in
            await #expect(throws: ClientError.unknownTopic("nowhere")) { try await client.readAll("nowhere") }
            let beyond = TopicPartition(topic: "t", partition: 1)
            await #expect(throws: ClientError.unknownPartition(beyond, count: 1)) {
                try await client.readAll("t", partitions: 2)
            }
            let producer = try Producer(
                client: client, configuration: ProducerConfiguration(createsTopics: false))
            await #expect(throws: ClientError.unknownTopic("nowhere")) {
                try await producer.send(ProducerRecord(topic: "nowhere", value: "v"))
            }
            await #expect(throws: ClientError.unknownPartition(beyond, count: 1)) {
                try await producer.send(ProducerRecord(topic: "t", partition: 1, value: nil))
            }
            try await producer.close()
        }
    }

    @Test func `a broker that is not there is told with its address`() async throws {
        let nowhere = ServerAddress(host: "127.0.0.1", port: 1)
        let client = try Client(
            configuration: ClientConfiguration(
                bootstrapServers: [nowhere], operationTimeout: .milliseconds(300)))
        await #expect(throws: ClientError.unreachable(servers: [nowhere], reason: "Connection refused")) {
            try await Admin(client: client).describeCluster()
        }
        await client.close()
        await #expect(throws: ClientError.closed) { try await Admin(client: client).describeCluster() }
    }
}
