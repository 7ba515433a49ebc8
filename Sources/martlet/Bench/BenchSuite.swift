import ArgumentParser
import Glibc
import MartletClient
import MartletModel

/// Everything that `bin/bench` measures.
struct BenchSuite: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "suite",
        abstract: "The whole matrix against brokers of its own, and the floor in the same run.",
        shouldDisplay: false)

    @Option(help: "An empty directory on the disk to measure.")
    var directory: String

    @Option(help: "About how many megabytes to move in each run.")
    var megabytes = 1_000

    @Option(
        help: "How often each throughput is measured; the best counts, of the broker's as of the floor's.")
    var repeats = 3

    @Option(help: "Seconds of each run for latency.")
    var seconds = 5

    @Option(help: "Write the figures to this file.")
    var json: String?

    func run() async throws {
        var suite = Suite(
            directory: directory, totalBytes: Int64(megabytes) * 1_000_000, seconds: seconds,
            repeats: max(1, repeats))
        try await suite.run()
        print(suite.text, terminator: "")
        if let json { try writeText(suite.jsonText, to: json) }
    }
}

struct Suite {
    let directory: String
    let totalBytes: Int64
    let seconds: Int
    let repeats: Int

    private static let recordSizes = [100, 1_024, 102_400]
    private static let durabilities = ["disk", "page-cache"]

    private var throughputs: [BenchReport] = []
    private var latencies: [BenchReport] = []
    private var startSeconds: Double?
    private var idleBytes: Int64?

    init(directory: String, totalBytes: Int64, seconds: Int, repeats: Int) {
        self.directory = directory
        self.totalBytes = totalBytes
        self.seconds = seconds
        self.repeats = repeats
    }

    mutating func run() async throws {
        for durability in Self.durabilities { try await run(durability) }
    }

    private mutating func run(_ durability: String) async throws {
        let home = "\(directory)/\(durability)"
        guard mkdir(home, 0o755) == 0 else { throw SystemError("making \(home)") }
        let broker = try BrokerProcess.start(in: home, settings: ["martlet.durability=\(durability)"])
        if startSeconds == nil {
            startSeconds = broker.startSeconds
            try await Task.sleep(for: .seconds(1))
            idleBytes = ProcessUsage(of: broker.child.id)?.residentBytes
        }
        let client = try Client(
            configuration: ClientConfiguration(bootstrapServers: [broker.address], clientID: "martlet-bench"))
        for recordBytes in Self.recordSizes {
            for acks in [Acks.leader, .all] {
                say("\(durability), \(recordBytes) B, acks \(acks.rawValue)")
                let found = try await BenchTopic.with(client) { partition, leader in
                    let subject = Subject(
                        partition: partition, leader: leader, recordBytes: recordBytes, acks: acks,
                        durability: durability, process: broker.child.id)
                    return (try latency(subject), try await throughputs(subject, client))
                }
                latencies.append(found.0)
                throughputs += found.1
            }
        }
        await client.close()
        broker.child.stop()
    }

    /// What is measured.
    private struct Subject {
        var partition: TopicPartition
        var leader: ServerAddress
        var recordBytes: Int
        var acks: Acks
        var durability: String
        var process: Int32
    }

    private func latency(_ subject: Subject) throws -> BenchReport {
        var report = try LatencyRun(
            partition: subject.partition, leader: subject.leader, recordBytes: subject.recordBytes,
            acks: subject.acks, rate: subject.recordBytes >= 100_000 ? 200 : 1_000, seconds: seconds,
            process: subject.process
        ).run()
        report.durability = subject.durability
        return report
    }

    private func throughputs(_ subject: Subject, _ client: Client) async throws -> [BenchReport] {
        let produce = ProduceRun(
            partition: subject.partition, leader: subject.leader, recordBytes: subject.recordBytes,
            acks: subject.acks, totalBytes: totalBytes, process: subject.process)
        // Only acks=all waits for the disk.
        let isDurable = subject.acks == .all && subject.durability == "disk"
        var reports = [
            try await compared(with: isDurable ? .receiveDurably : .receive) { try produce.run() }
        ]
        if subject.acks == .all && subject.durability == "page-cache" {
            let consume = ConsumeRun(
                partition: subject.partition, leader: subject.leader, totalBytes: totalBytes,
                process: subject.process)
            reports.append(try await compared(with: .send) { try await consume.run(client) })
        }
        for index in reports.indices {
            reports[index].durability = subject.durability
            reports[index].recordBytes = subject.recordBytes
        }
        return reports
    }

    /// Broker and floor take turns, and of each the fastest run counts: what else the machine does, and
    /// memory that it gets from elsewhere, can only make a run slower.
    private func compared(
        with mode: Floor.Mode, _ body: () async throws -> BenchReport
    ) async throws -> BenchReport {
        let floorRun = FloorRun(directory: directory, requestBytes: 1_000_000, totalBytes: totalBytes)
        var floor = try floorRun.run(mode)
        var report = try await body()
        for _ in 1..<repeats {
            let (nextFloor, next) = (try floorRun.run(mode), try await body())
            if nextFloor.megabytesPerSecond > floor.megabytesPerSecond { floor = nextFloor }
            if next.megabytesPerSecond > report.megabytesPerSecond { report = next }
        }
        report.compare(with: floor)
        return report
    }

    private func say(_ text: String) {
        StandardError.write("measuring: \(text)\n")
    }

    // MARK: Output

    var text: String {
        var text = BenchReport.table(throughputs) + "\n" + BenchReport.latencyTable(latencies) + "\n"
        if let startSeconds {
            let milliseconds = Figures.decimal(startSeconds * 1e3, digits: 1)
            text += "start to first answer, empty directory: \(milliseconds) ms\n"
        }
        if let idleBytes {
            text += "resident memory, idle: \(Figures.decimal(Double(idleBytes) / 1e6, digits: 1)) MB\n"
        }
        return text
    }

    var jsonText: String {
        var json = JSONText()
        json.object { json in
            if let startSeconds { json.number("startToFirstAnswerMilliseconds", startSeconds * 1e3) }
            if let idleBytes { json.number("idleResidentBytes", idleBytes) }
            json.array("runs") { json in
                for report in throughputs + latencies { report.write(to: &json) }
            }
        }
        return String(buffer: json.bytes) + "\n"
    }
}
