extension ConfigDefinition {
    /// Broker configurations of logs: where they are, and what topics without their own value do.
    static let brokerLogs: [ConfigDefinition] = [
        .init(
            "log.cleaner.delete.retention.ms", .long, "86400000", .atLeast(0), update: .dynamic,
            meaning: "How long a tombstone stays in a compacted log, for topics without their own."),
        .init(
            "log.cleaner.max.compaction.lag.ms", .long, "9223372036854775807", .atLeast(1), update: .dynamic,
            meaning: "After how long a record is due for compaction, for topics without their own."),
        .init(
            "log.cleaner.min.cleanable.ratio", .double, "0.5", .ratio, update: .dynamic,
            meaning: "The share of uncompacted bytes at which a log is compacted."),
        .init(
            "log.cleaner.min.compaction.lag.ms", .long, "0", .atLeast(0), update: .dynamic,
            meaning: "For how long a record is safe from compaction, for topics without their own."),
        .init(
            "log.cleanup.policy", .list, "delete", .oneOf(["compact", "delete"]), update: .dynamic,
            meaning: "What happens to old records, for topics that do not say."),
        .init(
            "log.dir", .string, "/tmp/martlet-logs", importance: .high,
            meaning: "The directory for data, if log.dirs is not set."),
        .init(
            "cordoned.log.dirs", .list, "", update: .dynamic,
            meaning: "Directories that take no new replicas, or * for all of the broker's."),
        .init(
            "log.dir.failure.timeout.ms", .long, "30000", .atLeast(1), importance: .low,
            meaning: "How long an offline directory may stay unreported to the controller."),
        .init(
            "log.dirs", .string, nil, importance: .high, synonyms: [.init("log.dir")],
            meaning: "The directories for data, separated by commas."),
        .init(
            "log.flush.interval.messages", .long, "9223372036854775807", .atLeast(1), importance: .high,
            update: .dynamic,
            meaning: "After how many records a log is forced to disk, whatever acks say."),
        .init(
            "log.flush.interval.ms", .long, nil, importance: .high, update: .dynamic,
            synonyms: [.init("log.flush.scheduler.interval.ms")],
            meaning: "After how long a log is forced to disk, whatever acks say."),
        .init(
            "log.flush.offset.checkpoint.interval.ms", .int, "60000", .atLeast(0), importance: .high,
            meaning: "How often the recovery points are written."),
        .init(
            "log.flush.scheduler.interval.ms", .long, "9223372036854775807", importance: .high,
            meaning: "How often logs are looked over for records that are due to be forced to disk."),
        .init(
            "log.flush.start.offset.checkpoint.interval.ms", .int, "60000", .atLeast(0), importance: .high,
            meaning: "How often the logs' start offsets are written."),
        .init(
            "log.index.interval.bytes", .int, "4096", .atLeast(0), update: .dynamic,
            meaning: "How many bytes of log lie between two entries of its index."),
        .init(
            "log.index.size.max.bytes", .int, "10485760", .atLeast(4), update: .dynamic,
            meaning: "The size of a segment's index."),
        .init(
            "log.initial.task.delay.ms", .long, "30000", .atLeast(0), importance: .low, isInternal: true,
            meaning: "How long after the start the periodic tasks begin."),
        .init(
            "log.local.retention.bytes", .long, "-2", .atLeast(-2), update: .dynamic,
            meaning: "Bytes kept locally when older segments are in remote storage."),
        .init(
            "log.local.retention.ms", .long, "-2", .atLeast(-2), update: .dynamic,
            meaning: "Time kept locally when older segments are in remote storage."),
        .init(
            "log.message.downconversion.enable", .boolean, "true", importance: .low,
            meaning: "Known for old clients; has no effect since Kafka 4."),
        .init(
            "log.message.timestamp.after.max.ms", .long, "3600000", .atLeast(0), update: .dynamic,
            meaning: "How far a record's timestamp may lie in the future."),
        .init(
            "log.message.timestamp.before.max.ms", .long, "9223372036854775807", .atLeast(0),
            update: .dynamic,
            meaning: "How far a record's timestamp may lie in the past."),
        .init(
            "log.message.timestamp.type", .string, "CreateTime", .oneOf(["CreateTime", "LogAppendTime"]),
            update: .dynamic,
            meaning: "Whether records carry their creator's time or that of their arrival."),
        .init(
            "log.preallocate", .boolean, "false", update: .dynamic,
            meaning: "Whether a new segment's file is given its full size at once."),
        .init(
            "log.retention.bytes", .long, "-1", importance: .high, update: .dynamic,
            meaning: "How large a partition may grow before its oldest segments go; -1 is no limit."),
        .init(
            "log.retention.check.interval.ms", .long, "300000", .atLeast(1),
            meaning: "How often segments are looked over for those that are due to go."),
        .init(
            "log.retention.hours", .int, "168", importance: .high,
            meaning: "How old a segment may grow, in hours, if neither minutes nor milliseconds are set."),
        .init(
            "log.retention.minutes", .int, nil, importance: .high,
            meaning: "How old a segment may grow, in minutes, if milliseconds are not set."),
        .init(
            "log.retention.ms", .long, nil, importance: .high, update: .dynamic,
            synonyms: [
                .init("log.retention.minutes", factor: 60_000),
                .init("log.retention.hours", factor: 3_600_000),
            ],
            meaning: "How old a segment may grow before it goes; -1 is no limit."),
        .init(
            "log.roll.hours", .int, "168", .atLeast(1), importance: .high,
            meaning: "The age in hours at which a new segment is begun, if milliseconds are not set."),
        .init(
            "log.roll.jitter.hours", .int, "0", .atLeast(0), importance: .high,
            meaning: "By how many hours, at random, rolling by time comes earlier."),
        .init(
            "log.roll.jitter.ms", .long, nil, importance: .high, update: .dynamic,
            synonyms: [.init("log.roll.jitter.hours", factor: 3_600_000)],
            meaning: "By how much, at random, rolling by time comes earlier."),
        .init(
            "log.roll.ms", .long, nil, importance: .high, update: .dynamic,
            synonyms: [.init("log.roll.hours", factor: 3_600_000)],
            meaning: "The age at which a new segment is begun."),
        .init(
            "log.segment.bytes", .int, "1073741824", .atLeast(1_048_576), importance: .high, update: .dynamic,
            meaning: "The size at which a new segment is begun."),
        .init(
            "log.segment.delete.delay.ms", .long, "60000", .atLeast(0), importance: .high, update: .dynamic,
            meaning: "How long a removed segment's files stay on disk."),
        .init(
            "compression.gzip.level", .int, "-1", .minusOneOr(1, 9), update: .dynamic,
            meaning: "Effort of gzip, where the broker compresses."),
        .init(
            "compression.lz4.level", .int, "9", .between(1, 17), update: .dynamic,
            meaning: "Effort of lz4, where the broker compresses."),
        .init(
            "compression.type", .string, "producer",
            .oneOf(["uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"]), importance: .high,
            update: .dynamic,
            meaning: "How batches are compressed on disk; producer keeps them as they came."),
        .init(
            "compression.zstd.level", .int, "3", .between(-131_072, 22), update: .dynamic,
            meaning: "Effort of zstd, where the broker compresses."),
        .init(
            "message.max.bytes", .int, "1048588", .atLeast(0), importance: .high, update: .dynamic,
            meaning: "The largest batch that is accepted, after compression."),
        .init(
            "min.insync.replicas", .int, "1", .atLeast(1), importance: .high, update: .dynamic,
            meaning: "How many replicas must have a record before acks=all is answered."),
        .init(
            "producer.id.expiration.check.interval.ms", .int, "600000", .atLeast(1), importance: .low,
            isInternal: true,
            meaning: "How often idle producers are looked for."),
        .init(
            "producer.id.expiration.ms", .int, "86400000", .atLeast(1), importance: .low,
            meaning: "After how long an idle producer's sequence numbers are forgotten."),
        .init(
            "unclean.leader.election.enable", .boolean, "false", importance: .high, update: .dynamic,
            meaning: "Whether a replica that lacks records may lead when no other can."),
        .init(
            "num.recovery.threads.per.data.dir", .int, "2", .atLeast(1), importance: .high,
            meaning: "How many logs of a directory are recovered at the same time."),
    ]
}
