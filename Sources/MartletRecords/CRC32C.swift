import CISAL
import NIOCore

/// CRC-32C (Castagnoli), the checksum of record batches and producer snapshots, through ISA-L.
package enum CRC32C {
    /// The checksum of `bytes`, or, given the checksum of what came before, that of both in a row.
    package static func checksum(_ bytes: UnsafeRawBufferPointer, continuing previous: UInt32 = 0) -> UInt32 {
        guard var position = bytes.baseAddress else { return previous }
        var state = ~previous
        var remaining = bytes.count
        while remaining > 0 {
            let count = min(remaining, Int(Int32.max))
            // The C function does not write; its parameter only lacks a `const`.
            let start = UnsafeMutablePointer(mutating: position.assumingMemoryBound(to: UInt8.self))
            state = crc32_iscsi(start, Int32(count), state)
            position += count
            remaining -= count
        }
        return ~state
    }

    /// The checksum of the readable bytes.
    package static func checksum(_ buffer: ByteBuffer, continuing previous: UInt32 = 0) -> UInt32 {
        buffer.withUnsafeReadableBytes { checksum($0, continuing: previous) }
    }

    /// The checksum of `length` bytes from `index`, which must lie within the readable bytes.
    package static func checksum(of buffer: ByteBuffer, at index: Int, length: Int) -> UInt32 {
        let start = index - buffer.readerIndex
        precondition(
            start >= 0 && length >= 0 && length <= buffer.readableBytes - start, "the range is readable")
        return buffer.withUnsafeReadableBytes {
            checksum(UnsafeRawBufferPointer(rebasing: $0[start..<start + length]))
        }
    }
}
