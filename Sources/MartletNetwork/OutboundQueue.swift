import DequeModule
import MartletStorage

/// The bytes of responses, in order, that the channel has not taken yet.
struct OutboundQueue {
    private var sources: Deque<ByteSource> = []

    var isEmpty: Bool { sources.isEmpty }

    mutating func append(_ response: [ByteSource]) {
        for source in response where source.byteCount > 0 { sources.append(source) }
    }

    /// Takes the next bytes; from a file no more than `maxFileBytes`.
    mutating func next(maxFileBytes: Int) -> ByteSource? {
        guard let first = sources.popFirst() else { return nil }
        guard case .file(var slice) = first, slice.byteCount > maxFileBytes else { return first }
        var rest = slice
        slice.byteCount = maxFileBytes
        rest.position += Int64(maxFileBytes)
        rest.byteCount -= maxFileBytes
        sources.prepend(.file(rest))
        return .file(slice)
    }

    mutating func removeAll() {
        sources = []
    }
}

extension ByteSource {
    /// What of it is in memory; the rest is still in a file.
    var memoryBytes: Int {
        switch self {
        case .buffer(let buffer): buffer.readableBytes
        case .file: 0
        }
    }
}
