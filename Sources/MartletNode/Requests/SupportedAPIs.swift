import MartletProtocol

/// What this broker serves: ApiVersions announces exactly these, and nothing else is dispatched.
package enum SupportedAPIs {
    /// In the order of their keys.
    package static let versions: [(key: ApiKey, range: ClosedRange<Int16>)] = [
        (.produce, 3...13),
        (.fetch, 4...18),
        (.listOffsets, 1...11),
        (.metadata, 0...13),
        (.offsetCommit, 2...10),
        (.offsetFetch, 1...10),
        (.findCoordinator, 0...6),
        (.joinGroup, 0...9),
        (.heartbeat, 0...4),
        (.leaveGroup, 0...5),
        (.syncGroup, 0...5),
        (.describeGroups, 0...6),
        (.listGroups, 0...5),
        (.apiVersions, 0...4),
        (.createTopics, 2...7),
        (.deleteTopics, 1...6),
        (.deleteRecords, 0...2),
        (.initProducerId, 0...5),
        (.offsetForLeaderEpoch, 2...4),
        (.describeConfigs, 1...4),
        (.alterConfigs, 0...2),
        (.describeLogDirs, 1...5),
        (.createPartitions, 0...3),
        (.deleteGroups, 0...2),
        (.electLeaders, 0...2),
        (.incrementalAlterConfigs, 0...1),
        (.alterPartitionReassignments, 0...1),
        (.listPartitionReassignments, 0...0),
        (.offsetDelete, 0...0),
        (.describeQuorum, 0...2),
        (.updateFeatures, 0...2),
        (.describeCluster, 0...2),
        (.unregisterBroker, 0...0),
        (.consumerGroupHeartbeat, 0...1),
        (.consumerGroupDescribe, 0...1),
        (.describeTopicPartitions, 0...0),
        (.addRaftVoter, 0...1),
        (.removeRaftVoter, 0...0),
        (.describeStorage, 0...0),
        (.leaveInSyncReplicas, 0...0),
        (.rebuildReplica, 0...0),
        (.digestRecords, 0...0),
    ]

    /// Kafka announces Produce from version 0, though it serves it from 3: older librdkafka switches features
    /// off otherwise.
    package static let announcedProduceMinimum: Int16 = 0

    private static let byKey: [ApiKey: ClosedRange<Int16>] = Dictionary(
        uniqueKeysWithValues: versions.map { ($0.key, $0.range) })

    package static func range(of key: ApiKey) -> ClosedRange<Int16>? {
        byKey[key]
    }
}
