import ArgumentParser
import MartletClient

struct TopicAlter: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alter", abstract: "Add partitions to a topic, or change its configuration.")

    @Argument(help: "The topic's name.")
    var name: String

    @Option(help: "How many partitions there shall be; more than there are.")
    var partitions: Int?

    @Option(
        name: .customLong("set"), help: ArgumentHelp("Set a configuration.", valueName: "key=value"))
    var settings: [KeyValue] = []

    @Option(help: ArgumentHelp("Set a configuration back to its default.", valueName: "key"))
    var unset: [String] = []

    @Flag(help: "Only ask whether the change could be made.")
    var validateOnly = false

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        guard partitions != nil || !settings.isEmpty || !unset.isEmpty else {
            throw ValidationError("say what to change: --partitions, --set or --unset")
        }
    }

    func run() async throws {
        let changes =
            settings.map { ConfigurationChange.set($0.key, $0.value) } + unset.map { .delete($0) }
        try await connection.withClient { client in
            let admin = Admin(client: client)
            // Whether the topic is there at all is the clearer message.
            _ = try await admin.describeTopic(name)
            if !changes.isEmpty {
                try await admin.alterConfiguration(of: .topic(name), changes, validateOnly: validateOnly)
            }
            if let partitions {
                try await admin.createPartitions(of: name, total: partitions, validateOnly: validateOnly)
            }
        }
        print("topic '\(name)' \(validateOnly ? "could be changed" : "changed")")
    }
}
