import ArgumentParser
import MartletClient

struct TopicDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete topics and all that they hold.")

    @Argument(help: "The topics' names.")
    var names: [String]

    @Flag(help: "Succeed also when there is no such topic.")
    var ifExists = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            for name in names {
                do {
                    try await Admin(client: client).deleteTopic(name)
                    print("topic '\(name)' deleted")
                } catch ClientError.unknownTopic where ifExists {
                    print("there is no topic '\(name)'")
                }
            }
        }
    }
}
