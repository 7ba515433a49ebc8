import Glibc
import NIOCore

/// A file that is read once from beginning to end, to be checked: what was not in the page cache does not
/// stay there, so that it drives out nothing that somebody reads. Sectors that the disk cannot read any more
/// are zeros, which no checksum takes for what was there.
final class ColdReads: File {
    private static let pageByteCount: Int64 = 4_096

    private let file: any File

    init(_ file: any File) {
        self.file = file
        // What is read ahead would pass for what others read.
        file.advise(.noReadAhead)
    }

    var path: String { file.path }
    var descriptor: Int32? { file.descriptor }

    func byteCount() throws(StorageError) -> Int64 {
        try file.byteCount()
    }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        let range = position..<position + Int64(count)
        let wasCached = file.isAnyCached(range)
        let bytes = try readWhatCanBe(at: position, count: count)
        if !wasCached { file.advise(.dontNeed(range)) }
        return bytes
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try file.readCached(at: position, count: count)
    }

    func isCached(at position: Int64, count: Int) -> Bool {
        file.isCached(at: position, count: count)
    }

    private func readWhatCanBe(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        do throws(StorageError) {
            return try file.read(at: position, count: count)
        } catch {
            guard case .system(_, _, EIO) = error else { throw error }
        }
        var bytes = ByteBufferAllocator().buffer(capacity: count)
        let end = min(position + Int64(count), try file.byteCount())
        while position + Int64(bytes.readableBytes) < end {
            let start = position + Int64(bytes.readableBytes)
            // To the end of the page: it is read as a whole or not at all.
            let length = Int(min((start / Self.pageByteCount + 1) * Self.pageByteCount, end) - start)
            if var page = try? file.read(at: start, count: length), page.readableBytes == length {
                bytes.writeBuffer(&page)
            } else {
                bytes.writeRepeatingByte(0, count: length)
            }
        }
        return bytes
    }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        try file.write(buffers, at: position)
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        try file.truncate(to: byteCount)
    }

    func sync() throws(StorageError) {
        try file.sync()
    }
}
