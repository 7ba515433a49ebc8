import Logging
import MartletStorage
import NIOCore

/// Identifies a connection within its process.
package struct ConnectionID: Sendable, Hashable {
    package let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }
}

/// A client's connection: takes its requests in as they come and writes their responses in the requests'
/// order.
///
/// Confined to its event loop: what may be called from elsewhere says so.
///
/// It takes no further request while too many are in flight or the peer does not read fast enough. What is
/// sent reaches the socket once for each batch of events, not once for each response.
///
/// Phases: *open* → *draining* (no further requests; what was answered is being handed to the channel) →
/// *flushing* (the channel has all of it) → *lingering* (all is in the socket; waits for the peer to close
/// too) → *closed*. From every phase to *closed*.
// Sendable: every access of a mutable property is on `eventLoop`, which each entry point asserts, or the
// channel.
package final class ServerConnection: @unchecked Sendable {
    enum Phase {
        case open, draining, flushing, lingering, closed
    }

    package let id: ConnectionID
    package let listenerName: String
    package let eventLoop: any EventLoop
    package let remoteAddress: SocketAddress?
    /// Why it closed, or is about to; nil before that.
    package private(set) var closeReason: CloseReason?

    let configuration: ConnectionConfiguration
    let reader: FrameReader
    private let receiver: any RequestReceiver
    private let logger: Logger

    var phase = Phase.open
    var context: ChannelHandlerContext?
    private var queue = ResponseQueue<[ByteSource]>()
    private var effects: [ResponseQueue<[ByteSource]>.Effect] = []
    private var inputEnded = false
    /// Bytes in memory of responses that are complete and have not reached the channel.
    private var backlogBytes = 0
    private var isReadHeldBack = false
    /// What the channel said last; asking it for each response costs more than the response.
    private(set) var isWritable = true

    // Writing; see ServerConnection+Writing.swift.
    var outbound = OutboundQueue()
    var sendingFiles = SendingFiles()
    var needsFlush = false
    var isReading = false
    var isSettling = false
    var isSettleScheduled = false
    var settlesAgain = false

    // Time; see ServerConnection+Time.swift.
    var timer: LoopTimer?
    var lastActivity = NIODeadline.now()
    var bufferedBytesSeen = 0
    var closeDeadline: NIODeadline?
    /// No request is taken before this.
    var mutedUntil: NIODeadline?

    init(
        id: ConnectionID, listenerName: String, channel: any Channel, configuration: ConnectionConfiguration,
        receiver: any RequestReceiver, logger: Logger
    ) {
        self.id = id
        self.listenerName = listenerName
        self.eventLoop = channel.eventLoop
        self.remoteAddress = channel.remoteAddress
        self.configuration = configuration
        self.reader = FrameReader(
            FrameDecoder(allowedSizes: FrameDecoder.minimumRequestBytes...configuration.maxRequestBytes))
        self.receiver = receiver
        self.logger = logger
    }

    // MARK: Requests

    /// Says what becomes of a request. On the event loop, once for each token.
    package func complete(_ token: RequestToken, with outcome: ReplyOutcome) {
        eventLoop.preconditionInEventLoop()
        if queue.isClosed { return }
        if case .response(let sources) = outcome {
            for source in sources { backlogBytes += source.memoryBytes }
        }
        queue.completed(token, with: outcome, effects: &effects)
        perform()
        let isOneResponse = queue.count <= 1 && outbound.isEmpty
        if backlogBytes > configuration.maxResponseBacklogBytes && !isOneResponse {
            close(.responseBacklog(bytes: backlogBytes))
        }
        settleSoon()
    }

    /// The same from any thread.
    package func completeFromAnywhere(_ token: RequestToken, with outcome: ReplyOutcome) {
        if eventLoop.inEventLoop {
            complete(token, with: outcome)
        } else {
            eventLoop.execute { self.complete(token, with: outcome) }
        }
    }

    /// Takes no further requests, answers those in flight, and closes: at the deadline in any case.
    /// From any thread.
    package func finish(by deadline: NIODeadline) {
        guard eventLoop.inEventLoop else {
            eventLoop.execute { self.finish(by: deadline) }
            return
        }
        guard phase == .open else { return }
        if queue.isEmpty && hasSentAll {
            close(.stopped)
            return
        }
        closeReason = closeReason ?? .stopped
        closeDeadline = deadline
        armTimer()
        queue.ended(effects: &effects)
        perform()
        settleSoon()
    }

    /// Whether no request is under way.
    var isIdle: Bool { queue.isEmpty }

    /// Whether a further request may be handed to the receiver.
    private var takesRequests: Bool {
        guard phase == .open, queue.acceptsRequests, mutedUntil == nil else { return false }
        return queue.count < configuration.maxInFlightRequests
            && queue.byteCount < configuration.maxInFlightBytes
            && outbound.isEmpty && isWritable
    }

    /// How many requests of a connection are taken before others have a turn, and before it is found out
    /// whether the peer is there still.
    private static let requestsPerTurn = 64

    /// Returns whether there are more than fit in one turn.
    func takeRequests() -> Bool {
        do {
            for _ in 0..<Self.requestsPerTurn {
                guard takesRequests, let frame = try reader.decoder.next() else { break }
                let token = queue.received(byteCount: frame.readableBytes)
                receiver.received(frame, token: token, on: self)
            }
        } catch {
            inputFailed(.badFrame(error))
        }
        if inputEnded && queue.acceptsRequests && reader.decoder.needsMoreBytes {
            let rest = reader.decoder.heldBytes
            inputFailed(rest == 0 ? .peerClosed : .peerClosedInFrame(receivedBytes: rest))
        }
        return takesRequests && !reader.decoder.needsMoreBytes
    }

    /// No request can follow; those in flight are answered still.
    private func inputFailed(_ reason: CloseReason) {
        closeReason = closeReason ?? reason
        reader.decoder.discard()
        queue.ended(effects: &effects)
        perform()
    }

    private func perform() {
        for effect in effects {
            switch effect {
            case .send(let sources):
                outbound.append(sources)
            case .close:
                closeReason = closeReason ?? .requested
                phase = .draining
            }
        }
        effects.removeAll(keepingCapacity: true)
        drain()
    }

    /// Bytes of responses went to the channel.
    func handedOver(memoryBytes: Int) {
        backlogBytes -= memoryBytes
    }

    // MARK: Closing

    /// Closes now, whatever is under way.
    func close(_ reason: CloseReason) {
        guard phase != .closed, let context else { return }
        closeReason = closeReason ?? reason
        phase = .closed
        queue.closed()
        context.close(mode: .all, promise: nil)
    }

    private func closed() {
        phase = .closed
        queue.closed()
        outbound.removeAll()
        reader.decoder.discard()
        timer?.set(nil)
        timer = nil
        context = nil
        let reason = closeReason ?? .peerClosed
        closeReason = reason
        logger.log(
            level: reason.logLevel, "connection closed",
            metadata: [
                "listener": "\(listenerName)", "client": "\(remoteAddress?.description ?? "unknown")",
                "reason": "\(reason)",
            ])
        receiver.disconnected(self)
    }
}

