import ArgumentParser

struct QuorumCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quorum",
        abstract: "Look at the controllers' quorum, and change who belongs to it.",
        subcommands: [QuorumDescribe.self, QuorumAdd.self, QuorumRemove.self])
}
