import ArgumentParser
import MartletClient
import MartletModel

struct GroupDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe", abstract: "Print a group's members, and how far it has come.")

    @Argument(help: "The groups' names.")
    var names: [String]

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            let admin = Admin(client: client)
            for (index, name) in names.enumerated() {
                if index > 0 { print() }
                try await describe(name, admin)
            }
        }
    }

    private func describe(_ name: String, _ admin: Admin) async throws {
        let group = try await admin.describeGroup(name)
        print("group        \(group.id)")
        print("state        \(group.state)")
        if !group.assignor.isEmpty { print("assignor     \(group.assignor)") }
        print("coordinator  \(group.coordinator)")
        if !group.members.isEmpty {
            var table = Table(["MEMBER", "INSTANCE", "CLIENT", "HOST", "PARTITIONS"], rightAligned: [4])
            for member in group.members {
                table.append([
                    member.id, member.instanceID ?? "-", member.clientID, member.host,
                    "\(member.partitions.count)",
                ])
            }
            print()
            print(table.text, terminator: "")
        }
        let progress = try await GroupProgress.look(at: group, admin)
        if progress.isEmpty { return }
        print()
        print(GroupProgress.table(progress, hasMembers: true).text, terminator: "")
    }
}
