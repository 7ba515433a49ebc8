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

            SIGTERM and SIGINT stop it gracefully: requests under way are answered and all logs closed.
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
        let signal = await stop.received()
        logger.info("Stopping", metadata: ["signal": "\(signal)"])
        await broker.stop()
    }
}

/// The levels of swift-log, for the command line.
enum LogLevel: String, ExpressibleByArgument, CaseIterable {
    case trace, debug, info, notice, warning, error, critical

    var level: Logger.Level { Logger.Level(rawValue: rawValue) ?? .info }
}

/// SIGTERM or SIGINT, whichever comes first. From its making on neither ends the process by itself.
private struct StopSignal {
    private let names: AsyncStream<String>
    /// They watch for as long as they are referred to.
    private let sources: [any DispatchSourceSignal]

    init() {
        let (names, continuation) = AsyncStream<String>.makeStream()
        self.names = names
        sources = [(SIGTERM, "SIGTERM"), (SIGINT, "SIGINT")].map { number, name in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { continuation.yield(name) }
            source.activate()
            return source
        }
    }

    func received() async -> String {
        for await name in names { return name }
        return "none"
    }
}
