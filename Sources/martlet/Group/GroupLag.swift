import ArgumentParser
import MartletClient

struct GroupLag: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lag", abstract: "Print how many messages a group has still to read.")

    @Argument(help: "The group's name.")
    var name: String

    @Flag(help: "Only the sum, as a number.")
    var total = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let progress = try await connection.withClient { client in
            let admin = Admin(client: client)
            return try await GroupProgress.look(at: admin.describeGroup(name), admin)
        }
        let sum = progress.compactMap(\.lag).reduce(0, +)
        if total {
            print(sum)
            return
        }
        print(GroupProgress.table(progress, hasMembers: false).text, terminator: "")
        print("total \(sum)")
    }
}
