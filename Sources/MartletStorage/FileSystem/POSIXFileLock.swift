import Glibc
import Synchronization

/// The lock that the JVM takes: a POSIX record lock over the whole file. Such a lock belongs to the process
/// and is lost when *any* of its descriptors of the file closes, so a file that this process has locked is
/// never opened a second time.
final class POSIXFileLock: FileLock {
    private struct Identity: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    /// What this process has locked.
    private static let held = Mutex<Set<Identity>>([])

    private let path: String
    private let identity: Identity
    /// The open descriptor; −1 after the release.
    private let descriptor: Mutex<Int32>

    private init(path: String, identity: Identity, descriptor: Int32) {
        self.path = path
        self.identity = identity
        self.descriptor = Mutex(descriptor)
    }

    deinit {
        unlock(removingFile: false)
    }

    static func take(_ path: String) throws(StorageError) -> POSIXFileLock? {
        let outcome = held.withLock { held -> Result<POSIXFileLock?, StorageError> in
            do throws(StorageError) { return .success(try take(path, &held)) } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }

    private static func take(
        _ path: String, _ held: inout Set<Identity>
    ) throws(StorageError) -> POSIXFileLock? {
        while true {
            if let there = identity(of: path), held.contains(there) { return nil }
            let descriptor = retryingInterrupts { open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644) }
            if descriptor < 0 { throw storageError("open", path, errno) }
            var request = flock()
            request.l_type = Int16(F_WRLCK)
            request.l_whence = Int16(SEEK_SET)
            if fcntl(descriptor, F_SETLK, &request) != 0 {
                let code = errno
                close(descriptor)
                if code == EACCES || code == EAGAIN { return nil }
                throw storageError("fcntl", path, code)
            }
            var status = stat()
            let isOpen = fstat(descriptor, &status) == 0
            let locked = Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
            // The holder before us may have removed the file between our opening and our locking it:
            // a lock on a file without a name keeps nobody out.
            guard isOpen, identity(of: path) == locked else {
                close(descriptor)
                continue
            }
            held.insert(locked)
            return POSIXFileLock(path: path, identity: locked, descriptor: descriptor)
        }
    }

    static func isTaken(_ path: String) throws(StorageError) -> Bool {
        let outcome = held.withLock { held -> Result<Bool, StorageError> in
            guard let there = identity(of: path) else { return .success(false) }
            // To open and close it would give up our own lock.
            if held.contains(there) { return .success(true) }
            let descriptor = retryingInterrupts { open(path, O_RDONLY | O_CLOEXEC) }
            if descriptor < 0 { return .failure(storageError("open", path, errno)) }
            defer { close(descriptor) }
            var request = flock()
            request.l_type = Int16(F_WRLCK)
            request.l_whence = Int16(SEEK_SET)
            if fcntl(descriptor, F_GETLK, &request) != 0 {
                return .failure(storageError("fcntl", path, errno))
            }
            return .success(request.l_type != Int16(F_UNLCK))
        }
        return try outcome.get()
    }

    private static func identity(of path: String) -> Identity? {
        var status = stat()
        guard stat(path, &status) == 0 else { return nil }
        return Identity(device: UInt64(status.st_dev), inode: UInt64(status.st_ino))
    }

    func release() {
        unlock(removingFile: true)
    }

    private func unlock(removingFile: Bool) {
        let open = descriptor.withLock { descriptor in
            defer { descriptor = -1 }
            return descriptor
        }
        if open < 0 { return }
        Self.held.withLock { held in
            if removingFile { unlink(path) }
            close(open)
            _ = held.remove(identity)
        }
    }
}
