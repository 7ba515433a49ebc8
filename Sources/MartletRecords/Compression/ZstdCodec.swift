import CZstd
import NIOCore

/// Zstandard frames. Several frames in a row are read as one stream.
enum ZstdCodec {
    private static let defaultLevel = 3

    static func compress(_ buffer: ByteBuffer, level: Int?) throws(RecordsError) -> ByteBuffer {
        let level = level ?? defaultLevel
        guard let number = Int32(exactly: level), (ZSTD_minCLevel()...ZSTD_maxCLevel()).contains(number)
        else {
            throw .invalidCompressionLevel(.zstd, level)
        }
        let bound = ZSTD_compressBound(buffer.readableBytes)
        guard ZSTD_isError(bound) == 0 else { throw .compressionFailed(.zstd) }
        var output = ByteBufferAllocator().buffer(capacity: bound)
        try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            _ = try output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) {
                (target) throws(RecordsError) in
                let written = ZSTD_compress(
                    target.baseAddress, target.count, input.baseAddress, input.count, number)
                guard ZSTD_isError(written) == 0 else { throw .compressionFailed(.zstd) }
                return written
            }
        }
        return output
    }

    static func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        guard buffer.readableBytes > 0, let context = ZSTD_createDCtx() else {
            throw .damagedCompression(.zstd)
        }
        defer { ZSTD_freeDCtx(context) }
        return try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            var output = InflatedOutput(compressedByteCount: input.count, limit: limit)
            var source = ZSTD_inBuffer(src: input.baseAddress, size: input.count, pos: 0)
            var isComplete = false
            while !isComplete {
                try output.fill { (target) throws(RecordsError) in
                    let before = source.pos
                    var sink = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
                    let hint = ZSTD_decompressStream(context, &sink, &source)
                    guard ZSTD_isError(hint) == 0 else { throw .damagedCompression(.zstd) }
                    isComplete = hint == 0 && source.pos == source.size
                    if !isComplete, sink.pos == 0, source.pos == before { throw .damagedCompression(.zstd) }
                    return sink.pos
                }
            }
            return output.finish()
        }
    }
}
