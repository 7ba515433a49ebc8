import ArgumentParser
import MartletClient
import MartletModel
import MartletProtocol

struct BenchGroups: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups",
        abstract: "What consumer groups cost: large groups, offset commits, memory, failing over.",
        discussion: """
            Real brokers on this machine, on files of their own, with sessions of 6 seconds and heartbeats \
            twice a second. Members are bare connections of one thread that do what those of a library do, \
            but do not read messages. A group is stable when its members own every partition, each of them \
            once, all in one epoch or generation, and the coordinator says so too.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case consumer, classic, commits, memory, failover
    }

    @Option(help: ArgumentHelp("A directory on the disk to measure.", valueName: "path"))
    var directory = "/tmp"

    @Option(
        parsing: .upToNextOption,
        help: "What to measure: \(Part.allCases.map(\.rawValue).joined(separator: ", ")); default all.")
    var only: [Part] = []

    @Option(help: "Members of the large group, and partitions of its topic.")
    var members = 1_000

    @Option(help: "How many groups a coordinator has that fails over, or whose memory is measured.")
    var groups = 10_000

    @Option(help: "How long offsets are committed.")
    var seconds = 5

    @Option(help: ArgumentHelp("Write the figures to this file.", valueName: "path"))
    var json: String?

    func validate() throws {
        if !(2...10_000).contains(members) { throw ValidationError("--members is 2 to 10000") }
        if !(1...100_000).contains(groups) { throw ValidationError("--groups is 1 to 100000") }
        if !(1...600).contains(seconds) { throw ValidationError("--seconds is 1 to 600") }
    }

    func run() async throws {
        let run = FigureRun(
            name: "groups", parts: only.isEmpty ? Part.allCases : only, directory: directory, json: json)
        try await run.run(measure)
    }

    private func measure(_ part: Part, _ directory: String) async throws -> [StorageFigure] {
        switch part {
        case .consumer:
            try await LargeGroupBench(directory: directory, memberCount: members, isClassic: false).run()
        case .classic:
            try await LargeGroupBench(directory: directory, memberCount: members, isClassic: true).run()
        case .commits: try await OffsetCommitBench(directory: directory, seconds: seconds).run()
        case .memory: try await GroupMemoryBench(directory: directory, groupCount: groups).run()
        case .failover: try await GroupFailoverBench(directory: directory, groupCount: groups).run()
        }
    }
}

/// A broker that has made the topic of groups' offsets.
struct GroupBroker {
    let process: BrokerProcess

    static let group = "g"
    static let sessionMilliseconds: Int32 = 6_000
    static let heartbeat: Duration = .milliseconds(500)
    /// How long a group without members waits for more than the first.
    static let initialDelayMilliseconds = 1_000

    static let settings = [
        "group.min.session.timeout.ms=\(sessionMilliseconds)",
        "group.consumer.session.timeout.ms=\(sessionMilliseconds)",
        "group.consumer.min.session.timeout.ms=\(sessionMilliseconds)",
        "group.consumer.heartbeat.interval.ms=500", "group.consumer.min.heartbeat.interval.ms=500",
    ]

    /// Calls `body` with the broker, and ends it afterwards.
    static func with<Value>(
        in directory: String, topic partitions: Int, settings: [String] = [],
        _ body: (GroupBroker) async throws -> Value
    ) async throws -> Value {
        let process = try BrokerProcess.start(in: directory, settings: Self.settings + settings)
        defer { process.child.stop() }
        let broker = GroupBroker(process: process)
        let client = try Client(configuration: ClientConfiguration(bootstrapServers: [process.address]))
        let admin = Admin(client: client)
        try await admin.createTopic(NewTopic(name: "t", partitionCount: partitions, replicationFactor: 1))
        // Whoever asks for a coordinator has the topic made that it is on.
        _ = try await admin.committedOffsets(of: group)
        await client.close()
        return try await body(broker)
    }

    var residentBytes: Int64 {
        get throws {
            guard let usage = ProcessUsage(of: process.child.id) else {
                throw BenchError("the broker is gone")
            }
            return usage.residentBytes
        }
    }

    static func commit(_ group: String, _ offset: Int64) -> OffsetCommitRequest {
        OffsetCommitRequest(
            groupId: group,
            topics: [
                .init(
                    name: "t",
                    partitions: [
                        .init(partitionIndex: 0, committedOffset: Offset(offset), committedMetadata: "")
                    ])
            ])
    }

    static func check(_ answer: OffsetCommitResponse) throws {
        for topic in answer.topics {
            for partition in topic.partitions where partition.errorCode != .none {
                throw BenchError("a commit was answered with \(partition.errorCode)")
            }
        }
    }
}
