import Logging
import NIOCore
import NIOPosix
import Synchronization

/// One entry of `listeners`, and the settings of its sockets.
package struct ListenerConfiguration: Sendable, Equatable {
    package var name: String
    /// Empty for all interfaces.
    package var host: String
    /// 0 for any that is free.
    package var port: Int
    /// `socket.listen.backlog.size`.
    package var backlog: Int32 = 1024
    /// `socket.send.buffer.bytes`; nil leaves it to the operating system.
    package var sendBufferBytes: Int?
    /// `socket.receive.buffer.bytes`; nil leaves it to the operating system.
    package var receiveBufferBytes: Int?
    package var connection = ConnectionConfiguration()

    package init(name: String, host: String, port: Int) {
        self.name = name
        self.host = host
        self.port = port
    }
}

package enum ListenerError: Error, Sendable, Equatable {
    case cannotBind(listener: String, host: String, port: Int, reason: String)
}

extension ListenerError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .cannotBind(let listener, let host, let port, let reason):
            "listener \(listener) cannot bind \(host.isEmpty ? "*" : host):\(port): \(reason)"
        }
    }
}

/// A bound socket and the connections that came through it.
package final class Listener: Sendable {
    private struct State {
        var isStopping = false
        var nextConnectionNumber: UInt64 = 0
        var connections: [ConnectionID: (connection: ServerConnection, channel: any Channel)] = [:]
    }

    package let configuration: ListenerConfiguration
    /// The address that is bound in fact.
    package let localAddress: SocketAddress?
    private let bootstrap: ListenerBootstrap
    private let channel: any Channel
    private let state: Mutex<State>

    fileprivate init(
        _ configuration: ListenerConfiguration, bootstrap: ListenerBootstrap, channel: any Channel
    ) {
        self.configuration = configuration
        self.bootstrap = bootstrap
        self.channel = channel
        localAddress = channel.localAddress
        state = Mutex(State())
    }

    /// The port that is bound in fact.
    package var port: Int { localAddress?.port ?? configuration.port }

    /// Connections that are open now.
    package var connectionCount: Int { state.withLock { $0.connections.count } }

    /// Takes no further connections; those that are there go on.
    package func stopAccepting() async {
        state.withLock { $0.isStopping = true }
        try? await channel.close()
    }

    /// Takes no further connections or requests, answers the requests in flight, and closes: what is not done
    /// within `timeout` is cut off. Every connection is closed when it returns.
    package func stop(within timeout: Duration) async {
        await stopAccepting()
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        let open = state.withLock { Array($0.connections.values) }
        for (connection, _) in open { connection.finish(by: deadline) }
        for (_, channel) in open { try? await channel.closeFuture.get() }
    }

    // MARK: Accepting

    fileprivate func accepted(_ channel: any Channel) throws {
        let address = channel.remoteAddress?.host ?? ""
        switch bootstrap.limiter.opened(from: address) {
        case .refused(let isFirst):
            bootstrap.logger.log(
                level: isFirst ? .warning : .debug, "connection refused: too many are open",
                metadata: [
                    "listener": "\(configuration.name)",
                    "client": "\(channel.remoteAddress?.description ?? "unknown")",
                    "open": "\(bootstrap.limiter.connectionCount)",
                ])
            throw ConnectionRefused()
        case .admitted:
            let limiter = bootstrap.limiter
            channel.closeFuture.whenComplete { _ in limiter.closed(from: address) }
        }
        guard let id = nextConnectionID() else { throw ConnectionRefused() }
        let connection = ServerConnection(
            id: id, listenerName: configuration.name, channel: channel,
            configuration: configuration.connection, receiver: bootstrap.receiver(channel.eventLoop),
            logger: bootstrap.logger)
        try connection.install(on: channel)
        let isStopping = state.withLock { state in
            state.connections[id] = (connection, channel)
            return state.isStopping
        }
        channel.closeFuture.whenComplete { _ in
            _ = self.state.withLock { $0.connections.removeValue(forKey: id) }
        }
        if isStopping { throw ConnectionRefused() }
    }

    private func nextConnectionID() -> ConnectionID? {
        state.withLock { state in
            if state.isStopping { return nil }
            state.nextConnectionNumber += 1
            return ConnectionID(number: state.nextConnectionNumber)
        }
    }
}

/// Makes the channel close before anything is read from it.
private struct ConnectionRefused: Error {}

