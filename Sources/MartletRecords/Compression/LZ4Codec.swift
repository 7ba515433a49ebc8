import CLZ4
import NIOCore

/// The LZ4 frame format as Kafka's clients write it: independent blocks of 64 KiB, no checksums.
enum LZ4Codec {
    /// Kafka's default number. As in Kafka it stands for the fast compressor; any other is a level of the slower one.
    private static let defaultLevel = 9

    static func compress(_ buffer: ByteBuffer, level: Int?) throws(RecordsError) -> ByteBuffer {
        let level = level ?? defaultLevel
        guard (1...17).contains(level) else { throw .invalidCompressionLevel(.lz4, level) }
        var preferences = LZ4F_preferences_t()
        preferences.frameInfo.blockSizeID = LZ4F_max64KB
        preferences.frameInfo.blockMode = LZ4F_blockIndependent
        preferences.compressionLevel = level == defaultLevel ? 0 : Int32(level)
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

    static func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        var created: OpaquePointer?
        guard LZ4F_isError(LZ4F_createDecompressionContext(&created, UInt32(LZ4F_VERSION))) == 0,
            let context = created
        else { throw .damagedCompression(.lz4) }
        defer { LZ4F_freeDecompressionContext(context) }
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
