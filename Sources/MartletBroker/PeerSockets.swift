import MartletMetadata
import MartletNetwork
import MartletNode
import NIOCore

/// Sockets as the node's way to others.
struct PeerSockets: PeerNetwork {
    /// On the control plane's loop.
    let connections: PeerConnections
    /// On each shard's loop, in the order of the shards: what is fetched passes through no other thread.
    let ofShards: [PeerConnections]

    func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        let (connections, lane) = place(of: channel)
        let peer = PeerID(host: address.host, port: Int(address.port), lane: lane)
        connections.call(request, to: peer, timeout: timeout) { result in
            completion(result.mapError { PeerFailure($0) })
        }
    }

    private func place(of channel: PeerChannel) -> (PeerConnections, lane: Int) {
        switch channel {
        case .election: (connections, 0)
        case .metadata: (connections, 1)
        case .lifecycle: (connections, 2)
        case .requests: (connections, 3)
        case .forwarding: (connections, 4)
        case .checks: (connections, 5)
        case .replication(let shard, let lane): (ofShards[shard], lane)
        }
    }
}

extension PeerFailure {
    fileprivate init(_ error: PeerCallError) {
        self =
            switch error {
            case .unreachable(let reason): .unreachable(reason: reason)
            case .refused: .refused
            case .unsupported(let offered): .unsupported(offered: offered)
            case .disconnected: .disconnected
            case .timedOut: .timedOut
            case .malformed(let reason): .malformed(reason: reason)
            case .closed: .closed
            }
    }
}
