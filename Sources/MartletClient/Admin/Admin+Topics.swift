import MartletModel
import MartletProtocol

/// A topic to be made.
public struct NewTopic: Sendable, Hashable {
    public var name: String
    /// Nil: the broker's `num.partitions`.
    public var partitionCount: Int?
    /// Nil: the broker's `default.replication.factor`.
    public var replicationFactor: Int?
    public var configuration: [String: String]

    public init(
        name: String, partitionCount: Int? = nil, replicationFactor: Int? = nil,
        configuration: [String: String] = [:]
    ) {
        self.name = name
        self.partitionCount = partitionCount
        self.replicationFactor = replicationFactor
        self.configuration = configuration
    }
}

/// What the cluster says of a topic.
public struct TopicDescription: Sendable, Hashable {
    public struct Partition: Sendable, Hashable {
        public var index: PartitionIndex
        /// Nil when the partition is offline.
        public var leader: BrokerID?
        public var leaderEpoch: LeaderEpoch
        public var replicas: [BrokerID]
        public var inSyncReplicas: [BrokerID]
        public var offlineReplicas: [BrokerID]
    }

    public var name: String
    public var id: TopicID
    /// Kept by the cluster for itself, such as `__consumer_offsets`.
    public var isInternal: Bool
    /// In the order of their numbers.
    public var partitions: [Partition]
}

extension Admin {
    /// Makes a topic. With `validateOnly` nothing is made: the cluster only says whether it would be.
    @discardableResult
    public func createTopic(
        _ topic: NewTopic, validateOnly: Bool = false
    ) async throws(ClientError) -> (id: TopicID, partitionCount: Int, replicationFactor: Int) {
        let operation = "creating topic '\(topic.name)'"
        return try await trying(operation) { () async throws(ClientError) in
            let response = try await requestCreation([topic], validateOnly)
            let made = try created(topic, in: response, operation)
            return (made.topicId, Int(made.numPartitions), Int(made.replicationFactor))
        }
    }

    /// Makes topics, with one request. Of those that are refused the first one's reason is thrown; the others
    /// are made all the same.
    public func createTopics(_ topics: [NewTopic]) async throws(ClientError) {
        try await trying("creating \(topics.count) topics") { () async throws(ClientError) in
            let response = try await requestCreation(topics, false)
            for topic in topics { _ = try created(topic, in: response, "creating topic '\(topic.name)'") }
        }
    }

    private func requestCreation(
        _ topics: [NewTopic], _ validateOnly: Bool
    ) async throws(ClientError) -> CreateTopicsResponse {
        try await client.anyConnection().request(
            CreateTopicsRequest(
                topics: topics.map(\.creatable), timeoutMs: timeoutMilliseconds, validateOnly: validateOnly))
    }

    private func created(
        _ topic: NewTopic, in response: CreateTopicsResponse, _ operation: String
    ) throws(ClientError) -> CreateTopicsResponse.CreatableTopicResult {
        guard let made = response.topics.first(where: { $0.name == topic.name }) else {
            throw .refused(.unknownServerError, operation: operation, message: "the answer leaves it out")
        }
        try check(made.errorCode, operation, made.errorMessage)
        return made
    }

    /// Deletes a topic and all that it holds.
    public func deleteTopic(_ name: String) async throws(ClientError) {
        let operation = "deleting topic '\(name)'"
        try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(
                DeleteTopicsRequest(
                    topics: [.init(name: name)], topicNames: [name], timeoutMs: timeoutMilliseconds))
            guard let deleted = response.responses.first else {
                throw .refused(.unknownServerError, operation: operation, message: "the answer leaves it out")
            }
            // Retriable in general, but no try will find a topic that is not there.
            if deleted.errorCode == .unknownTopicOrPartition { throw .unknownTopic(name) }
            try check(deleted.errorCode, operation, deleted.errorMessage)
        }
    }

    /// Raises the number of a topic's partitions. Records that are there stay where they are, and keys may go
    /// to other partitions from now on.
    public func createPartitions(
        of topic: String, total: Int, validateOnly: Bool = false
    ) async throws(ClientError) {
        let operation = "adding partitions to topic '\(topic)'"
        try await trying(operation) { () async throws(ClientError) in
            let response = try await client.anyConnection().request(
                CreatePartitionsRequest(
                    topics: [.init(name: topic, count: Int32(clamping: total), assignments: nil)],
                    timeoutMs: timeoutMilliseconds, validateOnly: validateOnly))
            guard let result = response.results.first else {
                throw .refused(.unknownServerError, operation: operation, message: "the answer leaves it out")
            }
            if result.errorCode == .unknownTopicOrPartition { throw .unknownTopic(topic) }
            try check(result.errorCode, operation, result.errorMessage)
        }
    }

    /// All topics, in the order of their names.
    public func listTopics() async throws(ClientError) -> [TopicDescription] {
        let response = try await trying("listing topics") { () async throws(ClientError) in
            try await client.refreshMetadata(nil)
        }
        return response.topics.filter { $0.errorCode == .none }.compactMap(TopicDescription.init)
            .sorted { $0.name < $1.name }
    }

    public func describeTopic(_ name: String) async throws(ClientError) -> TopicDescription {
        _ = try await client.topic(name)
        let response = try await trying("describing topic '\(name)'") { () async throws(ClientError) in
            try await client.refreshMetadata([name])
        }
        guard let topic = response.topics.first(where: { $0.name == name }) else { throw .unknownTopic(name) }
        if topic.errorCode == .unknownTopicOrPartition { throw .unknownTopic(name) }
        try check(topic.errorCode, "describing topic '\(name)'")
        guard let description = TopicDescription(topic) else { throw .unknownTopic(name) }
        return description
    }
}

extension TopicDescription {
    fileprivate init?(_ topic: MetadataResponse.MetadataResponseTopic) {
        guard let name = topic.name else { return nil }
        self.init(
            name: name, id: topic.topicId, isInternal: topic.isInternal,
            partitions: topic.partitions.map { partition in
                Partition(
                    index: partition.partitionIndex,
                    leader: partition.leaderId == .none ? nil : partition.leaderId,
                    leaderEpoch: partition.leaderEpoch, replicas: partition.replicaNodes,
                    inSyncReplicas: partition.isrNodes, offlineReplicas: partition.offlineReplicas)
            }.sorted { $0.index < $1.index })
    }
}

extension NewTopic {
    fileprivate var creatable: CreateTopicsRequest.CreatableTopic {
        CreateTopicsRequest.CreatableTopic(
            name: name, numPartitions: partitionCount.map { Int32(clamping: $0) } ?? -1,
            replicationFactor: replicationFactor.map { Int16(clamping: $0) } ?? -1,
            configs: configuration.sorted { $0.key < $1.key }.map { .init(name: $0.key, value: $0.value) })
    }
}
