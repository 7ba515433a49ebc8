import MartletModel
import MartletProtocol

/// The changes of partitions that one decision makes: each sees what the ones before it made.
struct PartitionChanges {
    private struct Key: Hashable {
        var topic: TopicID
        var partition: PartitionIndex
    }

    private let version: Int16
    private(set) var records: [VersionedRecord] = []
    private var changed: [Key: PartitionImage] = [:]

    init(_ rules: PartitionRules) {
        version = rules.version.partitionRecord
    }

    /// The partition as it is going to be once the records so far are applied.
    func partition(_ topic: TopicImage, _ index: PartitionIndex) -> PartitionImage? {
        changed[Key(topic: topic.id, partition: index)] ?? topic.partition(index)
    }

    /// Adds what the builder makes, if anything, and returns the partition as it is going to be.
    @discardableResult
    mutating func add(_ builder: PartitionChangeBuilder) -> PartitionImage {
        var partition = builder.partition
        guard let record = builder.build() else { return partition }
        do {
            try partition.merge(record)
        } catch {
            preconditionFailure("a record of PartitionChangeBuilder can be applied: \(error)")
        }
        changed[Key(topic: builder.topic, partition: partition.index)] = partition
        records.append(VersionedRecord(.partitionChange(record), version: version))
        return partition
    }
}

extension ClusterImage {
    /// The partitions for which the condition holds, topics in the order of their names.
    ///
    /// One pass over all partitions of the cluster; only the topics that have any are sorted.
    func partitions(
        where condition: (PartitionImage) -> Bool
    ) -> [(topic: TopicImage, partitions: [PartitionImage])] {
        var found: [(topic: TopicImage, partitions: [PartitionImage])] = []
        for topic in topicsByID.values {
            let partitions = topic.partitions.filter(condition)
            if !partitions.isEmpty { found.append((topic, partitions)) }
        }
        return found.sorted { $0.topic.name < $1.topic.name }
    }
}
