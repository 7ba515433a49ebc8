import Glibc
import MartletStorage
import NIOCore
import Synchronization

/// A file system on which a process may have only so many files open.
final class LimitedFileSystem: FileSystem {
    private let base: any FileSystem
    private let limit: Int
    private let counts = Mutex((open: 0, most: 0, refused: 0))

    init(_ base: any FileSystem, limit: Int) {
        self.base = base
        self.limit = limit
    }

    /// How many files were open at most, and how often there were too many.
    var figures: (most: Int, refused: Int) { counts.withLock { ($0.most, $0.refused) } }

    func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        let isGranted = counts.withLock { counts in
            guard counts.open < limit else {
                counts.refused += 1
                return false
            }
            counts.open += 1
            counts.most = max(counts.most, counts.open)
            return true
        }
        guard isGranted else { throw .system(operation: "open", path: path, code: EMFILE) }
        do throws(StorageError) {
            return LimitedFile(try base.open(path, mode), closed: closed)
        } catch {
            closed()
            throw error
        }
    }

    private func closed() {
        counts.withLock { $0.open -= 1 }
    }

    func list(_ path: String) throws(StorageError) -> [DirectoryEntry] { try base.list(path) }
    func attributes(_ path: String) throws(StorageError) -> FileAttributes? { try base.attributes(path) }
    func setModified(_ path: String, atMilliseconds milliseconds: Int64) throws(StorageError) {
        try base.setModified(path, atMilliseconds: milliseconds)
    }
    func createDirectory(_ path: String) throws(StorageError) { try base.createDirectory(path) }
    func rename(_ path: String, to newPath: String) throws(StorageError) {
        try base.rename(path, to: newPath)
    }
    func remove(_ path: String) throws(StorageError) { try base.remove(path) }
    func syncDirectory(_ path: String) throws(StorageError) { try base.syncDirectory(path) }
    func lock(_ path: String) throws(StorageError) -> (any FileLock)? { try base.lock(path) }
    func isLocked(_ path: String) throws(StorageError) -> Bool { try base.isLocked(path) }
    func space(_ path: String) throws(StorageError) -> VolumeSpace { try base.space(path) }
}

private final class LimitedFile: File {
    private let base: any File
    private let closed: @Sendable () -> Void

    init(_ base: any File, closed: @escaping @Sendable () -> Void) {
        self.base = base
        self.closed = closed
    }

    deinit {
        closed()
    }

    var path: String { base.path }
    var descriptor: Int32? { base.descriptor }
    func byteCount() throws(StorageError) -> Int64 { try base.byteCount() }
    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        try base.read(at: position, count: count)
    }
    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        try base.write(buffers, at: position)
    }
    func truncate(to byteCount: Int64) throws(StorageError) { try base.truncate(to: byteCount) }
    func sync() throws(StorageError) { try base.sync() }
    func advise(_ advice: PageCacheAdvice) { base.advise(advice) }
    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try base.readCached(at: position, count: count)
    }
    func isCached(at position: Int64, count: Int) -> Bool { base.isCached(at: position, count: count) }
    func isAnyCached(_ range: Range<Int64>) -> Bool { base.isAnyCached(range) }
}
