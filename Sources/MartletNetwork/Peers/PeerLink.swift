import NIOCore

/// One connection to another node, from its beginning on, and the calls that were given to it.
///
/// Connecting → negotiating → ready → closed, and from each to closed. Confined to its event loop.
final class PeerLink {
    private enum Phase {
        case connecting
        case negotiating(ClientConnection, VersionNegotiation)
        case ready(ClientConnection, APIVersions)
        case closed
    }

    enum End {
        /// It never came to a call: these fail with the error.
        case failed(PeerCallError)
        case closed
    }

    private let eventLoop: any EventLoop
    private var phase = Phase.connecting
    private var calls: [UInt64: PeerCall] = [:]
    /// Those that were not sent yet, in their order.
    private var unsent: [UInt64] = []
    private var lastNumber: UInt64 = 0
    private(set) var callBytes = 0
    /// When the last call ended.
    private(set) var idleSince: NIODeadline
    /// A call of this connection timed out: it takes no others, and closes after those it has.
    private(set) var isRetired = false
    /// Called once, when it is closed.
    private var onEnd: ((PeerLink, End) -> Void)?
    private let onRetirement: (PeerLink) -> Void

    init(
        eventLoop: any EventLoop, onRetirement: @escaping (PeerLink) -> Void,
        onEnd: @escaping (PeerLink, End) -> Void
    ) {
        self.eventLoop = eventLoop
        self.onRetirement = onRetirement
        self.onEnd = onEnd
        idleSince = eventLoop.now
    }

    var callCount: Int { calls.count }

    func open(_ peer: PeerID, _ configuration: PeerConfiguration, connectTimeout: Duration) {
        var connection = ClientConnectionConfiguration()
        connection.connectTimeout = connectTimeout
        connection.maxResponseBytes = configuration.maxResponseBytes
        connection.sendBufferBytes = configuration.sendBufferBytes
        connection.receiveBufferBytes = configuration.receiveBufferBytes
        ClientConnection.connect(
            host: peer.host, port: peer.port, on: eventLoop, configuration: connection
        ).assumeIsolated().whenComplete { result in
            switch result {
            case .success(let connection): self.connected(connection, configuration)
            case .failure(let error):
                self.end(
                    .failed(
                        ClientConnection.isRefusal(error)
                            ? .refused : .unreachable(reason: ClientConnection.reason(error))))
            }
        }
    }

    /// Takes a call, which ends at its deadline at the latest.
    func add(_ call: PeerCall) {
        lastNumber += 1
        let number = lastNumber
        var call = call
        call.timer = eventLoop.assumeIsolated().scheduleTask(deadline: call.deadline) {
            self.timedOut(number)
        }
        calls[number] = call
        callBytes += call.request.readableBytes
        unsent.append(number)
        if case .ready(let connection, let versions) = phase { sendWaiting(connection, versions) }
    }

    func close(_ error: PeerCallError) {
        while let number = calls.keys.min() { complete(number, .failure(error)) }
        end(.closed)
    }

    // MARK: The connection's life

    private func connected(_ connection: ClientConnection, _ configuration: PeerConfiguration) {
        guard case .connecting = phase else {
            connection.closeSoon()
            return
        }
        let link = NIOLoopBound(self, eventLoop: eventLoop)
        connection.onClose { _ in link.value.disconnected() }
        var negotiation = VersionNegotiation(
            clientID: configuration.clientID, softwareVersion: configuration.softwareVersion)
        let first = negotiation.begin()
        phase = .negotiating(connection, negotiation)
        proceed(first)
    }

    private func proceed(_ step: VersionNegotiation.Step) {
        guard case .negotiating(let connection, _) = phase else { return }
        switch step {
        case .ask(let frame, let correlationID):
            let link = NIOLoopBound(self, eventLoop: eventLoop)
            connection.send([frame], correlationID: correlationID) { result in
                // A failure is told by `onClose`, too.
                if case .success(let answer) = result { link.value.negotiated(answer) }
            }
        case .done(let versions):
            phase = .ready(connection, versions)
            sendWaiting(connection, versions)
        case .failed(let reason):
            end(.failed(.unreachable(reason: reason)))
        }
    }

    private func negotiated(_ answer: ByteBuffer) {
        guard case .negotiating(let connection, var negotiation) = phase else { return }
        let step = negotiation.answered(answer)
        phase = .negotiating(connection, negotiation)
        proceed(step)
    }

    private func disconnected() {
        switch phase {
        case .connecting, .negotiating: end(.failed(.unreachable(reason: "the connection was closed")))
        case .ready: end(.closed)
        case .closed: break
        }
    }

    private func end(_ end: End) {
        let connection: ClientConnection? =
            switch phase {
            case .connecting: nil
            case .negotiating(let connection, _), .ready(let connection, _): connection
            case .closed: nil
            }
        phase = .closed
        connection?.closeSoon()
        // In their order, which is that of the numbers.
        for number in calls.keys.sorted() {
            switch end {
            case .failed(let error): complete(number, .failure(error))
            case .closed: complete(number, .failure(.disconnected))
            }
        }
        let onEnd = self.onEnd
        self.onEnd = nil
        onEnd?(self, end)
    }

    // MARK: Calls

    private func sendWaiting(_ connection: ClientConnection, _ versions: APIVersions) {
        let numbers = unsent
        unsent = []
        for number in numbers {
            guard let call = calls[number] else { continue }
            let offered = versions.range(of: call.apiKey)
            guard let offered, offered.contains(call.version) else {
                complete(number, .failure(.unsupported(offered: offered)))
                continue
            }
            let size = ByteBuffer(integer: Int32(clamping: call.request.readableBytes))
            let link = NIOLoopBound(self, eventLoop: eventLoop)
            connection.send([size, call.request], correlationID: call.correlationID) { result in
                link.value.answered(number, result)
            }
        }
    }

    private func answered(_ number: UInt64, _ result: Result<ByteBuffer, ConnectionError>) {
        switch result {
        case .success(let response): complete(number, .success(response))
        case .failure(.unexpectedResponse), .failure(.badFrame):
            complete(number, .failure(.malformed(reason: "\(result.failureText)")))
        case .failure: complete(number, .failure(.disconnected))
        }
    }

    private func timedOut(_ number: UInt64) {
        let wasSent = !unsent.contains(number)
        complete(number, .failure(.timedOut))
        unsent.removeAll { $0 == number }
        // Whatever holds up one answer holds up those behind it: further calls take a new connection. Those
        // that this one has still may be answered.
        if wasSent, !isRetired, onEnd != nil {
            isRetired = true
            onRetirement(self)
            closeIfDone()
        }
    }

    private func complete(_ number: UInt64, _ result: Result<ByteBuffer, PeerCallError>) {
        guard let call = calls.removeValue(forKey: number) else { return }
        callBytes -= call.request.readableBytes
        call.timer?.cancel()
        if calls.isEmpty { idleSince = eventLoop.now }
        // In a later turn: who called is not called back from within its call.
        eventLoop.execute { call.completion(result) }
        closeIfDone()
    }

    private func closeIfDone() {
        if isRetired, calls.isEmpty { end(.closed) }
    }
}

extension Result where Failure == ConnectionError {
    fileprivate var failureText: String {
        if case .failure(let error) = self { error.description } else { "" }
    }
}
