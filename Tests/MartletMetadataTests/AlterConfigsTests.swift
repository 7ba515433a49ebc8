import MartletMetadata
import MartletModel
import MartletProtocol
import Testing

@Suite struct AlterConfigsTests {
    typealias Resource = IncrementalAlterConfigsRequest.AlterConfigsResource
    typealias Operation = (key: String, operation: Int8, value: String?)

    private static func resource(_ type: Int8, _ name: String, _ operations: [Operation]) -> Resource {
        Resource(
            resourceType: type, resourceName: name,
            configs: operations.map { .init(name: $0.key, configOperation: $0.operation, value: $0.value) })
    }

    private func alter(
        _ resources: [Resource], validateOnly: Bool = false, in cluster: inout ClusterFixture
    ) -> [Answer] {
        let decision = cluster.controller.incrementalAlterConfigs(
            IncrementalAlterConfigsRequest(resources: resources, validateOnly: validateOnly),
            image: cluster.image)
        cluster.apply(decision.records)
        return decision.reply.responses.map { Answer($0.errorCode, $0.errorMessage) }
    }

    private static let (set, delete, append, subtract): (Int8, Int8, Int8, Int8) = (0, 1, 2, 3)
    private static let fine = Answer(.none, nil)

    @Test func `values are set, deleted, appended to and subtracted from`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t", configs: ["retention.ms": "1", "segment.ms": "2"]))
        func own() -> [String: String] { cluster.image.configs(of: .topic("t")) }

