import ArgumentParser
import MartletClient
import MartletModel

struct PartitionElect: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "elect",
        abstract: "Let the preferred replicas lead: the first of each partition's.",
        discussion: """
            Without a topic, of all partitions. The cluster does this by itself every \
            leader.imbalance.check.interval.seconds, unless auto.leader.rebalance.enable is false.
            """)

    @Argument(help: "The topic's name.")
    var topic: String?

    @Argument(help: "The partitions' numbers (default: all of the topic).")
    var partitions: [Int32] = []

    @Flag(
        help: """
            Where nobody leads, let any replica lead that is in service. Records that were acknowledged may \
            be lost.
            """)
    var unclean = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if unclean, topic == nil { throw ValidationError("--unclean needs a topic") }
    }

    func run() async throws {
        let elected = try await connection.withClient { client in
            let admin = Admin(client: client)
            var wanted: [TopicPartition]?
            if let topic {
                let selection = PartitionSelection(topic: topic, partitions: partitions)
                wanted = try await selection.resolve(admin).map(selection.id)
            }
            return try await admin.electLeaders(unclean ? .unclean : .preferred, of: wanted)
        }
        for partition in elected { print("\(partition) has another leader") }
        if elected.isEmpty { print("no election was needed") }
    }
}
