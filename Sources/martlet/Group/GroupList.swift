import ArgumentParser
import MartletClient

struct GroupList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Print the names of the groups, one on each line.")

    @Flag(help: "A table with types, states and coordinators.")
    var long = false

    @Option(
        help: ArgumentHelp("Only groups in this state, such as Stable; may be repeated.", valueName: "state"))
    var state: [String] = []

    @Option(
        help: ArgumentHelp(
            "Only groups of this type: classic or consumer; may be repeated.", valueName: "type"))
    var type: [String] = []

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let states = Set(state.map { $0.lowercased() })
        let types = Set(type.map { $0.lowercased() })
        let groups = try await connection.withClient { client in
            try await Admin(client: client).listGroups()
                .filter { states.isEmpty || states.contains($0.state.lowercased()) }
                .filter { types.isEmpty || types.contains($0.type.lowercased()) }
        }
        guard long else {
            for group in groups { print(group.id) }
            return
        }
        var table = Table(["GROUP", "TYPE", "STATE", "COORDINATOR"], rightAligned: [3])
        for group in groups {
            table.append([group.id, group.type, group.state, group.coordinator.description])
        }
        print(table.text, terminator: "")
    }
}
