import CZlib
import NIOCore

/// RFC 1952 members through zlib. Several members in a row are read as one stream.
enum GzipCodec {
    /// zlib's number for a 32 KiB window in gzip framing.
    private static let gzipWindowBits: Int32 = 15 + 16

    static func compress(_ buffer: ByteBuffer, level: Int?) throws(RecordsError) -> ByteBuffer {
        let level = level ?? Int(Z_DEFAULT_COMPRESSION)
        guard (-1...9).contains(level) else { throw .invalidCompressionLevel(.gzip, level) }
        var stream = z_stream()
        let initialized = deflateInit2_(
            &stream, Int32(level), Z_DEFLATED, gzipWindowBits, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard initialized == Z_OK else { throw .compressionFailed(.gzip) }
        defer { deflateEnd(&stream) }
        guard let inputCount = UInt32(exactly: buffer.readableBytes) else { throw .compressionFailed(.gzip) }
        let bound = Int(deflateBound(&stream, UInt(inputCount)))
        var output = ByteBufferAllocator().buffer(capacity: bound)
        let status = buffer.withUnsafeReadableBytes { input in
            var status = Z_OK
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
                stream.next_in = UnsafeMutablePointer(
                    mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.avail_in = inputCount
                stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.avail_out = UInt32(clamping: target.count)
                status = deflate(&stream, Z_FINISH)
                return Int(clamping: stream.total_out)
            }
            return status
        }
        guard status == Z_STREAM_END else { throw .compressionFailed(.gzip) }
        return output
    }

    static func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        guard let inputCount = UInt32(exactly: buffer.readableBytes) else { throw .damagedCompression(.gzip) }
        var stream = z_stream()
        let initialized = inflateInit2_(
            &stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard initialized == Z_OK else { throw .damagedCompression(.gzip) }
        defer { inflateEnd(&stream) }
        return try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            var output = InflatedOutput(compressedByteCount: input.count, limit: limit)
            stream.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.avail_in = inputCount
            var isComplete = false
            while !isComplete {
                try output.fill { (target) throws(RecordsError) in
                    let written: Int
                    (written, isComplete) = try inflateSome(&stream, into: target)
                    return written
                }
            }
            return output.finish()
        }
    }

    private static func inflateSome(
        _ stream: inout z_stream, into target: UnsafeMutableRawBufferPointer
    ) throws(RecordsError) -> (written: Int, isComplete: Bool) {
        stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let room = UInt32(clamping: target.count)
        stream.avail_out = room
        let inputBefore = stream.avail_in
        let status = inflate(&stream, Z_NO_FLUSH)
        let written = Int(room - stream.avail_out)
        switch status {
        case Z_OK where written > 0 || stream.avail_in < inputBefore:
            return (written, false)
        case Z_STREAM_END where stream.avail_in == 0:
            return (written, true)
        case Z_STREAM_END where inflateReset(&stream) == Z_OK:
            return (written, false)  // another member follows
        default:
            // Z_BUF_ERROR without progress: the input ends inside a member.
            throw .damagedCompression(.gzip)
        }
    }
}
