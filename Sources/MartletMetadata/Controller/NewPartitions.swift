import MartletModel
import MartletProtocol

/// The partitions that a topic is to get, at its creation or later.
struct NewPartitions {
    /// The brokers of each partition, the preferred leader first, and which of them are in sync from the
    /// start.
    private(set) var partitions: [(replicas: [BrokerID], isr: [BrokerID])] = []
    private let image: ClusterImage

    var count: Int { partitions.count }
    var replicationFactor: Int16 { Int16(clamping: partitions.first?.replicas.count ?? 0) }

    /// Lets the cluster choose.
    init(
        placing count: Int, replicationFactor: Int16, image: ClusterImage,
        random: inout some RandomNumberGenerator
    ) throws(Refusal) {
        self.image = image
        let prefix = "Unable to replicate the partition \(replicationFactor) time(s): "
        let placed: [[BrokerID]]
        do throws(Refusal) {
            placed = try ReplicaPlacement.place(
                count, replicationFactor: Int(replicationFactor),
                among: image.sortedBrokers.filter(\.takesReplicas), random: &random)
        } catch {
            throw Refusal(error.code, prefix + error.message)
        }
        for replicas in placed {
            let isr = replicas.filter { image.brokers[$0]?.isActive ?? false }
            guard !isr.isEmpty else {
                throw Refusal(
                    .invalidReplicationFactor,
                    prefix + "All brokers are currently fenced or in controlled shutdown.")
            }
            partitions.append((replicas, isr))
        }
    }

    /// Takes what the request says, in the order of the partitions, of which the first has the index `first`.
    init(
        assigned assignments: [[BrokerID]], startingAt first: PartitionIndex, replicationFactor: Int?,
        image: ClusterImage
    ) throws(Refusal) {
        self.image = image
        var expected = replicationFactor
        for (position, replicas) in assignments.enumerated() {
            try Self.check(replicas, replicationFactor: expected, image: image)
            expected = replicas.count
            let isr = replicas.filter { image.brokers[$0]?.isActive ?? false }
            guard !isr.isEmpty else {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "All brokers specified in the manual partition assignment for partition "
                        + "\(Int(first.rawValue) + position) are fenced or in controlled shutdown.")
            }
            partitions.append((replicas, isr))
        }
    }

    /// Refuses replicas that a request names and that cannot be. Brokers in `present` have theirs already.
    static func check(
        _ replicas: [BrokerID], replicationFactor: Int?, image: ClusterImage, present: [BrokerID] = []
    ) throws(Refusal) {
        guard !replicas.isEmpty else {
            throw Refusal(
                .invalidReplicaAssignment, "The manual partition assignment includes an empty replica list.")
        }
        var previous: BrokerID?
        for broker in replicas.sorted() {
            guard let registration = image.brokers[broker] else {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "The manual partition assignment includes broker \(broker), but no such broker is "
                        + "registered.")
            }
            guard registration.takesReplicas || present.contains(broker) else {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "The manual partition assignment includes broker \(broker), but all its directories are "
                        + "cordoned.")
            }
            if broker == previous {
                throw Refusal(
                    .invalidReplicaAssignment,
                    "The manual partition assignment includes the broker \(broker) more than once.")
            }
            previous = broker
        }
        if let replicationFactor, replicas.count != replicationFactor {
            throw Refusal(
                .invalidReplicaAssignment,
                "The manual partition assignment includes a partition with \(replicas.count) replica(s), but "
                    + "this is not consistent with previous partitions, which have \(replicationFactor) "
                    + "replica(s).")
        }
    }

    /// One record for each partition, the first with the index `first`. The leader is the first in-sync
    /// replica.
    func records(of topic: TopicID, startingAt first: PartitionIndex) -> [VersionedRecord] {
        let version = image.recordVersions
        return partitions.enumerated().map { position, partition in
            let record = PartitionRecord(
                partitionId: PartitionIndex(first.rawValue + Int32(position)),
                topicId: topic,
                replicas: partition.replicas,
                isr: partition.isr,
                leader: partition.isr[0],
                leaderEpoch: 0,
                partitionEpoch: 0,
                directories: version >= .directories ? partition.replicas.map(directory) : [])
            return VersionedRecord(.partition(record), version: version.partitionRecord)
        }
    }

    /// A broker with one directory has no choice; one with several says later where it put the replica.
    private func directory(of broker: BrokerID) -> DirectoryID {
        let known = image.brokers[broker]?.directories ?? []
        return known.isEmpty ? .migrating : known.count == 1 ? known[0] : .unassigned
    }
}
