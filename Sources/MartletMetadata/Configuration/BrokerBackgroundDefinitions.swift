extension ConfigDefinition {
    static let segmentCodecs = ["none", "gzip", "snappy", "lz4", "zstd"]

    /// Broker configurations of what goes on beside serving: compaction, recompression, scrubbing, and the
    /// room that is kept for them.
    static let brokerBackground: [ConfigDefinition] = [
        .init(
            "log.cleaner.backoff.ms", .long, "15000", .atLeast(0), update: .dynamic,
            meaning: "How long the cleaner sleeps when there is nothing to compact."),
        .init(
            "log.cleaner.dedupe.buffer.size", .long, "134217728",
            meaning: "Memory of all cleaner threads for the keys they compare."),
        .init("log.cleaner.enable", .boolean, "true", meaning: "Whether logs are compacted at all."),
        .init(
            "log.cleaner.io.buffer.load.factor", .double, "0.9", support: .defaultOnly,
            meaning: "How full the cleaner's key map may become."),
        .init(
            "log.cleaner.io.buffer.size", .int, "524288", .atLeast(0), support: .defaultOnly,
            meaning: "Memory of all cleaner threads for reading and writing."),
        .init(
            "log.cleaner.io.max.bytes.per.second", .double, "1.7976931348623157E308", .aboveZero,
            update: .dynamic,
            meaning: "How fast all cleaner threads together may read and write."),
        .init("log.cleaner.threads", .int, "1", .atLeast(0), meaning: "How many threads compact."),
        .init(
            "martlet.audit.bytes.per.second", .long, "1048576", .atLeast(0), update: .dynamic,
            meaning: "How fast a leader compares its records with those of the other replicas in sync; 0 is "
                + "not at all."),
        .init(
            "martlet.disk.reserve.bytes", .long, "-1", .atLeast(-1),
            meaning: "What clients' records must leave of a disk, for metadata, checkpoints and deletions; "
                + "-1 is a 64th of it, 64 MiB at most."),
        .init(
            "martlet.healing.bytes.per.second", .long, "33554432", .atLeast(1), update: .dynamic,
            meaning: "How fast replicas copy from others what is damaged here, and write it anew."),
        .init(
            "martlet.recompression.io.max.bytes.per.second", .double, "104857600", .aboveZero,
            update: .dynamic,
            meaning: "How fast full segments may be read and written to compress them."),
        .init(
            "martlet.scrub.bytes.per.second", .long, "10485760", .atLeast(0), update: .dynamic,
            meaning: "How fast full segments are read to find damage before a reader does; 0 is not at all."),
        .init(
            "martlet.segment.compression.type", .string, "none", .oneOf(segmentCodecs), update: .dynamic,
            meaning: "How a segment that is full is compressed in the background, for topics that do not say."
        ),
    ]
}
