import NIOCore

/// Memory that the codecs keep from one batch to the next: to set it up costs more than a small batch does.
/// Confined to its owner; a shard, or a producer, has one.
package final class CodecWorkspace {
    private var gzipCompressor: GzipCompressor?
    private var gzipDecompressor: GzipDecompressor?
    private var lz4Decompressor: LZ4Decompressor?
    private var zstdCompressor: ZstdCompressor?
    private var zstdDecompressor: ZstdDecompressor?

    /// What a codec holds beyond this, for a rare high level or a large window, it gives back at once.
    private let maxKeptByteCount: Int

    /// Who lets go of the workspace soon may let codecs keep more than the default.
    package init(maxKeptByteCount: Int = 4 * 1_024 * 1_024) {
        self.maxKeptByteCount = maxKeptByteCount
    }

    func compress(
        _ buffer: ByteBuffer, with compression: Compression, level: Int
    ) throws(RecordsError) -> ByteBuffer {
        switch compression {
        case .none:
            return buffer
        case .gzip:
            let codec = try gzipCompressor(level: level)
            return try codec.compress(buffer)
        case .snappy:
            return try SnappyCodec.compress(buffer)
        case .lz4:
            return try LZ4Compressor.compress(buffer, level: level)
        case .zstd:
            let codec: ZstdCompressor = if let zstdCompressor { zstdCompressor } else { try ZstdCompressor() }
            defer { zstdCompressor = codec.byteCount <= maxKeptByteCount ? codec : nil }
            return try codec.compress(buffer, level: level)
        }
    }

    private func gzipCompressor(level: Int) throws(RecordsError) -> GzipCompressor {
        if let gzipCompressor, gzipCompressor.level == level { return gzipCompressor }
        let codec = try GzipCompressor(level: level)
        gzipCompressor = codec
        return codec
    }

    func decompress(
        _ buffer: ByteBuffer, with compression: Compression, limit: Int
    ) throws(RecordsError) -> ByteBuffer {
        switch compression {
        case .none:
            guard buffer.readableBytes <= limit else { throw .decompressedTooLarge(limit: limit) }
            return buffer
        case .gzip:
            let codec: GzipDecompressor =
                if let gzipDecompressor { gzipDecompressor } else { try GzipDecompressor() }
            gzipDecompressor = codec
            return try codec.decompress(buffer, limit: limit)
        case .snappy:
            return try SnappyCodec.decompress(buffer, limit: limit)
        case .lz4:
            let codec: LZ4Decompressor =
                if let lz4Decompressor { lz4Decompressor } else { try LZ4Decompressor() }
            lz4Decompressor = codec
            return try codec.decompress(buffer, limit: limit)
        case .zstd:
            let codec: ZstdDecompressor =
                if let zstdDecompressor { zstdDecompressor } else { try ZstdDecompressor() }
            defer { zstdDecompressor = codec.byteCount <= maxKeptByteCount ? codec : nil }
            return try codec.decompress(buffer, limit: limit)
        }
    }
}
