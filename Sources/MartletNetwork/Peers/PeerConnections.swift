import Logging
import NIOCore

/// The connections of this node to others: one for each address and lane, opened at the first call, used by
/// many calls at a time, and closed when it has been idle.
///
/// A connection begins with ApiVersions, so that a node of another version is never asked what it does not
/// know. A peer that refuses connections or closes them fails the calls at once. May be used from any thread;
/// everything happens on one event loop.
// Sendable: mutable state is used on `eventLoop` alone, which every private method asserts.
package final class PeerConnections: @unchecked Sendable {
    private struct Peer {
        var link: PeerLink?
        /// Connections on which a call timed out, and others still wait.
        var retired: [PeerLink] = []
        var failures = 0
        /// After a connection could not be made: why, and until when there is no new one.
        var pause: (error: PeerCallError, until: NIODeadline)?
    }

    /// More of them are cut off: then the peer is so slow that waiting for it makes no sense.
    private static let maxRetired = 4

    private let eventLoop: any EventLoop
    private let configuration: PeerConfiguration
    private let logger: Logger
    private var peers: [PeerID: Peer] = [:]
    private var isSweepScheduled = false
    private var isClosed = false

    package init(eventLoop: any EventLoop, configuration: PeerConfiguration, logger: Logger) {
        self.eventLoop = eventLoop
        self.configuration = configuration
        self.logger = logger
    }

    /// Sends a request and waits for the answer, for `timeout` at most.
    ///
    /// - Parameters:
    ///   - request: header and body without a size. The answer must carry its correlation id.
    ///   - completion: called once, on the event loop, in a later turn; with header and body of the answer.
    package func call(
        _ request: ByteBuffer, to peer: PeerID, timeout: Duration,
        completion: @escaping @Sendable (Result<ByteBuffer, PeerCallError>) -> Void
    ) {
        let deadline = NIODeadline.now() + TimeAmount(timeout)
        if eventLoop.inEventLoop {
            start(request, to: peer, timeout, deadline, completion)
        } else {
            eventLoop.execute { self.start(request, to: peer, timeout, deadline, completion) }
        }
    }

    /// Ends all calls and closes all connections. Calls that come later fail.
    package func close() async {
        try? await eventLoop.submit {
            self.isClosed = true
            let links = self.peers.values.flatMap { $0.retired + ($0.link.map { [$0] } ?? []) }
            for link in links { link.close(.closed) }
            self.peers = [:]
        }.get()
    }

    /// How many connections there are, for tests.
    package func connectionCount() async -> Int {
        let count = try? await eventLoop.submit {
            self.peers.values.reduce(0) { $0 + $1.retired.count + ($1.link == nil ? 0 : 1) }
        }.get()
        return count ?? 0
    }

    private func start(
        _ request: ByteBuffer, to id: PeerID, _ timeout: Duration, _ deadline: NIODeadline,
        _ completion: @escaping PeerCall.Completion
    ) {
        eventLoop.assertInEventLoop()
        guard let call = PeerCall(request, deadline: deadline, completion: completion) else {
            fail(completion, .malformed(reason: "the request has no header"))
            return
        }
        if isClosed {
            fail(completion, .closed)
            return
        }
        var peer = peers[id] ?? Peer()
        if let link = peer.link {
            guard hasRoom(link, call) else {
                fail(completion, .unreachable(reason: "\(link.callCount) calls wait already"))
                return
            }
            link.add(call)
            return
        }
        if let (error, end) = peer.pause, eventLoop.now < end {
            fail(completion, error)
            return
        }
        let link = makeLink(id)
        peer.link = link
        peers[id] = peer
        link.add(call)
        // A call with a short time must not make others wait for a connection that takes longer.
        link.open(id, configuration, connectTimeout: min(configuration.connectTimeout, timeout))
        scheduleSweep()
    }

    private func fail(_ completion: @escaping PeerCall.Completion, _ error: PeerCallError) {
        eventLoop.execute { completion(.failure(error)) }
    }

    private func hasRoom(_ link: PeerLink, _ call: PeerCall) -> Bool {
        if link.callCount == 0 { return true }
        return link.callCount < configuration.maxCalls
            && link.callBytes + call.request.readableBytes <= configuration.maxCallBytes
    }

    private func makeLink(_ id: PeerID) -> PeerLink {
        PeerLink(eventLoop: eventLoop) { [weak self] link in
            self?.retired(link, of: id)
        } onEnd: { [weak self] link, end in
            self?.ended(link, of: id, end)
        }
    }

    private func retired(_ link: PeerLink, of id: PeerID) {
        guard var peer = peers[id], peer.link === link else { return }
        peer.link = nil
        peer.retired.append(link)
        let surplus = peer.retired.count > Self.maxRetired ? peer.retired.first : nil
        peers[id] = peer
        logger.debug(
            "A node does not answer in time", metadata: ["host": "\(id.host)", "port": "\(id.port)"])
        surplus?.close(.disconnected)
    }

    private func ended(_ link: PeerLink, of id: PeerID, _ end: PeerLink.End) {
        guard var peer = peers[id] else { return }
        peer.retired.removeAll { $0 === link }
        if peer.link === link {
            peer.link = nil
            switch end {
            case .closed:
                peer.failures = 0
                peer.pause = nil
            case .failed(let error):
                let doublings = min(peer.failures, 10)
                let pause = min(
                    configuration.reconnectBackoff * (1 << doublings), configuration.reconnectBackoffMax)
                peer.failures += 1
                peer.pause = (error, eventLoop.now + TimeAmount(pause))
                logger.log(
                    level: peer.failures == 1 ? .debug : .trace, "A node cannot be reached",
                    metadata: ["host": "\(id.host)", "port": "\(id.port)", "error": "\(error)"])
            }
        }
        peers[id] = peer
    }

    // MARK: Idle connections

    private func scheduleSweep() {
        if isSweepScheduled || isClosed { return }
        isSweepScheduled = true
        _ = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(configuration.maxIdle / 2)) {
            [weak self] in self?.sweep()
        }
    }

    private func sweep() {
        isSweepScheduled = false
        let now = eventLoop.now
        let idle = peers.values.compactMap(\.link).filter { link in
            link.callCount == 0 && link.idleSince + TimeAmount(configuration.maxIdle) <= now
        }
        for link in idle { link.close(.closed) }
        peers = peers.filter { _, peer in
            peer.link != nil || !peer.retired.isEmpty || peer.pause.map { $0.until > now } == true
        }
        if !peers.isEmpty { scheduleSweep() }
    }
}
