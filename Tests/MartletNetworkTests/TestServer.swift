import Logging
import MartletNetwork
import MartletStorage
import NIOCore
import NIOPosix
import Synchronization

/// Answers requests as the test says, and knows what happened.
final class TestReceiver: RequestReceiver {
    typealias Handler = @Sendable (ByteBuffer, RequestToken, ServerConnection) -> Void

    private struct State {
        var requestCount = 0
        var closeReasons: [CloseReason] = []
    }

    private let state = Mutex(State())
    private let handler: Handler
    private let reasons: AsyncStream<CloseReason>.Continuation
    /// Why connections closed, in order.
    let closes: AsyncStream<CloseReason>

    init(_ handler: @escaping Handler) {
        self.handler = handler
        (closes, reasons) = AsyncStream.makeStream()
    }

    /// Answers every request with its own bytes.
    static func echo() -> TestReceiver {
        TestReceiver { frame, token, connection in
            connection.complete(token, with: .response([.buffer(framed(frame))]))
        }
    }

    var requestCount: Int { state.withLock { $0.requestCount } }
    var closeReasons: [CloseReason] { state.withLock { $0.closeReasons } }

    func received(_ frame: ByteBuffer, token: RequestToken, on connection: ServerConnection) {
        state.withLock { $0.requestCount += 1 }
        handler(frame, token, connection)
    }

    func disconnected(_ connection: ServerConnection) {
        let reason = connection.closeReason ?? .requested
        state.withLock { $0.closeReasons.append(reason) }
        reasons.yield(reason)
    }

    /// Waits until so many connections have closed.
    func closeReasons(_ count: Int) async -> [CloseReason] {
        var found: [CloseReason] = []
        for await reason in closes {
            found.append(reason)
            if found.count == count { break }
        }
        return found
    }
}

/// The frame with its size in front.
func framed(_ body: ByteBuffer) -> ByteBuffer {
    var buffer = ByteBuffer(integer: Int32(body.readableBytes))
    buffer.writeImmutableBuffer(body)
    return buffer
}

/// A request of `count` bytes at least, that begins with the correlation id as a response does.
func request(_ correlationID: Int32, count: Int = 8) -> ByteBuffer {
    var body = ByteBuffer(integer: correlationID)
    body.writeRepeatingByte(UInt8(truncatingIfNeeded: correlationID), count: max(count, 8) - 4)
    return framed(body)
}

/// Bytes that follow from their number and the seed.
func pattern(_ count: Int, seed: UInt64 = 0) -> ByteBuffer {
    var buffer = ByteBufferAllocator().buffer(capacity: count + 8)
    for index in 0...UInt64(count / 8) { buffer.writeInteger(index &* 0x9e37_79b9_7f4a_7c15 &+ seed) }
    return buffer.readSlice(length: count) ?? ByteBuffer()
}

/// Runs a listener on a free port of 127.0.0.1 and stops it, whatever happens.
func withServer(
    _ receiver: TestReceiver, limits: ConnectionLimits = ConnectionLimits(), host: String = "127.0.0.1",
    configure: (inout ListenerConfiguration) -> Void = { _ in },
    _ body: (Listener) async throws -> Void
) async throws {
    var configuration = ListenerConfiguration(name: "TEST", host: host, port: 0)
    configuration.connection.linger = .milliseconds(200)
    configure(&configuration)
    let bootstrap = ListenerBootstrap(
        eventLoopGroup: MultiThreadedEventLoopGroup.singleton, limiter: ConnectionLimiter(limits: limits),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, receiver: { _ in receiver })
    let listener = try await bootstrap.bind(configuration)
    do {
        try await body(listener)
    } catch {
        await listener.stop(within: .zero)
        throw error
    }
    await listener.stop(within: .zero)
}

/// A socket that speaks no protocol.
struct RawClient: ~Copyable {
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    let channel: any Channel
    private var unread = ByteBuffer()

    fileprivate init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>,
        _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>, _ channel: any Channel
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
        self.channel = channel
    }

    func send(_ buffer: ByteBuffer) async throws {
        try await outbound.write(buffer)
    }

    /// So many bytes, or fewer at the end of the stream.
    mutating func read(_ count: Int) async throws -> ByteBuffer {
        while unread.readableBytes < count, let buffer = try await inbound.next() {
            unread.writeImmutableBuffer(buffer)
        }
        return unread.readSlice(length: min(count, unread.readableBytes)) ?? ByteBuffer()
    }

    /// What comes until the server closes or resets the connection.
    mutating func readToEnd() async -> ByteBuffer {
        (try? await read(.max)) ?? unread
    }

    /// The next frame without its size; nil at the end.
    mutating func readFrame() async throws -> ByteBuffer? {
        var prefix = try await read(4)
        guard let size: Int32 = prefix.readInteger() else { return nil }
        return try await read(Int(size))
    }

    /// Closes with a reset instead of an end.
    func reset() async throws {
        let options = channel as? any SocketOptionProvider
        try await options?.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        try await channel.close()
    }
}

func withRawClient(port: Int, _ body: (inout RawClient) async throws -> Void) async throws {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .channelOption(.allowRemoteHalfClosure, value: true)
        .connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                    wrappingChannelSynchronously: channel,
                    configuration: .init(isOutboundHalfClosureEnabled: true))
            }
        }
    // A channel that the server reset fails on the way out too, which is no news to the test.
    var result: Result<Void, any Error> = .success(())
    try? await channel.executeThenClose { inbound, outbound in
        var client = RawClient(inbound, outbound, channel.channel)
        do { try await body(&client) } catch { result = .failure(error) }
    }
    try result.get()
}
