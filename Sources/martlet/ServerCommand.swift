import ArgumentParser
import Dispatch
import Glibc
import Logging
import MartletBroker

/// `martlet server`: a broker in the foreground, until SIGTERM or SIGINT.
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server",
        abstract: "Run a broker.",
        discussion: """
            Takes Kafka's server.properties and its keys. Without any setting it is broker and controller in \
            one, listens on port 9092 and keeps its data in /tmp/martlet-logs. An empty data directory is \
            formatted.

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

    @Option(help: "How much to say on stderr: trace, debug, info, notice, warning, error or critical.")
    var logLevel: LogLevel = .info

    func run() async throws {
        var logger = Logger(label: "martlet") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = logLevel.level
        let stop = StopSignal()
        let broker: Broker
        do {
            let properties = try config.map(readText)
            let overrides = (data.map { ["log.dirs=\($0)"] } ?? []) + settings
            broker = try await Broker.start(overrides, properties: properties, logger: logger)
        } catch {
            StandardError.write("martlet: the broker cannot start: \(error)\n")
            throw ExitCode(1)
        }
        if let portFile {
            do {
                try writeText("\(broker.port)\n", to: portFile)
            } catch {
                await broker.stop()
                StandardError.write("martlet: the broker cannot start: \(error)\n")
                throw ExitCode(1)
            }
        }
        switch await Self.end(of: broker, stop) {
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

    private enum End: Sendable {
        case signal(String)
        case failure(any Error)
    }

    private static func end(of broker: Broker, _ stop: StopSignal) async -> End {
        let (ends, ended) = AsyncStream<End>.makeStream()
        let signal = Task { [names = stop.names] in
            for await name in names { ended.yield(.signal(name)) }
        }
        let failure = Task {
            if let error = await broker.failure() { ended.yield(.failure(error)) }
        }
        defer {
            signal.cancel()
            failure.cancel()
        }
        for await end in ends { return end }
        return .signal("none")
    }
}

/// The levels of swift-log, for the command line.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// SIGTERM or SIGINT, whichever comes first. From its making on neither ends the process by itself.
///
/// The handlers write into a pipe, which is all that a handler may do; a source reads from it. There is one
/// for the whole process.
private struct StopSignal {
    let names: AsyncStream<String>
    /// It watches for as long as it is referred to.
    private let source: any DispatchSourceRead

    init() {
        let (names, continuation) = AsyncStream<String>.makeStream()
        self.names = names
        var ends: [Int32] = [-1, -1]
        precondition(pipe(&ends) == 0, "a new process has descriptors to spare")
        for end in ends { _ = fcntl(end, F_SETFL, O_NONBLOCK) }
        let readEnd = ends[0]
        stopPipe = ends[1]
        source = DispatchSource.makeReadSource(fileDescriptor: readEnd, queue: .global())
        source.setEventHandler {
            var number: UInt8 = 0
            while read(readEnd, &number, 1) == 1 {
                continuation.yield(Int32(number) == SIGINT ? "SIGINT" : "SIGTERM")
            }
        }
        source.activate()
        for number in [SIGTERM, SIGINT] {
            signal(number) { received in
                var byte = UInt8(truncatingIfNeeded: received)
                _ = write(stopPipe, &byte, 1)
            }
        }
    }
}

// Unsafe: written once, before the handlers that read it are in place.
nonisolated(unsafe) private var stopPipe: Int32 = -1
