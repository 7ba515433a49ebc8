import ArgumentParser
import Glibc

struct BenchLimit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "limit",
        abstract: "The floor: what this machine can do with a bare loop between a socket and a file.",
        discussion: """
            A second process receives the same load as a broker in `martlet bench produce` and writes it to \
            a file, without and with fdatasync before the answer; and sends parts of a file as in `martlet \
            bench consume`. Its CPU time is what the same work costs at least.
            """)

    @Option(help: "Bytes of a request.")
    var batchBytes = 1_000_000

    @Option(help: "Bytes of an answer with a part of a file.")
    var fetchBytes = 16 * 1024 * 1024

    @Option(help: "How many requests may be unanswered.")
    var inFlight = 8

    @Option(help: "About how many megabytes to move.")
    var megabytes = 1_000

    @Option(help: ArgumentHelp("Where the file is; best where the broker's data is.", valueName: "path"))
    var directory = "/tmp"

    @Option(help: ArgumentHelp("Write the figures to this file.", valueName: "path"))
    var json: String?

    func validate() throws {
        if !(8...100_000_000).contains(batchBytes) {
            throw ValidationError("--batch-bytes is 8 to 100000000")
        }
        if !(1...1_000_000_000).contains(fetchBytes) {
            throw ValidationError("--fetch-bytes is 1 to 1000000000")
        }
        if !(1...1_000).contains(inFlight) { throw ValidationError("--in-flight is 1 to 1000") }
        if !(1...1_000_000).contains(megabytes) { throw ValidationError("--megabytes is 1 to 1000000") }
    }

    func run() async throws {
        let floor = FloorRun(
            directory: directory, requestBytes: batchBytes, fetchBytes: fetchBytes, inFlight: inFlight,
            totalBytes: Int64(megabytes) * 1_000_000)
        let reports = try Floor.Mode.allCases.map { try floor.run($0) }
        print(BenchReport.table(reports), terminator: "")
        if let json { try writeText(BenchReport.json(reports), to: json) }
    }
}

/// Measurements of the floor.
struct FloorRun {
    var directory: String
    var requestBytes: Int
    var fetchBytes = 16 * 1024 * 1024
    var inFlight = 8
    var totalBytes: Int64

    /// With followers CPU time and memory are those of the leader.
    func run(_ mode: Floor.Mode, followerCount: Int = 0) throws -> BenchReport {
        let file = "\(directory)/martlet-floor-\(getpid())"
        let files = [file] + (0..<followerCount).map { "\(file)-\($0)" }
        var children: [ChildProcess] = []
        defer {
            for child in children { child.stop() }
            for file in files { unlink(file) }
        }
        if mode == .send { try fill(file) }
        var ports: [Int] = []
        for file in files.reversed() {
            let (child, port) = try start(mode, file: file, followers: file == files[0] ? ports : [])
            children.append(child)
            ports.append(port)
        }
        guard let leader = children.last, let port = ports.last else { throw BenchError("no floor") }
        let socket = try Socket.connect(host: "127.0.0.1", port: port)
        let (result, before, after) =
            mode == .send
            ? try measure(FloorSendLoad(), window: 1, socket, leader)
            : try measure(FloorReceiveLoad(requestBytes: requestBytes), window: inFlight, socket, leader)
        var report = BenchReport("limit \(mode.rawValue)", result)
        report.setUsage(before: before, after: after)
        return report
    }

    private func start(
        _ mode: Floor.Mode, file: String, followers: [Int]
    ) throws -> (child: ChildProcess, port: Int) {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw SystemError("making a pipe") }
        defer { close(ends[0]) }
        var arguments = [
            "bench", "floor", "--mode", mode.rawValue, "--file", file, "--send-bytes", "\(fetchBytes)",
        ]
        for follower in followers { arguments += ["--follower", "\(follower)"] }
        let child = try ChildProcess(arguments, output: ends[1])
        close(ends[1])
        return (child, try Self.port(from: ends[0]))
    }

    private func measure<L: Load>(
        _ load: L, window: Int, _ socket: Socket, _ child: ChildProcess
    ) throws -> (LoadResult, ProcessUsage?, ProcessUsage?) {
        var load = load
        _ = try LoadRunner(socket: socket, window: window, totalBytes: totalBytes / 20).run(&load)
        let before = ProcessUsage(of: child.id)
        let result = try LoadRunner(socket: socket, window: window, totalBytes: totalBytes).run(&load)
        return (result, before, ProcessUsage(of: child.id))
    }

    /// What a consumer's benchmark would find: a file in the page cache, as large as the topic it fills.
    private func fill(_ path: String) throws {
        let file = open(path, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw SystemError("making \(path)") }
        defer { close(file) }
        let piece = [UInt8](repeating: UInt8(ascii: "m"), count: 1_000_000)
        var written: Int64 = 0
        while written < max(min(totalBytes, 1_000_000_000), Int64(fetchBytes)) {
            try piece.withUnsafeBytes { try writeAll($0, to: file) }
            written += Int64(piece.count)
        }
    }

    /// The child says on its standard output where it listens.
    private static func port(from descriptor: Int32) throws -> Int {
        var text = ""
        var byte: UInt8 = 0
        while read(descriptor, &byte, 1) == 1 && byte != UInt8(ascii: "\n") {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        }
        guard let port = Int(text) else { throw BenchError("the floor's process did not start") }
        return port
    }
}

/// The other side of `martlet bench limit`, in a process of its own so that its CPU time can be told apart.
struct BenchFloor: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "floor", shouldDisplay: false)

    @Option(transform: { text in
        guard let mode = Floor.Mode(rawValue: text) else { throw ValidationError("--mode") }
        return mode
    })
    var mode: Floor.Mode

    @Option var file: String
    @Option var sendBytes = 0
    /// Where a floor listens that gets what this one has written.
    @Option var follower: [Int] = []

    func run() throws {
        let followers = try follower.map { try Socket.connect(host: "127.0.0.1", port: $0) }
        let (listener, port) = try Socket.listen()
        var output = StandardOutput()
        output.buffer.writeString("\(port)\n")
        try output.flush()
        try Floor.serve(
            try listener.accept(), mode: mode, file: file, sendBytes: sendBytes, followers: followers)
    }
}
