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
    var megabytes = 2_000

    @Option(help: "Seconds of each run for latency.")
    var seconds = 5

    @Option(help: "Write the figures to this file.")
    var json: String?

    func run() async throws {
        var suite = Suite(directory: directory, totalBytes: Int64(megabytes) * 1_000_000, seconds: seconds)
        try await suite.run()
        print(suite.text, terminator: "")
        if let json { try writeText(suite.jsonText, to: json) }
    }
}

struct Suite {
    let directory: String
    let totalBytes: Int64
    let seconds: Int

    private static let recordSizes = [100, 1_000, 100_000]
    private static let durabilities = ["disk", "page-cache"]

    private var reports: [BenchReport] = []
    private var startSeconds: Double?
    private var idleBytes: Int64?

    init(directory: String, totalBytes: Int64, seconds: Int) {
        self.directory = directory
        self.totalBytes = totalBytes
        self.seconds = seconds
    }

    mutating func run() async throws {
        var floors: [Floor.Mode: BenchReport] = [:]
        let floor = FloorRun(directory: directory, requestBytes: 1_000_000, totalBytes: totalBytes)
        for mode in Floor.Mode.allCases {
            say("limit \(mode.rawValue)")
            let report = try floor.run(mode)
            floors[mode] = report
            reports.append(report)
        }
        for durability in Self.durabilities { try await run(durability, floors) }
    }

    private mutating func run(_ durability: String, _ floors: [Floor.Mode: BenchReport]) async throws {
        let home = "\(directory)/\(durability)"
        guard mkdir(home, 0o755) == 0 else { throw SystemError("making \(home)") }
        let broker = try BrokerProcess.start(in: home, settings: ["martlet.durability=\(durability)"])
        if startSeconds == nil {
            startSeconds = broker.startSeconds
            try await Task.sleep(for: .seconds(1))
            idleBytes = ProcessUsage(of: broker.child.id)?.residentBytes
        }
        let configuration = ClientConfiguration(bootstrapServers: [broker.address], clientID: "martlet-bench")
        let client = try Client(configuration: configuration)
        for recordBytes in Self.recordSizes {
            for acks in [Acks.leader, .all] {
                // Only acks=all waits for the disk.
                let mode: Floor.Mode = acks == .all && durability == "disk" ? .receiveDurably : .receive
                let fetches = acks == .all && durability == "page-cache"
                let found = try await BenchTopic.with(client) { partition, leader in
                    try await measure(
                        partition, leader, recordBytes, acks, durability, broker.child.id,
                        fetches ? configuration : nil)
                }
                for var report in found {
                    let floor = report.name == "consume" ? floors[.send] : floors[mode]
                    if report.name != "latency", let floor { report.compare(with: floor) }
                    reports.append(report)
                }
            }
        }
        await client.close()
        broker.child.stop()
    }

    /// With a configuration also what a consumer gets.
    private func measure(
        _ partition: TopicPartition, _ leader: ServerAddress, _ recordBytes: Int, _ acks: Acks,
        _ durability: String, _ process: Int32, _ consumer: ClientConfiguration?
    ) async throws -> [BenchReport] {
        say("\(durability), \(recordBytes) B, acks \(acks.rawValue)")
        var reports: [BenchReport] = []
        reports.append(
            try LatencyRun(
                partition: partition, leader: leader, recordBytes: recordBytes, acks: acks,
                rate: recordBytes >= 100_000 ? 200 : 1_000, seconds: seconds, process: process
            ).run())
        reports.append(
            try ProduceRun(
                partition: partition, leader: leader, recordBytes: recordBytes, acks: acks,
                totalBytes: totalBytes, process: process
            ).run())
        if let consumer {
            reports.append(
                try await ConsumeRun(
                    partition: partition, leader: leader, totalBytes: totalBytes * 2, process: process
                ).run(consumer))
        }
        for index in reports.indices {
            reports[index].durability = durability
            reports[index].recordBytes = recordBytes
        }
        return reports
    }

    private func say(_ text: String) {
        StandardError.write("measuring: \(text)\n")
    }

    // MARK: Output

    var text: String {
        var text = BenchReport.table(reports)
        let endToEnd = reports.filter { $0.endToEnd != nil }
        var table = Table(
            ["TO A CONSUMER", "ACKS", "DURABILITY", "p50 ms", "p99 ms", "p99.9 ms"],
            rightAligned: [0, 3, 4, 5])
        for report in endToEnd {
            let figures = [50, 99, 99.9].map {
                Figures.decimal(report.endToEnd?.percentile($0) ?? .nan, digits: 3)
            }
            table.append(
                ["\(report.recordBytes ?? 0) B", report.acks ?? "-", report.durability ?? "-"] + figures)
        }
        text += "\n\(table.text)\n"
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
                for report in reports { report.write(to: &json) }
            }
        }
        return String(buffer: json.bytes) + "\n"
    }
}
