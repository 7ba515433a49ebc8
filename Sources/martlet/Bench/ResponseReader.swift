import Glibc
import NIOCore

/// Reads length-prefixed responses from a socket without waiting, into memory that is used again.
struct ResponseReader {
    private static let readBytes = 256 * 1024
    private var buffer = ByteBufferAllocator().buffer(capacity: ResponseReader.readBytes)

    /// Takes what the socket has, and calls `body` with each whole response, without its length. What `body`
    /// gets must not be kept.
    mutating func receive(from socket: Socket, _ body: (ByteBuffer) throws -> Void) throws {
        let missing = (nextSize.map { $0 + 4 } ?? 4) - buffer.readableBytes
        var result = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: max(missing, Self.readBytes)) { space in
            result = recv(socket.descriptor, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
            return max(0, result)
        }
        if result == 0 { throw SystemError("receiving", code: ECONNRESET) }
        if result < 0 {
            if errno == EAGAIN || errno == EINTR { return }
            throw SystemError("receiving")
        }
        while let size = nextSize, buffer.readableBytes >= size + 4 {
            buffer.moveReaderIndex(forwardBy: 4)
            guard let response = buffer.readSlice(length: size) else { return }
            try body(response)
        }
        if buffer.readableBytes == 0 { buffer.clear() } else { buffer.discardReadBytes() }
    }

    private var nextSize: Int? {
        buffer.getInteger(at: buffer.readerIndex, as: Int32.self).map(Int.init)
    }
}
