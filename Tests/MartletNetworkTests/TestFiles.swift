import Foundation
import MartletStorage
import NIOCore

/// A file in the temporary directory, removed when the last reference goes.
final class TemporaryFile: File {
    let path: String
    private let handle: Int32

    init(_ bytes: ByteBuffer) throws {
        path = FileManager.default.temporaryDirectory.path + "/martlet-network-\(UUID().uuidString)"
        handle = open(path, O_RDWR | O_CREAT | O_EXCL, 0o600)
        guard handle >= 0 else { throw POSIXError(.EIO) }
        try write([bytes], at: 0)
    }

    deinit {
        close(handle)
        unlink(path)
    }

    var descriptor: Int32? { handle }

    func byteCount() throws(StorageError) -> Int64 {
        Int64(lseek(handle, 0, SEEK_END))
    }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        var buffer = ByteBuffer()
        _ = buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: count) { bytes in
            max(0, pread(handle, bytes.baseAddress, count, off_t(position)))
        }
        return buffer
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try read(at: position, count: count)
    }

    func isCached(at position: Int64, count: Int) -> Bool { true }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        var position = position
        for buffer in buffers {
            position += Int64(
                buffer.withUnsafeReadableBytes { pwrite(handle, $0.baseAddress, $0.count, off_t(position)) })
        }
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        _ = ftruncate(handle, off_t(byteCount))
    }

    func sync() throws(StorageError) {}
}

/// A file without a descriptor, as in a simulation.
final class MemoryFile: File {
    let path = "memory"
    private let bytes: ByteBuffer

    init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    var descriptor: Int32? { nil }

    func byteCount() throws(StorageError) -> Int64 { Int64(bytes.readableBytes) }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        bytes.getSlice(at: Int(position), length: min(count, bytes.readableBytes - Int(position)))
            ?? ByteBuffer()
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try read(at: position, count: count)
    }

    func isCached(at position: Int64, count: Int) -> Bool { true }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {}
    func truncate(to byteCount: Int64) throws(StorageError) {}
    func sync() throws(StorageError) {}
}
