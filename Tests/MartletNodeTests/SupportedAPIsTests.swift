import MartletModel
import MartletProtocol
import NIOCore
import Testing

@testable import MartletNode

/// A version that is announced is a version that works: an answer with a field that the version does not have
/// cannot be encoded, and would close the connection.
@Suite struct SupportedAPIsTests {
    @Test(arguments: SupportedAPIs.versions.map(\.key))
    func `every supported version is answered, whatever is asked`(key: ApiKey) throws {
        let range = try #require(SupportedAPIs.range(of: key))
        for version in range {
            let node = try SimulatedNode()
            let client = node.connect()
            #expect(try client.createTopic("orders", partitions: 3) == ErrorCode.none)
            try client.produce(["a", "b"], to: "orders")
            let id = try #require(node.node.shards[0].assumeIsolated { $0.image.topic(named: "orders")?.id })
            for (index, request) in try requests(key, version, orders: id, client).enumerated() {
                #expect(throws: Never.self, "\(key) version \(version), request \(index)") {
                    try expectAnswer(request, version, client)
                }
            }
        }
    }

    private func expectAnswer(
        _ request: some Request, _ version: Int16, _ client: SimulatedClient
    ) throws {
        _ = try client.ask(request, version: version)
    }

    private func requests(
        _ key: ApiKey, _ version: Int16, orders: TopicID, _ client: SimulatedClient
    ) throws -> [any Request] {
        switch key {
        case .produce: try produces(version, orders)
        case .fetch: fetches(version, orders)
        case .listOffsets: listOffsets(version)
        case .metadata: metadata(version, orders)
        case .apiVersions: apiVersions(version)
        case .createTopics: createTopics(version)
        case .deleteTopics: deleteTopics(version, orders)
        case .deleteRecords: deleteRecords()
        case .initProducerId: initProducerIDs(version)
        case .offsetForLeaderEpoch: offsetsForLeaderEpoch(version)
        case .describeConfigs: describeConfigs(version)
        case .alterConfigs: alterConfigs()
        case .describeLogDirs: describeLogDirs()
        case .createPartitions: createPartitions()
        case .incrementalAlterConfigs: incrementalAlterConfigs()
        case .describeCluster: describeCluster(version)
        case .describeTopicPartitions: describeTopicPartitions()
        case .describeStorage: describeStorage()
        case .leaveInSyncReplicas, .rebuildReplica, .digestRecords: ownRequests(orders)
        default: try groupRequests(key, version, orders, client)
        }
    }

    private let unknownID = TopicID(Uuid(high: 1, low: 2))

    // MARK: Data

    private func produces(_ version: Int16, _ orders: TopicID) throws -> [any Request] {
        let good = try makeBatch(["x"])
        var broken = good
        broken.setInteger(UInt8(0xFF), at: broken.writerIndex - 1)
        let late = try makeBatch(["x"], timestamp: 1_900_000_000_000)
        let large = try makeBatch([String(repeating: "x", count: 2_000_000)])
        let unsent = try makeBatch(["x"], producer: 5, sequence: 7)
        func request(_ name: String, _ id: TopicID, _ data: [(PartitionIndex, ByteBuffer?)]) -> ProduceRequest
        {
            ProduceRequest(
                acks: -1, timeoutMs: 1_000,
                topicData: [
                    .init(
                        name: name, topicId: id,
                        partitionData: data.map { .init(index: $0.0, records: $0.1.map { .bytes($0) }) })
                ])
        }
        var invalidAcks = request("orders", orders, [(0, good)])
        invalidAcks.acks = 3
        return [
            request("orders", orders, [(0, good), (1, good), (9, good)]),
            request("orders", orders, [(0, broken), (1, late), (2, large)]),
            request("orders", orders, [(0, nil), (1, ByteBuffer()), (2, unsent)]),
            request("nowhere", unknownID, [(0, good)]),
            request("__consumer_offsets", unknownID, [(0, good)]),
            invalidAcks, ProduceRequest(acks: 1),
        ]
    }

    private func fetches(_ version: Int16, _ orders: TopicID) -> [any Request] {
        typealias Partition = FetchRequest.FetchPartition
        func request(_ partitions: [Partition], _ name: String = "orders", id: TopicID? = nil) -> FetchRequest
        {
            FetchRequest(
                minBytes: 1, isolationLevel: 1,
                topics: [.init(topic: name, topicId: id ?? orders, partitions: partitions)])
        }
        var requests = [
            request([
                Partition(partition: 0, partitionMaxBytes: 1 << 20),
                Partition(partition: 1, partitionMaxBytes: 1 << 20),
            ]),
            request([
                Partition(partition: 0, fetchOffset: 99, partitionMaxBytes: -5), Partition(partition: 9),
            ]),
            request([Partition(partition: 0)], "nowhere", id: unknownID), FetchRequest(),
            FetchRequest(replicaId: version < 15 ? 2 : -1, maxWaitMs: -1, minBytes: -1, maxBytes: -1),
        ]
        if version >= 7 {
            var begin = request([Partition(partition: 0, partitionMaxBytes: 100)])
            begin.sessionEpoch = 0
            requests += [begin, FetchRequest(sessionId: 77, sessionEpoch: 3)]
        }
        if version >= 9 {
            requests += [-7, 5].map { request([Partition(partition: 0, currentLeaderEpoch: $0)]) }
        }
        if version >= 12 {
            requests += [0, 5].map {
                request([Partition(partition: 0, fetchOffset: 8, lastFetchedEpoch: $0)])
            }
        }
        if version >= 15 {
            requests.append(FetchRequest(replicaState: .init(replicaId: 2, replicaEpoch: 3)))
        }
        return requests
    }

    private func listOffsets(_ version: Int16) -> [any Request] {
        let timestamps: [Int64] = [-7, -6, -5, -4, -3, -2, -1, 0, 1_700_000_000_000, .max, .min]
        return timestamps.map { timestamp in
            ListOffsetsRequest(
                replicaId: -1, isolationLevel: version >= 2 ? 1 : 0,
                topics: ["orders", "nowhere"].map { name in
                    .init(
                        name: name,
                        partitions: [
                            .init(partitionIndex: 0, timestamp: timestamp),
                            .init(partitionIndex: 1, currentLeaderEpoch: 8, timestamp: timestamp),
                            .init(partitionIndex: -1, timestamp: timestamp),
                        ])
                })
        }
    }

    private func offsetsForLeaderEpoch(_ version: Int16) -> [any Request] {
        [LeaderEpoch.none, 0, 5].map { epoch in
            OffsetForLeaderEpochRequest(
                replicaId: version >= 3 ? -1 : -2,
                topics: ["orders", "nowhere"].map { name in
                    .init(
                        topic: name,
                        partitions: [
                            .init(partition: 0, leaderEpoch: epoch), .init(partition: 7, leaderEpoch: epoch),
                            .init(partition: 1, currentLeaderEpoch: 9, leaderEpoch: epoch),
                        ])
                })
        }
    }

    private func deleteRecords() -> [any Request] {
        [
            DeleteRecordsRequest(
                topics: ["orders", "nowhere"].map { name in
                    .init(
                        name: name,
                        partitions: [
                            .init(partitionIndex: 0, offset: 1),
                            .init(partitionIndex: 1, offset: .init(.max)),
                            .init(partitionIndex: 2, offset: -2), .init(partitionIndex: 3, offset: -1),
                        ])
                },
                timeoutMs: -1)
        ]
    }

    private func initProducerIDs(_ version: Int16) -> [any Request] {
        var requests = [
            InitProducerIdRequest(transactionalId: nil), InitProducerIdRequest(transactionalId: ""),
            InitProducerIdRequest(transactionalId: "t"),
        ]
        if version >= 3 {
            requests += [
                InitProducerIdRequest(transactionalId: nil, producerId: 5, producerEpoch: 1),
                InitProducerIdRequest(transactionalId: nil, producerId: 5),
            ]
        }
        return requests
    }

    // MARK: Metadata

    private func metadata(_ version: Int16, _ orders: TopicID) -> [any Request] {
        var requests = [
            MetadataRequest(topics: []),
            MetadataRequest(
                topics: ["orders", "made\(version)", "", "..", "a/b", String(repeating: "x", count: 300)]
                    .map { .init(name: $0) }),
        ]
        if version >= 1 { requests.append(MetadataRequest(topics: nil)) }
        if version >= 4 {
            requests.append(
                MetadataRequest(topics: [.init(name: "nowhere")], allowAutoTopicCreation: false))
        }
        if version >= 8 {
            requests.append(
                MetadataRequest(
                    topics: nil, includeClusterAuthorizedOperations: version <= 10,
                    includeTopicAuthorizedOperations: true))
        }
        if version >= 10 {
            requests.append(
                MetadataRequest(topics: [
                    .init(topicId: orders, name: nil), .init(topicId: unknownID, name: nil),
                    .init(topicId: .zero, name: nil),
                ]))
        }
        return requests
    }

    private func apiVersions(_ version: Int16) -> [any Request] {
        guard version >= 3 else { return [ApiVersionsRequest()] }
        return [
            ApiVersionsRequest(clientSoftwareName: "kcat", clientSoftwareVersion: "1.7.1"),
            ApiVersionsRequest(clientSoftwareName: "", clientSoftwareVersion: "-"),
        ]
    }

    private func describeCluster(_ version: Int16) -> [any Request] {
        let endpointTypes: [Int8] = version >= 1 ? [1, 2, 3] : [1]
        return endpointTypes.map {
            DescribeClusterRequest(
                includeClusterAuthorizedOperations: true, endpointType: $0, includeFencedBrokers: version >= 2
            )
        }
    }

    private func describeTopicPartitions() -> [any Request] {
        [
            DescribeTopicPartitionsRequest(),
            DescribeTopicPartitionsRequest(
                topics: [.init(name: "nowhere"), .init(name: "orders"), .init(name: "..")],
                responsePartitionLimit: .min),
            DescribeTopicPartitionsRequest(
                responsePartitionLimit: .max,
                cursor: .init(topicName: "orders", partitionIndex: .init(.max))),
        ]
    }

    private func describeLogDirs() -> [any Request] {
        [
            DescribeLogDirsRequest(topics: nil), DescribeLogDirsRequest(topics: []),
            DescribeLogDirsRequest(topics: [
                .init(topic: "orders", partitions: [0, 9]), .init(topic: "nowhere", partitions: [0]),
            ]),
        ]
    }

    private func describeStorage() -> [any Request] {
        [
            DescribeStorageRequest(topics: nil), DescribeStorageRequest(topics: []),
            DescribeStorageRequest(topics: ["orders", "nowhere", ""]),
        ]
    }

    /// What Martlet brokers ask one another.
    private func ownRequests(_ orders: TopicID) -> [any Request] {
        [orders, unknownID].flatMap { id in
            [
                LeaveInSyncReplicasRequest(brokerId: 1, topicId: id, partitionIndex: 0),
                LeaveInSyncReplicasRequest(brokerId: 7, topicId: id, partitionIndex: 9),
                RebuildReplicaRequest(topicId: id, partitionIndex: 0, leaderEpoch: 99),
                DigestRecordsRequest(topicId: id, partitionIndex: 0, startOffset: 0, endOffset: 2),
                DigestRecordsRequest(topicId: id, partitionIndex: 0, startOffset: 5, endOffset: 1),
                DigestRecordsRequest(
                    topicId: id, partitionIndex: 0, startOffset: -1, endOffset: 1_000_000_000),
                DigestRecordsRequest(topicId: id, partitionIndex: 0, maxBytes: 0),
            ] as [any Request]
        }
    }

    // MARK: Administration

    private func createTopics(_ version: Int16) -> [any Request] {
        [false, true].map { validateOnly in
            CreateTopicsRequest(
                topics: [
                    .init(name: "new", numPartitions: 2, replicationFactor: 1),
                    .init(name: "orders", numPartitions: 2, replicationFactor: 1),
                    .init(name: "..", numPartitions: 2, replicationFactor: 1),
                    .init(name: "wide", numPartitions: 2, replicationFactor: 3),
                    .init(name: "none", numPartitions: 0, replicationFactor: 1),
                    .init(
                        name: "odd", numPartitions: 1, replicationFactor: 1,
                        configs: [.init(name: "no.such.thing", value: "1")]),
                    .init(
                        name: "placed", numPartitions: -1, replicationFactor: -1,
                        assignments: [.init(partitionIndex: 0, brokerIds: [1])]),
                ],
                validateOnly: validateOnly)
        } + [
            CreateTopicsRequest(topics: [.init(name: "vast", numPartitions: .max, replicationFactor: .max)])
        ]
    }

    private func deleteTopics(_ version: Int16, _ orders: TopicID) -> [any Request] {
        guard version >= 6 else {
            return [DeleteTopicsRequest(topicNames: ["orders", "nowhere", "..", "orders"])]
        }
        return [
            DeleteTopicsRequest(topics: [
                .init(name: nil, topicId: orders), .init(name: nil, topicId: unknownID),
                .init(name: "nowhere"), .init(name: nil, topicId: .zero),
            ])
        ]
    }

    private func createPartitions() -> [any Request] {
        [true, false].map { validateOnly in
            CreatePartitionsRequest(
                topics: [
                    .init(name: "orders", count: 4, assignments: nil),
                    .init(name: "nowhere", count: 4, assignments: nil),
                ],
                validateOnly: validateOnly)
        } + [
            CreatePartitionsRequest(topics: [.init(name: "orders", count: .max, assignments: nil)]),
            CreatePartitionsRequest(topics: [.init(name: "orders", count: -1, assignments: [])]),
        ]
    }

    private func describeConfigs(_ version: Int16) -> [any Request] {
        [
            DescribeConfigsRequest(
                resources: [
                    .init(resourceType: 2, resourceName: "orders", configurationKeys: nil),
                    .init(resourceType: 2, resourceName: "nowhere", configurationKeys: nil),
                    .init(resourceType: 4, resourceName: "1", configurationKeys: nil),
                    .init(resourceType: 4, resourceName: "", configurationKeys: ["retention.ms"]),
                    .init(resourceType: 99, resourceName: "x", configurationKeys: []),
                ],
                includeSynonyms: true, includeDocumentation: version >= 3)
        ]
    }

    private func alterConfigs() -> [any Request] {
        [
            AlterConfigsRequest(resources: [
                .init(
                    resourceType: 2, resourceName: "orders",
                    configs: [.init(name: "retention.ms", value: "7")]
                ),
                .init(
                    resourceType: 2, resourceName: "nowhere", configs: [.init(name: "no.such", value: nil)]),
                .init(resourceType: 99, resourceName: "x"),
            ])
        ]
    }

    private func incrementalAlterConfigs() -> [any Request] {
        [
            IncrementalAlterConfigsRequest(
                resources: (Int8(0)...9).map { operation in
                    .init(
                        resourceType: operation < 5 ? 2 : 4, resourceName: operation < 5 ? "orders" : "1",
                        configs: [.init(name: "retention.ms", configOperation: operation, value: "7")])
                })
        ]
    }
}
