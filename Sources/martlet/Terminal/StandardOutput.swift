import Glibc
import NIOCore

/// Collects what goes to the standard output, so that it leaves in large pieces.
struct StandardOutput {
    /// The reader went away: `martlet consume … | head`. There is nothing to say about it.
    struct ReaderGone: Error {}

    private static let pieceBytes = 256 * 1024
    var buffer = ByteBuffer()

    /// Sends what was collected, if it is much.
    mutating func flushIfFull() throws {
        if buffer.readableBytes >= Self.pieceBytes { try flush() }
    }

    mutating func flush() throws {
        do {
            try buffer.withUnsafeReadableBytes { try writeAll($0, to: STDOUT_FILENO) }
        } catch let error as FileError where error.code == EPIPE {
            throw ReaderGone()
        }
        buffer.clear()
    }
}
