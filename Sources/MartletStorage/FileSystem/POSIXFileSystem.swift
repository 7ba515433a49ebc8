import Glibc
import NIOCore

/// The operating system's files.
package struct POSIXFileSystem: FileSystem {
    package init() {}

    package var bootID: String? {
        do throws(StorageError) {
            let file = try open("/proc/sys/kernel/random/boot_id", .read)
            let id = String(buffer: try file.read(at: 0, count: 64)).filter { !$0.isWhitespace }
            return id.isEmpty ? nil : id
        } catch {
            return nil
        }
    }

    package func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        let flags =
            switch mode {
            case .read: O_RDONLY
            case .readWrite: O_RDWR
            case .createIfMissing: O_RDWR | O_CREAT
            case .createOrTruncate: O_RDWR | O_CREAT | O_TRUNC
            }
        let descriptor = retryingInterrupts { Glibc.open(path, flags | O_CLOEXEC, 0o644) }
        if descriptor < 0 { throw storageError("open", path, errno) }
        return POSIXFile(path: path, rawDescriptor: descriptor)
    }

    package func list(_ path: String) throws(StorageError) -> [DirectoryEntry] {
        guard let stream = opendir(path) else { throw storageError("opendir", path, errno) }
        defer { closedir(stream) }
        var entries: [DirectoryEntry] = []
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                String(cString: UnsafeRawPointer(pointer).assumingMemoryBound(to: CChar.self))
            }
            if name == "." || name == ".." { continue }
            var found = DirectoryEntry(name: name, isDirectory: Int32(entry.pointee.d_type) == Int32(DT_DIR))
            if !found.isDirectory {
                var status = stat()
                // What is gone by now, and a link that leads nowhere, is an empty file.
                if fstatat(dirfd(stream), name, &status, 0) == 0 {
                    found.isDirectory = status.st_mode & S_IFMT == S_IFDIR
                    found.byteCount = found.isDirectory ? 0 : Int64(status.st_size)
                } else if errno != ENOENT {
                    throw storageError("fstatat", "\(path)/\(name)", errno)
                }
            }
            entries.append(found)
        }
        if errno != 0 { throw storageError("readdir", path, errno) }
        return entries.sorted { $0.name < $1.name }
    }

    package func attributes(_ path: String) throws(StorageError) -> FileAttributes? {
        var status = stat()
        if stat(path, &status) != 0 {
            if errno == ENOENT { return nil }
            throw storageError("stat", path, errno)
        }
        let modified = status.st_mtim
        return FileAttributes(
            isDirectory: status.st_mode & S_IFMT == S_IFDIR,
            byteCount: Int64(status.st_size),
            modifiedAtMilliseconds: Int64(modified.tv_sec) * 1000 + Int64(modified.tv_nsec) / 1_000_000)
    }

    package func setModified(_ path: String, atMilliseconds: Int64) throws(StorageError) {
        let time = timespec(
            tv_sec: Int(atMilliseconds / 1000), tv_nsec: Int(atMilliseconds % 1000) * 1_000_000)
        if withUnsafeBytes(
            of: (time, time),
            { bytes in
                utimensat(AT_FDCWD, path, bytes.assumingMemoryBound(to: timespec.self).baseAddress, 0)
            }) != 0
        {
            throw storageError("utimensat", path, errno)
        }
    }

    package func createDirectory(_ path: String) throws(StorageError) {
        if mkdir(path, 0o755) == 0 { return }
        let code = errno
        if code == EEXIST, try attributes(path)?.isDirectory == true { return }
        guard code == ENOENT, let parent = parentDirectory(of: path), parent != path else {
            throw storageError("mkdir", path, code)
        }
        try createDirectory(parent)
        if mkdir(path, 0o755) != 0 && errno != EEXIST { throw storageError("mkdir", path, errno) }
    }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        if Glibc.rename(path, newPath) != 0 { throw storageError("rename", path, errno) }
    }

    package func remove(_ path: String) throws(StorageError) {
        if unlink(path) == 0 || errno == ENOENT { return }
        // Linux answers EISDIR for a directory, POSIX wants EPERM.
        guard errno == EISDIR || errno == EPERM else { throw storageError("unlink", path, errno) }
        for entry in try list(path) { try remove("\(path)/\(entry.name)") }
        if rmdir(path) != 0 && errno != ENOENT { throw storageError("rmdir", path, errno) }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        let descriptor = retryingInterrupts { Glibc.open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
        if descriptor < 0 { throw storageError("open", path, errno) }
        defer { Glibc.close(descriptor) }
        if retryingInterrupts({ fsync(descriptor) }) != 0 { throw storageError("fsync", path, errno) }
    }

    package func lock(_ path: String) throws(StorageError) -> (any FileLock)? {
        try POSIXFileLock.take(path)
    }

    package func isLocked(_ path: String) throws(StorageError) -> Bool {
        try POSIXFileLock.isTaken(path)
    }

    package func space(_ path: String) throws(StorageError) -> VolumeSpace {
        var status = statvfs()
        if statvfs(path, &status) != 0 { throw storageError("statvfs", path, errno) }
        let unit = Int64(status.f_frsize)
        return VolumeSpace(
            totalBytes: Int64(clamping: status.f_blocks) * unit,
            usableBytes: Int64(clamping: status.f_bavail) * unit)
    }
}

/// The error for a system call that failed with `code`.
func storageError(_ operation: String, _ path: String, _ code: Int32) -> StorageError {
    switch code {
    case ENOSPC, EDQUOT: .full(path: path)
    case ENOENT: .notFound(path: path)
    default: .system(operation: operation, path: path, code: code)
    }
}

/// Calls again while a signal interrupts the call.
func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        if result >= 0 || errno != EINTR { return result }
    }
}

/// The path without its last component; nil for a name alone.
package func parentDirectory(of path: String) -> String? {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    return slash == path.startIndex ? "/" : String(path[..<slash])
}
