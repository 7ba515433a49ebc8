extension ConfigDefinition {
    /// Broker configurations of the quorum, of replication, and of the coordinators' own topics.
    static let brokerQuorum: [ConfigDefinition] = [
        .init(
            "broker.heartbeat.interval.ms", .int, "500", .atLeast(1),
            meaning: "How often a broker reports to the controller."),
        .init(
            "broker.session.timeout.ms", .int, "7000", .atLeast(1),
            meaning: "After how long without a report a broker is fenced."),
        .init(
            "initial.broker.registration.timeout.ms", .int, "60000", .atLeast(1),
            meaning: "How long the first registration may take."),
        .init(
            "controller.quorum.append.linger.ms", .int, "25", .atLeast(0),
            meaning: "How long metadata records wait for company."),
        .init(
            "controller.quorum.auto.join.enable", .boolean, "false",
            meaning: "Whether a new controller adds itself to the quorum."),
        .init(
            "controller.quorum.bootstrap.servers", .list, "", importance: .high,
            meaning: "Where to look for the quorum's leader."),
        .init(
            "controller.quorum.election.backoff.max.ms", .int, "1000", .atLeast(0), importance: .high,
            meaning: "The longest pause between two elections."),
        .init(
            "controller.quorum.election.timeout.ms", .int, "300", .atLeast(1), importance: .high,
            meaning: "How long to wait for votes."),
        .init(
            "controller.quorum.fetch.max.bytes", .int, "1048576", .atLeast(1),
            meaning: "The most bytes of one fetch from the quorum's leader."),
        .init(
            "controller.quorum.fetch.snapshot.max.bytes", .int, "1048576", .atLeast(1),
            meaning: "The most bytes of one piece of a snapshot."),
        .init(
            "controller.quorum.fetch.timeout.ms", .int, "1000", .atLeast(1), importance: .high,
            meaning: "After how long without its leader a voter calls an election."),
        .init(
            "controller.quorum.request.timeout.ms", .int, "1000", .atLeast(1),
            meaning: "How long a request within the quorum may take."),
        .init(
            "controller.quorum.retry.backoff.ms", .int, "20", .atLeast(0), importance: .low,
            meaning: "The pause before such a request is sent again."),
        .init(
            "controller.quorum.voters", .list, "", importance: .high,
            meaning: "The quorum's members, as id@host:port, where the metadata log does not name them."),
        .init(
            "metadata.log.dir", .string, nil, importance: .high,
            meaning: "The directory of the metadata log; without it the first of log.dirs."),
        .init(
            "metadata.log.max.record.bytes.between.snapshots", .long, "20971520", .atLeast(1),
            importance: .high,
            meaning: "Bytes of metadata after which a snapshot is due."),
        .init(
            "metadata.log.max.snapshot.interval.ms", .long, "3600000", .atLeast(0), importance: .high,
            meaning: "Time after which a snapshot is due."),
        .init(
            "metadata.log.segment.bytes", .int, "1073741824", .atLeast(12), importance: .high,
            meaning: "The size at which a new segment of the metadata log is begun."),
        .init(
            "metadata.log.segment.min.bytes", .int, "8388608", .atLeast(12), importance: .high,
            isInternal: true,
            meaning: "The least that size may be."),
        .init(
            "metadata.log.segment.ms", .long, "604800000", importance: .high,
            meaning: "The age at which a new segment of the metadata log is begun."),
        .init(
            "metadata.max.idle.interval.ms", .int, "500", .atLeast(0), importance: .low,
            meaning: "How often a record is written that does nothing; 0 is never."),
        .init(
            "metadata.max.retention.bytes", .long, "104857600", importance: .high,
            meaning: "How large metadata log and snapshots may grow."),
        .init(
            "metadata.max.retention.ms", .long, "604800000", importance: .high,
            meaning: "How old metadata snapshots may grow."),
        .init(
            "eligible.leader.replicas.enable", .boolean, "false", importance: .high,
            meaning: "Kept for old files: the feature level decides."),
        .init(
            "unclean.leader.election.interval.ms", .long, "300000", .atLeast(1), isInternal: true,
            meaning: "How often leaderless partitions are looked over."),
        .init(
            "follower.replication.throttled.rate", .long, "9223372036854775807", .atLeast(0),
            update: .dynamic,
            meaning: "Bytes per second that throttled replicas here copy from their leaders."),
        .init(
            "leader.replication.throttled.rate", .long, "9223372036854775807", .atLeast(0),
            update: .dynamic,
            meaning: "Bytes per second that throttled replicas elsewhere copy from leaders here."),
        .init(
            "num.replica.alter.log.dirs.threads", .int, nil, importance: .high,
            meaning: "Threads that move replicas between directories."),
        .init(
            "num.replica.fetchers", .int, "1", importance: .high,
            meaning: "Connections over which replicas are fetched from one broker."),
        .init(
            "replica.fetch.backoff.ms", .int, "1000", .atLeast(0),
            meaning: "The pause after a failed fetch of a replica."),
        .init(
            "replica.fetch.max.bytes", .int, "1048576", .atLeast(0),
            meaning: "The most bytes of one partition in one fetch of a replica."),
        .init(
            "replica.fetch.min.bytes", .int, "1", importance: .high,
            meaning: "The least bytes that a fetch of replicas waits for."),
        .init(
            "replica.fetch.response.max.bytes", .int, "10485760", .atLeast(0),
            meaning: "The most bytes of one fetch of replicas."),
        .init(
            "replica.fetch.wait.max.ms", .int, "500", importance: .high,
            meaning: "The longest wait for these bytes."),
        .init(
            "replica.high.watermark.checkpoint.interval.ms", .long, "5000", .atLeast(1), importance: .high,
            meaning: "How often the high watermarks are written."),
        .init(
            "replica.lag.time.max.ms", .long, "30000", importance: .high,
            meaning: "After how long behind the log's end a replica leaves the ISR."),
        .init(
            "martlet.follower.cache.bytes", .long, "16777216", .atLeast(-1),
            meaning: "How much of a partition's end a follower keeps in the page cache where consumers do "
                + "not read from followers; -1 is as much as there is room for."),
        .init(
            "replica.selector.class", .string, nil,
            .oneOf([ReplicationConfiguration.leaderSelector, ReplicationConfiguration.rackAwareSelector]),
            meaning: "Whether consumers read from a replica in their rack, or from the leader."),
        .init(
            "replica.socket.receive.buffer.bytes", .int, "65536", importance: .high,
            meaning: "The kernel's receive buffer of a fetch of replicas."),
        .init(
            "replica.socket.timeout.ms", .int, "30000", importance: .high,
            meaning: "How long a fetch of replicas may take."),
        .init(
            "offset.metadata.max.bytes", .int, "4096", importance: .high,
            meaning: "The most bytes of a remark on a committed offset."),
        .init(
            "offsets.commit.timeout.ms", .int, "5000", .atLeast(1), importance: .high,
            meaning: "How long a commit of offsets may take."),
        .init(
            "offsets.load.buffer.size", .int, "5242880", .atLeast(1), importance: .high,
            meaning: "Bytes read at a time when a coordinator loads."),
        .init(
            "offsets.retention.check.interval.ms", .long, "600000", .atLeast(1), importance: .high,
            meaning: "How often expired offsets are looked for."),
        .init(
            "offsets.retention.minutes", .int, "10080", .atLeast(1), importance: .high,
            meaning: "How long a group's offsets are kept once it is empty."),
        .init(
            "offsets.topic.compression.codec", .int, "0", importance: .high,
            meaning: "Compression of the topic of offsets."),
        .init(
            "offsets.topic.num.partitions", .int, "50", .atLeast(1), importance: .high,
            meaning: "Partitions of the topic of offsets."),
        .init(
            "offsets.topic.replication.factor", .short, "3", .atLeast(1), importance: .high,
            meaning: "Replicas of the topic of offsets."),
        .init(
            "offsets.topic.segment.bytes", .int, "104857600", .atLeast(1), importance: .high,
            meaning: "Segment size of the topic of offsets."),
        .init(
            "transaction.abort.timed.out.transaction.cleanup.interval.ms", .int, "10000", .atLeast(1),
            importance: .low,
            meaning: "How often timed-out transactions are looked for."),
        .init(
            "transaction.max.timeout.ms", .int, "900000", .atLeast(1), importance: .high,
            meaning: "The longest time-out that a transaction may ask for."),
        .init(
            "transaction.partition.verification.enable", .boolean, "true", importance: .low,
            meaning: "Whether a transaction's partitions are verified."),
        .init(
            "transaction.remove.expired.transaction.cleanup.interval.ms", .int, "3600000", .atLeast(1),
            importance: .low,
            meaning: "How often expired transactional ids are looked for."),
        .init(
            "transaction.state.log.load.buffer.size", .int, "5242880", .atLeast(1), importance: .high,
            meaning: "Bytes read at a time when a coordinator loads."),
        .init(
            "transaction.state.log.min.isr", .int, "2", .atLeast(1), importance: .high,
            meaning: "In-sync replicas that the topic of transactions needs."),
        .init(
            "transaction.state.log.num.partitions", .int, "50", .atLeast(1), importance: .high,
            meaning: "Partitions of the topic of transactions."),
        .init(
            "transaction.state.log.replication.factor", .short, "3", .atLeast(1), importance: .high,
            meaning: "Replicas of the topic of transactions."),
        .init(
            "transaction.state.log.segment.bytes", .int, "104857600", .atLeast(1), importance: .high,
            meaning: "Segment size of the topic of transactions."),
        .init(
            "transactional.id.expiration.ms", .int, "604800000", .atLeast(1), importance: .high,
            meaning: "How long an idle transactional id is kept."),
    ]
}
