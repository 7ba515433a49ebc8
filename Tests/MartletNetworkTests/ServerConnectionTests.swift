import Glibc
import Logging
import MartletStorage
import NIOCore
import NIOEmbedded
import Testing

@testable import MartletNetwork

/// Keeps the requests for the test to complete.
private final class Requests: RequestReceiver, @unchecked Sendable {
    // Sendable: an embedded channel calls on the test's thread.
    var pending: [(id: Int32, token: RequestToken)] = []
    var answersAtOnce = false
    var disconnects: [CloseReason?] = []

    func received(_ frame: ByteBuffer, token: RequestToken, on connection: ServerConnection) {
        let id = frame.getInteger(at: frame.readerIndex, as: Int32.self) ?? -1
        if answersAtOnce {
            connection.complete(token, with: .response([.buffer(request(id))]))
        } else {
            pending.append((id, token))
        }
    }

    func disconnected(_ connection: ServerConnection) {
        disconnects.append(connection.closeReason)
    }
}

/// Counts what goes towards the socket.
private final class Outbound: ChannelOutboundHandler {
    typealias OutboundIn = IOData
    var readCount = 0
    var flushCount = 0

    func read(context: ChannelHandlerContext) {
        readCount += 1
        context.read()
    }

    func flush(context: ChannelHandlerContext) {
        flushCount += 1
        context.flush()
    }
}

/// A connection on a channel that is made on the test's own thread.
private struct Fixture {
    let requests = Requests()
    let outbound = Outbound()
    let channel = EmbeddedChannel()
    let connection: ServerConnection

    init(_ change: (inout ConnectionConfiguration) -> Void = { _ in }) throws {
        var configuration = ConnectionConfiguration()
        change(&configuration)
        connection = ServerConnection(
            id: ConnectionID(number: 1), listenerName: "TEST", channel: channel, configuration: configuration,
            receiver: requests, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
        try channel.pipeline.syncOperations.addHandlers([outbound, connection])
        try channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).wait()
    }

    var loop: EmbeddedEventLoop { channel.embeddedEventLoop }

    /// The correlation ids of the responses that reached the socket.
    func answered() throws -> [Int32] {
        var ids: [Int32] = []
        while let data = try channel.readOutbound(as: IOData.self) {
            if case .byteBuffer(let buffer) = data, buffer.readableBytes > 0 {
                ids.append(buffer.getInteger(at: buffer.readerIndex + 4) ?? -1)
            }
        }
        return ids
    }

    func complete(_ ids: Int32...) throws {
        for id in ids {
            let index = try #require(requests.pending.firstIndex { $0.id == id })
            connection.complete(
                requests.pending.remove(at: index).token, with: .response([.buffer(request(id))]))
        }
    }
}

@Suite struct ServerConnectionTests {
    private func stream(_ ids: ClosedRange<Int32>, count: Int = 8) -> ByteBuffer {
        var stream = ByteBuffer()
        for id in ids { stream.writeImmutableBuffer(request(id, count: count)) }
        return stream
    }

