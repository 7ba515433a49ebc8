import Glibc
import MartletMetadata
import MartletNetwork

extension BrokerConfiguration {
    /// The listeners that clients connect to.
    var clientListeners: [MartletMetadata.Listener] {
        listeners.filter { !controllerListenerNames.contains($0.name) }
    }

    /// Those that other nodes connect to, to reach this one as a controller.
    var controllerListeners: [MartletMetadata.Listener] {
        listeners.filter { controllerListenerNames.contains($0.name) }
    }

    /// What clients are told to connect to, once the listeners are bound to these ports.
    func clientEndpoints(boundPorts: [Int]) -> [MartletMetadata.Listener] {
        Self.endpoints(clientListeners, advertisedListeners, boundPorts)
    }

    /// What other nodes are told of the controller, once the listeners are bound to these ports; in the order
    /// of the listeners' names.
    func controllerEndpoints(boundPorts: [Int]) -> [MartletMetadata.Listener] {
        let bound = Self.endpoints(controllerListeners, advertisedControllerListeners, boundPorts)
        return controllerListenerNames.compactMap { name in bound.first { $0.name == name } }
    }

    /// An advertised host that is empty is this machine's name, a port that is 0 is the one that was bound.
    private static func endpoints(
        _ listeners: [MartletMetadata.Listener], _ advertised: [MartletMetadata.Listener], _ ports: [Int]
    ) -> [MartletMetadata.Listener] {
        zip(listeners, ports).map { listener, port in
            var endpoint = advertised.first { $0.name == listener.name } ?? listener
            if endpoint.port == 0 { endpoint.port = UInt16(clamping: port) }
            if endpoint.host.isEmpty { endpoint.host = hostName }
            return endpoint
        }
    }

    /// This machine's own name.
    package static var hostName: String {
        var name = [CChar](repeating: 0, count: 256)
        guard gethostname(&name, name.count - 1) == 0 else { return "localhost" }
        return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension ListenerConfiguration {
    init(_ listener: MartletMetadata.Listener, _ limits: BrokerConfiguration.NetworkLimits) {
        self.init(name: listener.name, host: listener.host, port: Int(listener.port))
        backlog = Int32(clamping: limits.listenBacklog)
        sendBufferBytes = limits.sendBufferBytes
        receiveBufferBytes = limits.receiveBufferBytes
        connection.maxRequestBytes = limits.requestMaxBytes
        connection.maxIdle = limits.maxIdle ?? .seconds(Int64.max / 4_000_000_000)
    }
}

extension ConnectionLimiter {
    convenience init(_ limits: BrokerConfiguration.NetworkLimits) {
        var limit = ConnectionLimits()
        limit.total = limits.maxConnections
        limit.perAddress = limits.maxConnectionsPerAddress
        limit.overrides = limits.maxConnectionsOverrides
        self.init(limits: limit)
    }
}

extension PeerConfiguration {
    init(_ configuration: BrokerConfiguration) {
        self.init()
        clientID = "martlet-\(configuration.nodeID)"
        maxResponseBytes = configuration.network.requestMaxBytes
        sendBufferBytes = configuration.network.sendBufferBytes
        receiveBufferBytes = configuration.network.receiveBufferBytes
    }
}
