import MartletNetwork
import MartletStorage
import NIOCore
import NIOPosix
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(2))) struct ListenerTests {
    private func stream(_ ids: ClosedRange<Int32>, count: Int = 8) -> ByteBuffer {
        var stream = ByteBuffer()
        for id in ids { stream.writeImmutableBuffer(request(id, count: count)) }
        return stream
    }

    @Test(arguments: [8, 100, 70_000, 1 << 20])
    func `pipelined requests are answered in order, also when completed in disorder by other threads`(
        size: Int
    ) async throws {
        let receiver = TestReceiver { frame, token, connection in
            let loop = MultiThreadedEventLoopGroup.singleton.next()
            loop.execute {
                connection.completeFromAnywhere(token, with: .response([.buffer(framed(frame))]))
            }
        }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                let stream = stream(1...100, count: size)
                let writer = client.outbound
                async let sent: Void = writer.write(stream)
                #expect(try await client.read(stream.readableBytes) == stream)
                try await sent
            }
        }
        #expect(receiver.requestCount == 100)
    }

    @Test func `a request that comes byte by byte is a request`() async throws {
        try await withServer(.echo()) { listener in
            try await withRawClient(port: listener.port) { client in
                let bytes = request(7, count: 20)
                for byte in bytes.readableBytesView { try await client.send(ByteBuffer(bytes: [byte])) }
                #expect(try await client.read(24) == bytes)
            }
        }
    }

    @Test(arguments: [
        Array<UInt8>([0x7f, 0xff, 0xff, 0xff]), [0xff, 0xff, 0xff, 0xff], [0x80, 0, 0, 0], [0, 0, 0, 0],
        [0, 0, 0, 7, 1, 2, 3, 4, 5, 6, 7], [0x06, 0x40, 0, 1], Array("GET / HTTP/1.1\r\n\r\n".utf8),
        Array("\u{16}\u{3}\u{1}".utf8) + Array(repeating: 0xee, count: 300),
    ])
    func `what is no frame closes the connection, after the answers that are due, and no other`(
        bytes: [UInt8]
    ) async throws {
        let receiver = TestReceiver.echo()
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { good in
                try await withRawClient(port: listener.port) { bad in
                    try await bad.send(stream(1...2))
                    try await bad.send(ByteBuffer(bytes: bytes))
                    #expect(await bad.readToEnd() == stream(1...2))
                }
                let reasons = await receiver.closeReasons(1)
                guard case .badFrame = try #require(reasons.first) else {
                    Issue.record("closed because \(reasons)")
                    return
                }
                try await good.send(request(3))
                #expect(try await good.readFrame()?.readableBytes == 8)
            }
        }
    }

    @Test func `random bytes never stop the listener`() async throws {
        try await withServer(.echo()) { listener in
            for seed in 0..<50 {
                var generator = SplitMix(seed: UInt64(seed))
                let bytes = (0..<Int.random(in: 1...2_000, using: &generator)).map { _ in
                    UInt8.random(in: 0...255, using: &generator)
                }
                try await withRawClient(port: listener.port) { client in
                    try await client.send(ByteBuffer(bytes: bytes))
                    client.outbound.finish()
                    _ = await client.readToEnd()
                }
            }
            try await withRawClient(port: listener.port) { client in
                try await client.send(request(1))
                #expect(try await client.readFrame() != nil)
            }
        }
    }

    @Test func `a peer that closes its side only is answered`() async throws {
        let receiver = TestReceiver.echo()
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(stream(1...3))
                client.outbound.finish()
                #expect(await client.readToEnd() == stream(1...3))
            }
            #expect(await receiver.closeReasons(1) == [.peerClosed])
        }
    }

    @Test func `a peer that closes its side is answered also what waits for its turn`() async throws {
        let receiver = TestReceiver { frame, token, connection in
            connection.eventLoop.execute {
                connection.complete(token, with: .response([.buffer(framed(frame))]))
            }
        }
        try await withServer(receiver) { configuration in
            configuration.connection.maxInFlightRequests = 1
        } _: { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(stream(1...500, count: 1_000))
                client.outbound.finish()
                #expect(await client.readToEnd() == stream(1...500, count: 1_000))
            }
            #expect(await receiver.closeReasons(1) == [.peerClosed])
        }
    }

    @Test func `a frame that ends too early closes the connection`() async throws {
        let receiver = TestReceiver.echo()
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                var bytes = request(1, count: 1_000)
                bytes.moveWriterIndex(to: 500)
                try await client.send(bytes)
                client.outbound.finish()
                #expect(await client.readToEnd().readableBytes == 0)
            }
            #expect(await receiver.closeReasons(1) == [.peerClosedInFrame(receivedBytes: 500)])
        }
    }

    @Test func `a reset leaves nothing behind`() async throws {
        let pending = Mutex<[(RequestToken, ServerConnection)]>([])
        let receiver = TestReceiver { frame, token, connection in
            pending.withLock { $0.append((token, connection)) }
            if pending.withLock({ $0.count }) == 2 {
                connection.complete(token, with: .response([.buffer(framed(frame))]))
            }
        }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(stream(1...3))
                try await client.reset()
            }
            #expect(await receiver.closeReasons(1).count == 1)
            let tokens = pending.withLock { $0 }
            for (token, connection) in tokens { connection.completeFromAnywhere(token, with: .noResponse) }
            await listener.stop(within: .zero)
            #expect(listener.connectionCount == 0)
        }
    }

    @Test func `a client that says nothing is closed`() async throws {
        let receiver = TestReceiver.echo()
        try await withServer(receiver) { configuration in
            configuration.connection.maxIdle = .milliseconds(50)
        } _: { listener in
            try await withRawClient(port: listener.port) { client in
                #expect(await client.readToEnd().readableBytes == 0)
            }
            #expect(await receiver.closeReasons(1) == [.idle])
        }
    }

    @Test(arguments: ["", "::1", "localhost"])
    func `a listener binds what its host says`(host: String) async throws {
        try await withServer(.echo(), host: host) { listener in
            #expect(listener.port > 0)
            let target = host.isEmpty ? "127.0.0.1" : host
            let client = try await ClientConnection.connect(
                host: target, port: listener.port, on: MultiThreadedEventLoopGroup.singleton)
            let response = try await client.request(request(1), correlationID: 1)
            #expect(framed(response) == request(1))
            await client.close()
        }
    }

    @Test func `a port that is taken is an error that names it`() async throws {
        try await withServer(.echo()) { listener in
            let error = await #expect(throws: ListenerError.self) {
                try await withServer(.echo(), configure: { $0.port = listener.port }) { _ in }
            }
            let prefix = "listener TEST cannot bind 127.0.0.1:\(listener.port): "
            #expect(error?.description.hasPrefix(prefix) == true)
        }
    }

    // MARK: Limits

    @Test(arguments: [true, false])
    func `connections above the limit are closed, and taken again when there is room`(
        perAddress: Bool
    ) async throws {
        var limits = ConnectionLimits()
        if perAddress { limits.perAddress = 2 } else { limits.total = 2 }
        try await withServer(.echo(), limits: limits) { listener in
            try await withRawClient(port: listener.port) { first in
                try await first.send(request(1))
                #expect(try await first.readFrame() != nil)
                try await withRawClient(port: listener.port) { second in
                    try await second.send(request(1))
                    #expect(try await second.readFrame() != nil)
                    try await withRawClient(port: listener.port) { third in
                        #expect(await third.readToEnd().readableBytes == 0)
                    }
                }
                // The second is gone soon after its socket is.
                var isTaken = false
                while !isTaken {
                    try await withRawClient(port: listener.port) { another in
                        try? await another.send(request(1))
                        isTaken = await another.readToEndOfFrame() != nil
                    }
                }
                try await first.send(request(2))
                #expect(try await first.readFrame() != nil)
            }
        }
    }

    // MARK: Stopping

    @Test func `a stop answers what is in flight`() async throws {
        let pending = Mutex<[(RequestToken, ServerConnection, ByteBuffer)]>([])
        let (received, signal) = AsyncStream.makeStream(of: Void.self)
        let receiver = TestReceiver { frame, token, connection in
            pending.withLock { $0.append((token, connection, frame)) }
            signal.yield()
        }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(stream(1...2))
                var signals = received.makeAsyncIterator()
                for _ in 1...2 { _ = await signals.next() }
                async let stopped: Void = listener.stop(within: .seconds(60))
                for (token, connection, frame) in pending.withLock({ $0 }).reversed() {
                    connection.completeFromAnywhere(token, with: .response([.buffer(framed(frame))]))
                }
                #expect(await client.readToEnd() == stream(1...2))
                client.outbound.finish()
                await stopped
                #expect(listener.connectionCount == 0)
            }
            await #expect(throws: (any Error).self) {
                try await withRawClient(port: listener.port) { _ in }
            }
        }
    }

    @Test func `a stop does not wait beyond its time`() async throws {
        let (received, signal) = AsyncStream.makeStream(of: Void.self)
        let receiver = TestReceiver { _, _, _ in signal.yield() }
        try await withServer(receiver) { listener in
            try await withRawClient(port: listener.port) { client in
                try await client.send(request(1))
                for await _ in received { break }
                await listener.stop(within: .milliseconds(20))
                #expect(await client.readToEnd().readableBytes == 0)
            }
            #expect(receiver.closeReasons == [.stopped])
        }
    }
}

extension RawClient {
    /// The next frame, or nil if the connection ends or is reset first.
    mutating func readToEndOfFrame() async -> ByteBuffer? {
        guard let frame = try? await readFrame(), frame.readableBytes > 0 else { return nil }
        return frame
    }
}
