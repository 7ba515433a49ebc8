import ArgumentParser

struct GroupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "group",
        abstract: "Look at consumer groups, change where they go on, and delete them.",
        subcommands: [
            GroupList.self, GroupDescribe.self, GroupLag.self, GroupResetOffsets.self, GroupDelete.self,
        ])
}
