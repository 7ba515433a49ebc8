extension ConfigDefinition {
    /// Broker configurations of the node itself, its listeners and its requests.
    static let brokerNode: [ConfigDefinition] = [
        .init(
            "node.id", .int, "1", .atLeast(0), importance: .high, synonyms: [.init("broker.id")],
            meaning: "The number of this node, unique in its cluster."),
        .init("broker.id", .int, nil, .atLeast(0), importance: .high, meaning: "The older name of node.id."),
        .init(
            "process.roles", .list, "broker,controller", .oneOf(["broker", "controller"]), importance: .high,
            meaning: "What this process is: broker, controller, or both in one."),
        .init("broker.rack", .string, nil, meaning: "Where this broker stands, for spreading replicas."),
        .init(
            "auto.create.topics.enable", .boolean, "true", importance: .high,
            meaning: "Whether a topic is made when a client first asks for it."),
        .init(
            "auto.leader.rebalance.enable", .boolean, "true", importance: .high,
            meaning: "Whether leadership returns to preferred replicas by itself."),
        .init(
            "default.replication.factor", .int, "1", .atLeast(1),
            meaning: "Replicas of a new topic that does not say."),
        .init(
            "delete.topic.enable", .boolean, "true", importance: .high,
            meaning: "Whether topics can be deleted."),
        .init(
            "num.partitions", .int, "1", .atLeast(1),
            meaning: "Partitions of a new topic that does not say."),
        .init(
            "advertised.listeners", .string, nil, importance: .high,
            meaning: "The addresses that clients are told to connect to, as name://host:port."),
        .init(
            "controller.listener.names", .string, nil, importance: .high,
            meaning: "The listeners that controllers use among themselves."),
        .init(
            "inter.broker.listener.name", .string, nil,
            meaning: "The listener that brokers use among themselves."),
        .init(
            "listener.security.protocol.map", .string,
            "PLAINTEXT:PLAINTEXT,SSL:SSL,SASL_PLAINTEXT:SASL_PLAINTEXT,SASL_SSL:SASL_SSL",
            importance: .low,
            meaning: "The security protocol of each listener, as name:protocol."),
        .init(
            "listeners", .string, "PLAINTEXT://:9092", importance: .high,
            meaning: "The addresses to listen on, as name://host:port; no host is every interface."),
        .init(
            "connections.max.idle.ms", .long, "600000",
            meaning: "After how long a connection without requests is closed; negative is never."),
        .init(
            "connection.failed.authentication.delay.ms", .int, "100", .atLeast(0), importance: .low,
            meaning: "How long a failed authentication is answered late."),
        .init(
            "connections.max.reauth.ms", .long, "0",
            meaning: "After how long a client must authenticate again; 0 is never."),
        .init(
            "max.connection.creation.rate", .int, "2147483647", .atLeast(0), support: .defaultOnly,
            meaning: "How many connections are accepted per second."),
        .init(
            "max.connections", .int, "2147483647", .atLeast(0),
            meaning: "How many connections are open at the same time."),
        .init(
            "max.connections.per.ip", .int, "2147483647", .atLeast(0),
            meaning: "How many connections are open from one address."),
        .init(
            "max.connections.per.ip.overrides", .string, "",
            meaning: "Other limits for some addresses, as host:count."),
        .init(
            "queued.max.request.bytes", .long, "-1", .atLeast(-1), support: .defaultOnly,
            meaning: "How many bytes of requests may wait; -1 is no limit."),
        .init(
            "queued.max.requests", .int, "500", .atLeast(1), importance: .high,
            meaning: "How many requests may wait before connections are no longer read."),
        .init(
            "socket.connection.setup.timeout.max.ms", .long, "30000",
            meaning: "The longest wait for an outgoing connection."),
        .init(
            "socket.connection.setup.timeout.ms", .long, "10000",
            meaning: "The first wait for an outgoing connection."),
        .init(
            "socket.listen.backlog.size", .int, "50", .atLeast(1),
            meaning: "How many connections may wait to be accepted."),
        .init(
            "socket.receive.buffer.bytes", .int, "102400", .atLeast(-1), importance: .high,
            meaning: "The kernel's receive buffer of a connection; -1 leaves it to the system."),
        .init(
            "socket.request.max.bytes", .int, "104857600", .atLeast(1), importance: .high,
            meaning: "The largest request that is read."),
        .init(
            "socket.send.buffer.bytes", .int, "262144", .atLeast(-1), importance: .high,
            meaning: "The kernel's send buffer of a connection; -1 leaves it to the system."),
        .init(
            "request.timeout.ms", .int, "30000", importance: .high,
            meaning: "How long a request of this node to another may take."),
        .init(
            "background.threads", .int, "10", .atLeast(1), importance: .high,
            meaning: "Threads for tasks in the background."),
        .init(
            "num.io.threads", .int, "8", .atLeast(1), importance: .high,
            meaning: "Threads that work on requests; Martlet has one loop per core instead."),
        .init(
            "num.network.threads", .int, "3", .atLeast(1), importance: .high,
            meaning: "Threads that serve connections; Martlet has one loop per core instead."),
        .init(
            "fetch.max.bytes", .int, "57671680", .atLeast(1_024),
            meaning: "The most bytes that one fetch is answered with."),
        .init(
            "fetch.purgatory.purge.interval.requests", .int, "1000",
            meaning: "How often finished fetches are swept from the waiting ones."),
        .init(
            "producer.purgatory.purge.interval.requests", .int, "1000",
            meaning: "How often finished produce requests are swept from the waiting ones."),
        .init(
            "delete.records.purgatory.purge.interval.requests", .int, "1",
            meaning: "How often finished DeleteRecords are swept from the waiting ones."),
        .init(
            "max.incremental.fetch.session.cache.slots", .int, "1000", .atLeast(0),
            meaning: "How many fetch sessions are kept."),
        .init(
            "max.request.partition.size.limit", .int, "2000", .atLeast(1),
            meaning: "How many partitions one DescribeTopicPartitions answer holds."),
        .init(
            "controlled.shutdown.enable", .boolean, "true",
            meaning: "Whether leaderships are handed over before a stop."),
        .init(
            "controlled.shutdown.max.retries", .int, "3", .atLeast(0),
            meaning: "How often handing over is tried."),
        .init(
            "controlled.shutdown.retry.backoff.ms", .long, "5000",
            meaning: "How long to wait between two tries."),
        .init(
            "controller.socket.timeout.ms", .int, "30000",
            meaning: "How long a request to the controller may take."),
        .init(
            "leader.imbalance.check.interval.seconds", .long, "300", .atLeast(1), importance: .high,
            meaning: "How often preferred leaders are checked."),
        .init(
            "leader.imbalance.per.broker.percentage", .int, "10", importance: .high,
            meaning: "Kept for old files; has no effect in Kafka 4."),
        .init(
            "quota.window.num", .int, "11", .atLeast(1), importance: .low,
            meaning: "Samples kept for client quotas."),
        .init(
            "quota.window.size.seconds", .int, "1", .atLeast(1), importance: .low,
            meaning: "Seconds of one sample for client quotas."),
        .init(
            "replication.quota.window.num", .int, "11", .atLeast(1), importance: .low,
            meaning: "Samples kept for replication quotas."),
        .init(
            "replication.quota.window.size.seconds", .int, "1", .atLeast(1), importance: .low,
            meaning: "Seconds of one sample for replication quotas."),
        .init(
            "alter.log.dirs.replication.quota.window.num", .int, "11", .atLeast(1), importance: .low,
            meaning: "Samples kept for the quota of moves between directories."),
        .init(
            "alter.log.dirs.replication.quota.window.size.seconds", .int, "1", .atLeast(1), importance: .low,
            meaning: "Seconds of one sample for that quota."),
        .init(
            "controller.quota.window.num", .int, "11", .atLeast(1), importance: .low,
            meaning: "Samples kept for the quota of controller mutations."),
        .init(
            "controller.quota.window.size.seconds", .int, "1", .atLeast(1), importance: .low,
            meaning: "Seconds of one sample for that quota."),
        .init(
            "kafka.metrics.polling.interval.secs", .int, "10", .atLeast(1), importance: .low,
            meaning: "How often metrics reporters are asked."),
        .init(
            "metrics.num.samples", .int, "2", .atLeast(1), importance: .low,
            meaning: "Samples kept for a metric."),
        .init("metrics.recording.level", .string, "INFO", importance: .low, meaning: "How much is measured."),
        .init(
            "metrics.sample.window.ms", .long, "30000", .atLeast(1), importance: .low,
            meaning: "The time of one sample of a metric."),
        .init(
            "telemetry.max.bytes", .int, "1048576", .atLeast(1), importance: .low,
            meaning: "The largest telemetry push that is accepted."),
        .init(
            "server.max.startup.time.ms", .long, "9223372036854775807", .atLeast(0), isInternal: true,
            meaning: "After how long a start that hangs is given up."),
        .init(
            "martlet.durability", .string, "disk", .oneOf(["disk", "page-cache"]), importance: .high,
            meaning: "When acks=all is answered: once the record is on disk, or in the page cache."),
    ]
}
