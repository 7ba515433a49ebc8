import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct CreateTopicsTests {
    typealias Topic = CreateTopicsRequest.CreatableTopic

    @Test func `a topic gets its records in Kafka's order, with directories and epochs 0`() throws {
        var cluster = try ClusterFixture()
        let decision = cluster.controller.createTopics(
            CreateTopicsRequest(topics: [.named("t", partitions: 2, configs: ["retention.ms": " 5 "])]),
            image: cluster.image, random: &cluster.random)
        let id = try #require(decision.reply.topics.first?.topicId)
        func partition(_ index: PartitionIndex) -> VersionedRecord {
            let record = PartitionRecord(
                partitionId: index, topicId: id, replicas: [1], isr: [1], leader: 1, leaderEpoch: 0,
                partitionEpoch: 0, directories: [ClusterFixture.directory(of: 1)])
            return VersionedRecord(.partition(record), version: 2)
        }
        let config = ConfigRecord(resourceType: 2, resourceName: "t", name: "retention.ms", value: "5")
        #expect(
            decision.records == [
                VersionedRecord(.topic(TopicRecord(name: "t", topicId: id))),
                VersionedRecord(.config(config)),
                partition(0), partition(1),
            ])
    }

    @Test func `the reply has id, counts and the configurations in force`() throws {
        var cluster = try ClusterFixture(settings: ["num.partitions": "4", "log.segment.bytes": "2000000"])
        let result = try #require(cluster.create(.named("t", configs: ["retention.ms": "5"])).first)
        #expect(Answer(result.errorCode, result.errorMessage) == Answer(.none, nil))
        #expect(cluster.image.topic(named: "t")?.id == result.topicId)
        #expect(result.numPartitions == 4)
        #expect(result.replicationFactor == 1)
        let configs = try #require(result.configs)
        func config(_ name: String) -> CreateTopicsResponse.CreatableTopicConfigs? {
            configs.first { $0.name == name }
        }
        #expect(config("retention.ms")?.configSource == 1)
        #expect(config("segment.bytes")?.value == "2000000")
        #expect(config("segment.bytes")?.configSource == 4)
        #expect(config("cleanup.policy")?.configSource == 5)
    }

    @Test func `a request that only validates has the same reply and no records`() throws {
        var cluster = try ClusterFixture()
        let result = cluster.create(.named("t"), validateOnly: true)
        #expect(result.map(\.errorCode) == [.none])
        #expect(cluster.image.topic(named: "t") == nil)
    }

    struct Row: CustomTestStringConvertible {
        var topic: Topic
        var answer: Answer

        init(_ topic: Topic, _ code: ErrorCode, _ message: String) {
            (self.topic, answer) = (topic, Answer(code, message))
        }

        var testDescription: String { "\(topic.name): \(answer)" }
    }

    static let longName = String(repeating: "x", count: 250)

    static let refused = [
        Row(.named(""), .invalidTopicException, "Topic name is invalid: the empty string is not allowed"),
        Row(.named("."), .invalidTopicException, "Topic name is invalid: '.' is not allowed"),
        Row(.named(".."), .invalidTopicException, "Topic name is invalid: '..' is not allowed"),
        Row(
            .named(longName), .invalidTopicException,
            "Topic name is invalid: the length of '\(longName)' is longer than the max allowed length 249"),
        Row(
            .named("a/b"), .invalidTopicException,
            "Topic name is invalid: 'a/b' contains one or more characters other than ASCII "
                + "alphanumerics, '.', "
                + "'_' and '-'"),
        Row(
            .named("é"), .invalidTopicException,
            "Topic name is invalid: 'é' contains one or more characters other than ASCII alphanumerics, '.', "
                + "'_' and '-'"),
        Row(
            .named("my_topic"), .invalidTopicException,
            "Topic 'my_topic' collides with existing topic: my.topic"),
        Row(.named("__cluster_metadata"), .topicAuthorizationFailed, "Authorization failed."),
        Row(.named("my.topic"), .topicAlreadyExists, "Topic 'my.topic' already exists."),
        Row(
            .named("t", partitions: 0), .invalidPartitions,
            "Number of partitions was set to an invalid non-positive value."),
        Row(
            .named("t", partitions: -2), .invalidPartitions,
            "Number of partitions was set to an invalid non-positive value."),
        Row(
            .named("t", replicas: 0), .invalidReplicationFactor,
            "Replication factor must be larger than 0, or -1 to use the default value."),
        Row(
            .named("t", replicas: 4), .invalidReplicationFactor,
            "Unable to replicate the partition 4 time(s): The target replication factor of 4 cannot "
                + "be reached "
                + "because only 3 broker(s) are registered."),
        Row(
            .named("t", partitions: 1, assigned: [[1]]), .invalidRequest,
            "A manual partition assignment was specified, but numPartitions was not set to -1."),
        Row(
            .named("t", replicas: 1, assigned: [[1]]), .invalidRequest,
            "A manual partition assignment was specified, but replication factor was not set to -1."),
        Row(
            .named("t", assigned: [[]]), .invalidReplicaAssignment,
            "The manual partition assignment includes an empty replica list."),
        Row(
            .named("t", assigned: [[7]]), .invalidReplicaAssignment,
            "The manual partition assignment includes broker 7, but no such broker is registered."),
        Row(
            .named("t", assigned: [[1, 1]]), .invalidReplicaAssignment,
            "The manual partition assignment includes the broker 1 more than once."),
        Row(
            .named("t", assigned: [[1, 2], [1]]), .invalidReplicaAssignment,
            "The manual partition assignment includes a partition with 1 replica(s), but this is not "
                + "consistent with previous partitions, which have 2 replica(s)."),
        Row(
            .named("t", assigned: [[3]]), .invalidReplicaAssignment,
            "All brokers specified in the manual partition assignment for partition 0 are fenced or in "
                + "controlled shutdown."),
        Row(
            Topic(
                name: "t", numPartitions: -1, replicationFactor: -1,
                assignments: [
                    .init(partitionIndex: 1, brokerIds: [1]), .init(partitionIndex: 1, brokerIds: [1]),
                ]),
            .invalidReplicaAssignment, "Found multiple manual partition assignments for partition 1"),
        Row(
            Topic(
                name: "t", numPartitions: -1, replicationFactor: -1,
                assignments: [.init(partitionIndex: 1, brokerIds: [1])]),
            .invalidReplicaAssignment, "partitions should be a consecutive 0-based integer sequence"),
        Row(
            .named("t", configs: ["retention": "1"]), .invalidConfig,
            "Unknown topic config name: retention"),
        Row(
            .named("t", configs: ["retention.ms": "soon"]), .invalidConfig,
            "Invalid value soon for configuration retention.ms: Not a number of type LONG"),
        Row(
            .named("t", configs: ["segment.bytes": "1048575"]), .invalidConfig,
            "Invalid value 1048575 for configuration segment.bytes: Value must be at least 1048576"),
        Row(
            .named("t", configs: ["cleanup.policy": "shrink"]), .invalidConfig,
            "Invalid value shrink for configuration cleanup.policy: String must be one of: compact, delete"),
        Row(
            .named("t", configs: ["retention.ms": nil, "segment.ms": nil]), .invalidConfig,
            "Null value not supported for topic configs: retention.ms,segment.ms"),
        Row(
            .named("t", configs: ["min.compaction.lag.ms": "5", "max.compaction.lag.ms": "4"]),
            .invalidConfig,
            "conflict topic config setting min.compaction.lag.ms (5) > max.compaction.lag.ms (4)"),
        Row(
            .named("t", configs: ["remote.storage.enable": "true"]), .invalidConfig,
            "Tiered Storage functionality is disabled in the broker. Topic cannot be configured with remote "
                + "log storage."),
        Row(
            .named("t", partitions: 10_001), .policyViolation,
            "Excessively large number of partitions per request."),
    ]

    @Test(arguments: refused)
    func `a topic that cannot be made is refused as Kafka refuses it`(_ row: Row) throws {
        var cluster = try ClusterFixture(brokers: 3)
        cluster.fence(3)
        cluster.create(.named("my.topic"))
        let before = cluster.image
        let results = cluster.create(row.topic)
        #expect(results.map { Answer($0.errorCode, $0.errorMessage) } == [row.answer])
        #expect(cluster.image == before)
    }

    @Test func `one topic's error does not hold up the others, and a name may come once`() throws {
        var cluster = try ClusterFixture()
        let results = cluster.create(
            .named("a"), .named("b", partitions: 0), .named("c"), .named("d"), .named("c"))
        #expect(results.map(\.name) == ["a", "b", "d", "c"])
        #expect(results.map(\.errorCode) == [.none, .invalidPartitions, .none, .invalidRequest])
        #expect(results.last?.errorMessage == "Duplicate topic name.")
        #expect(cluster.image.topics.map(\.name) == ["a", "d"])
    }

    @Test func `two new names of one request may not collide`() throws {
        var cluster = try ClusterFixture()
        let results = cluster.create(.named("x.y"), .named("x_y"))
        #expect(results.map(\.errorCode) == [.none, .invalidTopicException])
    }

    @Test func `without a broker that can serve no topic is made`() throws {
        var cluster = try ClusterFixture()
        cluster.fence(1)
        let result = try #require(cluster.create(.named("t")).first)
        #expect(result.errorCode == .invalidReplicationFactor)
        #expect(
            result.errorMessage
                == "Unable to replicate the partition 1 time(s): All brokers are currently fenced.")
    }

    @Test func `a fenced replica is assigned but not in sync`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        cluster.fence(1)
        cluster.create(.named("t", assigned: [[1, 2]]))
        let partition = try #require(cluster.image.topic(named: "t")?.partition(0))
        #expect(partition.replicas == [1, 2])
        #expect(partition.isr == [2])
        #expect(partition.leader == 2)
    }

    @Test func `a broker whose directories are all cordoned gets no new replicas`() throws {
        var cluster = try ClusterFixture(brokers: 2)
        try cluster.heartbeat(2, cordoned: [ClusterFixture.directory(of: 2)])
        cluster.create(.named("t", partitions: 6, replicas: 1))
        let partitions = try #require(cluster.image.topic(named: "t")).partitions
        #expect(partitions.allSatisfy { $0.replicas == [1] })
        let results = cluster.create(.named("u", replicas: 2), .named("v", assigned: [[1, 2]]))
        #expect(results.map(\.errorCode) == [.invalidReplicationFactor, .invalidReplicaAssignment])
        try cluster.heartbeat(1, cordoned: [ClusterFixture.directory(of: 1)])
        #expect(cluster.create(.named("w")).map(\.errorCode) == [.invalidReplicationFactor])
    }
}
