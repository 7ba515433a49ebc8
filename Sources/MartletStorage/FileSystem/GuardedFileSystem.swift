import NIOCore

/// The file system for work within one log directory: nothing is done there any more, not even tried, once
/// a change or a sync has failed.
///
/// Whatever opens a log wraps its file system in one of these; all logs of a directory share one
/// `DirectoryHealth`.
package struct GuardedFileSystem: FileSystem {
    package let base: any FileSystem
    package let health: DirectoryHealth

    package init(_ base: any FileSystem, health: DirectoryHealth) {
        self.base = base
        self.health = health
    }

    /// Guards `fileSystem`, unless it is a guarded one already: then `directory` lies within the directory
    /// that it guards.
    init(_ fileSystem: any FileSystem, in directory: String) {
        self =
            fileSystem as? GuardedFileSystem
            ?? GuardedFileSystem(fileSystem, health: DirectoryHealth(directory: directory))
    }

    /// Takes the directory out of service, and throws, if it has vanished with all that was in it: somebody
    /// has removed it, or unmounted its disk. That one name is gone says nothing: it may be a deleted
    /// topic's.
    package func checkPresence() throws(StorageError) {
        try health.check()
        let landmarks = health.landmarks
        if landmarks.isEmpty { return }
        for path in landmarks {
            do throws(StorageError) {
                if try base.attributes(path) != nil { return }
            } catch {
                // It may be there.
                return
            }
        }
        health.markBroken(.notFound(path: health.directory))
        try health.check()
    }

    /// After an error: what was looked for may be gone with the directory.
    private func missed(_ error: StorageError) -> StorageError {
        guard case .notFound = error else { return error }
        do throws(StorageError) {
            try checkPresence()
            return error
        } catch {
            return error
        }
    }

    package func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        try health.check()
        do {
            return GuardedFile(try base.open(path, mode), health: health)
        } catch {
            switch mode {
            case .read, .readWrite: throw missed(error)
            case .createIfMissing, .createOrTruncate: throw missed(health.changeFailed(error))
            }
        }
    }

    package func list(_ path: String) throws(StorageError) -> [DirectoryEntry] {
        try health.check()
        do { return try base.list(path) } catch { throw missed(error) }
    }

    package func attributes(_ path: String) throws(StorageError) -> FileAttributes? {
        try health.check()
        return try base.attributes(path)
    }

    package func setModified(_ path: String, atMilliseconds: Int64) throws(StorageError) {
        try health.check()
        do { try base.setModified(path, atMilliseconds: atMilliseconds) } catch {
            throw missed(health.changeFailed(error))
        }
    }

    package func createDirectory(_ path: String) throws(StorageError) {
        // It makes the directories above as well, where these are missing.
        try checkPresence()
        do { try base.createDirectory(path) } catch { throw health.changeFailed(error) }
    }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        try health.check()
        do { try base.rename(path, to: newPath) } catch { throw missed(health.changeFailed(error)) }
    }

    package func remove(_ path: String) throws(StorageError) {
        try health.check()
        do { try base.remove(path) } catch { throw health.changeFailed(error) }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        try health.check()
        do { try base.syncDirectory(path) } catch { throw missed(health.syncFailed(error)) }
    }

    package func lock(_ path: String) throws(StorageError) -> (any FileLock)? {
        try health.check()
        do { return try base.lock(path) } catch { throw health.changeFailed(error) }
    }

    package var bootID: String? { base.bootID }

    package func isLocked(_ path: String) throws(StorageError) -> Bool {
        try base.isLocked(path)
    }

    package func space(_ path: String) throws(StorageError) -> VolumeSpace {
        try health.check()
        do { return try base.space(path) } catch { throw missed(error) }
    }
}

/// An open file of a log directory. Its descriptor is for `sendfile`, which the guard does not see: what has
/// been read already may still be sent.
private final class GuardedFile: File {
    private let base: any File
    private let health: DirectoryHealth

    init(_ base: any File, health: DirectoryHealth) {
        self.base = base
        self.health = health
    }

    var path: String { base.path }
    var descriptor: Int32? { base.descriptor }

    func byteCount() throws(StorageError) -> Int64 {
        try health.check()
        return try base.byteCount()
    }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        try health.check()
        return try base.read(at: position, count: count)
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try health.check()
        return try base.readCached(at: position, count: count)
    }

    func isCached(at position: Int64, count: Int) -> Bool {
        base.isCached(at: position, count: count)
    }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        try health.check()
        do { try base.write(buffers, at: position) } catch { throw health.changeFailed(error) }
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        try health.check()
        do { try base.truncate(to: byteCount) } catch { throw health.changeFailed(error) }
    }

    func sync() throws(StorageError) {
        try health.check()
        do { try base.sync() } catch { throw health.syncFailed(error) }
    }

    func advise(_ advice: PageCacheAdvice) {
        base.advise(advice)
    }

    func isAnyCached(_ range: Range<Int64>) -> Bool {
        base.isAnyCached(range)
    }
}

extension DirectoryHealth {
    // An error of a read is the reader's: one place of a disk that cannot be read is no reason to give up the
    // rest.

    fileprivate func changeFailed(_ error: StorageError) -> StorageError {
        if error.breaksDirectory { markBroken(error) }
        return error
    }

    fileprivate func syncFailed(_ error: StorageError) -> StorageError {
        if error.breaksDirectoryOfSync { markBroken(error) }
        return error
    }
}
