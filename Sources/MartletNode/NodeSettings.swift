import MartletCoordination
import MartletMetadata
import MartletModel
import MartletRecords
import MartletReplication

/// What the shards need of the broker's configuration beside its own words.
package struct NodeSettings: Sendable {
    package var configuration: BrokerConfiguration
    package var clusterID: String
    package var fetchSessionSlotsPerShard: Int
    /// The most that one batch may inflate to.
    package var decompressionLimit: Int
    var brokenRule: ReplicationRules.Rule?

    init(_ configuration: BrokerConfiguration, clusterID: String, shardCount: Int) {
        self.configuration = configuration
        self.clusterID = clusterID
        // Rounded up: a client may come to any shard.
        self.fetchSessionSlotsPerShard =
            (configuration.maxFetchSessions + max(1, shardCount) - 1) / max(1, shardCount)
        // What a client may send at once uncompressed, it may send compressed.
        self.decompressionLimit = configuration.network.requestMaxBytes
    }

    package var nodeID: BrokerID { configuration.nodeID }
    var durability: BrokerConfiguration.Durability { configuration.durability }

    var replicationRules: ReplicationRules {
        var rules = ReplicationRules(durability: durability == .disk ? .disk : .pageCache)
        rules.lagTimeMax = configuration.replication.lagTimeMax
        rules.broken = brokenRule
        return rules
    }

    var groups: GroupConfiguration {
        let broker = configuration.groups
        var groups = GroupConfiguration()
        groups.sessionTimeoutMilliseconds = broker.sessionTimeoutMilliseconds
        groups.initialRebalanceDelay = broker.initialRebalanceDelay
        groups.maxMembers = broker.maxMembers
        groups.maxMetadataBytes = broker.maxMetadataBytes
        groups.offsetRetentionMilliseconds = broker.offsetRetentionMilliseconds
        groups.offsetExpiryInterval = broker.offsetExpiryInterval
        groups.commitTimeout = broker.commitTimeout
        groups.consumerSessionTimeout = broker.consumerSessionTimeout
        groups.heartbeatIntervalMilliseconds = broker.consumerHeartbeatIntervalMilliseconds
        groups.consumerSessionTimeoutMilliseconds = broker.consumerSessionTimeoutMilliseconds
        groups.heartbeatIntervals = broker.consumerHeartbeatIntervals
        groups.maxConsumerMembers = broker.maxConsumerMembers
        groups.migration = GroupMigration(rawValue: broker.consumerMigration) ?? .bidirectional
        groups.assignor = broker.consumerAssignors.lazy.compactMap(Assignor.init).first ?? .uniform
        return groups
    }

    /// Of the batches that coordinators write.
    var groupsCompression: Compression {
        Compression(rawValue: configuration.groups.offsetsCompression) ?? .none
    }
}
