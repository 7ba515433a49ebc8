import ArgumentParser
import MartletClient
import MartletModel

struct PartitionReassign: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reassign",
        abstract: "Give partitions other replicas, or look at what is on its way.",
        discussion: """
            New replicas copy the partition from its leader first; only when all of them are in sync do the \
            old ones go. Without a topic the command prints what is on its way.
            """)

    @Argument(help: "The topic's name.")
    var topic: String?

    @Argument(help: "The partitions' numbers (default: all of the topic).")
    var partitions: [Int32] = []

    @Option(
        help: ArgumentHelp(
            "The brokers that are to have replicas; the first is to lead.", valueName: "id,id,…"),
        transform: { text in
            let ids = text.split(separator: ",").map { Int32($0.filter { $0 != " " }) }
            guard !ids.isEmpty, ids.allSatisfy({ $0 != nil }) else {
                throw ValidationError("'\(text)' is not a list of brokers' ids, such as 1,2,3")
            }
            return ids.compactMap { $0.map { BrokerID($0) } }
        })
    var replicas: [BrokerID] = []

    @Flag(help: "Call off what is on its way.")
    var cancel = false

    @Flag(help: "Return when the replicas are where they are to be.")
    var wait = false

    @OptionGroup var limit: ThrottleOptions

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if topic == nil, cancel || !replicas.isEmpty { throw ValidationError("say of which topic") }
        if topic != nil, cancel == !replicas.isEmpty {
            throw ValidationError("say where to with --replicas, or --cancel")
        }
        if limit.throttle != nil, replicas.isEmpty { throw ValidationError("--throttle needs --replicas") }
    }

    func run() async throws {
        try await connection.withClient { client in
            let admin = Admin(client: client)
            guard let topic else { return list(try await admin.reassignments()) }
            let selection = PartitionSelection(topic: topic, partitions: partitions)
            var wanted = try await selection.resolve(admin).map(selection.id)
            if cancel, partitions.isEmpty {
                let moving = Set(try await admin.reassignments().map(\.partition))
                wanted = wanted.filter(moving.contains)
            }
            let target: [BrokerID]? = cancel ? nil : replicas
            let isWaiting = wait || limit.throttle != nil
            let moves = wanted.map { ($0, replicas) }
            try await MoveThrottle(admin: admin).during(
                Dictionary(moves, uniquingKeysWith: { first, _ in first }), at: limit.throttle
            ) {
                if !wanted.isEmpty {
                    try await admin.reassign(
                        Dictionary(wanted.map { ($0, target) }, uniquingKeysWith: { first, _ in first }))
                }
                if isWaiting { try await ReassignmentWait.wait(for: Set(wanted), admin) }
            }
            let verb = cancel ? "no longer reassigned" : isWaiting ? "reassigned" : "being reassigned"
            for partition in wanted { print("\(partition) \(verb)") }
            if wanted.isEmpty { print("nothing was on its way") }
        }
    }

    private func list(_ reassignments: [PartitionReassignment]) {
        if reassignments.isEmpty { return print("nothing is on its way") }
        var table = Table(["PARTITION", "REPLICAS", "ADDING", "REMOVING"])
        for one in reassignments {
            table.append([
                one.partition.description, one.replicas.list, one.adding.list, one.removing.list,
            ])
        }
        print(table.text, terminator: "")
    }
}

extension [BrokerID] {
    /// `1,2,3`, or `-` for none.
    var list: String { isEmpty ? "-" : map(\.description).joined(separator: ",") }
}
