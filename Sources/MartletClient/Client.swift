import MartletModel
import MartletProtocol
import NIOCore
import NIOPosix

/// A cluster, as its users see it: connections to its brokers, and who leads what.
///
/// `Producer`, `Consumer` and `Admin` stand on it; they may share one. Close it after them.
public actor Client {
    public nonisolated let configuration: ClientConfiguration
    /// Everything of this client runs here.
    nonisolated let eventLoop: any EventLoop
    var metadata: MetadataCache
    private var connections: [ServerAddress: Slot] = [:]
    private var isClosed = false

    private enum Slot {
        case opening(Task<Result<BrokerConnection, ClientError>, Never>)
        case open(BrokerConnection)
    }

    public nonisolated var unownedExecutor: UnownedSerialExecutor {
        eventLoop.executor.asUnownedSerialExecutor()
    }

    /// Connects to nothing yet: the first operation does.
    public init(
        configuration: ClientConfiguration,
        eventLoopGroup: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton
    ) throws(ClientError) {
        guard !configuration.bootstrapServers.isEmpty else {
            throw .invalidConfiguration(
                name: "bootstrapServers", value: "empty", allowed: "one address or more")
        }
        self.configuration = configuration
        eventLoop = eventLoopGroup.next()
        metadata = MetadataCache(maxAge: configuration.metadataMaxAge)
    }

    /// Closes all connections. What is under way fails.
    public func close() async {
        isClosed = true
        let slots = connections.values
        connections = [:]
        for slot in slots {
            switch slot {
            case .open(let connection): await connection.close()
            case .opening(let task): if case .success(let late) = await task.value { await late.close() }
            }
        }
    }

    // MARK: Connections

    func connection(to server: ServerAddress) async throws(ClientError) -> BrokerConnection {
        guard !isClosed else { throw .closed }
        let opening: Task<Result<BrokerConnection, ClientError>, Never>
        switch connections[server] {
        case .open(let connection) where connection.isOpen:
            return connection
        case .opening(let task):
            opening = task
        default:
            let (configuration, eventLoop) = (configuration, eventLoop)
            opening = Task {
                do throws(ClientError) {
                    return .success(
                        try await BrokerConnection.open(server, configuration: configuration, on: eventLoop))
                } catch {
                    return .failure(error)
                }
            }
            connections[server] = .opening(opening)
        }
        let result = await opening.value
        if case .opening(let current) = connections[server], current == opening {
            if case .success(let connection) = result {
                connections[server] = .open(connection)
            } else {
                connections[server] = nil
            }
        }
        return try result.get()
    }

    func connection(to broker: BrokerID) async throws(ClientError) -> BrokerConnection {
        guard let server = metadata.brokers[broker] else {
            throw .refused(.brokerNotAvailable, operation: "connecting to broker \(broker)", message: nil)
        }
        return try await connection(to: server)
    }

    /// The connection to a broker, if there is one already.
    func openConnection(to broker: BrokerID) -> BrokerConnection? {
        guard let server = metadata.brokers[broker], case .open(let connection) = connections[server],
            connection.isOpen
        else { return nil }
        return connection
    }

    /// A connection to whichever broker answers.
    func anyConnection() async throws(ClientError) -> BrokerConnection {
        guard !isClosed else { throw .closed }
        for case .open(let connection) in connections.values where connection.isOpen { return connection }
        var servers = configuration.bootstrapServers
        for server in metadata.brokers.values.shuffled() where !servers.contains(server) {
            servers.append(server)
        }
        var reasons: [String] = []
        for server in servers {
            do throws(ClientError) {
                return try await connection(to: server)
            } catch {
                guard case .unreachable(_, let reason) = error else { throw error }
                if !reasons.contains(reason) { reasons.append(reason) }
            }
        }
        throw .unreachable(servers: servers, reason: reasons.joined(separator: "; "))
    }

    /// Asks any broker, and tries again while that may help.
    func ask<R: Request>(
        _ request: R, _ operation: String, limit: ClosedRange<Int16>? = nil
    ) async throws(ClientError) -> R.Response {
        try await retrying(
            operation, policy: configuration.retryPolicy, timeout: configuration.operationTimeout
        ) { () async throws(ClientError) in
            try await anyConnection().request(request, limit: limit)
        }
    }

    // MARK: Metadata

    /// How long a topic may be missing before it counts as unknown: brokers learn of a new topic a moment
    /// later.
    private static let patience = Duration.seconds(1)
    private static let patienceWithCreation = Duration.seconds(10)

    /// The topic, from the cache or from the cluster. `creating` asks brokers to make it where they may.
    func topic(_ name: String, creating: Bool = false) async throws(ClientError) -> MetadataCache.Topic {
        if let known = metadata.fresh(name, now: .now), known.partitionCount > 0 { return known }
        let patience = creating ? Self.patienceWithCreation : Self.patience
        do throws(ClientError) {
            return try await retrying(
                "looking up topic '\(name)'", policy: configuration.retryPolicy,
                timeout: min(patience, configuration.operationTimeout)
            ) { () async throws(ClientError) in
                try await refreshMetadata([name], creating: creating)
                if let code = metadata.failure(of: name) {
                    throw .refused(code, operation: "looking up topic '\(name)'", message: nil)
                }
                guard let topic = metadata.topic(name), topic.partitionCount > 0 else {
                    throw .refused(
                        .unknownTopicOrPartition, operation: "looking up topic '\(name)'", message: nil)
                }
                return topic
            }
        } catch {
            if metadata.failure(of: name) == .unknownTopicOrPartition { throw .unknownTopic(name) }
            throw error
        }
    }

    /// Asks the cluster about these topics; nil is all.
    @discardableResult
    func refreshMetadata(
        _ topics: [String]?, creating: Bool = false
    ) async throws(ClientError) -> MetadataResponse {
        let request = MetadataRequest(
            topics: topics?.map { MetadataRequest.MetadataRequestTopic(name: $0) },
            allowAutoTopicCreation: creating)
        // Before version 4 a request always creates.
        let response = try await anyConnection().request(request, limit: 4...Int16.max)
        guard response.errorCode == .none else {
            throw .refused(response.errorCode, operation: "asking for metadata", message: nil)
        }
        metadata.update(response, now: .now)
        return response
    }

    /// The partitions by the broker that leads them.
    func leaders(
        of partitions: [TopicPartition]
    ) async throws(ClientError) -> [BrokerID: [TopicPartition]] {
        for topic in Set(partitions.map(\.topic)).sorted() {
            let known = try await self.topic(topic)
            for partition in partitions where partition.topic == topic {
                guard known.partitions[partition.partition] != nil else {
                    throw .unknownPartition(partition, count: known.partitionCount)
                }
            }
        }
        var leaders: [BrokerID: [TopicPartition]] = [:]
        for partition in partitions {
            guard let leader = metadata.leader(of: partition) else {
                metadata.markStale(partition.topic)
                throw .refused(.leaderNotAvailable, operation: "looking up \(partition)", message: nil)
            }
            leaders[leader, default: []].append(partition)
        }
        return leaders
    }

    func markStale(after error: ClientError, topics: Set<String>) {
        if error.isMetadataStale { markStale(topics) }
    }

    func markStale(_ topics: Set<String>) {
        for topic in topics { metadata.markStale(topic) }
    }

    func markStale(ledBy broker: BrokerID) {
        metadata.markStale(ledBy: broker)
    }

    func hasLeaders(_ topics: Set<String>) -> Bool {
        topics.allSatisfy { metadata.topic($0)?.hasLeaders ?? false }
    }
}
