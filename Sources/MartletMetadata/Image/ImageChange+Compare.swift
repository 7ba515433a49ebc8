import HashTreeCollections
import MartletModel

extension ImageChange {
    /// What is different in `after`: for whoever holds `before` and is handed the other in its place, as when
    /// a snapshot was loaded.
    package init(from before: ClusterImage, to after: ClusterImage) {
        compareTopics(before, after)
        changedBrokers = Self.differing(before.brokers, after.brokers)
        changedControllers = Self.differing(before.controllers, after.controllers)
        changedFeatures = Self.differing(before.features, after.features)
        hasNewProducerIDs = before.nextProducerID != after.nextProducerID
        changedQuotas = Self.differing(before.clientQuotas, after.clientQuotas)
        changedAccessControlEntries = Self.differing(before.accessControlEntries, after.accessControlEntries)
        changedScramCredentials = Self.differing(before.scramCredentials, after.scramCredentials)
        changedDelegationTokens = Self.differing(before.delegationTokens, after.delegationTokens)
        compareConfigs(before, after)
    }

    private mutating func compareTopics(_ before: ClusterImage, _ after: ClusterImage) {
        removedTopics = before.topics.filter { after.topicsByID[$0.id] == nil }
        for (id, topic) in after.topicsByID {
            guard let old = before.topicsByID[id] else {
                createdTopics.insert(id)
                changedTopics.insert(id)
                for partition in topic.partitions { change(id, partition.index) }
                continue
            }
            if old == topic { continue }
            for partition in topic.partitions where old.partition(partition.index) != partition {
                change(id, partition.index)
            }
        }
    }

    private mutating func compareConfigs(_ before: ClusterImage, _ after: ClusterImage) {
        for resource in Self.differing(before.configs, after.configs) {
            if resource.kind == .topic {
                guard let topic = after.topicIDs[resource.name] else { continue }
                // What an earlier topic of the name had is not the new one's.
                if createdTopics.contains(topic), after.configs[resource] == nil { continue }
                changedTopics.insert(topic)
            }
            changedConfigs.insert(resource)
        }
    }

    private static func differing<Key: Hashable, Value: Equatable>(
        _ before: TreeDictionary<Key, Value>, _ after: TreeDictionary<Key, Value>
    ) -> Set<Key> {
        var result: Set<Key> = []
        for (key, value) in after where before[key] != value { result.insert(key) }
        for key in before.keys where after[key] == nil { result.insert(key) }
        return result
    }

    private static func differing<Key: Hashable, Value: Equatable>(
        _ before: [Key: Value], _ after: [Key: Value]
    ) -> Set<Key> {
        var result: Set<Key> = []
        for (key, value) in after where before[key] != value { result.insert(key) }
        for key in before.keys where after[key] == nil { result.insert(key) }
        return result
    }
}
