import ArgumentParser
import MartletClient
import MartletModel

struct ClusterDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print the cluster's id, its brokers, and how full their disks are.")

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let (cluster, directories) = try await connection.withClient { client in
            let admin = Admin(client: client)
            return (try await admin.describeCluster(), try await admin.describeLogDirectories())
        }
        print("cluster    \(cluster.id)")
        print("controller \(cluster.controller?.description ?? "unknown")")
        print()
        var brokers = Table(["BROKER", "ADDRESS", "RACK", "STATE"], rightAligned: [0])
        for broker in cluster.brokers {
            brokers.append([
                broker.id.description, broker.address.description, broker.rack ?? "-",
                broker.isFenced ? "fenced" : "in service",
            ])
        }
        print(brokers.text)
        var disks = Table(
            ["BROKER", "DIRECTORY", "REPLICAS", "HOLDS", "FREE", "OF", "STATE"],
            rightAligned: [0, 2, 3, 4, 5])
        for directory in directories {
            let held = directory.replicas.reduce(into: Int64(0)) { $0 += $1.byteCount }
            disks.append([
                directory.broker.description, directory.path, "\(directory.replicas.count)",
                Figures.bytes(held), directory.usableBytes.map(Figures.bytes) ?? "-",
                directory.totalBytes.map(Figures.bytes) ?? "-",
                directory.error == .none ? "in order" : directory.error.description,
            ])
        }
        print(disks.text, terminator: "")
    }
}
