import ArgumentParser
import Dispatch
import Glibc
import Logging
import MartletBroker
import Synchronization

/// `martlet server`: a broker in the foreground, until SIGTERM or SIGINT.
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server",
        abstract: "Run a broker.",
        discussion: """
            Takes Kafka's server.properties and its keys. Without any setting it is broker and controller in \
            one, listens on port 9092 and keeps its data in /tmp/martlet-logs. An empty data directory is \
            formatted. process.roles makes it a broker or a controller of a cluster; then martlet storage \
            format comes first.

            SIGTERM and SIGINT stop it gracefully: requests under way are answered and all logs closed. A \
            log directory that fails goes out of service while the others serve; if it has the cluster's \
            metadata, or is the last one, the broker stops with exit code 1.
            """)

    @Option(help: ArgumentHelp("A server.properties file.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting, which overrides the file's.", valueName: "key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("The data directory: short for --set log.dirs=DIR.", valueName: "dir"))
    var data: String?

    @Option(
        help: ArgumentHelp(
            "Write the port of the first listener to this file when clients can connect.", valueName: "file"))
    var portFile: String?

    @Flag(
        help: ArgumentHelp(
            "Stop when the standard input ends, as it does when who started this process is gone."))
    var stopAtEndOfInput = false

    @Option(help: "How much to say on stderr: trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevel = .info

    func run() async throws {
        var logger = Logger(label: "martlet") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel.level
        let stop = StopSignal()
        let ends = ServerEnds(stop.names, atEndOfInput: stopAtEndOfInput)
        let broker: Broker
        do {
            let properties = try config.map(readText)
            let overrides = (data.map { ["log.dirs=\($0)"] } ?? []) + settings
            broker = try await Broker.start(overrides, properties: properties, logger: logger)
        } catch {
            StandardError.write("martlet: the broker cannot start: \(error)\n")
            throw ExitCode(1)
        }
        ends.serverHasStarted()
        if let portFile {
            do {
                try writeText("\(broker.port)\n", to: portFile)
            } catch {
                await broker.stop()
                StandardError.write("martlet: the broker cannot start: \(error)\n")
                throw ExitCode(1)
            }
        }
        switch await ends.end(of: broker, stop) {
        case .signal(let signal):
            logger.info("Stopping", metadata: ["signal": "\(signal)"])
            await broker.stop()
        case .failure(let error):
            logger.critical("Stopping: the broker cannot go on", metadata: ["error": "\(error)"])
            await broker.stop()
            StandardError.write("martlet: the broker has stopped: \(error)\n")
            throw ExitCode(1)
        }
    }
}

/// What ends a server. One that is still starting, and may wait for others for long, ends on the spot: it has
/// promised nothing yet.
private final class ServerEnds: Sendable {
    enum End: Sendable {
        case signal(String)
        case failure(any Error)
    }

    private let isStarting = Mutex(true)
    private let ends: AsyncStream<End>
    private let ended: AsyncStream<End>.Continuation

    init(_ signals: AsyncStream<String>, atEndOfInput: Bool) {
        (ends, ended) = AsyncStream<End>.makeStream()
        Task { for await name in signals { self.asked(name) } }
        guard atEndOfInput else { return }
        // A thread of its own, which nothing waits for: the process may end while it reads.
        DispatchQueue(label: "martlet.input").async {
            waitForEndOfInput()
            self.asked("end of input")
        }
    }

    func serverHasStarted() {
        isStarting.withLock { $0 = false }
    }

    private func asked(_ name: String) {
        if isStarting.withLock({ $0 }) {
            StandardError.write("martlet: ended while it started (\(name))\n")
            _exit(1)
        }
        ended.yield(.signal(name))
    }

    /// `stop` is where the signals come from.
    func end(of broker: Broker, _ stop: StopSignal) async -> End {
        let failure = Task {
            if let error = await broker.failure() { ended.yield(.failure(error)) }
        }
        defer { failure.cancel() }
        for await end in ends { return end }
        return .signal("none")
    }
}

/// The levels of swift-log, for the command line.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// Blocks until nobody can write to the standard input any more.
private func waitForEndOfInput() {
    var byte: UInt8 = 0
    while true {
        let count = read(STDIN_FILENO, &byte, 1)
        if count == 0 || count < 0 && errno != EINTR { return }
    }
}
