import CZstd
import NIOCore

/// Zstandard frames, with the size of their content.
final class ZstdCompressor {
    private let context: OpaquePointer

    init() throws(RecordsError) {
        guard let created = ZSTD_createCCtx() else { throw .compressionFailed(.zstd) }
        context = created
    }

    deinit {
        ZSTD_freeCCtx(context)
    }

    var byteCount: Int { ZSTD_sizeof_CCtx(context) }

    func compress(_ buffer: ByteBuffer, level: Int) throws(RecordsError) -> ByteBuffer {
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
                let written = ZSTD_compressCCtx(
                    context, target.baseAddress, target.count, input.baseAddress, input.count, number)
                guard ZSTD_isError(written) == 0 else { throw .compressionFailed(.zstd) }
                return written
            }
        }
        return output
    }
}

/// Reads Zstandard frames; several in a row are one stream.
final class ZstdDecompressor {
    private let context: OpaquePointer

    init() throws(RecordsError) {
        guard let created = ZSTD_createDCtx() else { throw .damagedCompression(.zstd) }
        context = created
    }

    deinit {
        ZSTD_freeDCtx(context)
    }

    /// Grows with the window of the frames that were read.
    var byteCount: Int { ZSTD_sizeof_DCtx(context) }

    func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        ZSTD_DCtx_reset(context, ZSTD_reset_session_only)
        return try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            guard !input.isEmpty else { throw .damagedCompression(.zstd) }
            // With room for all of it, a frame is decompressed straight into the output.
            let stated = Int(exactly: ZSTD_getFrameContentSize(input.baseAddress, input.count))
            if let stated, stated > limit { throw .decompressedTooLarge(limit: limit) }
            var output = InflatedOutput(compressedByteCount: input.count, stated: stated, limit: limit)
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