// MARK: - The channel's events

extension ServerConnection: ChannelDuplexHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundIn = Never
    package typealias OutboundOut = IOData

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        lastActivity = eventLoop.now
        timer = LoopTimer(eventLoop: eventLoop) { [weak self] now in self?.deadlineReached(now) }
        armTimer()
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        // A channel that fails before it is active never becomes inactive.
        if self.context != nil { closed() }
    }

    package func channelInactive(context: ChannelHandlerContext) {
        if self.context != nil { closed() }
        context.fireChannelInactive()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        lastActivity = eventLoop.now
        guard phase == .open, queue.acceptsRequests else {
            reader.decoder.discard()
            return
        }
        reader.decoder.received(unwrapInboundIn(data))
        // Requests are taken at the end of the read. A channel that finds its peer gone reads all that came
        // of it, and closes without one.
        isReading = true
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        isReading = false
        settle()
        context.fireChannelReadComplete()
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        isWritable = context.channel.isWritable
        if isWritable {
            lastActivity = eventLoop.now
            settle()
        }
        context.fireChannelWritabilityChanged()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent {
            inputEnded = true
            if phase == .lingering { close(.peerClosed) } else { settle() }
        }
        context.fireUserInboundEventTriggered(event)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close(.socketError("\(error)"))
    }

    package func read(context: ChannelHandlerContext) {
        if wantsBytes {
            context.read()
        } else {
            isReadHeldBack = true
        }
    }

    /// Whether the channel should read on. While a whole frame waits for its turn it should not.
    private var wantsBytes: Bool {
        phase == .lingering || (takesRequests && reader.decoder.needsMoreBytes)
    }

    func resumeReading() {
        guard isReadHeldBack, wantsBytes, let context else { return }
        isReadHeldBack = false
        context.read()
    }

    var hasInputEnded: Bool { inputEnded }
}
