import ArgumentParser
import MartletClient
import MartletModel

struct TopicDescribe: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "Print a topic's partitions, offsets and configuration.")

    @Argument(help: "The topics' names.")
    var names: [String]

    @Flag(help: "All of the configuration, also what is at its default.")
    var all = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { client in
            let admin = Admin(client: client)
            for (index, name) in names.enumerated() {
                if index > 0 { print() }
                try await describe(name, admin)
            }
        }
    }

    private func describe(_ name: String, _ admin: Admin) async throws {
        let topic = try await admin.describeTopic(name)
        print("topic \(topic.name)")
        print("id    \(topic.id)")
        let settings = try await admin.describeConfiguration(of: .topic(name))
            .filter { all || $0.source == .topic }
        if !settings.isEmpty { print("\nconfiguration") }
        for setting in settings { print("  \(setting.name)=\(setting.value ?? "")") }

        let online = topic.partitions.filter { $0.leader != nil }.map {
            TopicPartition(topic: name, partition: $0.index)
        }
        let lags = try await lags(of: name, admin)
        let starts = try await offsets(of: online, at: .beginning, admin)
        let ends = try await offsets(of: online, at: .end, admin)
        var table = Table(
            ["PARTITION", "LEADER", "EPOCH", "REPLICAS", "IN SYNC", "LAG", "START", "END", "STATE"],
            rightAligned: [0, 1, 2, 6, 7])
        for partition in topic.partitions {
            let id = TopicPartition(topic: name, partition: partition.index)
            table.append([
                partition.index.description,
                partition.leader?.description ?? "none",
                partition.leaderEpoch.description,
                partition.replicas.list, partition.inSyncReplicas.list,
                lags.map { ReplicaLag.text($0, of: id, partition) } ?? "-",
                starts[id]?.map(\.description) ?? "-",
                ends[id]?.map(\.description) ?? "-",
                partition.state,
            ])
        }
        print()
        print(table.text, terminator: "")
    }

    /// Where each broker's log of each partition ends; nil where brokers do not say.
    private func lags(of topic: String, _ admin: Admin) async throws -> ReplicaLag.Ends? {
        do {
            return ReplicaLag.ends(try await admin.describeStorage(topics: [topic]))
        } catch ClientError.refused(.unsupportedVersion, _, _) {
            return nil
        } catch ClientError.connectionClosed {
            return nil
        }
    }

    private func offsets(
        of partitions: [TopicPartition], at position: StartPosition, _ admin: Admin
    ) async throws -> [TopicPartition: Offset?] {
        try await admin.offsets(of: Dictionary(uniqueKeysWithValues: partitions.map { ($0, position) }))
    }
}
