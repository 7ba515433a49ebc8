import MartletClient
import MartletModel
import MartletTesting
import NIOCore
import Testing

@Suite struct ProduceConsumeTests {
    /// With and without keys, values and headers.
    private static func records(_ count: Int) -> [ProducerRecord] {
        var random = SeededGenerator(seed: 3)
        return (0..<count).map { number in
            var record = ProducerRecord(topic: "t", partition: 0, value: nil)
            record.timestamp = Timestamp(1_000_000 + Int64(number))
            if number % 3 != 0 { record.key = ByteBuffer(string: "key \(number)") }
            if number % 7 != 0 {
                let bytes = (0..<number).map { _ in UInt8.random(in: 0...9, using: &random) }
                record.value = ByteBuffer(bytes: bytes)
            }
            if number % 5 == 0 {
                let noValue: ByteBuffer? = nil
                record.headers = [Header(name: "h", value: "\(number)"), Header(name: "", value: noValue)]
            }
            return record
        }
    }

    @Test(
        arguments: [.none, .gzip(), .gzip(level: 1), .snappy, .lz4(), .zstd(), .zstd(level: 9)]
            as [BatchCompression])
    func `records come back as they were sent`(compression: BatchCompression) async throws {
        try await withCluster { client in
            try await Admin(client: client).createTopic(NewTopic(name: "t", partitionCount: 1))
            let sent = Self.records(500)
            let producer = try Producer(
                client: client,
                configuration: ProducerConfiguration(compression: compression, batchBytes: 10_000))
            try await producer.enqueue(contentsOf: sent)
            try await producer.close()

            let received = try await client.readAll("t")
            #expect(received.map(\.offset) == (0..<500).map { Offset($0) })
            #expect(received.map(\.key) == sent.map(\.key))
            #expect(received.map(\.value) == sent.map(\.value))
            #expect(received.map(\.headers) == sent.map(\.headers))
            #expect(received.map(\.timestamp) == sent.map(\.timestamp))
        }
    }

    @Test func `a send tells where the record is`() async throws {
        try await withCluster { client in
            let producer = try Producer(client: client)
            var offsets: [Offset?] = []
            for text in ["a", "b", "c"] {
                offsets.append(
                    try await producer.send(ProducerRecord(topic: "made-by-sending", value: text)).offset)
            }
            #expect(offsets == [0, 1, 2])
            try await producer.close()
            await #expect(throws: ClientError.closed) {
                try await producer.send(ProducerRecord(topic: "made-by-sending", value: "d"))
            }
        }
    }

    @Test func `a key's records stay in order in one partition`() async throws {
        try await withCluster { client in
            try await Admin(client: client).createTopic(NewTopic(name: "t", partitionCount: 4))
            let producer = try Producer(client: client, configuration: ProducerConfiguration(batchBytes: 500))
            for number in 0..<2_000 {
                try await producer.enqueue(
                    ProducerRecord(topic: "t", key: "k\(number % 10)", value: "\(number)"))
            }
            try await producer.flush()
            let received = try await client.readAll("t", partitions: 4)
            #expect(received.count == 2_000)
            let byKey = Dictionary(grouping: received) { $0.key.map { String(buffer: $0) } ?? "" }
            for (key, records) in byKey {
                #expect(Set(records.map(\.partition)).count == 1)
                let numbers = records.compactMap { $0.value.flatMap { Int(String(buffer: $0)) } }
                #expect(numbers == numbers.sorted(), "\(key)")
            }
            try await producer.close()
        }
    }

    @Test(arguments: [Acknowledgement.none, .leader])
    func `fewer acknowledgements are fewer, and the records still come`(
        acknowledgement: Acknowledgement
    ) async throws {
        try await withCluster { client in
            try await Admin(client: client).createTopic(NewTopic(name: "t", partitionCount: 1))
            let producer = try Producer(
                client: client, configuration: ProducerConfiguration(acknowledgement: acknowledgement))
            let metadata = try await producer.send(ProducerRecord(topic: "t", value: "v"))
            #expect(metadata.offset == (acknowledgement == .none ? nil : 0))
            for _ in 0..<100 {
                if try await client.readAll("t").count == 1 { break }
                try await Task.sleep(for: .milliseconds(20))
            }
            #expect(try await client.readAll("t").count == 1)
            try await producer.close()
        }
    }

    @Test func `a small buffer makes the sender wait and loses nothing`() async throws {
        try await withCluster { client in
            try await Admin(client: client).createTopic(NewTopic(name: "t", partitionCount: 3))
            let producer = try Producer(
                client: client, configuration: ProducerConfiguration(batchBytes: 1_000, bufferBytes: 5_000))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for task in 0..<4 {
                    group.addTask {
                        for number in 0..<1_000 {
                            try await producer.enqueue(ProducerRecord(topic: "t", value: "\(task) \(number)"))
                        }
                    }
                }
                try await group.waitForAll()
            }
            try await producer.close()
            let received = try await client.readAll("t", partitions: 3)
            #expect(Set(received.compactMap { $0.value.map { String(buffer: $0) } }).count == 4_000)
        }
    }

    @Test func `a batch that is too large for the topic is refused with advice`() async throws {
        try await withCluster { client in
            try await Admin(client: client).createTopic(
                NewTopic(name: "t", partitionCount: 1, configuration: ["max.message.bytes": "1000"]))
            let producer = try Producer(client: client)
            let large = ProducerRecord(topic: "t", value: String(repeating: "x", count: 2_000))
            do throws(ClientError) {
                try await producer.send(large)
                Issue.record("it was taken")
            } catch {
                guard case .refused(.messageTooLarge, _, _) = error else { throw error }
                #expect(error.description.contains("max.message.bytes"))
            }
            #expect(try await producer.send(ProducerRecord(topic: "t", value: "small")).offset == 0)
            await #expect(throws: ClientError.self, "the first error since the last flush") {
                try await producer.close()
            }
        }
    }

    @Test func `what is sent while the broker restarts is kept once and in order`() async throws {
        try await withTemporaryDirectory { directory in
            var port = 0
            try await withBroker(in: directory) { broker in
                port = broker.port
                try await withClient(port: port) { client in
                    try await Admin(client: client).createTopic(NewTopic(name: "t", partitionCount: 1))
                }
            }
            let same = ["listeners=PLAINTEXT://127.0.0.1:\(port)"]
            try await withClient(port: port) { client in
                let producer = try Producer(
                    client: client, configuration: ProducerConfiguration(batchBytes: 2_000, linger: .zero))
                let sending = Task {
                    for number in 0..<3_000 {
                        try await producer.enqueue(ProducerRecord(topic: "t", value: "\(number)"))
                        if number % 50 == 0 { try await Task.sleep(for: .milliseconds(5)) }
                    }
                    try await producer.flush()
                }
                for _ in 0..<3 {
                    try await withBroker(in: directory, same) { _ in
                        try await Task.sleep(for: .milliseconds(150))
                    }
                }
                try await withBroker(in: directory, same) { _ in
                    try await sending.value
                    let values = try await client.readAll("t").compactMap {
                        $0.value.map { String(buffer: $0) }
                    }
                    #expect(values == (0..<3_000).map { "\($0)" })
                    try await producer.close()
                }
            }
        }
    }
}
