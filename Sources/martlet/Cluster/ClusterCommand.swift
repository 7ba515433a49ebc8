import ArgumentParser

struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Look at the cluster, and change it.",
        subcommands: [ClusterDescribe.self, ClusterFeatures.self, ClusterUnregister.self])
}
