import NIOCore

/// All that the storage engine asks of an operating system's files.
///
/// Paths are absolute or relative to the process; components are separated by `/`. Every call blocks until it
/// is done, so the caller chooses the thread. Implementations: `POSIXFileSystem`, and `MemoryFileSystem` for
/// tests and simulation.
package protocol FileSystem: Sendable {
    /// Opens a file for reading and writing. What a new file holds is durable after `File.sync`; that it
    /// exists is durable after `syncDirectory` of its parent.
    func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File

    /// The names in a directory, without `.` and `..`, sorted, and how long its files are.
    func list(_ path: String) throws(StorageError) -> [DirectoryEntry]

    /// What is at the path, or nil where nothing is.
    func attributes(_ path: String) throws(StorageError) -> FileAttributes?

    /// Sets when a file was last written.
    func setModified(_ path: String, atMilliseconds: Int64) throws(StorageError)

    /// Makes a directory and those above it that are missing. A directory that is there already is no error.
    func createDirectory(_ path: String) throws(StorageError)

    /// Renames a file or directory, in one step, over what has the new name already.
    /// Durable after `syncDirectory` of both parents.
    func rename(_ path: String, to newPath: String) throws(StorageError)

    /// Removes a file, or a directory with all that is in it. A path where nothing is, is no error.
    func remove(_ path: String) throws(StorageError)

    /// Makes the names in a directory durable: new files, renames and removals.
    func syncDirectory(_ path: String) throws(StorageError)

    /// Takes the exclusive lock that Kafka takes on a log directory (a POSIX record lock over the whole
    /// file), creating the file where it is missing. Nil when another process holds it.
    func lock(_ path: String) throws(StorageError) -> (any FileLock)?

    /// Whether `lock` would find the lock taken. Changes nothing.
    func isLocked(_ path: String) throws(StorageError) -> Bool

    /// The size of the volume that holds the path, and what of it this process may still use.
    func space(_ path: String) throws(StorageError) -> VolumeSpace

    /// Names the time since the machine was started: under another name, nothing of what is read was left in
    /// memory by whoever wrote it. Nil where that is not known.
    var bootID: String? { get }
}

extension FileSystem {
    package var bootID: String? { nil }
}

package enum FileMode: Sendable {
    /// The file must exist; it is not written to.
    case read
    /// The file must exist.
    case readWrite
    /// The file is made if it is missing, and kept as it is otherwise.
    case createIfMissing
    /// The file is made, or cut to nothing.
    case createOrTruncate
}

package struct DirectoryEntry: Sendable, Equatable {
    package var name: String
    package var isDirectory: Bool
    /// 0 for a directory.
    package var byteCount: Int64

    package init(name: String, isDirectory: Bool, byteCount: Int64 = 0) {
        self.name = name
        self.isDirectory = isDirectory
        self.byteCount = byteCount
    }
}

package struct FileAttributes: Sendable, Equatable {
    package var isDirectory: Bool
    package var byteCount: Int64
    /// When the file was last written, in milliseconds since 1970.
    package var modifiedAtMilliseconds: Int64

    package init(isDirectory: Bool, byteCount: Int64, modifiedAtMilliseconds: Int64) {
        self.isDirectory = isDirectory
        self.byteCount = byteCount
        self.modifiedAtMilliseconds = modifiedAtMilliseconds
    }
}

package struct VolumeSpace: Sendable, Equatable {
    package var totalBytes: Int64
    package var usableBytes: Int64

    package init(totalBytes: Int64, usableBytes: Int64) {
        self.totalBytes = totalBytes
        self.usableBytes = usableBytes
    }
}

/// An open file. Positions are bytes from its beginning; there is no cursor, so any thread may call at any
/// time. The file closes when the last reference goes.
package protocol File: AnyObject, Sendable {
    var path: String { get }

    /// The descriptor that `sendfile` can read from, where the file has one.
    var descriptor: Int32? { get }

    func byteCount() throws(StorageError) -> Int64

    /// Up to `count` bytes from `position`; fewer only at the end of the file.
    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer

    /// As `read`, without waiting for the disk: nil unless all of it is in memory.
    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer?

    /// Whether all bytes of a range are in memory, so that to send them is not to wait for the disk.
    func isCached(at position: Int64, count: Int) -> Bool

    /// Writes the buffers' readable bytes one after the other, all of them or an error. Not durable before
    /// `sync`.
    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError)

    /// Cuts the file, or extends it with zeros.
    func truncate(to byteCount: Int64) throws(StorageError)

    /// Makes the file's bytes and length durable (`fdatasync`). After an error nothing that was written since
    /// the last success may be taken for durable, whatever a later call says.
    func sync() throws(StorageError)

    /// A hint for the page cache. Where there is none, nothing happens.
    func advise(_ advice: PageCacheAdvice)

    /// Whether some of the bytes need not be fetched from the disk; true where there is no telling.
    func isAnyCached(_ range: Range<Int64>) -> Bool

    /// Whether all bytes of a range are in memory, and are known to be good: they may be sent as they are.
    func isSound(at position: Int64, count: Int) -> Bool

    /// These bytes were read and checked.
    func noteSound(_ range: Range<Int64>)
}

/// Held until `release`, or until the process ends.
package protocol FileLock: AnyObject, Sendable {
    func release()
}
