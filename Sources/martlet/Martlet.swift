import ArgumentParser

@main
struct Martlet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet",
        abstract: "A Kafka-compatible log broker, and the commands to use one.",
        discussion: """
            Exit codes: 0 success; 1 the cluster could not be reached, or refused; 64 wrong usage.
            """,
        version: "0.1.0",
        subcommands: [
            ServerCommand.self, TopicCommand.self, ProduceCommand.self, ConsumeCommand.self,
            GroupCommand.self, PartitionCommand.self, ReplicasCommand.self, BrokerCommand.self,
            ClusterCommand.self, QuorumCommand.self, StorageCommand.self, LogCommand.self,
            BenchCommand.self, SimulateCommand.self,
        ])

    /// Here too, so that the option may stand before the command's name as well as behind it.
    @OptionGroup var connection: ConnectionOptions
}
