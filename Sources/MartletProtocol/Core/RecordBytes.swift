import NIOCore

/// The record batches inside a message, never taken apart here.
package enum RecordBytes: Sendable, Equatable {
    /// The bytes themselves. Decoding gives a slice of the message's buffer: nothing is copied.
    case bytes(ByteBuffer)
    /// Bytes that the sender splices in, for example from a file. `index` is the caller's name for them;
    /// the writer notes the place in `ProtocolWriter.splices` and counts `byteCount` in every length.
    case external(index: Int, byteCount: Int)

    package var byteCount: Int {
        switch self {
        case .bytes(let buffer): buffer.readableBytes
        case .external(_, let byteCount): byteCount
        }
    }

    /// The bytes, or nil when they are elsewhere.
    package var buffer: ByteBuffer? {
        switch self {
        case .bytes(let buffer): buffer
        case .external: nil
        }
    }
}

/// Where external bytes go: between the bytes before and from `position` of the writer's buffer.
package struct Splice: Sendable, Equatable {
    package let position: Int
    package let index: Int
    package let byteCount: Int
}
