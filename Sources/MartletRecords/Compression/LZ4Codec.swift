import CLZ4
import NIOCore

/// The LZ4 frame format as Kafka's clients write it: independent blocks of 64 KiB, no checksums.
enum LZ4Compressor {
    static func compress(_ buffer: ByteBuffer, level: Int) throws(RecordsError) -> ByteBuffer {
        guard (1...17).contains(level) else { throw .invalidCompressionLevel(.lz4, level) }
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = LZ4F_max64KB
        preferences.frameInfo.blockMode = LZ4F_blockIndependent
        // As in Kafka the default stands for the fast compressor, any other for a level of the slower one.
        preferences.compressionLevel = level == Compression.lz4.defaultLevel ? 0 : Int32(level)
        let bound = LZ4F_compressFrameBound(buffer.readableBytes, &preferences)
        var output = ByteBufferAllocator().buffer(capacity: bound)
        try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            _ = try output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) {
                (target) throws(RecordsError) in
                let written = LZ4F_compressFrame(
                    target.baseAddress, target.count, input.baseAddress, input.count, &preferences)
                guard LZ4F_isError(written) == 0 else { throw .compressionFailed(.lz4) }
                return written
            }
        }
        return output
    }
}

/// Reads LZ4 frames; several in a row are one stream.
final class LZ4Decompressor {
    private let context: OpaquePointer

    init() throws(RecordsError) {
        var created: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&created, UInt32(LZ4F_VERSION))) == 0, let created
        else { throw .damagedCompression(.lz4) }
        context = created
    }

    deinit {
        LZ4F_freeDecompressionContext(context)
    }

    func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        LZ4F_resetDecompressionContext(context)
        return try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            var output = InflatedOutput(compressedByteCount: input.count, limit: limit)
            var position = 0
            var isComplete = false
            while !isComplete {
                try output.fill { (target) throws(RecordsError) in
                    var written = target.count
                    var consumed = input.count - position
                    let hint = LZ4F_decompress(
                        context, target.baseAddress, &written,
                        input.baseAddress?.advanced(by: position), &consumed, nil)
                    guard LZ4F_isError(hint) == 0 else { throw .damagedCompression(.lz4) }
                    position += consumed
                    isComplete = hint == 0 && position == input.count
                    if !isComplete, written == 0, consumed == 0 { throw .damagedCompression(.lz4) }
                    return written
                }
            }
            return output.finish()
        }
    }
}
