import ArgumentParser
import MartletClient
import MartletModel
import NIOCore

struct ProduceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "produce",
        abstract: "Send messages, from the standard input or a file.",
        discussion: """
            Each line is a message, without its newline; any other byte goes as it is. A last line without a \
            newline is a message, too. Any bytes can be sent with --format length-prefixed: before each \
            message its length, 4 bytes big-endian; -1 is null. With --keys, a key in the same form comes \
            before each value.

            Messages of a partition keep their order, and none is sent twice (--acks all).
            """)

    @Argument(help: "The topic.")
    var topic: String

    @Option(help: ArgumentHelp("Read this file instead of the standard input.", valueName: "path"))
    var file: String?

    @Option(help: "How the input is cut into messages.")
    var format: InputFormat = .lines

    @Option(help: "What stands between key and value; a line without it has no key.")
    var keySeparator: String?

    @Flag(help: "Length-prefixed input has a key before each value.")
    var keys = false

    @Option(help: ArgumentHelp("A header for every message.", valueName: "name=value"))
    var header: [KeyValue] = []

    @Option(help: "Which partition (default: by the key; without a key one after the other).")
    var partition: Int32?

    @Option(
        help: "Who must have a message before it counts as sent: nobody, the leader, all that are in sync.")
    var acks: Acks = .all

    @Option(help: "How batches are compressed.")
    var compression: Codec = .none

    @Option(help: "The codec's level (default: the codec's own).")
    var compressionLevel: Int?

    @Option(help: "How large a batch may get, before compression.")
    var batchBytes = 1_000_000

    @Option(help: ArgumentHelp("How long a batch waits to be filled.", valueName: "ms"))
    var linger: Int = 5

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if keySeparator != nil && format != .lines {
            throw ValidationError("--key-separator is for --format lines; length-prefixed input takes --keys")
        }
        if keys && format != .lengthPrefixed {
            throw ValidationError("--keys is for --format length-prefixed; lines take --key-separator")
        }
        if keySeparator?.isEmpty == true {
            throw ValidationError("--key-separator is at least one character")
        }
        if compressionLevel != nil && !compression.hasLevels {
            throw ValidationError("--compression-level is for gzip, lz4 and zstd")
        }
        if partition ?? 0 < 0 { throw ValidationError("--partition is 0 or more") }
        if !(1...64_000_000).contains(batchBytes) { throw ValidationError("--batch-bytes is 1 to 64000000") }
        if !(0...60_000).contains(linger) { throw ValidationError("--linger is 0 to 60000") }
    }

    func run() async throws {
        let input = try InputFile(file)
        try await connection.withClient { client in
            let producer = try Producer(client: client, configuration: producerConfiguration)
            var sender = MessageSender(producer: producer, command: self, totalBytes: input.byteCount)
            do {
                try await sender.send(input)
            } catch {
                // What was read before the fault is sent; the fault is what there is to say.
                try? await producer.close()
                throw error
            }
            try await producer.close()
            sender.finish()
        }
    }

    private var producerConfiguration: ProducerConfiguration {
        ProducerConfiguration(
            acknowledgement: acks.acknowledgement,
            compression: compression.compression(level: compressionLevel),
            batchBytes: batchBytes, linger: .milliseconds(linger),
            deliveryTimeout: max(connection.configuration.operationTimeout, .seconds(30)))
    }
}

enum InputFormat: String, ExpressibleByArgument, CaseIterable {
    case lines
    case lengthPrefixed = "length-prefixed"
}

enum Acks: String, ExpressibleByArgument, CaseIterable {
    case none = "0"
    case leader = "1"
    case all

    init?(argument: String) {
        self.init(rawValue: argument == "-1" ? "all" : argument)
    }

    var acknowledgement: Acknowledgement {
        switch self {
        case .none: .none
        case .leader: .leader
        case .all: .all
        }
    }
}

enum Codec: String, ExpressibleByArgument, CaseIterable {
    case none, gzip, snappy, lz4, zstd

    var hasLevels: Bool { self != .none && self != .snappy }

    func compression(level: Int?) -> BatchCompression {
        BatchCompression(name: rawValue, level: level) ?? .none
    }
}
