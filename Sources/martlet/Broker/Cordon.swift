import ArgumentParser
import MartletClient
import MartletModel

/// Closing all directories of a broker to new replicas (KIP-1066).
struct Cordon {
    static let key = "cordoned.log.dirs"
    /// Clusters below do not let their controllers know.
    private static let leastMetadataVersion: Int16 = 30

    let admin: Admin

    func close(_ broker: BrokerID) async throws {
        let level = try await admin.describeFeatures().features.first { $0.name == "metadata.version" }?.level
        if let level, level < Self.leastMetadataVersion {
            StandardError.write(
                "new partitions may still be placed on broker \(broker): that ends with metadata.version "
                    + "\(Self.leastMetadataVersion), and the cluster's is \(level)\n")
        }
        try await admin.alterConfiguration(of: .broker(broker), [.set(Self.key, "*")])
    }

    func open(_ broker: BrokerID) async throws {
        try await admin.alterConfiguration(of: .broker(broker), [.delete(Self.key)])
    }

    /// The brokers that have a directory which takes new replicas, or of which nobody knows.
    func openBrokers(of brokers: [ClusterDescription.Broker]) async throws -> [ClusterDescription.Broker] {
        let directories = try await admin.describeLogDirectories()
        return brokers.filter { broker in
            let own = directories.filter { $0.broker == broker.id && $0.error == .none }
            return own.isEmpty || !own.allSatisfy(\.isCordoned)
        }
    }
}

struct BrokerCordon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cordon",
        abstract: "Let a broker have no new replicas.",
        discussion: """
            It goes on serving those that it has. The same as cordoned.log.dirs=* of that broker; a single \
            directory is cordoned by naming it there.
            """)

    @Argument(help: "The broker's node.id.")
    var id: Int32

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            try await Cordon(admin: Admin(client: client)).close(BrokerID(id))
        }
        print("broker \(id) gets no new replicas")
    }
}

struct BrokerUncordon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "uncordon",
        abstract: "Let a broker have new replicas again.")

    @Argument(help: "The broker's node.id.")
    var id: Int32

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            try await Cordon(admin: Admin(client: client)).open(BrokerID(id))
        }
        print("broker \(id) may have new replicas")
    }
}
