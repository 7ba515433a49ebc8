import MartletModel

/// Replicas whose brokers say that they are damaged: they are not made leaders unasked before they are whole.
/// None of it is in the log: the brokers say it again, twice within a lease, and so to each new controller.
/// Pure: the time is an input.
package struct UnfitReplicas: Sendable, Equatable {
    private struct Replica: Sendable, Hashable {
        var topicID: TopicID
        var partition: PartitionIndex
        var broker: BrokerID
    }

    /// For so long it holds what a broker has said. It does not say when its replica is whole again.
    package static let lease = Duration.seconds(60)

    private var leases: [Replica: Duration] = [:]

    package init() {}

    package mutating func heard(
        of broker: BrokerID, _ topicID: TopicID, _ partition: PartitionIndex, now: Duration
    ) {
        expire(now: now)
        leases[Replica(topicID: topicID, partition: partition, broker: broker)] = now + Self.lease
    }

    package mutating func expire(now: Duration) {
        if leases.values.contains(where: { $0 <= now }) { leases = leases.filter { $0.value > now } }
    }

    package func contains(_ broker: BrokerID, _ topicID: TopicID, _ partition: PartitionIndex) -> Bool {
        leases[Replica(topicID: topicID, partition: partition, broker: broker)] != nil
    }
}
