import Logging
import MartletNetwork
import MartletNode
import NIOCore

/// Brings the requests of one loop's connections to the shard that lives there, in the same turn of the loop.
///
/// Requests that come while the node is still starting wait here until it can answer them; the connections'
/// limits bound how many.
// Sendable: mutable state is used on `loop` alone, which every method asserts.
final class ShardGate: RequestReceiver, @unchecked Sendable {
    private let shard: Shard
    private let loop: any EventLoop
    private let logger: Logger
    private var isOpen = false
    private var waiting: [(frame: ByteBuffer, token: RequestToken, connection: ServerConnection)] = []

    init(shard: Shard, loop: any EventLoop, logger: Logger) {
        self.shard = shard
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
        let client = GatedConnection(connection: connection, logger: logger)
        shard.assumeIsolated { $0.receive(frame, number: token.number, on: client) }
    }

    func disconnected(_ connection: ServerConnection) {
        loop.assertInEventLoop()
        waiting.removeAll { $0.connection === connection }
        shard.assumeIsolated { $0.disconnected(ObjectIdentifier(connection)) }
    }
}

/// A network connection as the node sees it.
struct GatedConnection: ConnectedClient {
    let connection: ServerConnection
    let logger: Logger

    var id: ObjectIdentifier { ObjectIdentifier(connection) }
    var listenerName: String { connection.listenerName }

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
