import NIOCore

/// Compresses and decompresses the records area of a batch, each codec through its own library.
package enum CompressionCodec {
    /// The readable bytes of `buffer`, compressed in the framing that Kafka's clients expect.
    ///
    /// `level` nil is the codec's default. Who compresses often hands in a `workspace`.
    package static func compress(
        _ buffer: ByteBuffer, with compression: Compression, level: Int? = nil,
        workspace: CodecWorkspace? = nil
    ) throws(RecordsError) -> ByteBuffer {
        try (workspace ?? CodecWorkspace())
            .compress(buffer, with: compression, level: level ?? compression.defaultLevel)
    }

    /// The readable bytes of `buffer`, decompressed. Never holds more than `limit` bytes of output: a stream
    /// that inflates to more is refused with `decompressedTooLarge`. Who decompresses often hands in a
    /// `workspace`.
    package static func decompress(
        _ buffer: ByteBuffer, with compression: Compression, limit: Int, workspace: CodecWorkspace? = nil
    ) throws(RecordsError) -> ByteBuffer {
        try (workspace ?? CodecWorkspace()).decompress(buffer, with: compression, limit: limit)
    }
}

/// The output of a streaming decompressor: memory that grows with what was really produced, up to a limit.
struct InflatedOutput: ~Copyable {
    private(set) var buffer: ByteBuffer
    private let limit: Int

    /// Starts with room for `stated` bytes, what the stream itself says it inflates to. That is believed as
    /// far as its size makes it likely; without it four times the size is a start.
    init(compressedByteCount: Int, stated: Int? = nil, limit: Int) {
        self.limit = limit
        let likely = compressedByteCount.multipliedReportingOverflow(by: stated == nil ? 4 : 64)
        let wanted = max(likely.overflow ? limit : likely.partialValue, 4_096)
        buffer = ByteBufferAllocator().buffer(capacity: max(0, min(wanted, stated ?? wanted, limit)))
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
