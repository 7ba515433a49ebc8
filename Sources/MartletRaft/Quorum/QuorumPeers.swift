import MartletModel

/// Names a request to a peer.
package struct QuorumCallID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// Who is called: a member by its id, or the n-th of `controller.quorum.bootstrap.servers`.
package enum QuorumPeer: Sendable, Hashable {
    case node(BrokerID)
    case bootstrap(Int)
    /// A node that is to become a member.
    case endpoint(VoterEndpoint)
}

/// Which requests peers have not answered yet, and when those that failed are asked again.
///
/// Invariant: one request at a time for each peer. A list, not a dictionary: it is short, and its order is
/// that of the calls.
struct QuorumPeers: Sendable {
    struct Call: Sendable {
        var id: QuorumCallID
        var epoch: LeaderEpoch
        var request: QuorumRequest
        var deadline: Duration
    }

    struct Peer: Sendable {
        var peer: QuorumPeer
        var call: Call?
        /// Not to be asked before.
        var retryAt: Duration?
        /// How often it has failed since it last answered.
        var failures = 0
    }

    private(set) var peers: [Peer] = []
    private var lastCall: QuorumCallID = 0

    func call(of peer: QuorumPeer) -> Call? {
        peers.first { $0.peer == peer }?.call
    }

    func failures(of peer: QuorumPeer) -> Int {
        peers.first { $0.peer == peer }?.failures ?? 0
    }

    /// When the peer can be asked; nil while it owes an answer.
    func readyAt(_ peer: QuorumPeer) -> Duration? {
        guard let known = peers.first(where: { $0.peer == peer }) else { return .zero }
        return known.call == nil ? known.retryAt ?? .zero : nil
    }

    func isReady(_ peer: QuorumPeer, _ now: Duration) -> Bool {
        readyAt(peer).map { now >= $0 } ?? false
    }

    mutating func begin(
        _ peer: QuorumPeer, _ request: QuorumRequest, epoch: LeaderEpoch, deadline: Duration
    ) -> QuorumCallID {
        lastCall = QuorumCallID(lastCall.rawValue + 1)
        let call = Call(id: lastCall, epoch: epoch, request: request, deadline: deadline)
        if let index = peers.firstIndex(where: { $0.peer == peer }) {
            peers[index].call = call
            peers[index].retryAt = nil
        } else {
            peers.append(Peer(peer: peer, call: call))
        }
        return lastCall
    }

    /// The call is over. Nil: nobody waits for it any more.
    mutating func end(_ id: QuorumCallID) -> (peer: QuorumPeer, call: Call)? {
        guard let index = peers.firstIndex(where: { $0.call?.id == id }), let call = peers[index].call else {
            return nil
        }
        peers[index].call = nil
        return (peers[index].peer, call)
    }

    mutating func succeeded(_ peer: QuorumPeer) {
        guard let index = peers.firstIndex(where: { $0.peer == peer }) else { return }
        peers[index].failures = 0
    }

    mutating func backOff(_ peer: QuorumPeer, _ now: Duration, _ timers: QuorumTimers) {
        guard let index = peers.firstIndex(where: { $0.peer == peer }) else { return }
        // Even where the setting is 0, a peer that refuses at once is not asked without end.
        let wait = max(timers.retryBackoff, .milliseconds(1)) * (1 << min(peers[index].failures, 4))
        peers[index].failures += 1
        peers[index].retryAt = now + wait
    }

    /// Those whose answer is overdue.
    func late(_ now: Duration) -> [QuorumCallID] {
        peers.compactMap { $0.call }.filter { now >= $0.deadline }.map(\.id)
    }

    /// In a new role nobody waits for what the old one wanted to know.
    mutating func forget() {
        peers = []
    }

    /// When the next answer is overdue.
    var nextDeadline: Duration? {
        peers.compactMap { $0.call?.deadline }.min()
    }
}
