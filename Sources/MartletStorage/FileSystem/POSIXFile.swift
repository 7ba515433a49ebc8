import Glibc
import NIOCore

/// An open file of the operating system. The descriptor closes with the object.
final class POSIXFile: File {
    let path: String
    let rawDescriptor: Int32

    /// Takes over `rawDescriptor`.
    init(path: String, rawDescriptor: Int32) {
        self.path = path
        self.rawDescriptor = rawDescriptor
    }

    deinit {
        close(rawDescriptor)
    }

    var descriptor: Int32? { rawDescriptor }

    func byteCount() throws(StorageError) -> Int64 {
        var status = stat()
        if fstat(rawDescriptor, &status) != 0 { throw storageError("fstat", path, errno) }
        return Int64(status.st_size)
    }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: count)
        var failure: Int32 = 0
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { target in
            var done = 0
            while done < count {
                let result = retryingInterrupts {
                    pread(
                        rawDescriptor, target.baseAddress.map { $0 + done }, count - done,
                        off_t(position) + off_t(done))
                }
                if result < 0 { failure = errno }
                if result <= 0 { break }
                done += result
            }
            return done
        }
        if failure != 0 { throw storageError("pread", path, failure) }
        return buffer
    }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        var position = position
        var index = 0
        // Two at a time: a batch is its header and its payload, and one call writes both.
        while index < buffers.count {
            let second = index + 1 < buffers.count ? buffers[index + 1] : nil
            let failure = writePair(buffers[index], second, at: position)
            if failure != 0 { throw storageError("pwritev", path, failure) }
            position += Int64(buffers[index].readableBytes + (second?.readableBytes ?? 0))
            index += 2
        }
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        if retryingInterrupts({ ftruncate(rawDescriptor, off_t(byteCount)) }) != 0 {
            throw storageError("ftruncate", path, errno)
        }
    }

    func sync() throws(StorageError) {
        if retryingInterrupts({ fdatasync(rawDescriptor) }) != 0 {
            throw storageError("fdatasync", path, errno)
        }
    }

    private func writePair(_ first: ByteBuffer, _ second: ByteBuffer?, at position: Int64) -> Int32 {
        first.withUnsafeReadableBytes { head in
            guard let second else {
                return writeAll(head, UnsafeRawBufferPointer(start: nil, count: 0), at: position)
            }
            return second.withUnsafeReadableBytes { tail in writeAll(head, tail, at: position) }
        }
    }

    /// Writes both, however many calls it takes. Returns the `errno`, or 0.
    private func writeAll(
        _ head: UnsafeRawBufferPointer, _ tail: UnsafeRawBufferPointer, at position: Int64
    ) -> Int32 {
        withUnsafeTemporaryAllocation(of: iovec.self, capacity: 2) { vectors in
            let total = head.count + tail.count
            var done = 0
            while done < total {
                let headDone = min(done, head.count)
                let tailDone = done - headDone
                vectors.initializeElement(at: 0, to: Self.vector(head, after: headDone))
                vectors.initializeElement(at: 1, to: Self.vector(tail, after: tailDone))
                let result = retryingInterrupts {
                    pwritev(rawDescriptor, vectors.baseAddress, 2, off_t(position) + off_t(done))
                }
                if result < 0 { return errno }
                // No bytes and no error is not progress: a disk that behaves so is as good as full.
                if result == 0 { return ENOSPC }
                done += result
            }
            return 0
        }
    }

    private static func vector(_ bytes: UnsafeRawBufferPointer, after done: Int) -> iovec {
        iovec(
            iov_base: bytes.baseAddress.map { UnsafeMutableRawPointer(mutating: $0 + done) },
            iov_len: bytes.count - done)
    }
}
