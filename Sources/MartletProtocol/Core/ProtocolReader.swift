import MartletModel
import NIOCore

/// Reads Kafka's primitive types. Every length is checked against the bytes that are there before anything is
/// taken or allocated, and nothing is read beyond the buffer's end or, inside a tagged field, the field's
/// end.
package struct ProtocolReader {
    package private(set) var buffer: ByteBuffer

    package init(_ buffer: ByteBuffer) {
        self.buffer = buffer
    }

    package var remaining: Int { buffer.readableBytes }

    /// Refuses bytes that are left over.
    package func finish() throws(DecodeError) {
        guard remaining == 0 else { throw .trailingBytes(remaining) }
    }

    // MARK: Numbers

    package mutating func readInteger<T: FixedWidthInteger>(as type: T.Type = T.self) throws(DecodeError) -> T
    {
        guard let value = buffer.readInteger(as: T.self) else {
            throw .truncated(needed: MemoryLayout<T>.size, remaining: remaining)
        }
        return value
    }

    package mutating func readInt8() throws(DecodeError) -> Int8 { try readInteger() }
    package mutating func readInt16() throws(DecodeError) -> Int16 { try readInteger() }
    package mutating func readInt32() throws(DecodeError) -> Int32 { try readInteger() }
    package mutating func readInt64() throws(DecodeError) -> Int64 { try readInteger() }
    package mutating func readUInt16() throws(DecodeError) -> UInt16 { try readInteger() }
    package mutating func readUInt32() throws(DecodeError) -> UInt32 { try readInteger() }

    package mutating func readBool() throws(DecodeError) -> Bool {
        try readInteger(as: UInt8.self) != 0
    }

    package mutating func readFloat64() throws(DecodeError) -> Double {
        Double(bitPattern: try readInteger())
    }

    package mutating func readUuid() throws(DecodeError) -> Uuid {
        let high: UInt64 = try readInteger()
        let low: UInt64 = try readInteger()
        return Uuid(high: high, low: low)
    }

    package mutating func readUnsignedVarint() throws(DecodeError) -> UInt32 {
        let first: UInt8 = try readInteger()
        var value = UInt32(first & 0x7F)
        var isLast = first < 0x80
        var shift: UInt32 = 7
        while !isLast {
            let byte: UInt8 = try readInteger()
            if shift == 28 && byte > 0x0F { throw .varintOverflow }
            value |= UInt32(byte & 0x7F) << shift
            isLast = byte < 0x80
            shift += 7
        }
        return value
    }

    // MARK: Strings and bytes

    package mutating func readString(isFlexible: Bool) throws(DecodeError) -> String {
        guard let string = try readNullableString(isFlexible: isFlexible) else { throw .unexpectedNull }
        return string
    }

    package mutating func readNullableString(isFlexible: Bool) throws(DecodeError) -> String? {
        let length: Int
        if isFlexible {
            length = Int(try readUnsignedVarint()) - 1
            guard length <= Int(Int16.max) else { throw .invalidLength(length) }
        } else {
            length = Int(try readInt16())
        }
        guard try isPresent(length) else { return nil }
        // The bytes are looked at where they are; only the string itself is new.
        let string: String? = buffer.withUnsafeReadableBytes { bytes in
            String(validating: bytes.prefix(length), as: UTF8.self)
        }
        guard let string else { throw .invalidUTF8 }
        buffer.moveReaderIndex(forwardBy: length)
        return string
    }

    package mutating func readBytes(isFlexible: Bool) throws(DecodeError) -> ByteBuffer {
        guard let bytes = try readNullableBytes(isFlexible: isFlexible) else { throw .unexpectedNull }
        return bytes
    }

    package mutating func readNullableBytes(isFlexible: Bool) throws(DecodeError) -> ByteBuffer? {
        let length = try readLength(isFlexible: isFlexible)
        guard try isPresent(length) else { return nil }
        return buffer.readSlice(length: length)
    }

    package mutating func readRecords(isFlexible: Bool) throws(DecodeError) -> RecordBytes {
        .bytes(try readBytes(isFlexible: isFlexible))
    }

    package mutating func readNullableRecords(isFlexible: Bool) throws(DecodeError) -> RecordBytes? {
        guard let bytes = try readNullableBytes(isFlexible: isFlexible) else { return nil }
        return .bytes(bytes)
    }

    // MARK: Lengths

    /// A 32-bit length or count in either form; −1 is null.
    private mutating func readLength(isFlexible: Bool) throws(DecodeError) -> Int {
        if isFlexible {
            return Int(try readUnsignedVarint()) - 1
        }
        return Int(try readInt32())
    }

    /// Whether `length` is not null, when it is a length that the remaining bytes can hold.
    private func isPresent(_ length: Int) throws(DecodeError) -> Bool {
        if length == -1 { return false }
        guard length >= 0 else { throw .invalidLength(length) }
        guard length <= remaining else { throw .truncated(needed: length, remaining: remaining) }
        return true
    }

    /// The count of an array whose elements take at least `minimumByteCount` each; nil is null.
    package mutating func readCount(isFlexible: Bool, minimumByteCount: Int) throws(DecodeError) -> Int? {
        let count = try readLength(isFlexible: isFlexible)
        if count == -1 { return nil }
        guard count >= 0 else { throw .invalidLength(count) }
        // A count is below 2^32 and a minimum below 2^16: no overflow.
        guard count * minimumByteCount <= remaining else {
            throw .truncated(needed: count * minimumByteCount, remaining: remaining)
        }
        return count
    }

    /// An empty array with room for `count` elements, as far as that takes no more memory than bytes are
    /// there to be read: what is in memory may be many times as large as what is on the wire.
    package func makeArray<Element>(count: Int, of type: Element.Type = Element.self) -> [Element] {
        var elements: [Element] = []
        let affordable = max(remaining, 64) / max(MemoryLayout<Element>.stride, 1)
        elements.reserveCapacity(min(count, affordable))
        return elements
    }

    // MARK: The limits of tagged fields

    /// Hides all bytes behind the next `byteCount`; gives what `restoreLimit` needs.
    mutating func limit(to byteCount: Int) throws(DecodeError) -> Int {
        guard byteCount <= remaining else { throw .truncated(needed: byteCount, remaining: remaining) }
        let outerEnd = buffer.writerIndex
        buffer.moveWriterIndex(to: buffer.readerIndex + byteCount)
        return outerEnd
    }

    mutating func restoreLimit(_ outerEnd: Int) {
        buffer.moveWriterIndex(to: outerEnd)
    }

    mutating func skipToLimit() {
        buffer.moveReaderIndex(to: buffer.writerIndex)
    }
}
