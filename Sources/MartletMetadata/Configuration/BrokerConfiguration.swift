import MartletModel

/// What one node is told at its start, with Kafka's keys and defaults.
///
/// Without any setting a node is broker and controller in one, has the id 1, listens on `PLAINTEXT://:9092`
/// and keeps its data in `/tmp/martlet-logs`. (Kafka's default directory is left to Kafka.)
package struct BrokerConfiguration: Sendable, Equatable {
    package enum Durability: Sendable, Equatable {
        /// `acks=all` is answered when the record is on disk.
        case disk
        /// `acks=all` is answered when the record is in the page cache, as Apache Kafka does.
        case pageCache
    }

    /// The settings as text, for DescribeConfigs and for topics' defaults.
    package let settings: StaticConfiguration

    package let nodeID: BrokerID
    package let roles: ProcessRoles
    package let rack: String?
    package let durability: Durability

    /// All listeners, those of controllers included.
    package let listeners: [Listener]
    /// What clients are told. A host that is empty, or a port that is 0, is filled in once the listener is
    /// bound.
    package let advertisedListeners: [Listener]
    /// What other nodes are told of the controllers' listeners of this one, in the order of
    /// `controllerListenerNames`; empty for a node that is no controller, or a quorum by itself without such
    /// a listener.
    package let advertisedControllerListeners: [Listener]
    /// Of the controllers' listeners, here or, where this node is no controller, there. The first is the one
    /// over which the quorum talks.
    package let controllerListenerNames: [String]
    /// Meaningless where the node is no broker.
    package let interBrokerListenerName: String
    package let quorum: QuorumConfiguration
    package let session: BrokerSessionConfiguration
    package let metadataLog: MetadataLogConfiguration
    package let replication: ReplicationConfiguration
    package let groups: BrokerGroupConfiguration

    /// At least one; the first holds the metadata log unless `metadataLogDirectory` says otherwise.
    package let logDirectories: [String]
    package let metadataLogDirectory: String

    package let autoCreatesTopics: Bool
    package let deletesTopics: Bool
    package let defaultPartitionCount: Int32
    package let defaultReplicationFactor: Int16

    package let network: NetworkLimits
    package let fetchMaxBytes: Int
    package let maxFetchSessions: Int
    /// How many partitions one DescribeTopicPartitions answer holds.
    package let maxPartitionsPerDescription: Int
    package let intervals: Intervals

    /// What clients' records must leave of a disk (`martlet.disk.reserve.bytes`); nil goes by its size.
    package let diskReserveBytes: Int64?
    /// What the broker does beside serving, as its start says; the cluster's word comes with
    /// `ConfigurationSources.background`.
    package let background: BackgroundConfiguration

    package let recoveryThreadsPerDirectory: Int
    package let producerIDExpirationMilliseconds: Int64

    package struct NetworkLimits: Sendable, Equatable {
        package var requestMaxBytes: Int
        /// Nil: the system's own.
        package var sendBufferBytes: Int?
        package var receiveBufferBytes: Int?
        package var listenBacklog: Int
        /// Nil: connections are never closed for being idle.
        package var maxIdle: Duration?
        package var maxConnections: Int
        package var maxConnectionsPerAddress: Int
        package var maxConnectionsOverrides: [String: Int]
    }

    package struct Intervals: Sendable, Equatable {
        package var initialTaskDelay: Duration
        package var retentionCheck: Duration
        package var recoveryPointCheckpoint: Duration
        package var logStartCheckpoint: Duration
        package var highWatermarkCheckpoint: Duration
        package var producerIDExpirationCheck: Duration
    }

    /// Reads `server.properties` and what the command line sets on top of it, in order.
    package init(
        properties: String? = nil, overrides: [PropertiesText.Entry] = []
    ) throws(ConfigurationError) {
        var file: PropertiesText?
        if let properties { file = try PropertiesText(properties) }
        try self.init(settings: StaticConfiguration(file: file, overrides: overrides))
    }

    package init(settings: StaticConfiguration) throws(ConfigurationError) {
        self.settings = settings
        try Self.checkNodeID(settings)
        try Self.checkTimes(settings)
        try Self.checkCleanerMemory(settings)

        nodeID = BrokerID(Int32(truncatingIfNeeded: settings.whole("node.id")))
        roles = try ProcessRoles(settings)
        rack = settings.value("broker.rack")
        durability = settings.value("martlet.durability") == "page-cache" ? .pageCache : .disk

        quorum = try QuorumConfiguration(settings)
        let plan = try ListenerPlan(settings, roles)
        listeners = plan.listeners
        advertisedListeners = plan.advertised
        advertisedControllerListeners = plan.advertisedControllers
        controllerListenerNames = plan.controllerNames
        interBrokerListenerName = plan.interBrokerName
        session = try BrokerSessionConfiguration(settings)
        metadataLog = MetadataLogConfiguration(settings)
        replication = ReplicationConfiguration(settings)
        groups = try BrokerGroupConfiguration(settings)

        logDirectories = try Self.logDirectories(settings)
        metadataLogDirectory = settings.value("metadata.log.dir") ?? logDirectories[0]

        autoCreatesTopics = settings.flag("auto.create.topics.enable")
        deletesTopics = settings.flag("delete.topic.enable")
        defaultPartitionCount = Int32(truncatingIfNeeded: settings.whole("num.partitions"))
        defaultReplicationFactor = Int16(clamping: settings.whole("default.replication.factor"))

        network = try NetworkLimits(settings)
        fetchMaxBytes = Int(settings.whole("fetch.max.bytes"))
        maxFetchSessions = Int(settings.whole("max.incremental.fetch.session.cache.slots"))
        maxPartitionsPerDescription = Int(settings.whole("max.request.partition.size.limit"))
        intervals = Intervals(settings)

        let reserve: Int64 = settings.whole("martlet.disk.reserve.bytes")
        diskReserveBytes = reserve < 0 ? nil : reserve
        background = BackgroundConfiguration { settings.value($0) }
        recoveryThreadsPerDirectory = Int(settings.whole("num.recovery.threads.per.data.dir"))
        producerIDExpirationMilliseconds = settings.whole("producer.id.expiration.ms")
        try checkQuorum()
    }
}

extension PropertiesText.Entry {
    /// `key=value`, as the command line's `--set` has it.
    package init(override text: String) throws(ConfigurationError) {
        guard let equals = text.firstIndex(of: "=") else { throw .malformedOverride(text) }
        let key = String(text[..<equals]).trimmed
        guard !key.isEmpty else { throw .malformedOverride(text) }
        self.init(key: key, value: String(text[text.index(after: equals)...]).trimmed)
    }
}