        #expect(
            alter(
                [
                    Self.resource(
                        2, "t",
                        [
                            ("retention.ms", Self.set, "7"), ("segment.ms", Self.delete, nil),
                            ("cleanup.policy", Self.append, "compact"),
                        ])
                ], in: &cluster) == [Self.fine])
        #expect(own() == ["retention.ms": "7", "cleanup.policy": "delete,compact"])
        #expect(
            alter([Self.resource(2, "t", [("cleanup.policy", Self.subtract, "delete")])], in: &cluster)
                == [Self.fine])
        #expect(own()["cleanup.policy"] == "compact")
    }

    @Test func `a value that stays the same makes no record`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t", configs: ["retention.ms": "1"]))
        let request = IncrementalAlterConfigsRequest(resources: [
            Self.resource(2, "t", [("retention.ms", Self.set, "1"), ("segment.ms", Self.delete, nil)])
        ])
        let decision = cluster.controller.incrementalAlterConfigs(request, image: cluster.image)
        #expect(decision.records.isEmpty)
        #expect(decision.reply.responses.map(\.errorCode) == [.none])
    }

    @Test func `a broker's configurations are set for one broker and for all`() throws {
        var cluster = try ClusterFixture()
        let answers = alter(
            [
                Self.resource(4, "1", [("log.retention.ms", Self.set, "5")]),
                Self.resource(4, "", [("log.retention.ms", Self.set, "6")]),
            ], in: &cluster)
        #expect(answers == [Self.fine, Self.fine])
        #expect(cluster.image.configs(of: .broker(1)) == ["log.retention.ms": "5"])
        #expect(cluster.image.configs(of: .allBrokers) == ["log.retention.ms": "6"])
        let sources = ConfigurationSources(cluster.controller.configuration, image: cluster.image)
        #expect(sources.logConfiguration(own: [:]).retentionMilliseconds == 5)
    }

    @Test func `a group has configurations of its own, whether it is there or not`() throws {
        var cluster = try ClusterFixture()
        let (session, heartbeat) = ("consumer.session.timeout.ms", "consumer.heartbeat.interval.ms")
        let changes = [(session, Self.set, " 50000 "), (heartbeat, Self.set, "6000")] as [Operation]
        #expect(alter([Self.resource(32, "g", changes)], in: &cluster) == [Self.fine])
        #expect(cluster.image.configs(of: .group("g")) == [session: "50000", heartbeat: "6000"])
        #expect(
            alter([Self.resource(32, "g", [(session, Self.delete, nil)])], in: &cluster) == [Self.fine])
        let description = ConfigDescription(cluster.controller.configuration, image: cluster.image)
        func described(_ name: String) -> DescribeConfigsResponse.DescribeConfigsResult {
            description.describe(
                DescribeConfigsRequest(
                    resources: [.init(resourceType: 32, resourceName: name)], includeSynonyms: true)
            ).results[0]
        }
        let configs = described("g").configs
        #expect(configs.map(\.name) == [heartbeat, session])
        #expect(configs.map(\.value) == ["6000", "45000"])
        #expect(configs.map(\.configSource) == [8, 5])
        #expect(configs.allSatisfy { !$0.readOnly })
        #expect(configs[0].synonyms.map(\.name) == [heartbeat, "group." + heartbeat])
        #expect(described("other").configs.map(\.value) == ["5000", "45000"])
        #expect(described("").errorCode == .invalidRequest)
    }

    @Test func `a session is longer than the time between two heartbeats`() throws {
        var cluster = try ClusterFixture(settings: [
            "group.consumer.min.session.timeout.ms": "5000", "group.consumer.session.timeout.ms": "6000",
        ])
        let change = Self.resource(32, "g", [("consumer.heartbeat.interval.ms", Self.set, "6000")])
        #expect(
            alter([change], in: &cluster) == [
                Answer(
                    .invalidConfig,
                    "consumer.session.timeout.ms must be greater than consumer.heartbeat.interval.ms")
            ])
    }

    struct Row: CustomTestStringConvertible {
        var resource: Resource
        var answer: Answer

        init(_ resource: Resource, _ code: ErrorCode, _ message: String) {
            (self.resource, answer) = (resource, Answer(code, message))
        }

        var testDescription: String { "\(resource.resourceType) \(resource.resourceName): \(answer)" }
    }

    @Test(arguments: [
        Row(resource(2, "", []), .invalidRequest, "Default topic resources are not allowed."),
        Row(resource(2, "no", []), .unknownTopicOrPartition, "The topic 'no' does not exist."),
        Row(resource(2, ".", []), .invalidTopicException, "Topic name is invalid: '.' is not allowed"),
        Row(resource(4, "x", []), .invalidRequest, "Unable to parse broker name as a base 10 number."),
        Row(resource(4, "-1", []), .invalidRequest, "Invalid negative broker ID."),
        Row(resource(4, "2", []), .brokerIdNotRegistered, "No broker with id 2 found."),
        Row(resource(32, "", []), .invalidRequest, "Default group resources are not allowed."),
        Row(
            resource(32, "g", [("frobnicate", set, "1")]), .invalidConfig,
            "Unknown group config name: frobnicate"),
        Row(
            resource(32, "g", [("consumer.session.timeout.ms", set, "44999")]), .invalidConfig,
            "consumer.session.timeout.ms must be greater than or equal to "
                + "group.consumer.min.session.timeout.ms"),
        Row(
            resource(32, "g", [("consumer.session.timeout.ms", set, "60001")]), .invalidConfig,
            "consumer.session.timeout.ms must be less than or equal to "
                + "group.consumer.max.session.timeout.ms"),
        Row(
            resource(32, "g", [("consumer.heartbeat.interval.ms", set, "4999")]), .invalidConfig,
            "consumer.heartbeat.interval.ms must be greater than or equal to "
                + "group.consumer.min.heartbeat.interval.ms"),
        Row(
            resource(32, "g", [("consumer.heartbeat.interval.ms", set, "15001")]), .invalidConfig,
            "consumer.heartbeat.interval.ms must be less than or equal to "
                + "group.consumer.max.heartbeat.interval.ms"),
        Row(
            resource(32, "g", [("consumer.heartbeat.interval.ms", set, "often")]), .invalidConfig,
            "Invalid value often for configuration consumer.heartbeat.interval.ms: Not a number of type INT"),
        Row(
            resource(32, "g", [("consumer.heartbeat.interval.ms", append, "1")]), .invalidConfig,
            "Can't APPEND to key consumer.heartbeat.interval.ms because its type is not LIST."),
        Row(resource(8, "1", []), .invalidRequest, "Unsupported resource type: 8"),
        Row(resource(77, "1", []), .invalidRequest, "Unsupported resource type: 77"),
        Row(
            resource(2, "t", [("frobnicate", set, "1")]), .invalidConfig,
            "Unknown topic config name: frobnicate"),
        Row(
            resource(4, "1", [("frobnicate", set, "1")]), .invalidConfig,
            "Unknown broker config name: frobnicate"),
        Row(
            resource(4, "", [("num.partitions", set, "1")]), .invalidRequest,
            "Cannot update these configs dynamically: num.partitions"),
        Row(
            resource(4, "1", [("log.retention.ms", set, "soon")]), .invalidRequest,
            "Invalid value soon for configuration log.retention.ms: Not a number of type LONG"),
        Row(
            resource(2, "t", [("retention.ms", set, "-2")]), .invalidConfig,
            "Invalid value -2 for configuration retention.ms: Value must be at least -1"),
        Row(
            resource(2, "t", [("compression.gzip.level", set, "0")]), .invalidConfig,
            "Invalid value 0 for configuration compression.gzip.level: Value must be between 1 and 9 "
                + "or equal "
                + "to -1"),
        Row(
            resource(2, "t", [("min.cleanable.dirty.ratio", set, "1.5")]), .invalidConfig,
            "Invalid value 1.5 for configuration min.cleanable.dirty.ratio: Value must be no more than 1"),
        Row(
            resource(2, "t", [("retention.ms", append, "1")]), .invalidConfig,
            "Can't APPEND to key retention.ms because its type is not LIST."),
        Row(
            resource(2, "t", [("retention.ms", subtract, "1")]), .invalidConfig,
            "Can't SUBTRACT to key retention.ms because its type is not LIST."),
        Row(
            resource(2, "t", [("retention.ms", 9, "1")]), .invalidRequest,
            "Unknown alter configs operation 9 for key retention.ms"),
        Row(
            resource(2, "t", [("retention.ms", set, nil)]), .invalidRequest,
            "Null value not supported for : retention.ms"),
        Row(
            resource(2, "t", [("retention.ms", set, "1"), ("retention.ms", delete, nil)]), .invalidRequest,
            "Error due to duplicate config keys"),
    ])
    func `a change that is not possible is refused, and nothing of it is made`(_ row: Row) throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        let before = cluster.image
        #expect(alter([row.resource], in: &cluster) == [row.answer])
        #expect(cluster.image == before)
    }

    @Test func `one resource's error does not hold up the others, and a resource may come once`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("a"), .named("b"))
        let answers = alter(
            [
                Self.resource(2, "a", [("retention.ms", Self.set, "1")]),
                Self.resource(2, "b", [("retention.ms", Self.set, "1")]),
                Self.resource(2, "b", [("segment.ms", Self.set, "1")]),
            ], in: &cluster)
        let twice = Answer(.invalidRequest, "Each resource must appear at most once.")
        #expect(answers == [Self.fine, twice, twice])
        #expect(cluster.image.configs(of: .topic("a")) == ["retention.ms": "1"])
        #expect(cluster.image.configs(of: .topic("b")).isEmpty)
    }

    @Test func `what another version left behind can be deleted`() throws {
        var cluster = try ClusterFixture()
        for name in ["num.io.threads", "from.the.future"] {
            let record = ConfigRecord(resourceType: 4, resourceName: "1", name: name, value: "x")
            cluster.apply([VersionedRecord(.config(record))])
        }
        let operations: [Operation] = [
            ("num.io.threads", Self.delete, nil), ("from.the.future", Self.delete, nil),
        ]
        #expect(alter([Self.resource(4, "1", operations)], in: &cluster) == [Self.fine])
        #expect(cluster.image.configs.isEmpty)
    }

    // MARK: The form that replaces everything

    private func replace(
        _ resources: [AlterConfigsRequest.AlterConfigsResource], validateOnly: Bool = false,
        in cluster: inout ClusterFixture
    ) -> [Answer] {
        let decision = cluster.controller.alterConfigs(
            AlterConfigsRequest(resources: resources, validateOnly: validateOnly), image: cluster.image)
        cluster.apply(decision.records)
        return decision.reply.responses.map { Answer($0.errorCode, $0.errorMessage) }
    }

    @Test func `what a full replacement does not name is deleted`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t", configs: ["retention.ms": "1", "segment.ms": "2"]))
        let resource = AlterConfigsRequest.AlterConfigsResource(
            resourceType: 2, resourceName: "t", configs: [.init(name: "flush.ms", value: "3")])
        #expect(replace([resource], validateOnly: true, in: &cluster) == [Self.fine])
        #expect(cluster.image.configs(of: .topic("t")).count == 2)
        #expect(replace([resource], in: &cluster) == [Self.fine])
        #expect(cluster.image.configs(of: .topic("t")) == ["flush.ms": "3"])
    }

    @Test func `a full replacement is refused for the same reasons`() throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t", configs: ["retention.ms": "1"]))
        let resource = AlterConfigsRequest.AlterConfigsResource(
            resourceType: 2, resourceName: "t", configs: [.init(name: "frobnicate", value: "3")])
        #expect(
            replace([resource], in: &cluster)
                == [Answer(.invalidConfig, "Unknown topic config name: frobnicate")])
        #expect(cluster.image.configs(of: .topic("t")) == ["retention.ms": "1"])
        let null = AlterConfigsRequest.AlterConfigsResource(
            resourceType: 2, resourceName: "t", configs: [.init(name: "flush.ms", value: nil)])
        #expect(
            replace([null], in: &cluster)
                == [Answer(.invalidRequest, "Null value not supported for : flush.ms")])
    }
}

