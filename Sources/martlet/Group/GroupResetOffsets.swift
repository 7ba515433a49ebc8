import ArgumentParser
import MartletClient
import MartletModel

struct GroupResetOffsets: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reset-offsets",
        abstract: "Change from where a group goes on.",
        discussion: """
            The group must have no members. Nothing is changed without --execute: the command then only \
            prints what it would set.

            A file for --from-file has a line for each partition: topic,partition,offset.
            """)

    @Argument(help: "The group's name; one that there is not yet comes into being.")
    var name: String

    @Option(
        help: ArgumentHelp(
            """
            Only this topic, or partition, as topic or topic:number; may be repeated. Otherwise all of which \
            the group has an offset.
            """,
            valueName: "topic"))
    var topic: [String] = []

    @Option(
        help: ArgumentHelp(
            "beginning, end, an offset, or @ and a time, as for martlet consume --from.",
            valueName: "position"))
    var to: FromPosition?

    // A value that begins with a minus sign is no option.
    @Option(
        parsing: .unconditional,
        help: ArgumentHelp("So many messages forward, or back if negative.", valueName: "count"))
    var shiftBy: Int64?

    @Option(help: ArgumentHelp("Offsets from a file.", valueName: "path"))
    var fromFile: String?

    @Flag(help: "Do it.")
    var execute = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        let ways = [to != nil, shiftBy != nil, fromFile != nil].count { $0 }
        guard ways == 1 else {
            throw ValidationError("say where to: one of --to, --shift-by and --from-file")
        }
    }

    func run() async throws {
        try await connection.withClient { client in
            let admin = Admin(client: client)
            let committed = try await admin.committedOffsets(of: name)
            let wanted = try await wantedOffsets(committed, admin)
            if wanted.isEmpty {
                throw CommandError("group '\(name)' has no offsets; name topics with --topic")
            }
            if execute { try await admin.commit(wanted, of: name) }
            var table = Table(["TOPIC", "PARTITION", "FROM", "TO"], rightAligned: [1, 2, 3])
            for (partition, offset) in wanted.sorted(by: { $0.key < $1.key }) {
                table.append([
                    partition.topic, partition.partition.description,
                    committed[partition]?.description ?? "-", offset.description,
                ])
            }
            print(table.text, terminator: "")
        }
        if !execute { print("nothing was changed; --execute does it") }
    }

    private func wantedOffsets(
        _ committed: [TopicPartition: Offset], _ admin: Admin
    ) async throws -> [TopicPartition: Offset] {
        if let fromFile {
            return try OffsetFile.read(readText(fromFile))
        }
        let partitions = try await wantedPartitions(committed, admin)
        let starts = try await admin.offsets(
            of: Dictionary(uniqueKeysWithValues: partitions.map { ($0, .beginning) }))
        let ends = try await admin.offsets(
            of: Dictionary(uniqueKeysWithValues: partitions.map { ($0, .end) }))
        let found = try await aims(partitions, admin)
        var wanted: [TopicPartition: Offset] = [:]
        for partition in partitions {
            guard let start = starts[partition] ?? nil, let end = ends[partition] ?? nil else { continue }
            let aim: Offset
            if let shiftBy {
                guard let before = committed[partition] else { continue }
                aim = Offset(before.rawValue.addingReportingOverflow(shiftBy).partialValue)
            } else {
                // No message is as young as the time: the group goes on with the next.
                aim = found[partition].flatMap { $0 } ?? end
            }
            wanted[partition] = min(max(aim, start), end)
        }
        return wanted
    }

    /// Where `--to` is; nil where no message is as young as the time.
    private func aims(
        _ partitions: [TopicPartition], _ admin: Admin
    ) async throws -> [TopicPartition: Offset?] {
        guard let to else { return [:] }
        let position = to.position(now: .now)
        if case .offset(let offset) = position {
            return Dictionary(uniqueKeysWithValues: partitions.map { ($0, offset) })
        }
        return try await admin.offsets(
            of: Dictionary(uniqueKeysWithValues: partitions.map { ($0, position) }))
    }

    private func wantedPartitions(
        _ committed: [TopicPartition: Offset], _ admin: Admin
    ) async throws -> [TopicPartition] {
        if topic.isEmpty { return committed.keys.sorted() }
        var partitions: Set<TopicPartition> = []
        for named in topic {
            let parts = named.split(separator: ":", maxSplits: 1)
            let name = String(parts[0])
            let known = try await admin.describeTopic(name).partitions.map(\.index)
            if parts.count == 2 {
                guard let number = Int32(parts[1]), known.contains(PartitionIndex(number)) else {
                    throw CommandError("topic '\(name)' has no partition '\(parts[1])'")
                }
                partitions.insert(TopicPartition(topic: name, partition: PartitionIndex(number)))
            } else {
                partitions.formUnion(known.map { TopicPartition(topic: name, partition: $0) })
            }
        }
        return partitions.sorted()
    }
}

/// Lines of the form `topic,partition,offset`.
enum OffsetFile {
    static func read(_ text: String) throws -> [TopicPartition: Offset] {
        var offsets: [TopicPartition: Offset] = [:]
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let fields = line.split(separator: ",", omittingEmptySubsequences: false).map {
                $0.filter { !$0.isWhitespace }
            }
            if fields == [""] { continue }
            guard fields.count == 3, !fields[0].isEmpty, let partition = Int32(fields[1]), partition >= 0,
                let offset = Int64(fields[2]), offset >= 0
            else { throw CommandError("line \(index + 1) is not topic,partition,offset: \(line)") }
            offsets[TopicPartition(topic: fields[0], partition: PartitionIndex(partition))] = Offset(offset)
        }
        return offsets
    }
}
