import NIOCore
import Synchronization

/// Files in memory, for tests. Every operation passes through `perform`, where a test's `interceptor` may
/// make it fail, or let a write tear.
package final class MemoryFileSystem: FileSystem {
    /// What is done to a path; `write` names the bytes that are to be written.
    package enum Operation: Sendable, Equatable {
        case open, list, attributes, createDirectory, rename, remove, syncDirectory, lock, space
        case read, truncate, sync
        case write(byteCount: Int)
    }

    /// What an interceptor makes of an operation.
    package enum Verdict: Sendable, Equatable {
        case proceed
        case fail(StorageError)
        /// The first `byteCount` bytes of a write arrive, then it fails.
        case tear(after: Int, StorageError)
    }

    package typealias Interceptor = @Sendable (Operation, _ path: String) -> Verdict

    struct Inode {
        var bytes: [UInt8] = []
        var modifiedAt: Int64 = 0
        /// Names and open files that refer to it; without any it goes.
        var references = 0
    }

    enum Node {
        case file(inode: Int)
        case directory
    }

    struct State {
        /// By absolute path: "" is the root.
        var nodes: [String: Node] = ["": .directory]
        var inodes: [Int: Inode] = [:]
        var locked: Set<String> = []
        var nextInode = 1
        var now: Int64 = 0
        var space = VolumeSpace(totalBytes: 1 << 40, usableBytes: 1 << 40)
        var interceptor: Interceptor?

        mutating func release(_ inode: Int) {
            inodes[inode]?.references -= 1
            if inodes[inode]?.references == 0 { inodes[inode] = nil }
        }

        mutating func removeName(_ path: String) {
            if case .file(let inode) = nodes.removeValue(forKey: path) { release(inode) }
        }
    }

    private let state = Mutex(State())

    package init() {}

    /// The clock that stamps what is written.
    package func setTime(milliseconds: Int64) {
        state.withLock { $0.now = milliseconds }
    }

    package func setSpace(_ space: VolumeSpace) {
        state.withLock { $0.space = space }
    }

    /// Sees every operation before it happens. It must not call the file system.
    package func intercept(with interceptor: Interceptor?) {
        state.withLock { $0.interceptor = interceptor }
    }

    /// The one place through which each operation goes.
    func perform<Value: Sendable>(
        _ operation: Operation, _ path: String,
        _ body: (inout State, _ tornAfter: (byteCount: Int, error: StorageError)?) -> Result<
            Value, StorageError
        >
    ) throws(StorageError) -> Value {
        try state.withLock { state -> Result<Value, StorageError> in
            switch state.interceptor?(operation, path) ?? .proceed {
            case .proceed: body(&state, nil)
            case .fail(let error): .failure(error)
            case .tear(let count, let error): body(&state, (count, error))
            }
        }.get()
    }

    /// Absolute, without `.`, and without a slash at the end; the root is empty.
    static func normalized(_ path: String) -> String {
        path.split(separator: "/").filter { $0 != "." }.reduce(into: "") { $0 += "/" + $1 }
    }
}

