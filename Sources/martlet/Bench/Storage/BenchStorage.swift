import ArgumentParser
import Glibc
import MartletStorage

struct BenchStorage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "What the storage engine costs: appending, looking up, recovering, compacting, …",
        discussion: """
            Without a network, on files of its own. Each figure stands beside what the same work costs at \
            least, measured in the same run, or beside the bound that it must keep.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case append, lookup, recovery, compaction, start, scale, recompression
    }

    @Option(help: ArgumentHelp("A directory on the disk to measure.", valueName: "path"))
    var directory = "/tmp"

    @Option(
        parsing: .upToNextOption,
        help: "What to measure: \(Part.allCases.map(\.rawValue).joined(separator: ", ")); default all.")
    var only: [Part] = []

    @Option(help: "About how many megabytes to append, to recover, and to compact.")
    var megabytes = 500

    @Option(help: "How many partitions to start with, each of three segments.")
    var partitions = 10_000

    @Option(help: ArgumentHelp("Write the figures to this file.", valueName: "path"))
    var json: String?

    func validate() throws {
        if !(1...900).contains(megabytes) { throw ValidationError("--megabytes is 1 to 900") }
        if !(1...1_000_000).contains(partitions) { throw ValidationError("--partitions is 1 to 1000000") }
    }

    func run() async throws {
        let home = "\(directory)/martlet-storage-\(getpid())"
        guard mkdir(home, 0o755) == 0 else { throw SystemError("making \(home)") }
        defer { try? POSIXFileSystem().remove(home) }
        var report = StorageReport()
        for part in only.isEmpty ? Part.allCases : only {
            StandardError.write("measuring: \(part.rawValue)\n")
            try await measure(part, in: "\(home)/\(part.rawValue)", for: &report)
        }
        print(report.text, terminator: "")
        if let json { try writeText(report.json, to: json) }
    }

    private func measure(_ part: Part, in directory: String, for report: inout StorageReport) async throws {
        try POSIXFileSystem().createDirectory(directory)
        defer { try? POSIXFileSystem().remove(directory) }
        let byteCount = megabytes * 1_000_000
        switch part {
        case .append: report.figures += try AppendBench(directory: directory, byteCount: byteCount).run()
        case .lookup: report.figures += try LookUpBench(directory: directory).run()
        case .recovery: report.figures += try RecoveryBench(directory: directory, byteCount: byteCount).run()
        case .compaction:
            report.figures += try CompactionBench(directory: directory, byteCount: byteCount).run()
        case .start:
            report.figures += try await StartBench(directory: directory, partitionCount: partitions).run()
        case .scale:
            report.figures += try await ScaleBench(directory: directory, partitionCount: partitions).run()
        case .recompression: report.recompression = try RecompressionBench(directory: directory).run()
        }
    }
}

/// What `martlet bench storage` has measured.
private struct StorageReport {
    var figures: [StorageFigure] = []
    var recompression: [RecompressionBench.Row] = []

    var text: String {
        var tables: [String] = []
        if !figures.isEmpty { tables.append(StorageFigure.table(figures)) }
        if !recompression.isEmpty {
            tables.append(
                "recompression of a full segment, by one thread's CPU time\n"
                    + RecompressionBench.table(recompression))
        }
        return tables.joined(separator: "\n")
    }

    var json: String {
        var json = JSONText()
        json.object { json in
            json.array("figures") { json in
                for figure in figures { figure.write(to: &json) }
            }
            json.array("recompression") { json in
                for row in recompression { row.write(to: &json) }
            }
        }
        return String(buffer: json.bytes) + "\n"
    }
}
