import ArgumentParser
import MartletBroker
import MartletClient

struct BenchQuorum: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quorum",
        abstract: "What the controllers' quorum costs: failing over, writing, starting.",
        discussion: """
            Real processes on this machine, three of them broker and controller in one with default \
            settings, on files of their own.
            """)

    enum Part: String, CaseIterable, ExpressibleByArgument {
        case failover, writes, start
    }

    @Option(help: ArgumentHelp("A directory on the disk to measure.", valueName: "path"))
    var directory = "/tmp"

    @Option(
        parsing: .upToNextOption,
        help: "What to measure: \(Part.allCases.map(\.rawValue).joined(separator: ", ")); default all.")
    var only: [Part] = []

    @Option(help: "How often the active controller is killed.")
    var rounds = 20

    @Option(help: "How long topics are created for each figure.")
    var seconds = 5

    @Option(help: "How many partitions the metadata log has that a controller starts with.")
    var partitions = 100_000

    @Option(help: ArgumentHelp("Write the figures to this file.", valueName: "path"))
    var json: String?

    func validate() throws {
        if !(1...1_000).contains(rounds) { throw ValidationError("--rounds is 1 to 1000") }
        if !(1...600).contains(seconds) { throw ValidationError("--seconds is 1 to 600") }
        if !(1_000...1_000_000).contains(partitions) {
            throw ValidationError("--partitions is 1000 to 1000000")
        }
    }

    func run() async throws {
        let run = FigureRun(
            name: "quorum", parts: only.isEmpty ? Part.allCases : only, directory: directory, json: json)
        try await run.run(measure)
    }

    private func measure(_ part: Part, _ directory: String) async throws -> [StorageFigure] {
        switch part {
        case .failover: try await FailoverBench(directory: directory, rounds: rounds).run()
        case .writes: try await MetadataWriteBench(directory: directory, seconds: seconds).run()
        case .start: try await MetadataStartBench(directory: directory, partitionCount: partitions).run()
        }
    }
}

extension ClusterProcesses {
    /// Three nodes, each broker and controller, with default settings.
    static func threeNodes(in directory: String) throws -> ClusterProcesses {
        try ClusterProcesses(LocalCluster.make(LocalCluster.Shape(brokerCount: 3), in: directory))
    }

    /// A client that knows only some of the nodes.
    func client(of nodes: [LocalCluster.Node], timeout: Duration = .seconds(30)) throws -> Client {
        try Client(
            configuration: ClientConfiguration(
                bootstrapServers: nodes.compactMap(\.clientAddress).map {
                    ServerAddress(host: $0.host, port: Int($0.port))
                }, clientID: "martlet-bench", requestTimeout: timeout, operationTimeout: timeout))
    }
}
