import ArgumentParser

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Look into the files of a log directory.",
        subcommands: [LogDumpCommand.self])
}
