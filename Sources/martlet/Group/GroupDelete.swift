import ArgumentParser
import MartletClient

struct GroupDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete groups without members, and how far they have come.")

    @Argument(help: "The groups' names.")
    var names: [String]

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            for name in names {
                try await Admin(client: client).deleteGroup(name)
                print("group '\(name)' deleted")
            }
        }
    }
}
