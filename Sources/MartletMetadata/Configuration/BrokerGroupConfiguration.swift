/// What a broker grants the groups that it coordinates, and where it keeps them.
package struct BrokerGroupConfiguration: Sendable, Equatable {
    /// `group.min.session.timeout.ms` to `group.max.session.timeout.ms`.
    package var sessionTimeoutMilliseconds: ClosedRange<Int32>
    /// `group.initial.rebalance.delay.ms`.
    package var initialRebalanceDelay: Duration
    /// `group.max.size`.
    package var maxMembers: Int
    /// `offset.metadata.max.bytes`.
    package var maxMetadataBytes: Int
    /// `offsets.retention.minutes`.
    package var offsetRetentionMilliseconds: Int64
    /// `offsets.retention.check.interval.ms`.
    package var offsetExpiryInterval: Duration
    /// `offsets.commit.timeout.ms`.
    package var commitTimeout: Duration
    /// `group.coordinator.rebalance.protocols`: whether the broker may assign partitions to members.
    package var servesConsumerGroups: Bool
    /// `group.consumer.session.timeout.ms`.
    package var consumerSessionTimeout: Duration
    /// `group.consumer.heartbeat.interval.ms`.
    package var consumerHeartbeatIntervalMilliseconds: Int32
    /// `group.consumer.min.session.timeout.ms` to `group.consumer.max.session.timeout.ms`: what a group may
    /// have instead.
    package var consumerSessionTimeoutMilliseconds: ClosedRange<Int32>
    /// `group.consumer.min.heartbeat.interval.ms` to `group.consumer.max.heartbeat.interval.ms`.
    package var consumerHeartbeatIntervals: ClosedRange<Int32>
    /// `group.consumer.max.size`.
    package var maxConsumerMembers: Int
    /// `group.consumer.assignors`, the one to take first.
    package var consumerAssignors: [String]
    /// `group.consumer.migration.policy`, one of its words.
    package var consumerMigration: String
    /// `offsets.topic.num.partitions`.
    package var offsetsPartitionCount: Int32
    /// `offsets.topic.replication.factor`. Nil: nothing is said, neither of it nor of a quorum, and the node
    /// may well be the only one.
    package var offsetsReplicationFactor: Int16?
    /// `offsets.topic.segment.bytes`.
    package var offsetsSegmentBytes: Int64
    /// `offsets.topic.compression.codec`: the codec's number.
    package var offsetsCompression: Int8

    init(_ settings: StaticConfiguration) throws(ConfigurationError) {
        sessionTimeoutMilliseconds = try Self.range("group", "session.timeout.ms", settings)
        initialRebalanceDelay = settings.duration("group.initial.rebalance.delay.ms")
        maxMembers = Int(settings.whole("group.max.size"))
        maxMetadataBytes = Int(settings.whole("offset.metadata.max.bytes"))
        offsetRetentionMilliseconds = settings.whole("offsets.retention.minutes") * 60_000
        offsetExpiryInterval = settings.duration("offsets.retention.check.interval.ms")
        commitTimeout = settings.duration("offsets.commit.timeout.ms")
        servesConsumerGroups = Self.list("group.coordinator.rebalance.protocols", settings)
            .contains("consumer")
        consumerSessionTimeout = settings.duration("group.consumer.session.timeout.ms")
        consumerHeartbeatIntervalMilliseconds = Int32(
            clamping: settings.whole("group.consumer.heartbeat.interval.ms"))
        consumerSessionTimeoutMilliseconds = try Self.range(
            "group.consumer", "session.timeout.ms", settings)
        consumerHeartbeatIntervals = try Self.range("group.consumer", "heartbeat.interval.ms", settings)
        maxConsumerMembers = Int(settings.whole("group.consumer.max.size"))
        consumerAssignors = Self.list("group.consumer.assignors", settings)
        consumerMigration = settings.value("group.consumer.migration.policy") ?? ""
        offsetsPartitionCount = Int32(clamping: settings.whole("offsets.topic.num.partitions"))
        let isSaid = Self.saysOfCluster.contains { settings.explicitValue($0) ?? "" != "" }
        let factor = Int16(clamping: settings.whole("offsets.topic.replication.factor"))
        offsetsReplicationFactor = isSaid ? factor : nil
        offsetsSegmentBytes = settings.whole("offsets.topic.segment.bytes")
        offsetsCompression = Int8(clamping: settings.whole("offsets.topic.compression.codec"))
    }

    /// Who sets one of these knows how large the cluster is to be.
    private static let saysOfCluster = [
        "offsets.topic.replication.factor", "controller.quorum.voters", "controller.quorum.bootstrap.servers",
    ]

    /// How many replicas `__consumer_offsets` is to have, in a cluster of so many brokers.
    package func offsetsReplicationFactor(brokers: Int) -> Int16 {
        offsetsReplicationFactor ?? Int16(clamping: min(3, max(1, brokers)))
    }

    private static func range(
        _ prefix: String, _ name: String, _ settings: StaticConfiguration
    ) throws(ConfigurationError) -> ClosedRange<Int32> {
        let least = Int32(clamping: settings.whole("\(prefix).min.\(name)"))
        let most = Int32(clamping: settings.whole("\(prefix).max.\(name)"))
        guard least <= most else {
            throw .conflict(
                key: "\(prefix).max.\(name)", value: String(most),
                reason: "it is less than \(prefix).min.\(name)=\(least)")
        }
        return least...most
    }

    private static func list(_ key: String, _ settings: StaticConfiguration) -> [String] {
        (settings.value(key) ?? "").split(separator: ",").map { String($0).trimmed }
    }
}