/// While partitions have eligible leader replicas (KIP-966).
@Suite struct MinInSyncReplicasTests {
    private static let name = "min.insync.replicas"

    private static func cluster() throws -> ClusterFixture {
        var cluster = try ClusterFixture(settings: ["node.id": "1"])
        let update = UpdateFeaturesRequest(featureUpdates: [
            .init(feature: "eligible.leader.replicas.version", maxVersionLevel: 1)
        ])
        let quorum = QuorumFeatures(voters: [1], kraftVersion: 1)
        cluster.apply(
            cluster.controller.updateFeatures(update, image: cluster.image, quorum: quorum).records)
        cluster.create(.named("t"))
        return cluster
    }

    @Test(
        arguments: [
            (
                4, "1", "2",
                Answer(
                    .invalidConfig, "Broker-level min.insync.replicas cannot be altered while ELR is enabled."
                )
            ),
            (
                4, "1", nil,
                Answer(
                    .invalidConfig, "Broker-level min.insync.replicas cannot be altered while ELR is enabled."
                )
            ),
            (
                4, "", nil,
                Answer(
                    .invalidConfig,
                    "Cluster-level min.insync.replicas cannot be removed while ELR is enabled.")
            ),
            (4, "", "2", Answer(.none, nil)),
            (2, "t", "2", Answer(.none, nil)),
            (2, "t", nil, Answer(.none, nil)),
        ] as [(Int8, String, String?, Answer)])
    func `the number has a value for the cluster and none for single brokers`(
        kind: Int8, resource: String, value: String?, answer: Answer
    ) throws {
        let cluster = try Self.cluster()
        let decision = cluster.controller.incrementalAlterConfigs(
            .init(resources: [
                .init(
                    resourceType: kind, resourceName: resource,
                    configs: [
                        .init(name: Self.name, configOperation: value == nil ? 1 : 0, value: value)
                    ])
            ]), image: cluster.image)
        let response = decision.reply.responses[0]
        #expect(Answer(response.errorCode, response.errorMessage) == answer)
    }

