import MartletModel
import MartletProtocol

/// What a cluster says of itself.
public struct ClusterDescription: Sendable, Hashable {
    public struct Broker: Sendable, Hashable {
        public var id: BrokerID
        public var address: ServerAddress
        public var rack: String?
        /// Registered, but not in service.
        public var isFenced: Bool
    }

    public var id: String
    /// Nil when nobody says.
    public var controller: BrokerID?
    /// In the order of their ids.
    public var brokers: [Broker]
}

/// A directory in which a broker keeps partitions.
public struct LogDirectoryDescription: Sendable, Hashable {
    public struct Replica: Sendable, Hashable {
        public var partition: TopicPartition
        public var byteCount: Int64
        /// How far the replica is behind the partition's end.
        public var lag: Int64
    }

    public var broker: BrokerID
    public var path: String
    /// `none` when the directory is in order.
    public var error: ErrorCode
    /// It takes no new replicas (KIP-1066).
    public var isCordoned: Bool
    /// Of the volume; nil when the broker does not say.
    public var totalBytes: Int64?
    public var usableBytes: Int64?
    public var replicas: [Replica]
}

extension Admin {
    /// - Parameter includingFenced: brokers too that are registered and not in service.
    public func describeCluster(
        includingFenced: Bool = false
    ) async throws(ClientError) -> ClusterDescription {
        let request = DescribeClusterRequest(includeFencedBrokers: includingFenced)
        return try await trying("describing the cluster") { () async throws(ClientError) in
            let response = try await client.anyConnection().request(
                request, limit: includingFenced ? 2...Int16.max : nil)
            try check(response.errorCode, "describing the cluster", response.errorMessage)
            let brokers = response.brokers.map { broker in
                ClusterDescription.Broker(
                    id: broker.brokerId, address: ServerAddress(host: broker.host, port: Int(broker.port)),
                    rack: broker.rack, isFenced: broker.isFenced)
            }
            return ClusterDescription(
                id: response.clusterId,
                controller: response.controllerId == .none ? nil : response.controllerId,
                brokers: brokers.sorted { $0.id < $1.id })
        }
    }

    /// The log directories of all brokers, and what they hold.
    public func describeLogDirectories() async throws(ClientError) -> [LogDirectoryDescription] {
        let operation = "describing log directories"
        return try await trying(operation) { () async throws(ClientError) in
            try await client.refreshMetadata([])
            var directories: [LogDirectoryDescription] = []
            for broker in await client.metadata.brokers.keys.sorted() {
                let response = try await client.connection(to: broker).request(
                    DescribeLogDirsRequest(topics: nil))
                try check(response.errorCode, operation)
                directories += response.results.map { LogDirectoryDescription($0, of: broker) }
            }
            return directories
        }
    }

    /// Removes the records before the given offsets; `Offset.none` removes all that there are. Returns where
    /// each partition begins now.
    @discardableResult
    public func deleteRecords(
        before offsets: [TopicPartition: Offset]
    ) async throws(ClientError) -> [TopicPartition: Offset] {
        let operation = "deleting records"
        return try await trying(operation) { () async throws(ClientError) in
            var begins: [TopicPartition: Offset] = [:]
            for (leader, partitions) in try await client.leaders(of: offsets.keys.sorted()) {
                let topics = Dictionary(grouping: partitions, by: \.topic).sorted { $0.key < $1.key }
                let request = DeleteRecordsRequest(
                    topics: topics.map { topic, partitions in
                        .init(
                            name: topic,
                            partitions: partitions.map {
                                .init(partitionIndex: $0.partition, offset: offsets[$0] ?? .none)
                            })
                    }, timeoutMs: timeoutMilliseconds)
                let response = try await client.connection(to: leader).request(request)
                for topic in response.topics {
                    for result in topic.partitions {
                        let partition = TopicPartition(topic: topic.name, partition: result.partitionIndex)
                        await client.markStale(after: result.errorCode, topic: topic.name)
                        try check(result.errorCode, "\(operation) of \(partition)")
                        begins[partition] = result.lowWatermark
                    }
                }
            }
            return begins
        }
    }

    /// Where positions are in their partitions. Nil where a partition holds no record as young as the
    /// timestamp.
    public func offsets(
        of positions: [TopicPartition: StartPosition]
    ) async throws(ClientError) -> [TopicPartition: Offset?] {
        try await trying("looking up offsets") { () async throws(ClientError) in
            do throws(ClientError) {
                return try await client.listOffsets(positions)
            } catch {
                await client.markStale(after: error, topics: Set(positions.keys.map(\.topic)))
                throw error
            }
        }
    }
}

extension Client {
    fileprivate func markStale(after code: ErrorCode, topic: String) {
        if code.isMetadataStale { metadata.markStale(topic) }
    }
}

extension LogDirectoryDescription {
    fileprivate init(_ result: DescribeLogDirsResponse.DescribeLogDirsResult, of broker: BrokerID) {
        self.init(
            broker: broker, path: result.logDir, error: result.errorCode,
            isCordoned: result.isCordoned,
            totalBytes: result.totalBytes < 0 ? nil : result.totalBytes,
            usableBytes: result.usableBytes < 0 ? nil : result.usableBytes,
            replicas: result.topics.flatMap { topic in
                topic.partitions.map { partition in
                    Replica(
                        partition: TopicPartition(topic: topic.name, partition: partition.partitionIndex),
                        byteCount: partition.partitionSize, lag: partition.offsetLag)
                }
            }.sorted { $0.partition < $1.partition })
    }
}
