import ArgumentParser

struct ClusterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cluster",
        abstract: "Look at the cluster, change it, or run one on this machine.",
        subcommands: [ClusterDescribe.self, ClusterFeatures.self, ClusterUnregister.self, ClusterUp.self])
}
