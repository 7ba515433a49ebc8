extension ConfigDefinition {
    /// Broker configurations of consumer and share groups. Those of share groups are accepted and wait for
    /// their coordinator.
    static let brokerGroups: [ConfigDefinition] = [
        .init(
            "group.consumer.assignors", .list, "uniform,range",
            meaning: "The assignors that a broker offers to groups."),
        .init(
            "group.consumer.heartbeat.interval.ms", .int, "5000", .atLeast(1),
            meaning: "How often members of a group report."),
        .init(
            "group.consumer.max.heartbeat.interval.ms", .int, "15000", .atLeast(1),
            meaning: "The longest interval a group may ask for."),
        .init(
            "group.consumer.max.session.timeout.ms", .int, "60000", .atLeast(1),
            meaning: "The longest session a group may ask for."),
        .init(
            "group.consumer.max.size", .int, "2147483647", .atLeast(1),
            meaning: "How many members a group may have."),
        .init(
            "group.consumer.migration.policy", .string, "bidirectional",
            .oneOf(["bidirectional", "upgrade", "downgrade", "disabled"]), isInternal: true,
            meaning: "Between which protocols a group may change."),
        .init(
            "group.consumer.min.heartbeat.interval.ms", .int, "5000", .atLeast(1),
            meaning: "The shortest interval a group may ask for."),
        .init(
            "group.consumer.min.session.timeout.ms", .int, "45000", .atLeast(1),
            meaning: "The shortest session a group may ask for."),
        .init(
            "group.consumer.regex.refresh.interval.ms", .int, "600000", .atLeast(10_000),
            meaning: "How often subscriptions by pattern are looked over."),
        .init(
            "group.consumer.session.timeout.ms", .int, "45000", .atLeast(1),
            meaning: "After how long without a report a member is out."),
        .init(
            "group.coordinator.append.linger.ms", .int, "10", .atLeast(0),
            meaning: "How long a coordinator's records wait for company."),
        .init(
            "group.coordinator.new.enable", .boolean, "true", isInternal: true,
            meaning: "Kept for old files; has no effect in Kafka 4."),
        .init(
            "group.coordinator.rebalance.protocols", .list, "classic,consumer",
            .oneOf(["consumer", "classic", "share", "streams", "unknown"]),
            meaning: "The group protocols that are served."),
        .init(
            "group.coordinator.threads", .int, "1", .atLeast(1),
            meaning: "Threads of the group coordinator."),
        .init(
            "group.initial.rebalance.delay.ms", .int, "3000",
            meaning: "How long a new group waits for more members."),
        .init(
            "group.max.session.timeout.ms", .int, "1800000",
            meaning: "The longest session that a member may ask for."),
        .init(
            "group.max.size", .int, "2147483647", .atLeast(1),
            meaning: "How many members a classic group may have."),
        .init(
            "group.min.session.timeout.ms", .int, "6000",
            meaning: "The shortest session that a member may ask for."),
        .init(
            "group.share.delivery.count.limit", .int, "5", .between(2, 10),
            meaning: "How often a shared record is delivered at most."),
        .init(
            "group.share.enable", .boolean, "false", isInternal: true,
            meaning: "Kept for old files; the feature level decides."),
        .init(
            "group.share.heartbeat.interval.ms", .int, "5000", .atLeast(1),
            meaning: "How often members of a share group report."),
        .init(
            "group.share.initialize.retry.interval.ms", .int, "30000", .atLeast(1), isInternal: true,
            meaning: "How often a share group's state is initialized again."),
        .init(
            "group.share.max.groups", .short, "10", .between(1, 100),
            meaning: "How many share groups there may be."),
        .init(
            "group.share.max.heartbeat.interval.ms", .int, "15000", .atLeast(1),
            meaning: "The longest interval a share group may ask for."),
        .init(
            "group.share.max.record.lock.duration.ms", .int, "60000", .between(30_000, 3_600_000),
            meaning: "The longest lock of a record a share group may ask for."),
        .init(
            "group.share.max.session.timeout.ms", .int, "60000", .atLeast(1),
            meaning: "The longest session a share group may ask for."),
        .init(
            "group.share.max.size", .int, "200", .between(10, 1_000),
            meaning: "How many members a share group may have."),
        .init(
            "group.share.min.heartbeat.interval.ms", .int, "5000", .atLeast(1),
            meaning: "The shortest interval a share group may ask for."),
        .init(
            "group.share.min.record.lock.duration.ms", .int, "15000", .between(1_000, 30_000),
            meaning: "The shortest lock of a record a share group may ask for."),
        .init(
            "group.share.min.session.timeout.ms", .int, "45000", .atLeast(1),
            meaning: "The shortest session a share group may ask for."),
        .init(
            "group.share.partition.max.record.locks", .int, "200", .between(100, 10_000),
            meaning: "How many records of a partition are locked at most."),
        .init(
            "group.share.record.lock.duration.ms", .int, "30000", .between(1_000, 3_600_000),
            meaning: "How long a shared record is locked."),
        .init(
            "group.share.session.timeout.ms", .int, "45000", .atLeast(1),
            meaning: "After how long without a report a member is out."),
        .init(
            "share.coordinator.append.linger.ms", .int, "10", .atLeast(0),
            meaning: "How long a coordinator's records wait for company."),
        .init(
            "share.coordinator.load.buffer.size", .int, "5242880", .atLeast(1), importance: .high,
            meaning: "Bytes read at a time when a coordinator loads."),
        .init(
            "share.coordinator.snapshot.update.records.per.snapshot", .int, "500", .atLeast(0),
            meaning: "Updates after which a snapshot is written."),
        .init(
            "share.coordinator.state.topic.compression.codec", .int, "0", importance: .high,
            meaning: "Compression of the topic of share states."),
        .init(
            "share.coordinator.state.topic.min.isr", .short, "2", .atLeast(1), importance: .high,
            meaning: "In-sync replicas that the topic of share states needs."),
        .init(
            "share.coordinator.state.topic.num.partitions", .int, "50", .atLeast(1), importance: .high,
            meaning: "Partitions of the topic of share states."),
        .init(
            "share.coordinator.state.topic.replication.factor", .short, "3", .atLeast(1), importance: .high,
            meaning: "Replicas of the topic of share states."),
        .init(
            "share.coordinator.state.topic.segment.bytes", .int, "104857600", .atLeast(1), importance: .high,
            meaning: "Segment size of the topic of share states."),
        .init(
            "share.coordinator.threads", .int, "1", .atLeast(1),
            meaning: "Threads of the share coordinator."),
        .init(
            "share.coordinator.write.timeout.ms", .int, "5000", .atLeast(1), importance: .high,
            meaning: "How long a write of the share coordinator may take."),
        .init(
            "share.fetch.max.fetch.records", .int, "2147483647", importance: .high, isInternal: true,
            meaning: "How many records one share fetch returns."),
        .init(
            "share.fetch.purgatory.purge.interval.requests", .int, "1000",
            meaning: "How often finished share fetches are swept from the waiting ones."),
    ]
}
