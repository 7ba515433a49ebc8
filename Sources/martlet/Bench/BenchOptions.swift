import ArgumentParser
import MartletClient
import MartletModel

/// The options of the benchmarks that talk to a broker.
struct BenchOptions: ParsableArguments {
    @Option(help: "Bytes of a record's value.")
    var recordBytes = 1_000

    @Option(help: "About how many megabytes to move.")
    var megabytes = 1_000

    @Option(help: "The topic to use (default: one of its own, deleted afterwards).")
    var topic: String?

    @Option(help: ArgumentHelp("Read CPU time and memory of this process: the broker's.", valueName: "pid"))
    var brokerPid: Int32?

    @Option(help: ArgumentHelp("Write the figures to this file.", valueName: "path"))
    var json: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if !(1...10_000_000).contains(recordBytes) {
            throw ValidationError("--record-bytes is 1 to 10000000")
        }
        if !(1...10_000_000).contains(megabytes) { throw ValidationError("--megabytes is 1 or more") }
    }

    /// Calls `body` with a topic of one partition and the address of its leader; a topic of our own is
    /// deleted afterwards.
    func withTopic<Value>(_ body: (TopicPartition, ServerAddress) async throws -> Value) async throws -> Value
    {
        try await connection.withClient { client in
            try await BenchTopic.with(client, name: topic, body)
        }
    }

    func show(_ reports: [BenchReport]) throws {
        print(BenchReport.table(reports), terminator: "")
        try write(reports)
    }

    func write(_ reports: [BenchReport]) throws {
        if let json { try writeText(BenchReport.json(reports), to: json) }
    }
}

/// A topic for a benchmark.
enum BenchTopic {
    static func with<Value>(
        _ client: Client, name given: String? = nil,
        _ body: (TopicPartition, ServerAddress) async throws -> Value
    ) async throws -> Value {
        let admin = Admin(client: client)
        let name = given ?? "martlet-bench-\(UInt32.random(in: .min ... .max))"
        if given == nil {
            // Removed at once when it is deleted: the next run needs the room.
            try await admin.createTopic(
                NewTopic(name: name, partitionCount: 1, configuration: ["file.delete.delay.ms": "0"]))
        }
        do {
            let partition = TopicPartition(topic: name, partition: 0)
            let value = try await body(partition, try await leader(of: partition, admin))
            if given == nil { try await admin.deleteTopic(name) }
            return value
        } catch {
            if given == nil { try? await admin.deleteTopic(name) }
            throw error
        }
    }

    private static func leader(of partition: TopicPartition, _ admin: Admin) async throws -> ServerAddress {
        for _ in 0..<100 {
            let leader = try await admin.describeTopic(partition.topic).partitions.first?.leader
            let brokers = try await admin.describeCluster().brokers
            if let leader, let broker = brokers.first(where: { $0.id == leader }) { return broker.address }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw BenchError("\(partition) has no leader")
    }
}
