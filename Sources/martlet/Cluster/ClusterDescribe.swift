import ArgumentParser
import MartletClient
import MartletModel

struct ClusterDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print the cluster's brokers, what they lead, what is not in order, and their disks.")

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (cluster, topics, directories) = try await connection.withClient { client in
            let admin = Admin(client: client)
            return (
                try await admin.describeCluster(includingFenced: true), try await admin.listTopics(),
                try await admin.describeLogDirectories()
            )
        }
        let health = ClusterHealth(topics)
        print("cluster          \(cluster.id)")
        print("controller       \(cluster.controller?.description ?? "unknown")")
        print("partitions       \(health.partitionCount)")
        print("offline          \(health.offline.count)")
        print("under-replicated \(health.underReplicated.count)")
        print()
        var brokers = Table(
            ["BROKER", "ADDRESS", "RACK", "STATE", "LEADS", "REPLICAS", "OUT OF SYNC"],
            rightAligned: [0, 4, 5, 6])
        for broker in cluster.brokers {
            let share = health.shares[broker.id] ?? ClusterHealth.Share()
            brokers.append([
                broker.id.description, broker.address.description, broker.rack ?? "-",
                broker.isFenced ? "fenced" : "in service", "\(share.leads)", "\(share.replicas)",
                "\(share.outOfSync)",
            ])
        }
        print(brokers.text)
        if let troubles = health.troubles { print(troubles) }
        var disks = Table(
            ["BROKER", "DIRECTORY", "REPLICAS", "HOLDS", "FREE", "OF", "STATE"],
            rightAligned: [0, 2, 3, 4, 5])
        for directory in directories {
            let held = directory.replicas.reduce(into: Int64(0)) { $0 += $1.byteCount }
            disks.append([
                directory.broker.description, directory.path, "\(directory.replicas.count)",
                Figures.bytes(held), directory.usableBytes.map(Figures.bytes) ?? "-",
                directory.totalBytes.map(Figures.bytes) ?? "-",
                directory.state,
            ])
        }
        print(disks.text, terminator: "")
    }
}

extension LogDirectoryDescription {
    fileprivate var state: String {
        if error != .none { return error.description }
        return isCordoned ? "cordoned" : "in order"
    }
}