    @Test func `responses leave in the order of the requests`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...3))
        try fixture.complete(3, 2)
        fixture.loop.run()
        #expect(try fixture.answered() == [])
        try fixture.complete(1)
        fixture.loop.run()
        #expect(try fixture.answered() == [1, 2, 3])
    }

    @Test func `what is answered in one batch of events is flushed once`() throws {
        let fixture = try Fixture()
        fixture.requests.answersAtOnce = true
        try fixture.channel.writeInbound(stream(1...50))
        #expect(fixture.outbound.flushCount == 1)
        #expect(try fixture.answered().count == 50)
        fixture.requests.answersAtOnce = false
        try fixture.channel.writeInbound(stream(1...3))
        try fixture.complete(1, 2, 3)
        #expect(fixture.outbound.flushCount == 1)
        fixture.loop.run()
        #expect(fixture.outbound.flushCount == 2)
        #expect(try fixture.answered() == [1, 2, 3])
    }

    @Test func `a close answers what came before and takes nothing after`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...3))
        fixture.connection.complete(fixture.requests.pending[1].token, with: .close)
        try fixture.channel.writeInbound(stream(4...5))
        #expect(fixture.requests.pending.map(\.id) == [1, 2, 3])
        try fixture.complete(3, 1)
        fixture.loop.run()
        #expect(try fixture.answered() == [1])
        #expect(!fixture.channel.isActive)
        #expect(fixture.requests.disconnects == [.requested])
    }

    @Test func `after a bad size the requests before it are answered`() throws {
        let fixture = try Fixture()
        var bytes = stream(1...2)
        bytes.writeInteger(Int32(-1))
        try fixture.channel.writeInbound(bytes)
        #expect(fixture.channel.isActive)
        try fixture.complete(2, 1)
        fixture.loop.run()
        #expect(try fixture.answered() == [1, 2])
        #expect(!fixture.channel.isActive)
        #expect(
            fixture.requests.disconnects == [.badFrame(.sizeOutOfRange(size: -1, allowed: 8...104_857_600))])
    }

    @Test func `the end of the stream answers what came before`() throws {
        let fixture = try Fixture()
        var bytes = stream(1...2)
        bytes.writeInteger(Int32(100))
        try fixture.channel.writeInbound(bytes)
        fixture.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        try fixture.complete(1, 2)
        fixture.loop.run()
        #expect(try fixture.answered() == [1, 2])
        #expect(fixture.requests.disconnects == [.peerClosedInFrame(receivedBytes: 4)])
    }

    @Test func `no more requests are taken than may be in flight`() throws {
        let fixture = try Fixture { $0.maxInFlightRequests = 3 }
        let reads = fixture.outbound.readCount
        try fixture.channel.writeInbound(stream(1...8))
        fixture.channel.read()
        #expect(fixture.requests.pending.map(\.id) == [1, 2, 3])
        #expect(fixture.outbound.readCount == reads)
        try fixture.complete(2)
        fixture.loop.run()
        #expect(fixture.requests.pending.map(\.id) == [1, 3])
        try fixture.complete(1)
        fixture.loop.run()
        #expect(fixture.requests.pending.map(\.id) == [3, 4, 5])
        #expect(fixture.outbound.readCount == reads)
        try fixture.complete(3, 4, 5)
        fixture.loop.run()
        try fixture.complete(6, 7, 8)
        fixture.loop.run()
        #expect(try fixture.answered() == Array(1...8))
        #expect(fixture.outbound.readCount == reads + 1)
    }

    @Test func `no more requests are taken than may be in flight in bytes`() throws {
        let fixture = try Fixture { $0.maxInFlightBytes = 2_000 }
        try fixture.channel.writeInbound(stream(1...4, count: 1_500))
        #expect(fixture.requests.pending.map(\.id) == [1, 2])
        try fixture.complete(1)
        fixture.loop.run()
        #expect(fixture.requests.pending.map(\.id) == [2, 3])
    }

    @Test func `requests that wait for their turn are answered after the end of the stream`() throws {
        let fixture = try Fixture { $0.maxInFlightRequests = 1 }
        try fixture.channel.writeInbound(stream(1...3))
        fixture.channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        for id in Int32(1)...3 {
            try fixture.complete(id)
            fixture.loop.run()
        }
        #expect(try fixture.answered() == [1, 2, 3])
        #expect(fixture.requests.disconnects == [.peerClosed])
    }

    @Test func `a peer that does not read gets no further requests taken`() throws {
        let fixture = try Fixture()
        fixture.requests.answersAtOnce = true
        let reads = fixture.outbound.readCount
        fixture.channel.isWritable = false
        fixture.channel.pipeline.fireChannelWritabilityChanged()
        try fixture.channel.writeInbound(stream(1...3))
        fixture.channel.read()
        #expect(try fixture.answered() == [])
        #expect(fixture.outbound.readCount == reads)
        fixture.channel.isWritable = true
        fixture.channel.pipeline.fireChannelWritabilityChanged()
        #expect(try fixture.answered() == [1, 2, 3])
        #expect(fixture.outbound.readCount == reads + 1)
    }

    @Test func `who asks for much at once is answered in turns with others`() throws {
        let fixture = try Fixture()
        fixture.requests.answersAtOnce = true
        try fixture.channel.writeInbound(stream(1...150))
        #expect(try fixture.answered() == Array(1...64))
        fixture.loop.advanceTime(by: .microseconds(1))
        #expect(try fixture.answered() == Array(65...128))
        try fixture.channel.writeInbound(stream(151...152))
        fixture.loop.advanceTime(by: .microseconds(1))
        #expect(try fixture.answered() == Array(129...152))
    }

    @Test func `what came of a peer that is gone is left`() throws {
        let fixture = try Fixture()
        fixture.channel.pipeline.fireChannelRead(stream(1...3))
        fixture.channel.pipeline.fireErrorCaught(IOError(errnoCode: EPIPE, reason: "write"))
        fixture.channel.pipeline.fireChannelReadComplete()
        fixture.loop.run()
        #expect(fixture.requests.pending.isEmpty && fixture.requests.disconnects.count == 1)
    }

    @Test func `a peer that is to be slowed is answered, and not listened to for a while`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...2))
        fixture.connection.mute(for: .milliseconds(100))
        fixture.connection.mute(for: .milliseconds(20))
        try fixture.complete(1, 2)
        try fixture.channel.writeInbound(stream(3...4))
        let reads = fixture.outbound.readCount
        fixture.channel.read()
        fixture.loop.advanceTime(by: .milliseconds(99))
        #expect(try fixture.answered() == [1, 2])
        #expect(fixture.requests.pending.isEmpty && fixture.outbound.readCount == reads)
        fixture.loop.advanceTime(by: .milliseconds(1))
        #expect(fixture.requests.pending.map(\.id) == [3, 4] && fixture.outbound.readCount > reads)
        try fixture.complete(3, 4)
        fixture.loop.run()
        #expect(try fixture.answered() == [3, 4])
    }

    @Test func `silence closes the connection, a request in flight does not`() throws {
        let fixture = try Fixture { $0.maxIdle = .seconds(60) }
        fixture.loop.advanceTime(by: .seconds(59))
        try fixture.channel.writeInbound(stream(1...1))
        fixture.loop.advanceTime(by: .seconds(600))
        #expect(fixture.channel.isActive)
        try fixture.complete(1)
        fixture.loop.advanceTime(by: .seconds(30))
        #expect(fixture.channel.isActive)
        fixture.loop.advanceTime(by: .seconds(60))
        #expect(!fixture.channel.isActive)
        #expect(fixture.requests.disconnects == [.idle])
    }

    @Test func `finishing answers what is in flight, then closes`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...2))
        fixture.connection.finish(by: fixture.loop.now + .seconds(10))
        try fixture.channel.writeInbound(stream(3...3))
        try fixture.complete(2, 1)
        fixture.loop.run()
        #expect(try fixture.answered() == [1, 2])
        #expect(fixture.requests.disconnects == [.stopped])
    }

    @Test func `finishing sends what was answered a moment before`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...2))
        try fixture.complete(1, 2)
        fixture.connection.finish(by: fixture.loop.now + .seconds(10))
        fixture.loop.run()
        #expect(try fixture.answered() == [1, 2])
        #expect(fixture.requests.disconnects == [.stopped])
    }

    @Test func `finishing cuts off at the deadline`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...2))
        fixture.connection.finish(by: fixture.loop.now + .seconds(10))
        fixture.loop.advanceTime(by: .seconds(9))
        #expect(fixture.channel.isActive)
        fixture.loop.advanceTime(by: .seconds(1))
        #expect(fixture.requests.disconnects == [.stopped])
        try fixture.complete(1, 2)
        #expect(try fixture.answered() == [])
    }

    @Test func `an error of the socket closes`() throws {
        let fixture = try Fixture()
        try fixture.channel.writeInbound(stream(1...1))
        fixture.channel.pipeline.fireErrorCaught(ChannelError.inputClosed)
        #expect(!fixture.channel.isActive)
        #expect(fixture.requests.disconnects == [.socketError("\(ChannelError.inputClosed)")])
    }
}
