import ArgumentParser
import MartletClient
import MartletModel
import NIOCore

struct ConsumeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "consume",
        abstract: "Print messages.",
        discussion: """
            Reads up to where the partitions end when it starts; with --follow it waits for more.

            --format lines           each message and a newline after it
            --format json            one object on each line; what is not UTF-8 as "valueBase64"
            --format length-prefixed each message behind its length, 4 bytes big-endian, -1 for null; with \
            --keys, key and value
            --format '%p %o %v\\n'    a text of your own: %t topic, %p partition, %o offset, %k key, %v \
            value, %h headers, %T timestamp, %K and %V length of key and value, %% percent; \\n \\t \\r \\0 \
            \\\\ \\xHH

            Messages of one partition come in their order; those of several partitions as they arrive.

            With --group several processes share the partitions, and the group remembers how far each was \
            printed: a member that goes on begins there, and --from counts where the group has not been yet. \
            It waits for more until --count or Ctrl-C, and then leaves the group.
            """)

    @Argument(help: "The topic.")
    var topic: String

    @Option(help: ArgumentHelp("Only this partition; may be repeated.", valueName: "number"))
    var partition: [Int32] = []

    @Option(
        help: ArgumentHelp(
            """
            Where to begin: beginning, end, an offset, or @ and a time: @1767225600000 (milliseconds since \
            1970), @2026-01-01T00:00:00Z, @-15m.
            """,
            valueName: "position"))
    var from: FromPosition = .beginning

    @Option(help: ArgumentHelp("Share the topic with the other members of this group.", valueName: "name"))
    var group: String?

    @Option(help: "Stop after so many messages.")
    var count: Int?

    @Flag(help: "Wait for more at the end.")
    var follow = false

    @Flag(help: "Stop where the partitions end when it starts. This is so unless --follow is given.")
    var untilEnd = false

    @Option(help: "lines, json, length-prefixed, or a text with places.", transform: OutputFormat.init)
    var format: OutputFormat = .lines

    @Option(help: "Write keys, and this between key and value.")
    var keySeparator: String?

    @Flag(help: "Length-prefixed output has a key before each value.")
    var keys = false

    @Flag(inversion: .prefixedNo, help: "Write a newline after the last line, too.")
    var finalNewline = true

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if keySeparator != nil && format != .lines {
            throw ValidationError("--key-separator is for --format lines")
        }
        if keys && format != .lengthPrefixed {
            throw ValidationError("--keys is for --format length-prefixed")
        }
        if group != nil && (untilEnd || !partition.isEmpty) {
            throw ValidationError(
                "with --group the broker says what is read: --until-end and --partition are not possible")
        }
        if group?.isEmpty == true { throw ValidationError("--group is a name") }
        if follow && untilEnd { throw ValidationError("--follow and --until-end exclude each other") }
        if count ?? 0 < 0 { throw ValidationError("--count is 0 or more") }
        if partition.contains(where: { $0 < 0 }) { throw ValidationError("--partition is 0 or more") }
    }

    func run() async throws {
        if count == 0 { return }
        try await connection.withClient { client in
            let start = from.position(now: .now)
            if let group { return try await consume(client, in: group, from: start) }
            let consumer = try Consumer(
                client: client, assignment: try await assignment(client, start),
                until: follow ? .never : .currentEnd)
            try await ending {
                try await copy(flushingAlways: follow) { try await consumer.nextChunk() }
            }
            await consumer.close()
        }
    }

    /// As a member of a group, until enough was printed or somebody stops it.
    private func consume(_ client: Client, in group: String, from start: StartPosition) async throws {
        let stop = StopSignal()
        let consumer = try GroupConsumer(
            client: client,
            configuration: GroupConsumerConfiguration(group: group, topics: [topic], start: start))
        let signals = Task { [names = stop.names] in
            for await _ in names { await consumer.stop() }
        }
        defer { signals.cancel() }
        do {
            try await ending {
                try await copy(flushingAlways: true) {
                    try await consumer.nextChunk()
                } printed: {
                    await consumer.processed($0, upTo: $1)
                }
            }
        } catch {
            await consumer.close()
            throw error
        }
        await consumer.close()
    }

    /// Whoever reads has had enough: `martlet consume … | head`.
    private func ending(_ body: () async throws -> Void) async throws {
        do { try await body() } catch is StandardOutput.ReaderGone {}
    }

    private func assignment(
        _ client: Client, _ start: StartPosition
    ) async throws -> [TopicPartition: StartPosition] {
        let known = try await Admin(client: client).describeTopic(topic).partitions.map(\.index)
        let wanted = partition.isEmpty ? known : partition.map { PartitionIndex($0) }
        var assignment: [TopicPartition: StartPosition] = [:]
        for index in wanted {
            let name = TopicPartition(topic: topic, partition: index)
            guard known.contains(index) else {
                throw ClientError.unknownPartition(name, count: known.count)
            }
            assignment[name] = start
        }
        return assignment
    }

    /// Prints what comes; `printed` hears up to where it has left.
    private func copy(
        flushingAlways: Bool, next: () async throws -> RecordChunk?,
        printed: (TopicPartition, Offset) async -> Void = { _, _ in }
    ) async throws {
        var writer = MessageWriter(format)
        writer.keySeparator = keySeparator.map { Array($0.utf8) }
        writer.hasKeys = keys
        writer.hasFinalNewline = finalNewline
        var output = StandardOutput()
        var remaining = count ?? Int.max
        while remaining > 0, let chunk = try await next() {
            var fault: (any Error)?
            var end = chunk.nextOffset
            do throws(ClientError) {
                try chunk.forEachRecord { record in
                    writer.write(record, to: &output.buffer)
                    remaining -= 1
                    if remaining == 0 { end = record.offset + 1 }
                    do { try output.flushIfFull() } catch { fault = error }
                    return remaining > 0 && fault == nil
                }
            } catch {
                // What was read before the damage is still good.
                try output.flush()
                throw error
            }
            if let fault { throw fault }
            if flushingAlways { try output.flush() }
            await printed(chunk.partition, end)
        }
        try output.flush()
    }
}
