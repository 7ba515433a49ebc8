import MartletModel

/// Partitions of topics, by the topics' ids.
package struct PartitionSet: Sendable, Equatable {
    private var topics: [TopicID: Set<PartitionIndex>] = [:]

    package init() {}

    package init(_ topics: some Sequence<(TopicID, [PartitionIndex])>) {
        for (topic, partitions) in topics where !partitions.isEmpty {
            self.topics[topic, default: []].formUnion(partitions)
        }
    }

    package var isEmpty: Bool { topics.isEmpty }
    package var count: Int { topics.values.reduce(0) { $0 + $1.count } }

    /// In order: what is written down and sent depends on nothing else.
    package var sorted: [(topic: TopicID, partitions: [PartitionIndex])] {
        topics.sorted { $0.key < $1.key }.map { ($0.key, $0.value.sorted()) }
    }

    package var all: [PartitionKey] {
        sorted.flatMap { topic, partitions in
            partitions.map { PartitionKey(topicID: topic, partition: $0) }
        }
    }

    package func contains(_ key: PartitionKey) -> Bool {
        topics[key.topicID]?.contains(key.partition) ?? false
    }

    package mutating func insert(_ key: PartitionKey) {
        topics[key.topicID, default: []].insert(key.partition)
    }

    package func isSubset(of other: PartitionSet) -> Bool {
        topics.allSatisfy { topic, partitions in
            partitions.isSubset(of: other.topics[topic] ?? [])
        }
    }

    package func isDisjoint(with other: PartitionSet) -> Bool { intersection(other).isEmpty }

    package func intersection(_ other: PartitionSet) -> PartitionSet {
        filter { topic, partitions in partitions.intersection(other.topics[topic] ?? []) }
    }

    package func subtracting(_ other: PartitionSet) -> PartitionSet {
        filter { topic, partitions in partitions.subtracting(other.topics[topic] ?? []) }
    }

    package func union(_ other: PartitionSet) -> PartitionSet {
        var union = self
        union.topics.merge(other.topics) { $0.union($1) }
        return union
    }

    package func limited(to wanted: Set<TopicID>) -> PartitionSet {
        filter { topic, partitions in wanted.contains(topic) ? partitions : [] }
    }

    private func filter(
        _ part: (TopicID, Set<PartitionIndex>) -> Set<PartitionIndex>
    ) -> PartitionSet {
        var result = PartitionSet()
        for (topic, partitions) in topics {
            let rest = part(topic, partitions)
            if !rest.isEmpty { result.topics[topic] = rest }
        }
        return result
    }
}
