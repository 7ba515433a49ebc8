import CSnappy
import NIOCore

/// Snappy in the stream framing of the Java library that Kafka's own clients use, and, for reading, a single
/// raw block as other clients write it.
enum SnappyCodec {
    private static let magic: [UInt8] = [0x82, 0x53, 0x4E, 0x41, 0x50, 0x50, 0x59, 0x00]
    private static let version: Int32 = 1
    private static let streamHeaderByteCount = 16
    /// The start of `magic` where a block's size is due: streams may follow one another.
    private static let magicAsBlockSize = Int32(bitPattern: 0x8253_4E41)
    private static let blockByteCount = 32 * 1_024
    /// A copy element of 3 bytes makes at most 64; a block that claims more is lying about its size.
    private static let largestRatio = 64

    static func compress(_ buffer: ByteBuffer) throws(RecordsError) -> ByteBuffer {
        let blocks = (buffer.readableBytes + blockByteCount - 1) / blockByteCount
        var output = ByteBufferAllocator().buffer(
            capacity: streamHeaderByteCount + blocks * 4 + snappy_max_compressed_length(buffer.readableBytes))
        output.writeBytes(magic)
        output.writeMultipleIntegers(version, version)
        try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            var start = 0
            while start < input.count {
                let end = min(start + blockByteCount, input.count)
                let block = UnsafeRawBufferPointer(rebasing: input[start..<end])
                let bound = snappy_max_compressed_length(block.count)
                let sizeIndex = output.writerIndex
                output.writeInteger(Int32(0))
                let written = try output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) {
                    (target) throws(RecordsError) in
                    var length = target.count
                    let status = snappy_compress(
                        block.baseAddress?.assumingMemoryBound(to: CChar.self), block.count,
                        target.baseAddress?.assumingMemoryBound(to: CChar.self), &length)
                    guard status == SNAPPY_OK else { throw .compressionFailed(.snappy) }
                    return length
                }
                output.setInteger(Int32(truncatingIfNeeded: written), at: sizeIndex)
                start = end
            }
        }
        return output
    }

    static func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            var output = ByteBuffer()
            guard input.starts(with: magic) else {
                try decompressBlock(input, into: &output, limit: limit)
                return output
            }
            guard input.count >= streamHeaderByteCount else { throw .damagedCompression(.snappy) }
            var position = streamHeaderByteCount
            while position < input.count {
                guard input.count - position >= 4 else { throw .damagedCompression(.snappy) }
                let size = Int32(bigEndian: input.loadUnaligned(fromByteOffset: position, as: Int32.self))
                if size == magicAsBlockSize {
                    position += streamHeaderByteCount
                    guard position <= input.count else { throw .damagedCompression(.snappy) }
                    continue
                }
                position += 4
                guard size >= 0, Int(size) <= input.count - position else {
                    throw .damagedCompression(.snappy)
                }
                let block = UnsafeRawBufferPointer(rebasing: input[position..<position + Int(size)])
                try decompressBlock(block, into: &output, limit: limit)
                position += Int(size)
            }
            return output
        }
    }

    private static func decompressBlock(
        _ block: UnsafeRawBufferPointer, into output: inout ByteBuffer, limit: Int
    ) throws(RecordsError) {
        let source = block.baseAddress?.assumingMemoryBound(to: CChar.self)
        var length = 0
        guard snappy_uncompressed_length(source, block.count, &length) == SNAPPY_OK,
            length <= block.count.multipliedReportingOverflow(by: largestRatio).partialValue
        else { throw .damagedCompression(.snappy) }
        guard length <= limit - output.readableBytes else { throw .decompressedTooLarge(limit: limit) }
        try output.writeWithUnsafeMutableBytes(minimumWritableBytes: length) {
            (target) throws(RecordsError) in
            var written = length
            let status = snappy_uncompress(
                source, block.count, target.baseAddress?.assumingMemoryBound(to: CChar.self), &written)
            guard status == SNAPPY_OK else { throw .damagedCompression(.snappy) }
            return written
        }
    }
}
