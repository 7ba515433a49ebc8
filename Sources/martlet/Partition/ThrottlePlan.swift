import MartletClient
import MartletModel

/// Which replicas are throttled while partitions move, and on which brokers. Pure.
///
/// Whoever has a replica may be the one that is copied from, as leaders change; those that get one copy. A
/// replica that is in sync is not held back, whatever stands here.
struct ThrottlePlan: Equatable {
    /// `partition:broker`, in the order of partitions, by topic.
    private(set) var leaders: [String: [String]] = [:]
    private(set) var followers: [String: [String]] = [:]
    /// That the rates are set on, in their order.
    private(set) var brokers: [BrokerID] = []

    /// - Parameters:
    ///   - moves: where the replicas of each partition are to be.
    ///   - topics: where they are.
    init(moves: [TopicPartition: [BrokerID]], topics: [TopicDescription]) {
        var involved: Set<BrokerID> = []
        for topic in topics {
            for partition in topic.partitions {
                guard let target = moves[TopicPartition(topic: topic.name, partition: partition.index)]
                else { continue }
                let added = target.filter { !partition.replicas.contains($0) }
                // One that is on its way already has a replica of which nobody knows how much is there.
                if added.isEmpty, Set(partition.replicas) == Set(partition.inSyncReplicas) { continue }
                let sources = partition.replicas
                leaders[topic.name, default: []] += sources.map { "\(partition.index):\($0)" }
                let behind = sources.filter { !partition.inSyncReplicas.contains($0) }
                followers[topic.name, default: []] += (added + behind).map { "\(partition.index):\($0)" }
                involved.formUnion(sources + added)
            }
        }
        brokers = involved.sorted()
    }

    var topics: [String] { leaders.keys.sorted() }
}
