import ArgumentParser
import MartletClient
import MartletModel

struct BenchConsume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume",
        abstract: "How fast the broker hands out batches.",
        discussion: """
            Fills a topic of its own, or takes partition 0 of --topic as it is, and fetches from begin to \
            end over one connection, again and again until --megabytes were moved. Batches are counted and \
            not unpacked.
            """)

    @Option(help: "Bytes of one fetch at most.")
    var fetchBytes = 16 * 1024 * 1024

    @OptionGroup var options: BenchOptions

    func validate() throws {
        if !(1...1_000_000_000).contains(fetchBytes) {
            throw ValidationError("--fetch-bytes is 1 to 1000000000")
        }
    }

    func run() async throws {
        let totalBytes = Int64(options.megabytes) * 1_000_000
        let report = try await options.withTopic { partition, leader in
            if options.topic == nil {
                _ = try ProduceRun(
                    partition: partition, leader: leader, recordBytes: options.recordBytes, acks: .leader,
                    totalBytes: min(totalBytes, 1_000_000_000)
                ).run()
            }
            let run = ConsumeRun(
                partition: partition, leader: leader, fetchBytes: fetchBytes, totalBytes: totalBytes,
                process: options.brokerPid)
            return try await options.connection.withClient { try await run.run($0) }
        }
        try options.show([report])
    }
}

/// One measurement of Fetch.
struct ConsumeRun {
    var partition: TopicPartition
    var leader: ServerAddress
    var fetchBytes = 16 * 1024 * 1024
    var totalBytes: Int64
    var process: Int32?

    func run(_ client: Client) async throws -> BenchReport {
        let ends = try await Admin(client: client).offsets(of: [partition: .end])
        guard case .some(.some(let end)) = ends[partition], end > 0 else {
            throw BenchError("\(partition) holds no records to fetch")
        }
        let socket = try Socket.connect(host: leader.host, port: leader.port)
        var load = FetchLoad(partition, upTo: end, maxBytes: fetchBytes)
        let warmUp = min(totalBytes / 20, Int64(fetchBytes) * 4)
        _ = try LoadRunner(socket: socket, window: 1, totalBytes: warmUp).run(&load)
        let before = process.flatMap(ProcessUsage.init)
        let result = try LoadRunner(socket: socket, window: 1, totalBytes: totalBytes).run(&load)
        var report = BenchReport("consume", result)
        report.setUsage(before: before, after: process.flatMap(ProcessUsage.init))
        return report
    }
}
