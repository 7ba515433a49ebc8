import Logging
import MartletNetwork
import MartletNode
import NIOCore

/// Brings the requests of one loop's connections to the shard, or the control plane, that lives there, in the
/// same turn of the loop.
///
/// Requests that come while the node is still starting wait here until it can answer them; the connections'
/// limits bound how many.
// Sendable: mutable state is used on `loop` alone, which every method asserts.
final class RequestGate: RequestReceiver, @unchecked Sendable {
    /// Both are called on the loop.
    struct Target: Sendable {
        var receive: @Sendable (_ frame: ByteBuffer, _ number: UInt64, any ConnectedClient) -> Void
        var disconnected: @Sendable (_ connectionID: ObjectIdentifier) -> Void
    }

    private let target: Target
    private let loop: any EventLoop
    private let logger: Logger
    private var isOpen = false
    private var waiting: [(frame: ByteBuffer, token: RequestToken, connection: ServerConnection)] = []

    init(_ target: Target, loop: any EventLoop, logger: Logger) {
        self.target = target
        self.loop = loop
        self.logger = logger
    }

    /// The node serves. From any thread.
    func open() {
        loop.execute {
            self.isOpen = true
            let waiting = self.waiting
            self.waiting = []
            for request in waiting {
                self.received(request.frame, token: request.token, on: request.connection)
            }
        }
    }

    func received(_ frame: ByteBuffer, token: RequestToken, on connection: ServerConnection) {
        loop.assertInEventLoop()
        guard isOpen else {
            waiting.append((frame, token, connection))
            return
        }
        target.receive(frame, token.number, GatedConnection(connection: connection, logger: logger))
    }

    func disconnected(_ connection: ServerConnection) {
        loop.assertInEventLoop()
        waiting.removeAll { $0.connection === connection }
        target.disconnected(ObjectIdentifier(connection))
    }
}

extension RequestGate.Target {
    static func shard(_ shard: Shard) -> Self {
        Self { frame, number, client in
            shard.assumeIsolated { $0.receive(frame, number: number, on: client) }
        } disconnected: { id in
            shard.assumeIsolated { $0.disconnected(id) }
        }
    }

    static func controlPlane(_ plane: ControlPlane) -> Self {
        Self { frame, number, client in
            plane.assumeIsolated { $0.receive(frame, number: number, on: client) }
        } disconnected: { id in
            plane.assumeIsolated { $0.disconnected(id) }
        }
    }
}

/// A network connection as the node sees it.
struct GatedConnection: ConnectedClient {
    let connection: ServerConnection
    let logger: Logger

    var id: ObjectIdentifier { ObjectIdentifier(connection) }
    var listenerName: String { connection.listenerName }
    var clientHost: String { connection.remoteAddress?.ipAddress ?? "unknown" }

    func mute(for time: Duration) {
        connection.mute(for: time)
    }

    func complete(request number: UInt64, with reply: Reply) {
        let token = RequestToken(number: number)
        switch reply {
        case .response(let sources):
            connection.complete(token, with: .response(sources))
        case .nothing:
            connection.complete(token, with: .noResponse)
        case .close(let reason):
            logger.warning(
                "Closing a client's connection",
                metadata: [
                    "client": "\(connection.remoteAddress?.description ?? "unknown")", "reason": "\(reason)",
                ])
            connection.complete(token, with: .close)
        }
    }
}
