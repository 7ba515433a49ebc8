import MartletModel
import NIOCore

/// Writes Kafka's primitive types in their shortest form.
package struct ProtocolWriter {
    package private(set) var buffer: ByteBuffer
    /// Where external records belong, in ascending order.
    package private(set) var splices: [Splice] = []
    /// The sum of the external records' sizes: what `buffer` lacks.
    package private(set) var externalByteCount = 0

    /// Begins with room for most messages, which spares them growing step by step.
    package init() {
        buffer = ByteBufferAllocator().buffer(capacity: 256)
    }

    /// Appends to `buffer`.
    package init(_ buffer: ByteBuffer) {
        self.buffer = buffer
    }

    /// Everything that was written, with external records counted.
    package var byteCount: Int { buffer.readableBytes + externalByteCount }

    // MARK: Numbers

    package mutating func writeInteger<T: FixedWidthInteger>(_ value: T) {
        buffer.writeInteger(value)
    }

    package mutating func writeInt8(_ value: Int8) { buffer.writeInteger(value) }
    package mutating func writeInt16(_ value: Int16) { buffer.writeInteger(value) }
    package mutating func writeInt32(_ value: Int32) { buffer.writeInteger(value) }
    package mutating func writeInt64(_ value: Int64) { buffer.writeInteger(value) }
    package mutating func writeUInt16(_ value: UInt16) { buffer.writeInteger(value) }
    package mutating func writeUInt32(_ value: UInt32) { buffer.writeInteger(value) }

    package mutating func writeBool(_ value: Bool) {
        buffer.writeInteger(value ? 1 : 0 as UInt8)
    }

    package mutating func writeFloat64(_ value: Double) {
        buffer.writeInteger(value.bitPattern)
    }

    package mutating func writeUuid(_ value: Uuid) {
        buffer.writeMultipleIntegers(value.high, value.low)
    }

    package mutating func writeUnsignedVarint(_ value: UInt32) {
        var rest = value
        while rest > 0x7F {
            buffer.writeInteger(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        buffer.writeInteger(UInt8(truncatingIfNeeded: rest))
    }

    /// Sets an integer that was written before.
    mutating func set<T: FixedWidthInteger>(_ value: T, at index: Int) {
        buffer.setInteger(value, at: index)
    }

    // MARK: Strings and bytes

    package mutating func writeString(_ string: String?, isFlexible: Bool) throws(EncodeError) {
        guard let string else {
            if isFlexible { writeUnsignedVarint(0) } else { writeInt16(-1) }
            return
        }
        let length = string.utf8.count
        guard length <= Int(Int16.max) else { throw .stringTooLong(byteCount: length) }
        if isFlexible {
            writeUnsignedVarint(UInt32(length) + 1)
        } else {
            writeInt16(Int16(length))
        }
        buffer.writeString(string)
    }

    package mutating func writeBytes(_ bytes: ByteBuffer?, isFlexible: Bool) throws(EncodeError) {
        try writeLength(bytes?.readableBytes, isFlexible: isFlexible)
        if let bytes { buffer.writeImmutableBuffer(bytes) }
    }

    package mutating func writeRecords(_ records: RecordBytes?, isFlexible: Bool) throws(EncodeError) {
        try writeLength(records?.byteCount, isFlexible: isFlexible)
        switch records {
        case nil: break
        case .bytes(let bytes): buffer.writeImmutableBuffer(bytes)
        case .external(let index, let byteCount):
            splices.append(Splice(position: buffer.writerIndex, index: index, byteCount: byteCount))
            externalByteCount += byteCount
        }
    }

    /// A 32-bit length or count in either form; nil is null.
    mutating func writeLength(_ length: Int?, isFlexible: Bool) throws(EncodeError) {
        guard let length else {
            if isFlexible { writeUnsignedVarint(0) } else { writeInt32(-1) }
            return
        }
        guard let length32 = Int32(exactly: length) else { throw .tooLarge(length) }
        if isFlexible {
            writeUnsignedVarint(UInt32(length32) + 1)
        } else {
            writeInt32(length32)
        }
    }

    // MARK: Tagged fields

    /// Begins a tagged field; give the result to `endTag` when the content is written.
    package mutating func beginTag(_ tag: UInt32) -> Int {
        writeUnsignedVarint(tag)
        let sizeIndex = buffer.writerIndex
        buffer.writeInteger(0 as UInt8)
        return sizeIndex
    }

    /// Sets the field's size. One byte is kept for it, which nearly always suffices; a longer content moves.
    package mutating func endTag(_ sizeIndex: Int) {
        let size = buffer.writerIndex - sizeIndex - 1
        let extra = size < 1 << 7 ? 0 : size < 1 << 14 ? 1 : size < 1 << 21 ? 2 : size < 1 << 28 ? 3 : 4
        if extra > 0 {
            buffer.writeRepeatingByte(0, count: extra)
            let start = sizeIndex + 1 - buffer.readerIndex
            buffer.withUnsafeMutableReadableBytes { bytes in
                let content = bytes[start..<(start + size)]
                UnsafeMutableRawBufferPointer(rebasing: bytes[(start + extra)...])
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: content))
            }
        }
        for index in 0...extra {
            let more: UInt8 = index < extra ? 0x80 : 0
            buffer.setInteger(
                UInt8(truncatingIfNeeded: size >> (7 * index)) & 0x7F | more, at: sizeIndex + index)
        }
    }
}