extension MemoryFileSystem {
    package func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        let name = Self.normalized(path)
        let inode = try perform(.open, path) { state, _ -> Result<Int, StorageError> in
            switch state.nodes[name] {
            case .directory: return .failure(.system(operation: "open", path: path, code: 21))
            case .file(let inode):
                if mode == .createOrTruncate {
                    state.inodes[inode]?.bytes = []
                    state.inodes[inode]?.modifiedAt = state.now
                }
                state.inodes[inode]?.references += 1
                return .success(inode)
            case nil:
                guard mode == .createIfMissing || mode == .createOrTruncate,
                    case .directory = state.nodes[parentDirectory(of: name).map(Self.normalized) ?? ""]
                else { return .failure(.notFound(path: path)) }
                let inode = state.nextInode
                state.nextInode += 1
                state.inodes[inode] = Inode(modifiedAt: state.now, references: 2)
                state.nodes[name] = .file(inode: inode)
                return .success(inode)
            }
        }
        return MemoryFile(fileSystem: self, path: path, inode: inode)
    }

    package func list(_ path: String) throws(StorageError) -> [DirectoryEntry] {
        let prefix = Self.normalized(path)
        return try perform(.list, path) { state, _ -> Result<[DirectoryEntry], StorageError> in
            guard case .directory = state.nodes[prefix] else { return .failure(.notFound(path: path)) }
            let entries = state.nodes.compactMap { name, node -> DirectoryEntry? in
                guard name.hasPrefix(prefix + "/") else { return nil }
                let rest = name.dropFirst(prefix.count + 1)
                if rest.contains("/") { return nil }
                guard case .file(let inode) = node else {
                    return DirectoryEntry(name: String(rest), isDirectory: true)
                }
                return DirectoryEntry(
                    name: String(rest), isDirectory: false,
                    byteCount: Int64(state.inodes[inode]?.bytes.count ?? 0))
            }
            return .success(entries.sorted { $0.name < $1.name })
        }
    }

    package func attributes(_ path: String) throws(StorageError) -> FileAttributes? {
        try perform(.attributes, path) { state, _ -> Result<FileAttributes?, StorageError> in
            switch state.nodes[Self.normalized(path)] {
            case nil: return .success(nil)
            case .directory:
                return .success(FileAttributes(isDirectory: true, byteCount: 0, modifiedAtMilliseconds: 0))
            case .file(let inode):
                let file = state.inodes[inode, default: Inode()]
                return .success(
                    FileAttributes(
                        isDirectory: false, byteCount: Int64(file.bytes.count),
                        modifiedAtMilliseconds: file.modifiedAt))
            }
        }
    }

    package func createDirectory(_ path: String) throws(StorageError) {
        try perform(.createDirectory, path) { state, _ -> Result<Void, StorageError> in
            var name = ""
            for component in Self.normalized(path).split(separator: "/") {
                name += "/" + component
                if case .file = state.nodes[name] {
                    return .failure(.system(operation: "mkdir", path: path, code: 20))
                }
                state.nodes[name] = .directory
            }
            return .success(())
        }
    }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        let (old, new) = (Self.normalized(path), Self.normalized(newPath))
        try perform(.rename, path) { state, _ -> Result<Void, StorageError> in
            guard let node = state.nodes[old] else { return .failure(.notFound(path: path)) }
            if old == new { return .success(()) }
            state.removeName(new)
            state.nodes[new] = node
            state.nodes[old] = nil
            for name in state.nodes.keys where name.hasPrefix(old + "/") {
                state.nodes[new + name.dropFirst(old.count)] = state.nodes.removeValue(forKey: name)
            }
            return .success(())
        }
    }

    package func remove(_ path: String) throws(StorageError) {
        let name = Self.normalized(path)
        try perform(.remove, path) { state, _ -> Result<Void, StorageError> in
            state.removeName(name)
            for child in state.nodes.keys where child.hasPrefix(name + "/") { state.removeName(child) }
            return .success(())
        }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        try perform(.syncDirectory, path) { state, _ -> Result<Void, StorageError> in
            guard case .directory = state.nodes[Self.normalized(path)] else {
                return .failure(.notFound(path: path))
            }
            return .success(())
        }
    }

    package func lock(_ path: String) throws(StorageError) -> (any FileLock)? {
        _ = try open(path, .createIfMissing)
        let name = Self.normalized(path)
        let isTaken = try perform(.lock, path) { state, _ in .success(!state.locked.insert(name).inserted) }
        return isTaken ? nil : MemoryFileLock(fileSystem: self, path: name)
    }

    package func space(_ path: String) throws(StorageError) -> VolumeSpace {
        try perform(.space, path) { state, _ in .success(state.space) }
    }

    func release(_ inode: Int) {
        state.withLock { $0.release(inode) }
    }

    /// The process that had the locks is dead: they are free, and everything that it wrote stays.
    package func processDied() {
        state.withLock { $0.locked.removeAll() }
    }

    func unlock(_ path: String) {
        state.withLock { state in
            if state.locked.remove(path) != nil { state.removeName(path) }
        }
    }
}

private final class MemoryFileLock: FileLock {
    private let fileSystem: MemoryFileSystem
    private let path: String
    private let isHeld = Atomic(true)

    init(fileSystem: MemoryFileSystem, path: String) {
        self.fileSystem = fileSystem
        self.path = path
    }

    func release() {
        if isHeld.exchange(false, ordering: .acquiringAndReleasing) { fileSystem.unlock(path) }
    }
}
