import Glibc
import NIOCore
import NIOPosix

/// The limits of a connection that we open.
package struct ClientConnectionConfiguration: Sendable, Equatable {
    package var connectTimeout: Duration = .seconds(10)
    /// The longest that a request waits for its response before the connection is given up; nil for ever.
    package var requestTimeout: Duration?
    package var maxResponseBytes = Int(Int32.max)
    /// `send.buffer.bytes` and `receive.buffer.bytes`; nil leaves them to the operating system.
    package var sendBufferBytes: Int?
    package var receiveBufferBytes: Int?

    package init() {}
}

/// A connection to a broker. Requests are pipelined; responses come in their order.
///
/// May be used from any thread; from its own event loop it costs no hop.
package final class ClientConnection: Sendable {
    package typealias Completion = @Sendable (Result<ByteBuffer, ConnectionError>) -> Void

    package let eventLoop: any EventLoop
    package let remoteAddress: SocketAddress?
    private let channel: any Channel
    private let handler: NIOLoopBound<ClientHandler>

    private init(channel: any Channel, handler: NIOLoopBound<ClientHandler>) {
        self.channel = channel
        self.handler = handler
        eventLoop = channel.eventLoop
        remoteAddress = channel.remoteAddress
    }

    /// Connects, on a loop of the group's choice.
    package static func connect(
        host: String, port: Int, on group: any EventLoopGroup,
        configuration: ClientConnectionConfiguration = ClientConnectionConfiguration()
    ) async throws(ConnectionError) -> ClientConnection {
        do {
            return try await connect(host: host, port: port, on: group.any(), configuration: configuration)
                .get()
        } catch {
            throw .cannotConnect(host: host, port: port, reason: reason(error))
        }
    }

    /// Connects, on this loop. A failure has a `reason`.
    static func connect(
        host: String, port: Int, on eventLoop: any EventLoop, configuration: ClientConnectionConfiguration
    ) -> EventLoopFuture<ClientConnection> {
        var bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = ClientHandler(eventLoop: channel.eventLoop, configuration: configuration)
                    try handler.install(on: channel)
                }
            }
        if let bytes = configuration.sendBufferBytes {
            bootstrap = bootstrap.channelOption(.socketOption(.so_sndbuf), value: .init(bytes))
        }
        if let bytes = configuration.receiveBufferBytes {
            bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: .init(bytes))
        }
        return bootstrap.connect(host: host, port: port).flatMapThrowing { channel in
            // A name with several addresses makes a channel for each that is tried; this is the one that won.
            let handler = try channel.pipeline.syncOperations.handler(type: ClientHandler.self)
            return ClientConnection(
                channel: channel, handler: NIOLoopBound(handler, eventLoop: channel.eventLoop))
        }
    }

    /// In the operating system's words, without the addresses, which the caller knows.
    static func reason(_ error: any Error) -> String {
        switch error {
        case let error as NIOConnectionError:
            if error.dnsAError != nil || error.dnsAAAAError != nil { return "the host name is unknown" }
            return error.connectionErrors.last.map { reason($0.error) } ?? "there is no address"
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case ChannelError.connectTimeout: return "it took too long"
        default: return "\(error)"
        }
    }

    /// Whether nobody listens at any of the addresses, on machines that are there.
    static func isRefusal(_ error: any Error) -> Bool {
        switch error {
        case let error as NIOConnectionError:
            !error.connectionErrors.isEmpty && error.connectionErrors.allSatisfy { isRefusal($0.error) }
        case let error as IOError: error.errnoCode == ECONNREFUSED
        default: false
        }
    }

    /// Whether what was sent has mostly left: a sender with much to send should wait while it is not.
    package var isWritable: Bool { channel.isWritable }

    package var isOpen: Bool { channel.isActive }

    /// Sends a request, whole frame with its int32 size, and returns the response without the size.
    package func request(
        _ frame: ByteBuffer, correlationID: Int32
    ) async throws(ConnectionError) -> ByteBuffer {
        let result = await withCheckedContinuation { continuation in
            send([frame], correlationID: correlationID) { continuation.resume(returning: $0) }
        }
        return try result.get()
    }

    /// Sends a request in parts that together are a whole frame with its int32 size. The completion is called
    /// once, on the event loop; with nil no response is expected (Produce with acks=0).
    package func send(_ parts: [ByteBuffer], correlationID: Int32, completion: Completion?) {
        if eventLoop.inEventLoop {
            handler.value.send(parts, correlationID: correlationID, completion: completion)
        } else {
            eventLoop.execute {
                self.handler.value.send(parts, correlationID: correlationID, completion: completion)
            }
        }
    }

    /// Closes at once; requests in flight fail with `.closed`.
    package func close() async {
        try? await channel.close()
    }

    /// The same without waiting until it is closed.
    func closeSoon() {
        channel.close(promise: nil)
    }

    /// Called on the event loop when the connection has closed, also if it has already.
    package func onClose(_ body: @escaping @Sendable (ConnectionError) -> Void) {
        channel.closeFuture.whenComplete { _ in body(self.handler.value.failure ?? .closed) }
    }
}
