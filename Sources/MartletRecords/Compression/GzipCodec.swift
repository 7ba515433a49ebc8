import CZlib
import NIOCore

/// zlib's number for a 32 KiB window in gzip framing.
private let gzipWindowBits: Int32 = 15 + 16

/// RFC 1952 members through zlib.
final class GzipCompressor {
    private static let memoryLevel: Int32 = 8
    let level: Int
    /// At a fixed address: zlib refers back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    init(level: Int) throws(RecordsError) {
        guard (-1...9).contains(level) else { throw .invalidCompressionLevel(.gzip, level) }
        self.level = level
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = deflateInit2_(
            stream, Int32(level), Z_DEFLATED, gzipWindowBits, Self.memoryLevel, Z_DEFAULT_STRATEGY,
            ZLIB_VERSION,
            Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .compressionFailed(.gzip) }
    }

    deinit {
        deflateEnd(stream)
        stream.deallocate()
    }

    func compress(_ buffer: ByteBuffer) throws(RecordsError) -> ByteBuffer {
        guard let inputCount = UInt32(exactly: buffer.readableBytes), deflateReset(stream) == Z_OK else {
            throw .compressionFailed(.gzip)
        }
        let bound = Int(deflateBound(stream, UInt(inputCount)))
        var output = ByteBufferAllocator().buffer(capacity: bound)
        let status = buffer.withUnsafeReadableBytes { input in
            var status = Z_OK
            output.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
                stream.pointee.next_in = UnsafeMutablePointer(
                    mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
                stream.pointee.avail_in = inputCount
                stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                stream.pointee.avail_out = UInt32(clamping: target.count)
                status = deflate(stream, Z_FINISH)
                return Int(clamping: stream.pointee.total_out)
            }
            return status
        }
        guard status == Z_STREAM_END else { throw .compressionFailed(.gzip) }
        return output
    }
}

/// Reads RFC 1952 members through zlib; several in a row are one stream.
final class GzipDecompressor {
    /// At a fixed address: zlib refers back to it.
    private let stream: UnsafeMutablePointer<z_stream>

    init() throws(RecordsError) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status = inflateInit2_(stream, gzipWindowBits, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard status == Z_OK else { throw .damagedCompression(.gzip) }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func decompress(_ buffer: ByteBuffer, limit: Int) throws(RecordsError) -> ByteBuffer {
        guard let inputCount = UInt32(exactly: buffer.readableBytes), inflateReset(stream) == Z_OK else {
            throw .damagedCompression(.gzip)
        }
        return try buffer.withUnsafeReadableBytes { (input) throws(RecordsError) in
            var output = InflatedOutput(compressedByteCount: input.count, limit: limit)
            stream.pointee.next_in = UnsafeMutablePointer(
                mutating: input.baseAddress?.assumingMemoryBound(to: UInt8.self))
            stream.pointee.avail_in = inputCount
            var isComplete = false
            while !isComplete {
                try output.fill { (target) throws(RecordsError) in
                    let written: Int
                    (written, isComplete) = try inflateSome(into: target)
                    return written
                }
            }
            return output.finish()
        }
    }

    private func inflateSome(
        into target: UnsafeMutableRawBufferPointer
    ) throws(RecordsError) -> (written: Int, isComplete: Bool) {
        stream.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        let room = UInt32(clamping: target.count)
        stream.pointee.avail_out = room
        let inputBefore = stream.pointee.avail_in
        let status = inflate(stream, Z_NO_FLUSH)
        let written = Int(room - stream.pointee.avail_out)
        switch status {
        case Z_OK where written > 0 || stream.pointee.avail_in < inputBefore:
            return (written, false)
        case Z_STREAM_END where stream.pointee.avail_in == 0:
            return (written, true)
        case Z_STREAM_END where inflateReset(stream) == Z_OK:
            return (written, false)  // another member follows
        default:
            // Z_BUF_ERROR without progress: the input ends inside a member.
            throw .damagedCompression(.gzip)
        }
    }
}
