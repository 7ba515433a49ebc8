import MartletMetadata
import MartletNetwork
import MartletNode
import NIOCore

/// Sockets as the node's way to others.
struct PeerSockets: PeerNetwork {
    let connections: PeerConnections

    func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        let peer = PeerID(host: address.host, port: Int(address.port), lane: channel.lane)
        connections.call(request, to: peer, timeout: timeout) { result in
            completion(result.mapError { PeerFailure($0) })
        }
    }
}

extension PeerChannel {
    fileprivate var lane: Int {
        switch self {
        case .election: 0
        case .metadata: 1
        case .lifecycle: 2
        case .forwarding: 3
        }
    }
}

extension PeerFailure {
    fileprivate init(_ error: PeerCallError) {
        self =
            switch error {
            case .unreachable(let reason): .unreachable(reason: reason)
            case .unsupported(let offered): .unsupported(offered: offered)
            case .disconnected: .disconnected
            case .timedOut: .timedOut
            case .malformed(let reason): .malformed(reason: reason)
            case .closed: .closed
            }
    }
}
