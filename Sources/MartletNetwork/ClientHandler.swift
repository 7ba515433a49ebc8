import DequeModule
import NIOCore

/// Matches responses with requests, on the connection's event loop.
final class ClientHandler {
    private struct Request {
        var correlationID: Int32
        var deadline: NIODeadline?
        var completion: ClientConnection.Completion
    }

    private let eventLoop: any EventLoop
    private let requestTimeout: TimeAmount?
    private let reader: FrameReader
    private var requests: Deque<Request> = []
    private var context: ChannelHandlerContext?
    private var timer: LoopTimer?
    private var isReading = false
    private var needsFlush = false
    private var isFlushScheduled = false
    /// Why the connection failed; nil while it has not.
    private(set) var failure: ConnectionError?

    init(eventLoop: any EventLoop, configuration: ClientConnectionConfiguration) {
        self.eventLoop = eventLoop
        requestTimeout = configuration.requestTimeout.map { TimeAmount($0) }
        reader = FrameReader(
            FrameDecoder(allowedSizes: FrameDecoder.minimumResponseBytes...configuration.maxResponseBytes))
    }

    func install(on channel: any Channel) throws {
        try reader.install(on: channel)
        try channel.pipeline.syncOperations.addHandler(self)
    }

    func send(_ parts: [ByteBuffer], correlationID: Int32, completion: ClientConnection.Completion?) {
        guard let context, failure == nil else {
            completion?(.failure(failure ?? .closed))
            return
        }
        if let completion {
            let deadline = requestTimeout.map { eventLoop.now + $0 }
            requests.append(
                Request(correlationID: correlationID, deadline: deadline, completion: completion))
            if let deadline, requests.count == 1 { timer?.set(deadline) }
        }
        for part in parts { context.write(wrapOutboundOut(part), promise: nil) }
        needsFlush = true
        flushSoon()
    }

    /// What is sent in one batch of events reaches the socket once.
    private func flushSoon() {
        if isReading || isFlushScheduled { return }
        isFlushScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isFlushScheduled = false
            self.flush()
        }
    }

    private func flush() {
        guard needsFlush else { return }
        needsFlush = false
        context?.flush()
    }

    private func takeResponses() {
        do {
            while failure == nil, let frame = try reader.decoder.next() { received(frame) }
        } catch {
            fail(.badFrame(error))
        }
    }

    private func received(_ frame: ByteBuffer) {
        // The decoder lets no frame through that is shorter.
        let correlationID = frame.getInteger(at: frame.readerIndex, as: Int32.self) ?? 0
        guard let request = requests.first, request.correlationID == correlationID else {
            fail(.unexpectedResponse(correlationID: correlationID, expected: requests.first?.correlationID))
            return
        }
        requests.removeFirst()
        timer?.set(requests.first?.deadline)
        request.completion(.success(frame))
    }

    private func fail(_ error: ConnectionError) {
        if failure == nil { failure = error }
        context?.close(mode: .all, promise: nil)
    }

    private func closed() {
        let error = failure ?? .closed
        failure = error
        context = nil
        timer?.set(nil)
        timer = nil
        reader.decoder.discard()
        while let request = requests.popFirst() { request.completion(.failure(error)) }
    }
}

extension ClientHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        timer = LoopTimer(eventLoop: eventLoop) { [weak self] _ in
            guard let self, let request = requests.first else { return }
            fail(.timedOut(correlationID: request.correlationID))
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if self.context != nil { closed() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if self.context != nil { closed() }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isReading = true
        reader.decoder.received(unwrapInboundIn(data))
        takeResponses()
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        flush()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(.socketError("\(error)"))
    }
}
