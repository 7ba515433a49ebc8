import ArgumentParser
import MartletClient
import MartletModel

struct ReplicasCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replicas",
        abstract: "Compare what the replicas of partitions have.",
        subcommands: [ReplicasCompare.self])
}

struct ReplicasCompare: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Read all records of a topic on all brokers, and tell which replicas differ.",
        discussion: """
            What counts is the records' content, not how they are compressed. Only what is committed, and \
            neither deleted nor compacted on any replica, is compared. With three replicas or more the one \
            that differs from most is named. Exit code 1 if replicas differ, are damaged or behind, or could \
            not be asked.
            """)

    @Argument(help: "The topic's name.")
    var topic: String

    @Option(name: .customLong("partition"), help: "Only this partition; may be given several times.")
    var partitions: [Int32] = []

    @Flag(
        help: """
            Have those that differ from most replicas copied anew: they hand over what they lead, leave the \
            ISR, and fetch everything from their leader.
            """)
    var repair = false

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let comparisons = try await connection.withClient { client in
            let admin = Admin(client: client)
            let selection = PartitionSelection(topic: topic, partitions: partitions)
            let known = try await selection.resolve(admin)
            let found = try await admin.compareReplicas(of: topic, partitions: known.map(\.index))
            print(Self.table(found), terminator: "")
            if repair {
                let id = try await admin.describeTopic(topic).id
                for comparison in found where !comparison.odd.isEmpty {
                    for broker in try await admin.rebuildReplicas(comparison, topicID: id) {
                        print("broker \(broker) copies \(comparison.partition) anew")
                    }
                }
            }
            return found
        }
        if !comparisons.allSatisfy(\.agrees) { throw ExitCode.failure }
    }

    static func table(_ comparisons: [ReplicaComparison]) -> String {
        var table = Table(
            ["PARTITION", "REPLICA", "ROLE", "OFFSETS", "RECORDS", "DIGEST", "STATE"], rightAligned: [4])
        for comparison in comparisons {
            for replica in comparison.replicas {
                table.append([
                    "\(comparison.partition.partition)", "\(replica.broker)",
                    replica.isLeader ? "leader" : "follower",
                    "\(comparison.offsets.lowerBound)-\(comparison.offsets.upperBound)",
                    "\(replica.recordCount)", replica.digest, text(replica.state),
                ])
            }
        }
        return table.text
    }

    private static func text(_ state: ReplicaComparison.State) -> String {
        switch state {
        case .same: "ok"
        case .differs(let offsets):
            "differs from most within offsets \(offsets.lowerBound) to \(offsets.upperBound)"
        case .disputed(let offsets):
            "not what all have within offsets \(offsets.lowerBound) to \(offsets.upperBound)"
        case .behind(let offset): "behind: compared up to offset \(offset)"
        case .corrupt(let offset): "corrupt at offset \(offset)"
        case .unknown(let reason): "not asked: \(reason)"
        }
    }
}
