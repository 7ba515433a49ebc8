import ArgumentParser

struct SimulateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run parts of Martlet in a made-up world that is at its worst, from a seed.",
        subcommands: [
            SimulateStorage.self, SimulateQuorum.self, SimulateGroups.self, SimulateCluster.self,
        ])
}
