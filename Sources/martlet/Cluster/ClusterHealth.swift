import MartletClient
import MartletModel

/// What brokers have to do with partitions, and which partitions are not in order. Pure.
struct ClusterHealth {
    struct Share: Equatable {
        var leads = 0
        var replicas = 0
        var outOfSync = 0
    }

    struct Trouble: Equatable {
        var partition: TopicPartition
        var description: TopicDescription.Partition
    }

    private(set) var partitionCount = 0
    private(set) var shares: [BrokerID: Share] = [:]
    /// Nobody leads these.
    private(set) var offline: [Trouble] = []
    /// These have a leader, and replicas that are not in sync.
    private(set) var underReplicated: [Trouble] = []

    /// More are only counted.
    private static let maxListed = 20

    init(_ topics: [TopicDescription]) {
        for topic in topics {
            for partition in topic.partitions { add(partition, of: topic.name) }
        }
    }

    private mutating func add(_ partition: TopicDescription.Partition, of topic: String) {
        partitionCount += 1
        if let leader = partition.leader { shares[leader, default: Share()].leads += 1 }
        for replica in partition.replicas {
            shares[replica, default: Share()].replicas += 1
            if !partition.inSyncReplicas.contains(replica) {
                shares[replica, default: Share()].outOfSync += 1
            }
        }
        let trouble = Trouble(
            partition: TopicPartition(topic: topic, partition: partition.index), description: partition)
        if partition.leader == nil {
            offline.append(trouble)
        } else if partition.inSyncReplicas.count < partition.replicas.count {
            underReplicated.append(trouble)
        }
    }

    /// A table of the partitions that are not in order; nil where all are.
    var troubles: String? {
        let all = offline + underReplicated
        guard !all.isEmpty else { return nil }
        var table = Table(["PARTITION", "STATE", "LEADER", "REPLICAS", "IN SYNC"], rightAligned: [2])
        for trouble in all.prefix(Self.maxListed) {
            table.append([
                trouble.partition.description, trouble.description.state,
                trouble.description.leader?.description ?? "none", trouble.description.replicas.list,
                trouble.description.inSyncReplicas.list,
            ])
        }
        let rest = all.count - Self.maxListed
        return table.text + (rest > 0 ? "and \(rest) more\n" : "")
    }
}
