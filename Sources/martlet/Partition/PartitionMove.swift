import ArgumentParser
import MartletClient
import MartletModel

struct PartitionMove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "move",
        abstract: "Move partitions' replicas from one broker to another.",
        discussion: "The other replicas stay where they are, and their order too.")

    @Argument(help: "The topic's name.")
    var topic: String

    @Argument(help: "The partitions' numbers (default: all of the topic).")
    var partitions: [Int32] = []

    @Option(help: "The broker that has a replica.")
    var from: Int32

    @Option(help: "The broker that is to have it.")
    var to: Int32

    @Flag(help: "Return when the replicas are where they are to be.")
    var wait = false

    @OptionGroup var limit: ThrottleOptions

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if from == to { throw ValidationError("--from and --to are the same broker") }
    }

    func run() async throws {
        let (source, target) = (BrokerID(from), BrokerID(to))
        let selection = PartitionSelection(topic: topic, partitions: partitions)
        try await connection.withClient { client in
            let admin = Admin(client: client)
            var moves: [TopicPartition: [BrokerID]] = [:]
            for partition in try await selection.resolve(admin) where partition.replicas.contains(source) {
                guard !partition.replicas.contains(target) else {
                    throw CommandError("broker \(to) has a replica of \(selection.id(partition)) already")
                }
                moves[selection.id(partition)] = partition.replicas.map { $0 == source ? target : $0 }
            }
            if moves.isEmpty { throw CommandError("broker \(from) has no replica of what was named") }
            let isWaiting = wait || limit.throttle != nil
            let wanted = moves
            try await MoveThrottle(admin: admin).during(wanted, at: limit.throttle) {
                try await admin.reassign(wanted.mapValues(Optional.some))
                if isWaiting { try await ReassignmentWait.wait(for: Set(wanted.keys), admin) }
            }
            for partition in moves.keys.sorted() {
                print("\(partition) \(isWaiting ? "moved" : "is being moved") from \(from) to \(to)")
            }
        }
    }
}
