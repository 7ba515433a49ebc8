import ArgumentParser
import MartletClient
import MartletModel

struct LogDescribeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print what the log directories of a running cluster hold, log by log.")

    @Option(name: .customLong("topic"), help: "Only this topic; may be given several times.")
    var topics: [String] = []

    @Flag(help: "Print one JSON object for each log directory.")
    var json = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let directories = try await connection.withClient { client in
            try await Admin(client: client).describeStorage(topics: topics.isEmpty ? nil : topics)
        }
        for (index, directory) in directories.enumerated() {
            if json {
                var text = JSONText()
                text.object { $0.add(directory) }
                print(String(buffer: text.bytes))
            } else {
                if index > 0 { print() }
                print(StorageText(directory: directory).text, terminator: "")
            }
        }
    }
}
