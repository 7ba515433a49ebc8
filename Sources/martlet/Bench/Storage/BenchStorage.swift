import ArgumentParser
import Glibc
import MartletStorage

struct BenchStorage: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "storage",
        abstract: "What the storage engine costs: appending, looking up, recovering, starting.",
        discussion: """
            Without a network, on files of its own. Each figure stands beside what the same work costs at \
            least, measured in the same run, or beside the bound that it must keep.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case append, lookup, recovery, start
    }

    @Option(help: ArgumentHelp("A directory on the disk to measure.", valueName: "path"))
    var directory = "/tmp"

    @Option(
        parsing: .upToNextOption,
        help: "What to measure: \(Part.allCases.map(\.rawValue).joined(separator: ", ")); default all.")
    var only: [Part] = []

    @Option(help: "About how many megabytes to append, and to recover.")
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
        var figures: [StorageFigure] = []
        for part in only.isEmpty ? Part.allCases : only {
            StandardError.write("measuring: \(part.rawValue)\n")
            figures += try await measure(part, in: "\(home)/\(part.rawValue)")
        }
        print(StorageFigure.table(figures), terminator: "")
        if let json { try writeText(StorageFigure.json(figures), to: json) }
    }

    private func measure(_ part: Part, in directory: String) async throws -> [StorageFigure] {
        try POSIXFileSystem().createDirectory(directory)
        defer { try? POSIXFileSystem().remove(directory) }
        let byteCount = megabytes * 1_000_000
        return switch part {
        case .append: try AppendBench(directory: directory, byteCount: byteCount).run()
        case .lookup: try LookUpBench(directory: directory).run()
        case .recovery: try RecoveryBench(directory: directory, byteCount: byteCount).run()
        case .start: try await StartBench(directory: directory, partitionCount: partitions).run()
        }
    }
}
