import MartletModel
import MartletProtocol

/// A topic as the cluster knows it.
package struct TopicImage: Sendable, Equatable {
    package let name: String
    package let id: TopicID
    /// In the order of their indexes.
    package private(set) var partitions = PartitionList()

    package init(name: String, id: TopicID) {
        self.name = name
        self.id = id
    }

    package func partition(_ index: PartitionIndex) -> PartitionImage? {
        position(of: index).map { partitions[$0] }
    }

    mutating func insert(_ partition: PartitionImage) throws(MetadataError) {
        guard position(of: partition.index) == nil else { throw .partitionExists(id, partition.index) }
        // Kafka's snapshots may hold the partitions of a topic in any order.
        if let last = partitions.last, last.index > partition.index {
            let place = partitions.firstIndex { $0.index > partition.index } ?? partitions.endIndex
            partitions.insert(partition, at: place)
        } else {
            partitions.append(partition)
        }
    }

    /// Returns who led the partition before.
    mutating func change(_ record: PartitionChangeRecord) throws(MetadataError) -> BrokerID? {
        guard let position = position(of: record.partitionId) else {
            throw .unknownPartition(id, record.partitionId)
        }
        var partition = partitions[position]
        let leader = partition.leader
        try partition.merge(record)
        partitions.replace(position, by: partition)
        return leader
    }

    /// Returns the partitions that had any.
    mutating func clearEligibleLeaderReplicas() -> [PartitionIndex] {
        var changed: [PartitionIndex] = []
        for position in partitions.indices where partitions[position].hasEligibleLeaderReplicas {
            var partition = partitions[position]
            partition.clearEligibleLeaderReplicas()
            partitions.replace(position, by: partition)
            changed.append(partition.index)
        }
        return changed
    }

    /// All partitions from 0 on are there, except while a topic's records are being applied.
    private func position(of index: PartitionIndex) -> Int? {
        let expected = Int(index.rawValue)
        if partitions.indices.contains(expected), partitions[expected].index == index { return expected }
        if let last = partitions.last, last.index < index { return nil }
        return partitions.firstIndex { $0.index == index }
    }
}

/// A partition as the cluster knows it.
///
/// `partitionEpoch` grows with each change; `leaderEpoch` grows with each record that names a leader, also
/// the one that leads already.
package struct PartitionImage: Sendable, Equatable {
    package enum LeaderRecoveryState: Int8, Sendable {
        case recovered, recovering
    }

    package let index: PartitionIndex
    /// The first is the preferred leader.
    package var replicas: [BrokerID]
    /// Parallel to `replicas`.
    package var directories: [DirectoryID]
    package var isr: [BrokerID]
    package var removingReplicas: [BrokerID]
    package var addingReplicas: [BrokerID]
    package var eligibleLeaderReplicas: [BrokerID]
    package var lastKnownEligibleLeaderReplicas: [BrokerID]
    /// Nil: nobody leads.
    package var leader: BrokerID?
    package var leaderRecoveryState: LeaderRecoveryState
    package var leaderEpoch: LeaderEpoch
    package var partitionEpoch: PartitionEpoch

    init(_ record: PartitionRecord) throws(MetadataError) {
        guard let state = LeaderRecoveryState(rawValue: record.leaderRecoveryState) else {
            throw .meaningless(
                record: "PartitionRecord", field: "leaderRecoveryState",
                value: Int64(record.leaderRecoveryState))
        }
        guard record.partitionId >= 0 else {
            throw .meaningless(
                record: "PartitionRecord", field: "partitionId", value: Int64(record.partitionId.rawValue))
        }
        index = record.partitionId
        replicas = record.replicas
        directories = try Self.directories(record.directories, of: record.replicas, record: "PartitionRecord")
        // Nearly always equal: then they share their storage.
        isr = record.isr == record.replicas ? record.replicas : record.isr
        removingReplicas = record.removingReplicas
        addingReplicas = record.addingReplicas
        eligibleLeaderReplicas = record.eligibleLeaderReplicas ?? []
        lastKnownEligibleLeaderReplicas = record.lastKnownElr ?? []
        leader = record.leader == .none ? nil : record.leader
        leaderRecoveryState = state
        leaderEpoch = record.leaderEpoch
        partitionEpoch = record.partitionEpoch
    }

    /// Records before directory ids say nothing of them.
    private static func directories(
        _ directories: [DirectoryID], of replicas: [BrokerID], record: String
    ) throws(MetadataError) -> [DirectoryID] {
        if directories.isEmpty { return replicas.map { _ in .migrating } }
        guard directories.count == replicas.count else {
            throw .meaningless(record: record, field: "directories", value: Int64(directories.count))
        }
        return directories
    }

    mutating func merge(_ record: PartitionChangeRecord) throws(MetadataError) {
        if record.leaderRecoveryState != -1 {
            guard let state = LeaderRecoveryState(rawValue: record.leaderRecoveryState) else {
                throw .meaningless(
                    record: "PartitionChangeRecord", field: "leaderRecoveryState",
                    value: Int64(record.leaderRecoveryState))
            }
            leaderRecoveryState = state
        }
        if let replicas = record.replicas {
            let known = Dictionary(zip(self.replicas, directories), uniquingKeysWith: { first, _ in first })
            self.replicas = replicas
            directories = replicas.map { known[$0] ?? .migrating }
        }
        if let directories = record.directories {
            self.directories = try Self.directories(
                directories, of: replicas, record: "PartitionChangeRecord")
        }
        if let isr = record.isr { self.isr = isr }
        if let removing = record.removingReplicas { removingReplicas = removing }
        if let adding = record.addingReplicas { addingReplicas = adding }
        if let eligible = record.eligibleLeaderReplicas { eligibleLeaderReplicas = eligible }
        if let lastKnown = record.lastKnownElr { lastKnownEligibleLeaderReplicas = lastKnown }
        if record.leader != Self.unchangedLeader {
            leader = record.leader == .none ? nil : record.leader
            leaderEpoch = LeaderEpoch(rawValue: leaderEpoch.rawValue &+ 1)
        }
        partitionEpoch = PartitionEpoch(rawValue: partitionEpoch.rawValue &+ 1)
    }

    var hasEligibleLeaderReplicas: Bool {
        !eligibleLeaderReplicas.isEmpty || !lastKnownEligibleLeaderReplicas.isEmpty
    }

    /// A change like any other, of which the partition epoch tells.
    fileprivate mutating func clearEligibleLeaderReplicas() {
        eligibleLeaderReplicas = []
        lastKnownEligibleLeaderReplicas = []
        partitionEpoch = PartitionEpoch(rawValue: partitionEpoch.rawValue &+ 1)
    }

    /// A PartitionChangeRecord with this leader leaves the leader as it is.
    static let unchangedLeader: BrokerID = -2
}
