import MartletNetwork
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct ClientConnectionTests {
    private func withClient(
        _ receiver: TestReceiver, configuration: ClientConnectionConfiguration = .init(),
        _ body: (ClientConnection) async throws -> Void
    ) async throws {
        try await withServer(receiver) { listener in
            let client = try await ClientConnection.connect(
                host: "127.0.0.1", port: listener.port, on: MultiThreadedEventLoopGroup.singleton,
                configuration: configuration)
            do {
                try await body(client)
            } catch {
                await client.close()
                throw error
            }
            await client.close()
        }
    }

    @Test func `a request gets its response`() async throws {
        try await withClient(.echo()) { client in
            for id in Int32(1)...20 {
                let response = try await client.request(request(id, count: 100), correlationID: id)
                #expect(framed(response) == request(id, count: 100))
            }
        }
    }

    @Test func `pipelined requests get their responses in order`() async throws {
        try await withClient(.echo()) { client in
            let (responses, continuation) = AsyncStream.makeStream(of: Int32.self)
            for id in Int32(0)..<500 {
                client.send([request(id)], correlationID: id) { result in
                    if case .success(let frame) = result {
                        continuation.yield(frame.getInteger(at: frame.readerIndex) ?? -1)
                    }
                    if id == 499 { continuation.finish() }
                }
            }
            var ids: [Int32] = []
            for await id in responses { ids.append(id) }
            #expect(ids == Array(0..<500))
        }
    }

    @Test func `a frame may be sent in parts`() async throws {
        try await withClient(.echo()) { client in
            var whole = request(9, count: 5_000)
            let head = whole.readSlice(length: 10) ?? ByteBuffer()
            let response = await withCheckedContinuation { continuation in
                client.send([head, whole], correlationID: 9) { continuation.resume(returning: $0) }
            }
            let frame = try response.get()
            #expect(framed(frame) == request(9, count: 5_000))
        }
    }

    @Test func `a request without a response leaves the next one's alone`() async throws {
        let receiver = TestReceiver { frame, token, connection in
            let id = frame.getInteger(at: frame.readerIndex, as: Int32.self)
            connection.complete(token, with: id == 1 ? .noResponse : .response([.buffer(framed(frame))]))
        }
        try await withClient(receiver) { client in
            client.send([request(1)], correlationID: 1, completion: nil)
            let response = try await client.request(request(2), correlationID: 2)
            #expect(framed(response) == request(2))
        }
    }

    @Test func `a close fails the requests in flight, and those that come later`() async throws {
        let receiver = TestReceiver { _, token, connection in connection.complete(token, with: .close) }
        try await withClient(receiver) { client in
            await #expect(throws: ConnectionError.closed) {
                try await client.request(request(1), correlationID: 1)
            }
            await #expect(throws: ConnectionError.closed) {
                try await client.request(request(2), correlationID: 2)
            }
            let reason = await withCheckedContinuation { continuation in
                client.onClose { continuation.resume(returning: $0) }
            }
            #expect(reason == .closed)
            #expect(!client.isOpen)
        }
    }

    @Test func `closing fails the requests in flight`() async throws {
        let (received, signal) = AsyncStream.makeStream(of: Void.self)
        try await withClient(TestReceiver { _, _, _ in signal.yield() }) { client in
            let response = Task { try await client.request(request(1), correlationID: 1) }
            for await _ in received { break }
            await client.close()
            await #expect(throws: ConnectionError.closed) { try await response.value }
        }
    }

    @Test func `a response out of order ends the connection`() async throws {
        let receiver = TestReceiver { _, token, connection in
            connection.complete(token, with: .response([.buffer(request(5))]))
        }
        try await withClient(receiver) { client in
            await #expect(throws: ConnectionError.unexpectedResponse(correlationID: 5, expected: 1)) {
                try await client.request(request(1), correlationID: 1)
            }
        }
    }

    @Test func `a response that is too large ends the connection`() async throws {
        var configuration = ClientConnectionConfiguration()
        configuration.maxResponseBytes = 50
        try await withClient(.echo(), configuration: configuration) { client in
            let error = ConnectionError.badFrame(.sizeOutOfRange(size: 51, allowed: 4...50))
            await #expect(throws: error) {
                try await client.request(request(1, count: 51), correlationID: 1)
            }
        }
    }

    @Test func `a request that is not answered in time ends the connection`() async throws {
        var configuration = ClientConnectionConfiguration()
        configuration.requestTimeout = .milliseconds(20)
        try await withClient(TestReceiver { _, _, _ in }, configuration: configuration) { client in
            await #expect(throws: ConnectionError.timedOut(correlationID: 1)) {
                try await client.request(request(1), correlationID: 1)
            }
        }
    }

    @Test func `a broker that is not there is an error that names it`() async throws {
        let port = Mutex(0)
        try await withServer(.echo()) { listener in port.withLock { $0 = listener.port } }
        let error = await #expect(throws: ConnectionError.self) {
            _ = try await ClientConnection.connect(
                host: "127.0.0.1", port: port.withLock { $0 }, on: MultiThreadedEventLoopGroup.singleton)
        }
        #expect(error?.description.hasPrefix("cannot connect to 127.0.0.1:\(port.withLock { $0 }): ") == true)
    }
}
