import MartletStorage
import NIOCore

/// The operating system's files without syncs: for files that a benchmark makes, and nobody will miss.
struct UnsyncedFileSystem: FileSystem {
    private let base = POSIXFileSystem()

    func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        UnsyncedFile(try base.open(path, mode))
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
    func syncDirectory(_ path: String) throws(StorageError) {}
    func lock(_ path: String) throws(StorageError) -> (any FileLock)? { try base.lock(path) }
    func isLocked(_ path: String) throws(StorageError) -> Bool { try base.isLocked(path) }
    func space(_ path: String) throws(StorageError) -> VolumeSpace { try base.space(path) }
}

private final class UnsyncedFile: File {
    private let base: any File

    init(_ base: any File) {
        self.base = base
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
    func sync() throws(StorageError) {}
    func advise(_ advice: PageCacheAdvice) { base.advise(advice) }
    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try base.readCached(at: position, count: count)
    }
    func isCached(at position: Int64, count: Int) -> Bool { base.isCached(at: position, count: count) }
    func isAnyCached(_ range: Range<Int64>) -> Bool { base.isAnyCached(range) }
}
