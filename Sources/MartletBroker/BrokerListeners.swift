import Logging
import MartletMetadata
import MartletNetwork
import MartletNode
import NIOCore
import NIOPosix

/// The sockets that a node listens on: those for clients, whose connections live with the shards, and those
/// for other nodes, whose connections live with the control plane.
struct BrokerListeners: Sendable {
    private let configuration: BrokerConfiguration
    private let shardBootstrap: ListenerBootstrap?
    private let controlBootstrap: ListenerBootstrap
    private let shardGates: [RequestGate]
    private let controlGate: RequestGate
    private let logger: Logger
    private(set) var clients: [MartletNetwork.Listener] = []
    private(set) var controllers: [MartletNetwork.Listener] = []

    init(
        _ configuration: BrokerConfiguration, _ node: Node, _ threads: BrokerThreads, _ logger: Logger
    ) {
        self.configuration = configuration
        self.logger = logger
        let limiter = ConnectionLimiter(configuration.network)
        let gates = zip(threads.loops, node.shards).map { loop, shard in
            RequestGate(.shard(shard), loop: loop, logger: logger)
        }
        shardGates = gates
        let gateByLoop = Dictionary(
            uniqueKeysWithValues: zip(threads.loops.map { ObjectIdentifier($0) }, gates))
        shardBootstrap = threads.shardGroup.map { group in
            ListenerBootstrap(eventLoopGroup: group, limiter: limiter, logger: logger) { loop in
                guard let gate = gateByLoop[ObjectIdentifier(loop)] else {
                    preconditionFailure("a connection came on a loop that is no shard's")
                }
                return gate
            }
        }
        let controlGate = RequestGate(
            .controlPlane(node.controlPlane), loop: threads.controlGroup.any(), logger: logger)
        self.controlGate = controlGate
        // Of its own, so that clients cannot use up what the quorum needs.
        controlBootstrap = ListenerBootstrap(eventLoopGroup: threads.controlGroup, logger: logger) { _ in
            controlGate
        }
    }

    /// Binds all of them. Requests wait until they are served.
    mutating func bind() async throws {
        for configured in configuration.controllerListeners {
            controllers.append(
                try await controlBootstrap.bind(ListenerConfiguration(configured, configuration.network)))
        }
        guard let shardBootstrap else { return }
        for configured in configuration.clientListeners {
            clients.append(
                try await shardBootstrap.bind(ListenerConfiguration(configured, configuration.network)))
        }
    }

    var clientEndpoints: [MartletMetadata.Listener] {
        configuration.clientEndpoints(boundPorts: clients.map(\.port))
    }

    var controllerEndpoints: [MartletMetadata.Listener] {
        configuration.controllerEndpoints(boundPorts: controllers.map(\.port))
    }

    var firstPort: Int { (clients.first ?? controllers.first)?.port ?? 0 }

    func serveControllers() {
        controlGate.open()
        report("Serving controllers and brokers", controllers, controllerEndpoints)
    }

    func serveClients() {
        for gate in shardGates { gate.open() }
        report("Serving clients", clients, clientEndpoints)
    }

    private func report(
        _ message: Logger.Message, _ listeners: [MartletNetwork.Listener],
        _ endpoints: [MartletMetadata.Listener]
    ) {
        for listener in listeners {
            guard let endpoint = endpoints.first(where: { $0.name == listener.configuration.name }) else {
                continue
            }
            logger.info(
                message,
                metadata: [
                    "listener": "\(endpoint.name)", "port": "\(listener.port)",
                    "advertised": "\(endpoint.host):\(endpoint.port)",
                ])
        }
    }

    func stopAcceptingClients() async {
        for listener in clients { await listener.stopAccepting() }
    }

    func stop(within time: Duration) async {
        for listener in clients + controllers { await listener.stop(within: time) }
    }
}
