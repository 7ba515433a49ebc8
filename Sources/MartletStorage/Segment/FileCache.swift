import Glibc
import MartletModel
import Synchronization

/// The files that all logs of a node have open, within one limit: thousands of logs with many segments each
/// have far more files than a process may open.
///
/// There are two kinds. Files of which a log was *read* stay open for the next reader, until others were used
/// more recently; that takes away the cache's reference only, so who reads one at that moment goes on. The
/// files that are *written* are counted, but not closed from here: the kernel tells of bytes that it could
/// not write only those who had the file open before, so such a file stays open until it is synced, and its
/// log gives it back (`PartitionLog.releaseIdleFile`).
///
/// Used from any thread. The lock is held for a look into a table, never while a file is opened.
package final class FileCache: Sendable {
    struct Key: Hashable, Sendable {
        /// The log's number in this cache.
        var log: Int
        var baseOffset: Offset
        var kind: SegmentFile
    }

    private struct State {
        var read = RecencyList<Key, any File>()
        /// What is in `read`, by log.
        var keys: [Int: [Key]] = [:]
        var lastLog = 0
        /// Counts what was forgotten: what was opened before may have been renamed since.
        var forgotten = 0

        mutating func insert(_ file: any File, for key: Key) {
            read.insert(file, for: key)
            keys[key.log, default: []].append(key)
        }

        mutating func remove(_ key: Key) -> (any File)? {
            guard let file = read.remove(key) else { return nil }
            keys[key.log]?.removeAll { $0 == key }
            if keys[key.log]?.isEmpty == true { keys[key.log] = nil }
            return file
        }

        mutating func removeOldest() -> (any File)? {
            read.oldestKey.flatMap { remove($0) }
        }

        mutating func removeAll() -> [any File] {
            keys = [:]
            return read.removeAll()
        }
    }

    /// A few are kept for readers however many are written.
    private static let leastRead = 64

    package let limit: Int
    private let state = Mutex(State())
    private let written = Atomic(0)

    package init(limit: Int) {
        self.limit = limit
    }

    /// How many files the cache keeps open for readers, and how many the logs have open to write them.
    package var openCount: (read: Int, written: Int) {
        (state.withLock { $0.read.count }, written.load(ordering: .relaxed))
    }

    /// So many files are being written that logs should sync theirs and give them back.
    package var isCrowded: Bool { written.load(ordering: .relaxed) > limit / 4 * 3 }

    /// So many files are being written that nobody should begin to write another before some are given back.
    package var isFull: Bool { written.load(ordering: .relaxed) >= limit }

    /// A number for a log, under which its files are known here.
    func register() -> Int {
        state.withLock { state in
            state.lastLog += 1
            return state.lastLog
        }
    }

    /// The file, open for reading.
    ///
    /// - Parameter watched: what a file is wrapped in that was opened.
    func open(
        _ key: Key, path: @autoclosure () -> String, _ fileSystem: any FileSystem, _ access: DiskAccess,
        _ watched: (any File) -> any File = { $0 }
    ) throws(StorageError) -> any File {
        let (known, forgotten) = state.withLock { ($0.read.use(key), $0.forgotten) }
        if let known { return known }
        let path = path()
        // To look for a name may cost reads of directories.
        if access == .refused { throw .wouldBlock(path: path) }
        let file = watched(try opening(path, fileSystem, .read))
        // Readers that catch up must not drive out of memory what others read at the end of the log.
        if key.kind == .log { file.advise(.noReuse) }
        let (opened, closed) = state.withLock { state -> (any File, [any File]) in
            // Two threads may have opened it at once.
            if let known = state.read.use(key) { return (known, []) }
            guard state.forgotten == forgotten else { return (file, []) }
            state.insert(file, for: key)
            return (file, makeRoom(&state))
        }
        // Outside of the lock: they close here if nobody else has them.
        withExtendedLifetime(closed) {}
        return opened
    }

    /// The file, open for writing, for as long as the object lives.
    func openForWriting(
        _ path: String, _ fileSystem: any FileSystem, _ mode: FileMode,
        _ watched: (any File) -> any File = { $0 }
    ) throws(StorageError) -> WrittenFile {
        let file = watched(try opening(path, fileSystem, mode))
        written.add(1, ordering: .relaxed)
        let closed = state.withLock { makeRoom(&$0) }
        withExtendedLifetime(closed) {}
        return WrittenFile(file: file, cache: self)
    }

    fileprivate func isWrittenNoLonger() {
        written.subtract(1, ordering: .relaxed)
    }

    /// Lets go of a log's files, or of one segment's: they are renamed, replaced or removed.
    func forget(log: Int, _ baseOffset: Offset? = nil) {
        let closed = state.withLock { state -> [any File] in
            state.forgotten += 1
            let keys = state.keys[log] ?? []
            return keys.filter { baseOffset == nil || $0.baseOffset == baseOffset }
                .compactMap { state.remove($0) }
        }
        withExtendedLifetime(closed) {}
    }

    /// When the process has run out of descriptors all the same, those of the cache are the ones to give up.
    private func opening(
        _ path: String, _ fileSystem: any FileSystem, _ mode: FileMode
    ) throws(StorageError) -> any File {
        do throws(StorageError) { return try fileSystem.open(path, mode) } catch {
            guard case .system(_, _, let code) = error, code == EMFILE || code == ENFILE else { throw error }
            let closed = state.withLock { $0.removeAll() }
            withExtendedLifetime(closed) {}
            return try fileSystem.open(path, mode)
        }
    }

    /// What has to go so that the limit is kept, the least recently used first.
    private func makeRoom(_ state: inout State) -> [any File] {
        var closed: [any File] = []
        let room = max(limit - written.load(ordering: .relaxed), Self.leastRead)
        while state.read.count > room, let oldest = state.removeOldest() { closed.append(oldest) }
        return closed
    }
}

/// A file that a log writes to. The descriptor is the log's while this lives; a flush and a reader may hold
/// the file beyond that.
final class WrittenFile: Sendable {
    let file: any File
    private let cache: FileCache

    init(file: any File, cache: FileCache) {
        self.file = file
        self.cache = cache
    }

    deinit {
        cache.isWrittenNoLonger()
    }
}
