import NIOCore

/// Compresses and decompresses the records area of a batch, each codec through its own library.
package enum CompressionCodec {
    /// The readable bytes of `buffer`, compressed in the framing that Kafka's clients expect.
    ///
    /// `level` nil is the codec's default, and so is Kafka's default number: gzip −1, lz4 9, zstd 3. Snappy has no levels.
    package static func compress(
        _ buffer: ByteBuffer, with compression: Compression, level: Int? = nil
    ) throws(RecordsError) -> ByteBuffer {
        switch compression {
        case .none: buffer
        case .gzip: try GzipCodec.compress(buffer, level: level)
        case .snappy: try SnappyCodec.compress(buffer)
        case .lz4: try LZ4Codec.compress(buffer, level: level)
        case .zstd: try ZstdCodec.compress(buffer, level: level)
        }
    }

    /// The readable bytes of `buffer`, decompressed. Never holds more than `limit` bytes of output: a stream that
    /// inflates to more is refused with `decompressedTooLarge`.
    package static func decompress(
        _ buffer: ByteBuffer, with compression: Compression, limit: Int
    ) throws(RecordsError) -> ByteBuffer {
        switch compression {
        case .none:
            guard buffer.readableBytes <= limit else { throw .decompressedTooLarge(limit: limit) }
            return buffer
        case .gzip: return try GzipCodec.decompress(buffer, limit: limit)
        case .snappy: return try SnappyCodec.decompress(buffer, limit: limit)
        case .lz4: return try LZ4Codec.decompress(buffer, limit: limit)
        case .zstd: return try ZstdCodec.decompress(buffer, limit: limit)
        }
    }
}

/// The output of a streaming decompressor: memory that grows with what was really produced, up to a limit.
struct InflatedOutput: ~Copyable {
    private(set) var buffer: ByteBuffer
    private let limit: Int

    /// A stream seldom inflates to more than four times its size; it may grow from there.
    init(compressedByteCount: Int, limit: Int) {
        self.limit = limit
        let expected = compressedByteCount.multipliedReportingOverflow(by: 4)
        let wanted = expected.overflow ? limit : max(expected.partialValue, 4_096)
        buffer = ByteBufferAllocator().buffer(capacity: max(0, min(wanted, limit)))
    }

    /// Makes room, then lets `produce` fill some of it; `produce` returns how much it wrote.
    ///
    /// At the limit `produce` gets one spare byte outside the output: a stream that writes it is too large,
    /// a stream that only has its end left to read is not.
    mutating func fill(
        _ produce: (UnsafeMutableRawBufferPointer) throws(RecordsError) -> Int
    ) throws(RecordsError) {
        if buffer.readableBytes >= limit {
            try probe(produce)
            return
        }
        if buffer.writableBytes == 0 {
            let doubled = min(max(buffer.readableBytes * 2, 4_096), limit)
            buffer.reserveCapacity(minimumWritableBytes: doubled - buffer.readableBytes)
        }
        let room = min(buffer.writableBytes, limit - buffer.readableBytes)
        try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: room) {
            (target) throws(RecordsError) in
            try produce(UnsafeMutableRawBufferPointer(rebasing: target[..<room]))
        }
    }

    private func probe(
        _ produce: (UnsafeMutableRawBufferPointer) throws(RecordsError) -> Int
    ) throws(RecordsError) {
        var spare: UInt8 = 0
        let written = try withUnsafeMutableBytes(of: &spare) { (target) throws(RecordsError) in
            try produce(target)
        }
        if written > 0 { throw .decompressedTooLarge(limit: limit) }
    }

    consuming func finish() -> ByteBuffer {
        buffer
    }
}