    @Test(arguments: [(2, "t", "t"), (4, "", "")] as [(Int8, String, String)])
    func `another number makes the cluster forget who was eligible by the last`(
        kind: Int8, resource: String, cleared: String
    ) throws {
        let cluster = try Self.cluster()
        let decision = cluster.controller.alterConfigs(
            .init(resources: [
                .init(
                    resourceType: kind, resourceName: resource,
                    configs: [.init(name: Self.name, value: "2")])
            ]), image: cluster.image)
        #expect(decision.records.last?.value == .clearElr(.init(topicName: cleared)))
    }

    @Test func `replacing all of the cluster's values may not leave the number out`() throws {
        let cluster = try Self.cluster()
        let decision = cluster.controller.alterConfigs(
            .init(resources: [.init(resourceType: 4, resourceName: "", configs: [])]), image: cluster.image)
        #expect(decision.reply.responses[0].errorCode == .invalidConfig)
        #expect(decision.records.isEmpty)
    }
}

@Suite struct ConfigValueLengthTests {
    @Test(arguments: [(32_767, ErrorCode.none), (32_768, .invalidConfig)])
    func `a value is not longer than Kafka takes it`(length: Int, code: ErrorCode) throws {
        var cluster = try ClusterFixture()
        cluster.create(.named("t"))
        let value = String(repeating: "1:1,", count: length / 4) + (length % 4 == 3 ? "1:1" : "")
        let decision = cluster.controller.alterConfigs(
            .init(resources: [
                .init(
                    resourceType: 2, resourceName: "t",
                    configs: [.init(name: "follower.replication.throttled.replicas", value: value)])
            ]), image: cluster.image)
        #expect(decision.reply.responses[0].errorCode == code)
    }
}
