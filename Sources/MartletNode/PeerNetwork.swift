import MartletMetadata
import NIOCore

/// How a node calls others: frames go out, frames or failures come back. Sockets in the broker, a made-up
/// network in the simulator.
///
/// There is one connection for each address and channel, opened at the first call and closed when it has
/// been idle. Calls on it are sent as they come, without waiting for earlier ones, and answered in their
/// order.
package protocol PeerNetwork: Sendable {
    /// Sends a request and waits, at most for `timeout` from now, for what answers it.
    ///
    /// - Parameters:
    ///   - request: the whole request without the int32 size before it: header and body. Its correlation id
    ///     is the caller's, and the answer must carry it.
    ///   - completion: called once, on any thread, with the whole response without its size: header and body.
    ///     Whether a call that failed was carried out is not known, unless the failure says so.
    func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void)
}

/// What a connection is used for. Answers come in the order of the requests, so that what must not wait
/// behind a request which its receiver holds back has a connection of its own.
package enum PeerChannel: Hashable, Sendable {
    /// The quorum's elections and membership.
    case election
    /// Fetches of the metadata log and its snapshots, which the leader holds until there is something new.
    case metadata
    /// A broker's registration and heartbeats. Nothing else: they keep its lease, and the end of this
    /// connection is the first sign of the broker's own.
    case lifecycle
    /// What else a broker asks of the active controller for itself, held until it is committed: other ISRs,
    /// producer ids, a controller's registration.
    case requests
    /// Clients' requests on their way to the active controller (KIP-590), held until they are committed.
    case forwarding
    /// A shard's fetches of what others lead, one at a time. Answers come on the shard's own loop, where
    /// there is one.
    case replication(shard: Int, lane: Int)
    /// The active controller's attempts to reach brokers that may have died.
    case checks
}

/// Why a call has no answer.
package enum PeerFailure: Error, Sendable, Equatable {
    /// Nothing was sent: the name is unknown, or the connection took too long.
    case unreachable(reason: String)
    /// Nothing was sent: the machine is there, and nobody listens.
    case refused
    /// Nothing was sent: the node does not serve the request in this version. `offered` is what it serves;
    /// nil for nothing.
    case unsupported(offered: ClosedRange<Int16>?)
    /// The connection was lost before the answer.
    case disconnected
    case timedOut
    /// What came cannot be the answer: the connection was closed.
    case malformed(reason: String)
    /// This node stops.
    case closed
}

/// The network of a node that has no others: every call fails.
package struct NoPeers: PeerNetwork {
    package init() {}

    package func send(
        _ request: ByteBuffer, to address: NodeAddress, on channel: PeerChannel, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerFailure>) -> Void
    ) {
        completion(.failure(.unreachable(reason: "this node has no network")))
    }
}
