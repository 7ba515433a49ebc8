import ArgumentParser
import MartletClient
import MartletModel

struct BenchProduce: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce",
        abstract: "How fast the broker takes batches.",
        discussion: """
            Three batches are made once and sent in turn over one connection, as many under way as \
            --in-flight says. Latencies are those of whole requests under this load.
            """)

    @Option(help: "Who must have a batch before it is acknowledged: 1 or all.")
    var acks: Acks = .all

    @Option(help: "Bytes of a batch, about; a record that is larger gets a batch of its own.")
    var batchBytes = 1_000_000

    @Option(help: "How many requests may be unanswered.")
    var inFlight = 8

    @OptionGroup var options: BenchOptions

    func validate() throws {
        if acks == .none {
            throw ValidationError("--acks 0 gets no answers, and without them nothing is measured")
        }
        if !(1...1_000).contains(inFlight) { throw ValidationError("--in-flight is 1 to 1000") }
        if !(1...100_000_000).contains(batchBytes) {
            throw ValidationError("--batch-bytes is 1 to 100000000")
        }
    }

    func run() async throws {
        let report = try await options.withTopic { partition, leader in
            try ProduceRun(
                partition: partition, leader: leader, recordBytes: options.recordBytes,
                batchBytes: batchBytes, acks: acks, inFlight: inFlight,
                totalBytes: Int64(options.megabytes) * 1_000_000, process: options.brokerPid
            ).run()
        }
        try options.show([report])
    }
}

/// One measurement of Produce.
struct ProduceRun {
    var partition: TopicPartition
    var leader: ServerAddress
    var recordBytes: Int
    var batchBytes = 1_000_000
    var acks: Acks
    var inFlight = 8
    var totalBytes: Int64
    var process: Int32?

    func run() throws -> BenchReport {
        let socket = try Socket.connect(host: leader.host, port: leader.port)
        var load = try ProduceLoad(
            partition, acks: acks.acknowledgement.rawValue, recordBytes: recordBytes, batchBytes: batchBytes)
        // Memory and files that are made once are not what is measured.
        let warmUp = min(totalBytes / 20, Int64(load.template.bytes.readableBytes) * 50)
        _ = try LoadRunner(socket: socket, window: inFlight, totalBytes: warmUp).run(&load)
        let before = process.flatMap(ProcessUsage.init)
        let result = try LoadRunner(socket: socket, window: inFlight, totalBytes: totalBytes).run(&load)
        var report = BenchReport("produce", result)
        report.setUsage(before: before, after: process.flatMap(ProcessUsage.init))
        report.recordBytes = recordBytes
        report.acks = acks.rawValue
        report.recordCount = Int64(result.requestCount) * Int64(load.template.recordCount)
        return report
    }
}