/// What the listeners of a broker have in common, and the way to bind them.
package struct ListenerBootstrap: Sendable {
    /// Each connection lives on one of its loops, taken in turn.
    package let eventLoopGroup: any EventLoopGroup
    package let limiter: ConnectionLimiter
    package let logger: Logger
    /// Called once for each connection, on the loop that is the connection's.
    package let receiver: @Sendable (any EventLoop) -> any RequestReceiver

    package init(
        eventLoopGroup: any EventLoopGroup, limiter: ConnectionLimiter = ConnectionLimiter(), logger: Logger,
        receiver: @escaping @Sendable (any EventLoop) -> any RequestReceiver
    ) {
        self.eventLoopGroup = eventLoopGroup
        self.limiter = limiter
        self.logger = logger
        self.receiver = receiver
    }

    /// Binds and listens. Connections are taken from when it returns.
    package func bind(_ configuration: ListenerConfiguration) async throws(ListenerError) -> Listener {
        let acceptor = Acceptor()
        let bootstrap = serverBootstrap(configuration, acceptor)
        do {
            let channel = try await bind(bootstrap, configuration)
            let listener = Listener(configuration, bootstrap: self, channel: channel)
            try await acceptor.start(listener, channel)
            return listener
        } catch {
            throw .cannotBind(
                listener: configuration.name, host: configuration.host, port: configuration.port,
                reason: "\(error)")
        }
    }

    private func bind(
        _ bootstrap: ServerBootstrap, _ configuration: ListenerConfiguration
    ) async throws -> any Channel {
        guard configuration.host.isEmpty else {
            return try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
        }
        do {
            // An IPv6 socket takes IPv4 too, where there is IPv6.
            return try await bootstrap.bind(host: "::", port: configuration.port).get()
        } catch let error as IOError where error.errnoCode == EADDRINUSE || error.errnoCode == EACCES {
            throw error
        } catch {
            return try await bootstrap.bind(host: "0.0.0.0", port: configuration.port).get()
        }
    }

    private func serverBootstrap(
        _ configuration: ListenerConfiguration, _ acceptor: Acceptor
    ) -> ServerBootstrap {
        var bootstrap = ServerBootstrap(group: eventLoopGroup)
            .serverChannelOption(.backlog, value: configuration.backlog)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            // Accepting begins when there is a listener to count the connections.
            .serverChannelOption(.autoRead, value: false)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelOption(.allowRemoteHalfClosure, value: true)
            .childChannelOption(
                .writeBufferWaterMark,
                value: .init(
                    low: configuration.connection.outboundLowWatermark,
                    high: configuration.connection.outboundHighWatermark)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try acceptor.accepted(channel) }
            }
        // The receive buffer decides the window that a connection opens with, so the listening socket has it.
        if let bytes = configuration.receiveBufferBytes {
            bootstrap = bootstrap.serverChannelOption(.socketOption(.so_rcvbuf), value: .init(bytes))
        }
        if let bytes = configuration.sendBufferBytes {
            bootstrap = bootstrap.childChannelOption(.socketOption(.so_sndbuf), value: .init(bytes))
        }
        return bootstrap
    }
}

/// Hands accepted channels to the listener, which is made only when the socket is bound.
private final class Acceptor: Sendable {
    private let listener = Mutex<Listener?>(nil)

    func start(_ listener: Listener, _ channel: any Channel) async throws {
        self.listener.withLock { $0 = listener }
        channel.closeFuture.whenComplete { _ in self.listener.withLock { $0 = nil } }
        try await channel.setOption(.autoRead, value: true).get()
    }

    func accepted(_ channel: any Channel) throws {
        guard let listener = listener.withLock({ $0 }) else { throw ConnectionRefused() }
        try listener.accepted(channel)
    }
}

extension ServerConnection {
    /// Makes this the only handler of the channel, which has the options of `ListenerBootstrap`.
    func install(on channel: any Channel) throws {
        try reader.install(on: channel)
        try channel.pipeline.syncOperations.addHandler(self)
    }
}

extension SocketAddress {
    /// The address alone; an IPv4 address that came through an IPv6 socket in its IPv4 form.
    var host: String? {
        guard let address = ipAddress else { return nil }
        let prefix = "::ffff:"
        guard address.hasPrefix(prefix), address.contains(".") else { return address }
        return String(address.dropFirst(prefix.count))
    }
}
