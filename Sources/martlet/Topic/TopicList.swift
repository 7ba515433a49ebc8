import ArgumentParser
import MartletClient

struct TopicList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print the names of the topics, one on each line.")

    @Flag(help: "Also those that the cluster keeps for itself.")
    var all = false

    @Flag(help: "A table with partitions, replicas and ids.")
    var long = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let topics = try await connection.withClient { client in
            try await Admin(client: client).listTopics().filter { all || !$0.isInternal }
        }
        guard long else {
            for topic in topics { print(topic.name) }
            return
        }
        var table = Table(["TOPIC", "PARTITIONS", "REPLICAS", "ID"], rightAligned: [1, 2])
        for topic in topics {
            let replicas = topic.partitions.map(\.replicas.count).max() ?? 0
            table.append([
                topic.name, "\(topic.partitions.count)", "\(replicas)", topic.id.description,
            ])
        }
        print(table.text, terminator: "")
    }
}
