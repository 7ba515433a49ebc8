import ArgumentParser

struct BenchRecompression: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recompression",
        abstract: "What it costs to compress sealed segments anew, and what it saves.",
        discussion: """
            A segment of made-up JSON events is rewritten with each codec and level, by the job that a \
            broker runs where martlet.segment.compression.type says so. The speed is that of one thread, \
            by its CPU time.
            """)

    @Option(help: "Megabytes of the segment.")
    var megabytes = 64

    @Option(help: "Bytes of a batch.")
    var batchBytes = 32_768

    @Option(help: ArgumentHelp("Where the segment is written.", valueName: "path"))
    var directory = "/tmp"

    func validate() throws {
        if !(1...1_000).contains(megabytes) { throw ValidationError("--megabytes is 1 to 1000") }
        if !(100...1_000_000).contains(batchBytes) {
            throw ValidationError("--batch-bytes is 100 to 1000000")
        }
    }

    func run() throws {
        let bench = RecompressionBench(
            directory: directory, segmentBytes: megabytes * 1_000_000, batchBytes: batchBytes)
        print(RecompressionBench.table(try bench.run()), terminator: "")
    }
}
