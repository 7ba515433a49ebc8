import MartletClient
import MartletModel

/// Where the replicas of a broker go that is to have none any more. Pure.
///
/// Each goes to the broker with the fewest replicas, of those that have none of its partition; one whose rack
/// has none of the partition's other replicas comes first. The other replicas stay, and so does their order.
struct DrainPlan {
    struct Move: Equatable {
        var partition: TopicPartition
        var replicas: [BrokerID]
    }

    /// In the order of topics and partitions.
    private(set) var moves: [Move] = []
    /// No broker is left that could take these.
    private(set) var stuck: [TopicPartition] = []

    /// - Parameters:
    ///   - brokers: those in service.
    init(draining id: BrokerID, topics: [TopicDescription], brokers: [ClusterDescription.Broker]) {
        let racks = Dictionary(brokers.map { ($0.id, $0.rack) }, uniquingKeysWith: { first, _ in first })
        var load = Dictionary(brokers.map { ($0.id, 0) }, uniquingKeysWith: { first, _ in first })
        load[id] = nil
        for topic in topics {
            for partition in topic.partitions {
                for replica in partition.replicas { load[replica]? += 1 }
            }
        }
        for topic in topics {
            for partition in topic.partitions where partition.replicas.contains(id) {
                let name = TopicPartition(topic: topic.name, partition: partition.index)
                let others = partition.replicas.filter { $0 != id }
                let usedRacks = Set(others.compactMap { racks[$0] ?? nil })
                func sharesRack(_ broker: BrokerID) -> Bool {
                    (racks[broker] ?? nil).map(usedRacks.contains) ?? false
                }
                let candidates = load.filter { !others.contains($0.key) }
                let best = candidates.min { left, right in
                    (sharesRack(left.key) ? 1 : 0, left.value, left.key)
                        < (sharesRack(right.key) ? 1 : 0, right.value, right.key)
                }
                guard let target = best?.key else {
                    stuck.append(name)
                    continue
                }
                load[target]? += 1
                moves.append(
                    Move(partition: name, replicas: partition.replicas.map { $0 == id ? target : $0 }))
            }
        }
    }
}
