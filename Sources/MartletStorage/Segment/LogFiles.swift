import MartletModel
import Synchronization

/// The files of one log's segments: opened through the node's cache, closed when the log goes.
///
/// Used from any thread. Who reads on another thread than the log's owner may find that a name is gone, or
/// stands for another file: the owner then discards what was found.
package final class LogFiles: Sendable {
    package let directory: String
    private let fileSystem: any FileSystem
    package let cache: FileCache
    private let number: Int
    /// While some of the files are being replaced.
    private let rewrite = Mutex<RewriteHold?>(nil)
    /// By segment, for those that were read or written.
    private let sound = Mutex<[Offset: SoundBytes]>([:])

    package init(directory: String, fileSystem: any FileSystem, cache: FileCache) {
        self.directory = directory
        self.fileSystem = fileSystem
        self.cache = cache
        number = cache.register()
    }

    deinit {
        closeAll()
    }

    package func path(_ kind: SegmentFile, _ baseOffset: Offset) -> String {
        "\(directory)/\(kind.name(baseOffset))"
    }

    /// The file, open for reading.
    package func open(
        _ kind: SegmentFile, _ baseOffset: Offset, _ access: DiskAccess = .allowed
    ) throws(StorageError) -> any File {
        let key = FileCache.Key(log: number, baseOffset: baseOffset, kind: kind)
        guard let hold = rewrite.withLock({ $0 }) else {
            return try open(key, path: path(kind, baseOffset), access)
        }
        let path = path(kind, baseOffset)
        if let held = hold.heldFile(path) { return try held.get() }
        let opened: Result<any File, StorageError>
        do throws(StorageError) {
            opened = .success(try open(key, path: path, access))
        } catch {
            opened = .failure(error)
        }
        // Names change only after the old files are held: if they are not held now, this was the old one.
        if let held = hold.heldFile(path) { return try held.get() }
        return try opened.get()
    }

    private func open(
        _ key: FileCache.Key, path: @autoclosure () -> String, _ access: DiskAccess
    ) throws(StorageError) -> any File {
        guard key.kind == .log else { return try cache.open(key, path: path(), fileSystem, access) }
        return try cache.open(key, path: path(), fileSystem, access) { watched($0, key.baseOffset) }
    }

    /// A log file of this log that somebody else has opened: nobody reads one unseen.
    func watched(_ file: any File, _ baseOffset: Offset) -> any File {
        WatchedLogFile(
            file,
            sound.withLock { known in
                if let found = known[baseOffset] { return found }
                let new = SoundBytes()
                known[baseOffset] = new
                return new
            })
    }

    /// Nothing that was written or read up to now is taken for checked.
    func distrustAll() {
        for each in sound.withLock({ Array($0.values) }) { each.removeAll() }
    }

    /// From now on what the rewrite holds is what `open` finds.
    func begin(_ hold: RewriteHold) {
        rewrite.withLock { $0 = hold }
    }

    func endRewrite() {
        rewrite.withLock { $0 = nil }
    }

    /// As `open`, or nil where there is no such file.
    package func openIfThere(
        _ kind: SegmentFile, _ baseOffset: Offset, _ access: DiskAccess = .allowed
    ) throws(StorageError) -> (any File)? {
        do throws(StorageError) { return try open(kind, baseOffset, access) } catch {
            if case .notFound = error { return nil }
            throw error
        }
    }

    /// The segment's log file, open for writing.
    func openLogForWriting(_ baseOffset: Offset) throws(StorageError) -> WrittenFile {
        try cache.openForWriting(path(.log, baseOffset), fileSystem, .readWrite) { watched($0, baseOffset) }
    }

    /// An empty log file in place of what has the name. Durable after it and its directory are synced.
    func createLog(_ baseOffset: Offset) throws(StorageError) -> WrittenFile {
        forget(baseOffset)
        return try cache.openForWriting(path(.log, baseOffset), fileSystem, .createOrTruncate) {
            watched($0, baseOffset)
        }
    }

    /// Closes a segment's files, as far as nobody else reads them. To be called whenever the names of its
    /// indexes change.
    package func close(_ baseOffset: Offset) {
        cache.forget(log: number, baseOffset)
    }

    /// As `close`. To be called when the segment goes, or another takes its place.
    func forget(_ baseOffset: Offset) {
        sound.withLock { $0[baseOffset] = nil }
        close(baseOffset)
    }

    /// Closes what is open, as far as nobody else reads it.
    package func closeAll() {
        cache.forget(log: number)
    }
}
