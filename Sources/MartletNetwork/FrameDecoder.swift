import NIOCore

/// Why bytes from a socket are not a frame.
package enum FrameError: Error, Sendable, Equatable {
    /// The size in front of a frame is negative, too small to hold a header, or above the limit.
    case sizeOutOfRange(size: Int32, allowed: ClosedRange<Int>)
    /// The buffer that was lent to the channel never came back, and a part of a frame was in it.
    case bytesLost(Int)
}

extension FrameError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .sizeOutOfRange(let size, let allowed):
            "frame size \(size) is outside \(allowed.lowerBound)...\(allowed.upperBound)"
        case .bytesLost(let count):
            "\(count) bytes of a frame were lost in the channel"
        }
    }
}

/// Cuts a stream of bytes into frames: an int32 size, then as many bytes.
///
/// It also supplies the buffers that the channel reads into (`lend`), so that bytes land where they stay:
/// small frames are slices of one chunk, a large frame gets a buffer of exactly its size after its first
/// bytes.
///
/// Memory follows the bytes that arrived. A buffer for a large frame is at most four times what is there of
/// it, or as large as the last large frame that this connection delivered in full: a connection that sends
/// frames of one size has them copied not at all, and a size prefix alone buys nothing.
///
/// A frame is the caller's to keep: it pins at most `largestPinFactor` times its own size, or 128 KiB.
package struct FrameDecoder {
    /// Where chunks begin and end to adapt to what reads bring in.
    package static let smallestChunk = 512
    package static let largestChunk = 256 * 1024
    private static let largestPinFactor = 64
    /// The chunk that reads the head of a frame after a large one: what it brings in is copied once.
    private static let headChunk = 8 * 1024
    private static let prefixBytes = 4

    private let allowedSizes: ClosedRange<Int>
    /// What was received and not handed out; its reader index is at a size prefix.
    private var held = ByteBuffer()
    /// The bytes in the buffer that the channel has now; nil when it has none. Whole frames are never lent:
    /// at the end of the stream the channel drops the buffer.
    private var lentBytes: Int?
    private var lostBytes = 0
    private var chunkBytes = FrameDecoder.smallestChunk
    private var sparseReads = 0
    private var trustedBytes = 0

    /// - Parameter allowedSizes: what the size prefix may say.
    package init(allowedSizes: ClosedRange<Int>) {
        precondition(allowedSizes.lowerBound >= 0, "a frame's size is never negative")
        self.allowedSizes = allowedSizes
    }

    /// Bytes that were received and not handed out as frames.
    package var heldBytes: Int { held.readableBytes + (lentBytes ?? 0) }

    /// Whether `next` has nothing to say before more bytes come.
    package var needsMoreBytes: Bool {
        if lostBytes > 0 { return false }
        guard let size = nextSize else { return true }
        return allowedSizes.contains(size) && held.readableBytes - Self.prefixBytes < size
    }

    private var nextSize: Int? {
        held.getInteger(at: held.readerIndex, as: Int32.self).map(Int.init)
    }

    /// The next whole frame, without its size. Throws from the first bad size on.
    package mutating func next() throws(FrameError) -> ByteBuffer? {
        if lostBytes > 0 { throw .bytesLost(lostBytes) }
        guard let size = nextSize else { return nil }
        guard allowedSizes.contains(size) else {
            throw .sizeOutOfRange(size: Int32(truncatingIfNeeded: size), allowed: allowedSizes)
        }
        guard held.readableBytes - Self.prefixBytes >= size else { return nil }
        held.moveReaderIndex(forwardBy: Self.prefixBytes)
        guard let frame = held.readSlice(length: size) else { return nil }
        if size > Self.largestChunk {
            trustedBytes = size + Self.prefixBytes
            chunkBytes = Self.headChunk
        }
        let storageBytes = held.storageCapacity
        if held.readableBytes == 0 { held = ByteBuffer() }
        let pinsTooMuch = storageBytes > 128 * 1024 && size < storageBytes / Self.largestPinFactor
        return pinsTooMuch ? ByteBufferAllocator().copy(of: frame) : frame
    }

    /// Gives up what is held: no frame comes of it.
    package mutating func discard() {
        held = ByteBuffer()
        lentBytes = nil
        lostBytes = 0
        chunkBytes = Self.headChunk
    }

    /// Takes bytes that a channel read: the buffer that was lent last, or, from a channel that reads into
    /// buffers of its own, any other.
    package mutating func received(_ buffer: ByteBuffer) {
        if let lentBytes {
            self.lentBytes = nil
            adaptChunk(filled: buffer.writableBytes == 0, read: buffer.readableBytes - lentBytes)
        }
        if held.readableBytes == 0 {
            held = buffer
        } else {
            held.writeImmutableBuffer(buffer)
        }
    }

    private mutating func adaptChunk(filled: Bool, read: Int) {
        if filled {
            sparseReads = 0
            chunkBytes = min(chunkBytes * 4, Self.largestChunk)
        } else if read < chunkBytes / 4 {
            sparseReads += 1
            if sparseReads >= 4 {
                sparseReads = 0
                chunkBytes = max(chunkBytes / 2, Self.smallestChunk)
            }
        } else {
            sparseReads = 0
        }
    }
}

// MARK: - The buffers to read into

extension FrameDecoder {
    /// The buffer for the channel's next read, which has room for at least one byte. It holds what is there
    /// of the next frame already and must come back by `received`; should the channel drop it, `next` throws.
    package mutating func lend() -> ByteBuffer {
        if let lentBytes { lostBytes += lentBytes }
        lentBytes = 0
        let count = held.readableBytes
        guard count > 0, needsMoreBytes else {
            return ByteBufferAllocator().buffer(capacity: chunkBytes)
        }
        let wanted = nextSize.map { $0 + Self.prefixBytes } ?? Self.prefixBytes
        var buffer = ByteBuffer()
        swap(&buffer, &held)
        lentBytes = count
        if buffer.writableBytes >= wanted - count {
            return buffer
        }
        var larger = ByteBufferAllocator().buffer(exactCapacity: capacity(holding: count, wanted: wanted))
        larger.writeImmutableBuffer(buffer)
        return larger
    }

    private func capacity(holding count: Int, wanted: Int) -> Int {
        if wanted <= Self.largestChunk {
            return max(wanted, chunkBytes)
        }
        // The read stops where the frame ends, so the next one's head is not copied out of this buffer.
        return min(wanted, max(4 * count, trustedBytes, Self.largestChunk))
    }
}

extension ByteBufferAllocator {
    fileprivate func copy(of buffer: ByteBuffer) -> ByteBuffer {
        var copy = self.buffer(capacity: buffer.readableBytes)
        copy.writeImmutableBuffer(buffer)
        return copy
    }

    /// A buffer that takes in no more than `exactCapacity` bytes before it grows; its storage may be larger.
    fileprivate func buffer(exactCapacity: Int) -> ByteBuffer {
        var buffer = self.buffer(capacity: exactCapacity)
        buffer.moveWriterIndex(to: exactCapacity)
        guard var limited = buffer.readSlice(length: exactCapacity) else { return buffer }
        limited.moveReaderIndex(to: 0)
        limited.moveWriterIndex(to: 0)
        return limited
    }
}
