import MartletModel

/// The replicas of a topic that are throttled on one side, as `leader.replication.throttled.replicas` and
/// `follower.replication.throttled.replicas` say (KIP-73).
package enum ThrottledReplicas: Sendable, Equatable {
    /// `*`.
    case all
    /// `partition:broker` for each.
    case some(Set<Replica>)

    package struct Replica: Hashable, Sendable {
        package var partition: PartitionIndex
        package var broker: BrokerID

        package init(_ partition: PartitionIndex, on broker: BrokerID) {
            self.partition = partition
            self.broker = broker
        }
    }

    package static let none = ThrottledReplicas.some([])

    /// - Parameter elements: of the configuration's list. What is none of its forms counts as not there.
    package init(_ elements: [String]) {
        if elements.contains("*") {
            self = .all
            return
        }
        self = .some(
            Set(
                elements.compactMap { element in
                    let parts = element.split(separator: ":", omittingEmptySubsequences: false)
                    guard parts.count == 2, let partition = Int32(parts[0]), let broker = Int32(parts[1])
                    else { return nil }
                    return Replica(PartitionIndex(partition), on: BrokerID(broker))
                }))
    }

    package func contains(_ partition: PartitionIndex, on broker: BrokerID) -> Bool {
        switch self {
        case .all: true
        case .some(let replicas): replicas.contains(Replica(partition, on: broker))
        }
    }
}
