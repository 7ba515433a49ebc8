import Logging
import MartletMetadata
import MartletModel
import MartletNetwork
import MartletNode
import MartletStorage
import NIOCore
import NIOPosix
import Synchronization

/// A Kafka-compatible node in this process: a broker, a controller, or both.
///
/// ```swift
/// let broker = try await Broker.start(["log.dirs=/var/lib/martlet"])
/// print(broker.port)
/// await broker.stop()
/// ```
public final class Broker: Sendable {
    private let node: Node
    private let listeners: BrokerListeners
    private let threads: BrokerThreads
    private let logger: Logger
    private let failures: AsyncStream<NodeError>
    /// The one stop that there is, once it has begun.
    private let stopping = Mutex<Task<Void, Never>?>(nil)

    private init(
        node: Node, listeners: BrokerListeners, threads: BrokerThreads, logger: Logger
    ) {
        let (failures, failed) = AsyncStream<NodeError>.makeStream()
        node.whenFailed { failed.yield($0) }
        self.failures = failures
        self.node = node
        self.listeners = listeners
        self.threads = threads
        self.logger = logger
    }

    /// The port of the first listener for clients, or of a controller alone; useful where it was configured
    /// as 0.
    public var port: Int { listeners.firstPort }

    /// The id of the cluster.
    public var clusterID: String { node.settings.clusterID }

    /// Starts a node, by itself broker and controller in one, and returns when clients can be served: for a
    /// node of a cluster (`process.roles`) when the active controller has let it into service.
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
        var listeners = BrokerListeners(configuration, node, threads, logger)
        do {
            try await listeners.bind()
            // The other controllers are answered from the beginning: without them there may be no leader, and
            // without a leader this broker does not come into service.
            try await start(node, listeners, logger)
        } catch {
            await listeners.stop(within: .zero)
            await withCheckedContinuation { continuation in
                node.abandon { continuation.resume() }
            }
            throw error
        }
        listeners.serveClients()
        return Broker(node: node, listeners: listeners, threads: threads, logger: logger)
    }

    private static func start(
        _ node: Node, _ listeners: BrokerListeners, _ logger: Logger
    ) async throws {
        try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
            node.start(
                endpoints: listeners.clientEndpoints, controllerEndpoints: listeners.controllerEndpoints
            ) { error in
                if let error {
                    continuation.resume(throwing: error)
                } else {
                    continuation.resume()
                }
            } recovered: {
                logger.debug("All partitions are open")
            }
            listeners.serveControllers()
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
        await listeners.stopAcceptingClients()
        // Other controllers may ask to the last.
        await Self.stop(node)
        await listeners.stop(within: .seconds(5))
        await threads.shutDown()
        logger.info("Stopped")
    }

    private static func stop(_ node: Node) async {
        await withCheckedContinuation { continuation in
            node.stop { continuation.resume() }
        }
    }
}
