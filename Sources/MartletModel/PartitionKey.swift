/// A partition by its topic's id: what shards are keyed by, because names can be used again.
package struct PartitionKey: Hashable, Comparable, Sendable {
    package var topicID: TopicID
    package var partition: PartitionIndex

    package init(topicID: TopicID, partition: PartitionIndex) {
        self.topicID = topicID
        self.partition = partition
    }

    package static func < (left: PartitionKey, right: PartitionKey) -> Bool {
        (left.topicID, left.partition) < (right.topicID, right.partition)
    }
}
