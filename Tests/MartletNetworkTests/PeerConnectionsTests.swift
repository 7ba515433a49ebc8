import Logging
import MartletModel
import MartletNetwork
import MartletProtocol
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct PeerConnectionsTests {
    /// A node that serves Vote in versions 0 to 1, and answers as the test says.
    private final class Node: Sendable {
        typealias Answer = @Sendable (Int32, RequestToken, ServerConnection) -> Void

        let versionRequests = Mutex<[Int16]>([])
        let voteRequests = Mutex<[Int32]>([])
        private let knownApiVersions: Int16
        private let answer: Answer

        init(knownApiVersions: Int16 = 4, _ answer: @escaping Answer = Node.echo) {
            self.knownApiVersions = knownApiVersions
            self.answer = answer
        }

        /// The correlation id, and nothing else.
        static let echo: Answer = { id, token, connection in
            connection.complete(token, with: .response([.buffer(framed(ByteBuffer(integer: id)))]))
        }

        var receiver: TestReceiver {
            TestReceiver { [self] frame, token, connection in
                var reader = ProtocolReader(frame)
                guard let header = try? RequestHeader.decode(from: &reader) else {
                    connection.complete(token, with: .close)
                    return
                }
                guard header.apiKey == .apiVersions else {
                    voteRequests.withLock { $0.append(header.correlationId) }
                    answer(header.correlationId, token, connection)
                    return
                }
                versionRequests.withLock { $0.append(header.requestApiVersion) }
                let isKnown = header.requestApiVersion <= knownApiVersions
                let response = ApiVersionsResponse(
                    errorCode: isKnown ? .none : .unsupportedVersion,
                    apiKeys: [
                        .init(apiKey: 18, minVersion: 0, maxVersion: knownApiVersions),
                        .init(apiKey: 52, minVersion: 0, maxVersion: 1),
                    ])
                let encoded = try? encodeResponseFrame(
                    response, version: isKnown ? header.requestApiVersion : 0,
                    correlationID: header.correlationId)
                connection.complete(
                    token, with: encoded.map { .response([.buffer($0.buffer)]) } ?? .close)
            }
        }
    }

    private func vote(_ id: Int32, version: Int16 = 1) -> ByteBuffer {
        var buffer = ByteBuffer(integer: Int16(52))
        buffer.writeInteger(version)
        buffer.writeInteger(id)
        // No client id, no tagged fields.
        buffer.writeInteger(Int16(-1))
        buffer.writeInteger(UInt8(0))
        return buffer
    }

    private func withPeers(
        _ node: Node, configure: (inout PeerConfiguration) -> Void = { _ in },
        _ body: (PeerConnections, PeerID) async throws -> Void
    ) async throws {
        try await withServer(node.receiver) { listener in
            try await withPeers(port: listener.port, configure: configure, body)
        }
    }

    private func withPeers(
        port: Int, configure: (inout PeerConfiguration) -> Void = { _ in },
        _ body: (PeerConnections, PeerID) async throws -> Void
    ) async throws {
        var configuration = PeerConfiguration()
        configure(&configuration)
        let peers = PeerConnections(
            eventLoop: MultiThreadedEventLoopGroup.singleton.any(), configuration: configuration,
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        do {
            try await body(peers, PeerID(host: "127.0.0.1", port: port, lane: 0))
        } catch {
            await peers.close()
            throw error
        }
        await peers.close()
    }

    private func call(
        _ peers: PeerConnections, _ request: ByteBuffer, to peer: PeerID, timeout: Duration = .seconds(30)
    ) async -> Result<ByteBuffer, PeerCallError> {
        await withCheckedContinuation { continuation in
            peers.call(request, to: peer, timeout: timeout) { continuation.resume(returning: $0) }
        }
    }

    @Test func `calls to one node are pipelined on one connection, after its versions`() async throws {
        let node = Node()
        try await withPeers(node) { peers, peer in
            await withTaskGroup(of: Bool.self) { group in
                for id in Int32(1)...100 {
                    group.addTask {
                        await self.call(peers, self.vote(id), to: peer) == .success(ByteBuffer(integer: id))
                    }
                }
                for await isRight in group { #expect(isRight) }
            }
            #expect(await peers.connectionCount() == 1)
            #expect(node.versionRequests.withLock { $0 } == [4])
        }
    }

    @Test func `a node that does not know our version of ApiVersions is asked in its own`() async throws {
        let node = Node(knownApiVersions: 2)
        try await withPeers(node) { peers, peer in
            #expect(await call(peers, vote(1), to: peer) == .success(ByteBuffer(integer: Int32(1))))
            #expect(node.versionRequests.withLock { $0 } == [4, 2])
        }
    }

    @Test func `what the node does not serve is not sent`() async throws {
        let node = Node()
        try await withPeers(node) { peers, peer in
            let answer = await call(peers, vote(1, version: 2), to: peer)
            #expect(answer == .failure(.unsupported(offered: 0...1)))
            #expect(node.voteRequests.withLock { $0 }.isEmpty)
            #expect(await call(peers, vote(2), to: peer) == .success(ByteBuffer(integer: Int32(2))))
        }
    }

    @Test func `each lane has a connection of its own`() async throws {
        let (held, signal) = AsyncStream.makeStream(of: Void.self)
        let node = Node { id, token, connection in
            if id == 1 { signal.yield() } else { Node.echo(id, token, connection) }
        }
        try await withPeers(node) { peers, peer in
            async let first = call(peers, vote(1), to: peer)
            for await _ in held { break }
            var other = peer
            other.lane = 1
            #expect(await call(peers, vote(2), to: other) == .success(ByteBuffer(integer: Int32(2))))
            #expect(await peers.connectionCount() == 2)
            await peers.close()
            #expect(await first == .failure(.closed))
        }
    }

    @Test func `a node that is not there fails calls at once, and is found when it is`() async throws {
        let port = Mutex(0)
        try await withServer(Node().receiver) { listener in port.withLock { $0 = listener.port } }
        try await withPeers(port: port.withLock { $0 }) { peers, peer in
            for id in Int32(1)...3 {
                #expect(await call(peers, vote(id), to: peer) == .failure(.refused))
            }
            let answer = Mutex<Result<ByteBuffer, PeerCallError>?>(nil)
            try await withServer(Node().receiver, configure: { $0.port = peer.port }) { _ in
                // Within the pause after a failure calls are refused.
                while answer.withLock({ $0 }) != .success(ByteBuffer(integer: Int32(9))), !Task.isCancelled {
                    let last = await call(peers, vote(9), to: peer)
                    answer.withLock { $0 = last }
                }
            }
        }
    }

    @Test func `a connection that is lost fails its calls, and the next call makes another`() async throws {
        let node = Node { id, token, connection in
            if id == 1 {
                connection.complete(token, with: .close)
            } else {
                Node.echo(id, token, connection)
            }
        }
        try await withPeers(node) { peers, peer in
            #expect(await call(peers, vote(1), to: peer) == .failure(.disconnected))
            #expect(await call(peers, vote(2), to: peer) == .success(ByteBuffer(integer: Int32(2))))
            #expect(node.versionRequests.withLock { $0.count } == 2)
        }
    }

    @Test func `a call that times out does not take others with it, and later ones do not wait behind it`()
        async throws
    {
        let tokens = Mutex<[(RequestToken, ServerConnection)]>([])
        let (held, signal) = AsyncStream.makeStream(of: Void.self)
        let node = Node { id, token, connection in
            if id < 3 {
                tokens.withLock { $0.append((token, connection)) }
                signal.yield()
            } else {
                Node.echo(id, token, connection)
            }
        }
        try await withPeers(node) { peers, peer in
            async let patient = call(peers, vote(1), to: peer)
            for await _ in held { break }
            #expect(
                await call(peers, vote(2), to: peer, timeout: .milliseconds(50)) == .failure(.timedOut))
            let third = await call(peers, vote(3), to: peer)
            #expect(third == .success(ByteBuffer(integer: Int32(3))))
            #expect(await peers.connectionCount() == 2)
            for (index, (token, connection)) in tokens.withLock({ $0 }).enumerated() {
                let response = framed(ByteBuffer(integer: node.voteRequests.withLock { $0[index] }))
                connection.completeFromAnywhere(token, with: .response([.buffer(response)]))
            }
            let first = await patient
            #expect(first == .success(ByteBuffer(integer: Int32(1))))
            while await peers.connectionCount() > 1, !Task.isCancelled { await Task.yield() }
        }
    }

    @Test func `a call that has to wait for a connection ends at its time too`() async throws {
        // It takes connections and never answers.
        let silent = TestReceiver { _, _, _ in }
        try await withServer(silent) { listener in
            try await withPeers(port: listener.port) { peers, peer in
                let answer = await call(peers, vote(1), to: peer, timeout: .milliseconds(50))
                #expect(answer == .failure(.timedOut))
            }
        }
    }

    @Test func `an answer to another request is no answer`() async throws {
        let node = Node { id, token, connection in Node.echo(id + 1, token, connection) }
        try await withPeers(node) { peers, peer in
            guard case .failure = await call(peers, vote(1), to: peer) else {
                Issue.record("the correlation ids differ")
                return
            }
        }
    }

    @Test func `no more calls wait for a node than are allowed`() async throws {
        let (held, signal) = AsyncStream.makeStream(of: Void.self)
        let node = Node { _, _, _ in signal.yield() }
        try await withPeers(node, configure: { $0.maxCalls = 2 }) { peers, peer in
            async let first = call(peers, vote(1), to: peer)
            async let second = call(peers, vote(2), to: peer)
            var count = 0
            for await _ in held {
                count += 1
                if count == 2 { break }
            }
            #expect(
                await call(peers, vote(3), to: peer)
                    == .failure(.unreachable(reason: "2 calls wait already")))
            await peers.close()
            #expect(await [first, second] == [.failure(.closed), .failure(.closed)])
        }
    }

    @Test func `an idle connection is closed`() async throws {
        try await withPeers(Node(), configure: { $0.maxIdle = .milliseconds(20) }) { peers, peer in
            _ = await call(peers, vote(1), to: peer)
            while await peers.connectionCount() > 0, !Task.isCancelled { await Task.yield() }
            let second = await call(peers, vote(2), to: peer)
            #expect(second == .success(ByteBuffer(integer: Int32(2))))
        }
    }

    @Test func `after the end calls fail`() async throws {
        try await withPeers(Node()) { peers, peer in
            await peers.close()
            #expect(await call(peers, vote(1), to: peer) == .failure(.closed))
        }
    }
}
