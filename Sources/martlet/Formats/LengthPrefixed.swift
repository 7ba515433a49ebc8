import NIOCore

/// Messages of any bytes, each behind its length: a 32-bit big-endian integer, −1 for null. With keys, each
/// message is two such fields: key, then value.
struct LengthPrefixedReader {
    struct Message: Equatable {
        var key: ByteBuffer?
        var value: ByteBuffer?
    }

    private let hasKeys: Bool
    private let maxFieldBytes: Int
    private var rest = ByteBuffer()
    private(set) var messageCount = 0

    init(hasKeys: Bool, maxFieldBytes: Int) {
        self.hasKeys = hasKeys
        self.maxFieldBytes = maxFieldBytes
    }

    /// Calls `body` with each message that ends in `piece`.
    mutating func append(_ piece: ByteBuffer, _ body: (Message) -> Void) throws(InputError) {
        if rest.readableBytes == 0 {
            rest = piece
        } else {
            rest.writeImmutableBuffer(piece)
        }
        while let message = try next() {
            messageCount += 1
            body(message)
        }
        // What is left is a part of one message, and must not keep all of the others in memory.
        if rest.readerIndex > 0 { rest = ByteBuffer(buffer: rest) }
    }

    func finish() throws(InputError) {
        guard rest.readableBytes == 0 else { throw .endsInside(number: messageCount + 1) }
    }

    private mutating func next() throws(InputError) -> Message? {
        var reader = rest
        var message = Message()
        if hasKeys {
            guard case .some(let key) = try field(&reader) else { return nil }
            message.key = key
        }
        guard case .some(let value) = try field(&reader) else { return nil }
        message.value = value
        rest = reader
        return message
    }

    /// Nil when it is not whole; `.some(nil)` is null.
    private func field(_ reader: inout ByteBuffer) throws(InputError) -> ByteBuffer?? {
        guard let length = reader.readInteger(as: Int32.self) else { return nil }
        if length == -1 { return .some(nil) }
        guard length >= 0 else { throw .badLength(length, number: messageCount + 1) }
        guard length <= maxFieldBytes else {
            throw .messageTooLarge(number: messageCount + 1, byteCount: Int(length), limit: maxFieldBytes)
        }
        guard let bytes = reader.readSlice(length: Int(length)) else { return nil }
        return .some(bytes)
    }
}

enum LengthPrefixedWriter {
    static func write(_ field: ByteBuffer?, to output: inout ByteBuffer) {
        guard let field else {
            output.writeInteger(-1 as Int32)
            return
        }
        output.writeInteger(Int32(field.readableBytes))
        output.writeImmutableBuffer(field)
    }
}
