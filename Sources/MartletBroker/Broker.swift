import Logging
import MartletMetadata
import MartletModel
import MartletNetwork
import MartletNode
import MartletStorage
import NIOCore
import NIOPosix
import Synchronization

/// A Kafka-compatible broker in this process.
///
/// ```swift
/// let broker = try await Broker.start(["log.dirs=/var/lib/martlet"])
/// print(broker.port)
/// await broker.stop()
/// ```
public final class Broker: Sendable {
    private let node: Node
    private let listeners: [MartletNetwork.Listener]
    private let threads: BrokerThreads
    private let logger: Logger
    private let failures: AsyncStream<NodeError>
    /// The one stop that there is, once it has begun.
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    private init(
        node: Node, listeners: [MartletNetwork.Listener], threads: BrokerThreads, logger: Logger
    ) {
        let (failures, failed) = AsyncStream<NodeError>.makeStream()
        node.whenFailed { failed.yield($0) }
        self.failures = failures
        self.node = node
        self.listeners = listeners
        self.threads = threads
        self.logger = logger
    }

    /// The port of the first listener; useful where it was configured as 0.
    public var port: Int { listeners.first?.port ?? 0 }

    /// The id of the cluster.
    public var clusterID: String { node.settings.clusterID }

    /// Starts a broker that is broker and controller in one, and returns when clients can be served.
    ///
    /// - Parameters:
    ///   - settings: `key=value` with the keys of Kafka's `server.properties`, for example
    ///     `listeners=PLAINTEXT://127.0.0.1:0`. Later ones win.
    ///   - properties: the text of a `server.properties` file, which `settings` override.
    ///   - logger: what the broker says to its operator goes there.
    /// - Throws: an error whose description says what is wrong: a setting, a listener that cannot be bound, a
    ///   log directory that cannot be used.
    public static func start(
        _ settings: [String] = [], properties: String? = nil, logger: Logger = Logger(label: "martlet")
    ) async throws -> Broker {
        let overrides = try settings.map { try PropertiesText.Entry(override: $0) }
        let configuration = try BrokerConfiguration(properties: properties, overrides: overrides)
        return try await start(configuration: configuration, logger: logger)
    }

    package static func start(configuration: BrokerConfiguration, logger: Logger) async throws -> Broker {
        guard configuration.isQuorumByItself, configuration.roles == .combined else {
            throw ConfigurationError.notImplemented(
                key: "process.roles", value: configuration.settings.value("process.roles") ?? "",
                allowed: "a node that is broker and controller, and its own quorum")
        }
        let threads = BrokerThreads(configuration, logger: logger)
        do {
            return try await start(configuration, threads, logger)
        } catch {
            await threads.shutDown()
            throw error
        }
    }

    private static func start(
        _ configuration: BrokerConfiguration, _ threads: BrokerThreads, _ logger: Logger
    ) async throws -> Broker {
        let environment = threads.environment
        let node = try await threads.storagePool.runIfActive {
            try Node(configuration: configuration, environment: environment, logger: logger)
        }
        let gates = Dictionary(
            uniqueKeysWithValues: zip(threads.loops, node.shards).map { loop, shard in
                (ObjectIdentifier(loop), ShardGate(shard: shard, loop: loop, logger: logger))
            })
        let bootstrap = ListenerBootstrap(
            eventLoopGroup: threads.shardGroup, limiter: ConnectionLimiter(configuration.network),
            logger: logger
        ) { loop in
            guard let gate = gates[ObjectIdentifier(loop)] else {
                preconditionFailure("a connection came on a loop that is no shard's")
            }
            return gate
        }
        var listeners: [MartletNetwork.Listener] = []
        let endpoints: [MartletMetadata.Listener]
        do {
            for configured in configuration.clientListeners {
                listeners.append(
                    try await bootstrap.bind(ListenerConfiguration(configured, configuration.network)))
            }
            endpoints = configuration.endpoints(boundPorts: listeners.map(\.port))
            try await start(node, endpoints, logger)
        } catch {
            for listener in listeners { await listener.stop(within: .zero) }
            await withCheckedContinuation { continuation in
                node.abandon { continuation.resume() }
            }
            throw error
        }
        for gate in gates.values { gate.open() }
        for (listener, endpoint) in zip(listeners, endpoints) {
            logger.info(
                "Serving clients",
                metadata: [
                    "listener": "\(listener.configuration.name)", "port": "\(listener.port)",
                    "advertised": "\(endpoint.host):\(endpoint.port)",
                ])
        }
        return Broker(node: node, listeners: listeners, threads: threads, logger: logger)
    }

    private static func start(
        _ node: Node, _ endpoints: [MartletMetadata.Listener], _ logger: Logger
    ) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            node.start(endpoints: endpoints) { error in
                if let error {
                    continuation.resume(throwing: error)
                } else {
                    continuation.resume()
                }
            } recovered: {
                logger.debug("All partitions are open")
            }
        }
    }

    /// Returns when the broker cannot go on, because the log directory with the cluster's metadata has
    /// failed, or all of them have; with the reason. It is then to be stopped, which closes in order what is
    /// whole.
    /// Nil when the waiting task is cancelled. For one task to wait for.
    public func failure() async -> (any Error)? {
        for await error in failures { return error }
        return nil
    }

    /// Stops: no new connections or requests; requests under way are answered, all logs flushed and closed,
    /// and the directories marked as cleanly closed. Whoever calls it again waits for the same.
    public func stop() async {
        let stopping = stopping.withLock { stopping in
            if let stopping { return stopping }
            let task = Task { await self.stopOnce() }
            stopping = task
            return task
        }
        await stopping.value
    }

    private func stopOnce() async {
        for listener in listeners { await listener.stopAccepting() }
        await Self.stop(node)
        for listener in listeners { await listener.stop(within: .seconds(5)) }
        await threads.shutDown()
        logger.info("Stopped")
    }

    private static func stop(_ node: Node) async {
        await withCheckedContinuation { continuation in
            node.stop { continuation.resume() }
        }
    }
}
