import MartletModel
import MartletProtocol

/// What changed from one image to a later one: what whoever holds the earlier one must act on.
///
/// It is gathered while records are applied (`ClusterImage.apply(_:noting:)`), or found by comparing the two
/// (`init(from:to:)`), where a snapshot has replaced the image. Several changes after one another are one:
/// the same value can gather the records of many batches. What is named may in the end be as it was.
package struct ImageChange: Sendable, Equatable {
    /// Topics that are new, or whose partitions or configuration changed, as far as they still exist.
    package var changedTopics: Set<TopicID> = []
    /// Those of them that are new.
    package var createdTopics: Set<TopicID> = []
    /// As they were when they went, in that order.
    package var removedTopics: [TopicImage] = []
    /// Partitions that are new or changed, of topics that still exist.
    package var changedPartitions: [TopicID: Set<PartitionIndex>] = [:]
    /// Brokers that registered, changed or are gone.
    package var changedBrokers: Set<BrokerID> = []
    /// Controllers that registered or are gone.
    package var changedControllers: Set<BrokerID> = []
    /// What has another configuration than before; the configurations of a removed topic are not named.
    package var changedConfigs: Set<ConfigResource> = []
    package var changedFeatures: Set<String> = []
    /// A new block of producer ids was given away.
    package var hasNewProducerIDs = false
    package var changedQuotas: Set<QuotaEntity> = []
    package var changedAccessControlEntries: Set<Uuid> = []
    package var changedScramCredentials: Set<ScramCredential.Key> = []
    package var changedDelegationTokens: Set<String> = []
    /// The node starts: what metadata has was made by an earlier process.
    package var isFirst = false

    package init() {}

    /// A broker's configuration changed, which any topic may inherit.
    package var hasBrokerConfigChange: Bool {
        changedConfigs.contains { $0.kind == .broker }
    }

    package var isEmpty: Bool { self == ImageChange() }
}

extension ImageChange {
    /// This change and a later one, as one.
    package mutating func add(_ later: ImageChange) {
        for topic in later.removedTopics { remove(topic) }
        changedTopics.formUnion(later.changedTopics)
        createdTopics.formUnion(later.createdTopics)
        changedPartitions.merge(later.changedPartitions) { $0.union($1) }
        changedBrokers.formUnion(later.changedBrokers)
        changedControllers.formUnion(later.changedControllers)
        changedConfigs.formUnion(later.changedConfigs)
        changedFeatures.formUnion(later.changedFeatures)
        hasNewProducerIDs = hasNewProducerIDs || later.hasNewProducerIDs
        changedQuotas.formUnion(later.changedQuotas)
        changedAccessControlEntries.formUnion(later.changedAccessControlEntries)
        changedScramCredentials.formUnion(later.changedScramCredentials)
        changedDelegationTokens.formUnion(later.changedDelegationTokens)
        isFirst = isFirst || later.isFirst
    }

    /// A topic that came and went in between was never there.
    mutating func remove(_ topic: TopicImage) {
        changedTopics.remove(topic.id)
        changedPartitions[topic.id] = nil
        changedConfigs.remove(.topic(topic.name))
        if createdTopics.remove(topic.id) == nil { removedTopics.append(topic) }
    }

    mutating func change(_ topic: TopicID, _ partition: PartitionIndex) {
        changedTopics.insert(topic)
        changedPartitions[topic, default: []].insert(partition)
    }
}
