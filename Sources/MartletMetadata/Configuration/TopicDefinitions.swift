extension ConfigDefinition {
    /// The configurations of a topic.
    static let topics: [ConfigDefinition] = [
        .init(
            "cleanup.policy", .list, "delete", .oneOf(["compact", "delete"]), update: .dynamic,
            synonyms: [.init("log.cleanup.policy")],
            meaning: "What happens to old records: delete, compact, both; none keeps them for ever."),
        .init(
            "compression.gzip.level", .int, "-1", .minusOneOr(1, 9), update: .dynamic,
            synonyms: [.init("compression.gzip.level")],
            meaning: "Effort of gzip, where the broker compresses."),
        .init(
            "compression.lz4.level", .int, "9", .between(1, 17), update: .dynamic,
            synonyms: [.init("compression.lz4.level")],
            meaning: "Effort of lz4, where the broker compresses."),
        .init(
            "compression.type", .string, "producer",
            .oneOf(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]), update: .dynamic,
            synonyms: [.init("compression.type")],
            meaning: "How batches are compressed on disk; producer keeps them as they came."),
        .init(
            "compression.zstd.level", .int, "3", .between(-131_072, 22), update: .dynamic,
            synonyms: [.init("compression.zstd.level")],
            meaning: "Effort of zstd, where the broker compresses."),
        .init(
            "delete.retention.ms", .long, "86400000", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.cleaner.delete.retention.ms")],
            meaning: "How long a tombstone stays in a compacted log."),
        .init(
            "file.delete.delay.ms", .long, "60000", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.segment.delete.delay.ms")],
            meaning: "How long a removed segment's files stay on disk."),
        .init(
            "flush.messages", .long, "9223372036854775807", .atLeast(1), update: .dynamic,
            synonyms: [.init("log.flush.interval.messages")],
            meaning: "After how many records the log is forced to disk, whatever acks say."),
        .init(
            "flush.ms", .long, "9223372036854775807", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.flush.interval.ms")],
            meaning: "After how long the log is forced to disk, whatever acks say."),
        .init(
            "follower.replication.throttled.replicas", .list, "", .throttledReplicas, update: .dynamic,
            meaning: "Replicas whose fetching is throttled on the follower's side."),
        .init(
            "index.interval.bytes", .int, "4096", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.index.interval.bytes")],
            meaning: "How many bytes of log lie between two entries of its index."),
        .init(
            "leader.replication.throttled.replicas", .list, "", .throttledReplicas, update: .dynamic,
            meaning: "Replicas whose fetching is throttled on the leader's side."),
        .init(
            "local.retention.bytes", .long, "-2", .atLeast(-2), update: .dynamic,
            synonyms: [.init("log.local.retention.bytes")],
            meaning: "Bytes kept locally when older segments are in remote storage."),
        .init(
            "local.retention.ms", .long, "-2", .atLeast(-2), update: .dynamic,
            synonyms: [.init("log.local.retention.ms")],
            meaning: "Time kept locally when older segments are in remote storage."),
        .init(
            "martlet.segment.compression.type", .string, "none", .oneOf(ConfigDefinition.segmentCodecs),
            update: .dynamic, synonyms: [.init("martlet.segment.compression.type")],
            meaning: "How a segment that is full is compressed in the background."),
        .init(
            "max.compaction.lag.ms", .long, "9223372036854775807", .atLeast(1), update: .dynamic,
            synonyms: [.init("log.cleaner.max.compaction.lag.ms")],
            meaning: "After how long a record is due for compaction."),
        .init(
            "max.message.bytes", .int, "1048588", .atLeast(0), update: .dynamic,
            synonyms: [.init("message.max.bytes")],
            meaning: "The largest batch that is accepted, after compression."),
        .init(
            "message.downconversion.enable", .boolean, "true", importance: .low, update: .dynamic,
            synonyms: [.init("log.message.downconversion.enable")],
            meaning: "Known for old clients; has no effect since Kafka 4."),
        .init(
            "message.timestamp.after.max.ms", .long, "3600000", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.message.timestamp.after.max.ms")],
            meaning: "How far a record's timestamp may lie in the future."),
        .init(
            "message.timestamp.before.max.ms", .long, "9223372036854775807", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.message.timestamp.before.max.ms")],
            meaning: "How far a record's timestamp may lie in the past."),
        .init(
            "message.timestamp.type", .string, "CreateTime", .oneOf(["CreateTime", "LogAppendTime"]),
            update: .dynamic, synonyms: [.init("log.message.timestamp.type")],
            meaning: "Whether records carry their creator's time or that of their arrival."),
        .init(
            "min.cleanable.dirty.ratio", .double, "0.5", .ratio, update: .dynamic,
            synonyms: [.init("log.cleaner.min.cleanable.ratio")],
            meaning: "The share of uncompacted bytes at which a log is compacted."),
        .init(
            "min.compaction.lag.ms", .long, "0", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.cleaner.min.compaction.lag.ms")],
            meaning: "For how long a record is safe from compaction."),
        .init(
            "min.insync.replicas", .int, "1", .atLeast(1), update: .dynamic,
            synonyms: [.init("min.insync.replicas")],
            meaning: "How many replicas must have a record before acks=all is answered."),
        .init(
            "preallocate", .boolean, "false", update: .dynamic, synonyms: [.init("log.preallocate")],
            meaning: "Whether a new segment's file is given its full size at once."),
        .init(
            "remote.log.copy.disable", .boolean, "false", update: .dynamic,
            meaning: "Whether copying to remote storage is stopped."),
        .init(
            "remote.log.delete.on.disable", .boolean, "false", update: .dynamic,
            meaning: "Whether remote data goes when remote storage is switched off."),
        .init(
            "remote.storage.enable", .boolean, "false", update: .dynamic,
            meaning: "Whether segments move to remote storage, which this version does not have."),
        .init(
            "retention.bytes", .long, "-1", update: .dynamic, synonyms: [.init("log.retention.bytes")],
            meaning: "How large a partition may grow before its oldest segments go; -1 is no limit."),
        .init(
            "retention.ms", .long, "604800000", .atLeast(-1), update: .dynamic,
            synonyms: [.init("log.retention.ms")],
            meaning: "How old a segment may grow before it goes; -1 is no limit."),
        .init(
            "segment.bytes", .int, "1073741824", .atLeast(1_048_576), update: .dynamic,
            synonyms: [.init("log.segment.bytes")],
            meaning: "The size at which a new segment is begun."),
        .init(
            "segment.index.bytes", .int, "10485760", .atLeast(4), update: .dynamic,
            synonyms: [.init("log.index.size.max.bytes")],
            meaning: "The size of a segment's index."),
        .init(
            "segment.jitter.ms", .long, "0", .atLeast(0), update: .dynamic,
            synonyms: [.init("log.roll.jitter.ms")],
            meaning: "By how much, at random, rolling by time comes earlier."),
        .init(
            "segment.ms", .long, "604800000", .atLeast(1), update: .dynamic, synonyms: [.init("log.roll.ms")],
            meaning: "The age at which a new segment is begun."),
        .init(
            "unclean.leader.election.enable", .boolean, "false", update: .dynamic,
            synonyms: [.init("unclean.leader.election.enable")],
            meaning: "Whether a replica that lacks records may lead when no other can."),
        .init(
            "internal.segment.bytes", .int, nil, .atLeast(14), update: .dynamic, isInternal: true,
            meaning: "A segment size below the public minimum, for tests."),
    ]
}
