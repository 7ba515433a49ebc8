import Glibc
import NIOCore

/// Cuts a stream of bytes into lines at every `\n`, wherever the pieces begin and end. Lines are slices of
/// the pieces; only one that crosses from piece to piece is copied.
struct LineSplitter {
    private var rest = ByteBuffer()
    private let maxLineBytes: Int
    private(set) var lineCount = 0

    init(maxLineBytes: Int) {
        self.maxLineBytes = maxLineBytes
    }

    /// Calls `body` with each line that ends in `piece`, without its `\n`.
    mutating func append(_ piece: ByteBuffer, _ body: (ByteBuffer) -> Void) throws(InputError) {
        var piece = piece
        while let length = piece.lengthOfLine {
            guard var line = piece.readSlice(length: length) else { return }
            piece.moveReaderIndex(forwardBy: 1)
            if rest.readableBytes > 0 {
                rest.writeBuffer(&line)
                swap(&rest, &line)
                rest = ByteBuffer()
            }
            lineCount += 1
            try check(line)
            body(line)
        }
        if piece.readableBytes > 0 {
            rest.writeBuffer(&piece)
            try check(rest)
        }
    }

    /// What follows the last `\n`, if anything does.
    mutating func finish() -> ByteBuffer? {
        guard rest.readableBytes > 0 else { return nil }
        defer { rest = ByteBuffer() }
        lineCount += 1
        return rest
    }

    private func check(_ line: ByteBuffer) throws(InputError) {
        guard line.readableBytes <= maxLineBytes else {
            throw .messageTooLarge(number: lineCount, byteCount: line.readableBytes, limit: maxLineBytes)
        }
    }
}

extension ByteBuffer {
    /// How many bytes stand before the next `\n`.
    fileprivate var lengthOfLine: Int? {
        withUnsafeReadableBytes { bytes in
            guard let start = bytes.baseAddress, let end = memchr(start, 0x0A, bytes.count) else {
                return nil
            }
            return UnsafeRawPointer(end) - start
        }
    }

    /// Where `separator` first stands in the readable bytes, counted from their begin.
    func firstRange(of separator: [UInt8]) -> Range<Int>? {
        guard let first = separator.first else { return nil }
        return withUnsafeReadableBytes { bytes in
            guard let start = bytes.baseAddress else { return nil }
            var position = 0
            while bytes.count - position >= separator.count,
                let found = memchr(start + position, Int32(first), bytes.count - position)
            {
                position = UnsafeRawPointer(found) - start
                let end = position + separator.count
                if end <= bytes.count && memcmp(found, separator, separator.count) == 0 {
                    return position..<end
                }
                position += 1
            }
            return nil
        }
    }
}
