import ArgumentParser

struct LogCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "log",
        abstract: "Look into logs: those of a running cluster, and the files of a log directory.",
        subcommands: [LogDescribeCommand.self, LogVerifyCommand.self, LogDumpCommand.self])
}
