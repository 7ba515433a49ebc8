import DequeModule
import MartletStorage
import NIOCore

/// File slices that the channel is sending, oldest first.
struct SendingFiles {
    private var slices: Deque<FileSlice> = []

    var isEmpty: Bool { slices.isEmpty }

    mutating func began(_ slice: FileSlice) {
        slices.append(slice)
    }

    mutating func ended() {
        _ = slices.popFirst()
    }

    /// A slice whose file no longer reaches to its end.
    var cutShort: FileSlice? {
        slices.first { !$0.isWithinFile }
    }
}

extension FileSlice {
    /// Whether the file still reaches to the end of the slice. Where nobody can tell, sending will.
    var isWithinFile: Bool {
        guard let end = try? file.byteCount() else { return true }
        return position + Int64(byteCount) <= end
    }
}

// MARK: - Writing

extension ServerConnection {
    /// A file goes to the channel in pieces of this size, so that the channel's watermarks say something.
    private static let filePieceBytes = 1 << 20
    /// A connection whose peer reads as fast as we write lets others have a turn after so much.
    private static let turnBytes = 8 << 20

    /// Hands responses to the channel while it takes them; they leave with the next flush.
    func drain() {
        guard let context else { return }
        while isWritable, let source = outbound.next(maxFileBytes: Self.filePieceBytes) {
            switch source {
            case .buffer(let buffer):
                write(buffer, context)
            case .file(let slice):
                write(slice, context)
            }
            if phase == .closed { return }
        }
    }

    private func write(_ buffer: ByteBuffer, _ context: ChannelHandlerContext) {
        handedOver(memoryBytes: buffer.readableBytes)
        needsFlush = true
        context.write(wrapOutboundOut(.byteBuffer(buffer)), promise: nil)
    }

    private func write(_ slice: FileSlice, _ context: ChannelHandlerContext) {
        // `sendfile` at the end of a file sends nothing and says so for ever.
        guard slice.isWithinFile else {
            close(.fileCutShort(path: slice.file.path))
            return
        }
        needsFlush = true
        guard let descriptor = slice.file.descriptor else {
            do {
                context.write(wrapOutboundOut(.byteBuffer(try slice.read())), promise: nil)
            } catch {
                close(.fileUnreadable(path: slice.file.path, description: "\(error)"))
            }
            return
        }
        // The handle is only lent the descriptor: it gives it back when the write is done, and the closure
        // keeps the file open until then.
        let handle = NIOFileHandle(_deprecatedTakingOwnershipOfDescriptor: descriptor)
        let start = Int(slice.position)
        let region = FileRegion(fileHandle: handle, readerIndex: start, endIndex: start + slice.byteCount)
        let written = eventLoop.makePromise(of: Void.self)
        sendingFiles.began(slice)
        armTimer()
        written.futureResult.whenComplete { _ in
            _ = try? handle.takeDescriptorOwnership()
            self.sent(slice)
        }
        context.write(wrapOutboundOut(.fileRegion(region)), promise: written)
    }

    private func sent(_ slice: FileSlice) {
        sendingFiles.ended()
        lastActivity = eventLoop.now
    }

    /// Whether the socket has every response that is complete.
    var hasSentAll: Bool { outbound.isEmpty && !needsFlush && bufferedBytes == 0 }

    /// What the channel has taken and the socket has not.
    var bufferedBytes: Int {
        (try? context?.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
    }

    /// Brings everything up to date at the end of the current batch of events.
    func settleSoon() {
        if isReading || isSettling || isSettleScheduled || phase == .closed { return }
        isSettleScheduled = true
        eventLoop.execute {
            self.isSettleScheduled = false
            self.settle()
        }
    }

    /// Takes requests that waited, hands over responses, flushes, and reads on where that has become
    /// possible.
    func settle() {
        if isSettling || isReading {
            settlesAgain = true
            return
        }
        isSettling = true
        var turns = Self.turnBytes / Self.filePieceBytes
        repeat {
            settlesAgain = false
            // In this order: a request is only taken when nothing waits for the channel.
            drain()
            let hasMore = takeRequests()
            if needsFlush {
                needsFlush = false
                context?.flush()
            }
            settlesAgain = settlesAgain || hasMore
            turns = hasMore ? 0 : turns - 1
        } while settlesAgain && turns > 0
        isSettling = false
        if settlesAgain {
            yieldTurn()
            return
        }
        if phase == .draining && outbound.isEmpty { finishOutput() }
        resumeReading()
    }

    /// Goes on after the event loop has looked at its sockets, which a task for at once would prevent.
    private func yieldTurn() {
        if isSettleScheduled { return }
        isSettleScheduled = true
        eventLoop.scheduleTask(in: .microseconds(1)) {
            self.isSettleScheduled = false
            self.settle()
        }
    }

    /// Everything that will ever be sent is with the channel: waits until the socket has it, then ends our
    /// side.
    private func finishOutput() {
        guard let context else { return }
        phase = .flushing
        let flushed = eventLoop.makePromise(of: Void.self)
        flushed.futureResult.whenComplete { _ in self.outputFlushed() }
        context.writeAndFlush(wrapOutboundOut(.byteBuffer(ByteBuffer())), promise: flushed)
    }

    private func outputFlushed() {
        guard phase == .flushing, let context else { return }
        if hasInputEnded {
            close(.peerClosed)
            return
        }
        phase = .lingering
        let lingerEnd = eventLoop.now + TimeAmount(configuration.linger)
        closeDeadline = min(closeDeadline ?? lingerEnd, lingerEnd)
        armTimer()
        context.close(mode: .output, promise: nil)
        resumeReading()
    }
}
