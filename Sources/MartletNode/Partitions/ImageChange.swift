import MartletMetadata
import MartletModel
import MartletProtocol

/// What changed from one image to the next, as far as shards must act on it.
package struct ImageChange: Sendable {
    /// Topics that are new, or whose partitions or configuration changed.
    package var changedTopics: Set<TopicID> = []
    package var removedTopics: [TopicImage] = []
    /// The node starts: what metadata has was made by an earlier process.
    package var isFirst = false
    /// A broker's configuration changed, which any topic may inherit.
    package var hasBrokerConfigChange = false

    package init() {}
}

extension ImageChange {
    /// What `records` made of the image `before`.
    init(_ records: [VersionedRecord], from before: ClusterImage, to after: ClusterImage) {
        self.init()
        for record in records {
            switch record.value {
            case .topic(let topic): changedTopics.insert(topic.topicId)
            case .partition(let partition): changedTopics.insert(partition.topicId)
            case .partitionChange(let change): changedTopics.insert(change.topicId)
            case .removeTopic(let removal):
                if let topic = before.topic(removal.topicId) { removedTopics.append(topic) }
            case .config(let config):
                if config.resourceType == ConfigResource.Kind.topic.rawValue {
                    if let topic = after.topic(named: config.resourceName) { changedTopics.insert(topic.id) }
                } else {
                    hasBrokerConfigChange = true
                }
            default:
                break
            }
        }
    }
}
