import ArgumentParser
import MartletClient
import MartletModel

struct TopicCreate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make a topic.")

    @Argument(help: "The topic's name.")
    var name: String

    @Option(help: "How many partitions (default: the broker's num.partitions).")
    var partitions: Int?

    @Option(help: "How many replicas of each (default: the broker's default.replication.factor).")
    var replicationFactor: Int?

    @Option(
        name: .customLong("config"),
        help: ArgumentHelp(
            "A configuration of the topic, such as retention.ms=3600000.", valueName: "key=value"))
    var settings: [KeyValue] = []

    @Flag(help: "Succeed also when there is such a topic already; it stays as it is.")
    var ifNotExists = false

    @Flag(help: "Only ask whether the topic could be made.")
    var validateOnly = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if let partitions, !(1...1_000_000).contains(partitions) {
            throw ValidationError("--partitions is 1 or more")
        }
        if let replicationFactor, !(1...32_767).contains(replicationFactor) {
            throw ValidationError("--replication-factor is 1 or more")
        }
    }

    func run() async throws {
        let topic = NewTopic(
            name: name, partitionCount: partitions, replicationFactor: replicationFactor,
            configuration: Dictionary(settings.map { ($0.key, $0.value) }) { $1 })
        try await connection.withClient { client in
            do {
                let made = try await Admin(client: client).createTopic(topic, validateOnly: validateOnly)
                let verb = validateOnly ? "could be created" : "created"
                print("topic '\(name)' \(verb): \(made.partitionCount) partitions, id \(made.id)")
            } catch ClientError.refused(.topicAlreadyExists, _, _) where ifNotExists {
                print("topic '\(name)' is there already")
            }
        }
    }
}
