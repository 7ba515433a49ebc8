import NIOCore
import Synchronization

extension MemoryFileSystem {
    package func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        let (inode, powerCuts) = try perform(.open, path) { state, _ -> Result<(Int, Int), StorageError> in
            switch Self.openInode(path, mode, &state) {
            case .success(let inode):
                state.disk.retain(inode)
                return .success((inode, state.powerCuts))
            case .failure(let error): return .failure(error)
            }
        }
        return MemoryFile(fileSystem: self, path: path, inode: inode, powerCuts: powerCuts)
    }

    private static func openInode(
        _ path: String, _ mode: FileMode, _ state: inout State
    ) -> Result<Int, StorageError> {
        let isDirectoryCode: Int32 = 21
        guard let name = state.disk.name(at: path) else { return .failure(.notFound(path: path)) }
        guard let inode = state.disk.inode(named: name) else {
            guard mode == .createIfMissing || mode == .createOrTruncate else {
                return .failure(.notFound(path: path))
            }
            if state.isFull() { return .failure(.full(path: path)) }
            return .success(state.disk.makeFile(name))
        }
        if state.disk.isDirectory(inode) {
            return .failure(.system(operation: "open", path: path, code: isDirectoryCode))
        }
        if mode == .createOrTruncate {
            let now = state.disk.now
            state.disk.withFile(inode) { file in
                file.resize(to: 0)
                file.modifiedAt = now
            }
        }
        return .success(inode)
    }

    package func list(_ path: String) throws(StorageError) -> [DirectoryEntry] {
        try perform(.list, path) { state, _ -> Result<[DirectoryEntry], StorageError> in
            guard let directory = state.disk.inode(at: path).flatMap({ state.disk.directory($0) }) else {
                return .failure(.notFound(path: path))
            }
            let entries = directory.entries.map { name, inode in
                let file = state.disk.file(inode)
                return DirectoryEntry(
                    name: name, isDirectory: file == nil, byteCount: Int64(file?.bytes.count ?? 0))
            }
            return .success(entries.sorted { $0.name < $1.name })
        }
    }

    package func attributes(_ path: String) throws(StorageError) -> FileAttributes? {
        try perform(.attributes, path) { state, _ -> Result<FileAttributes?, StorageError> in
            guard let inode = state.disk.inode(at: path) else { return .success(nil) }
            let file = state.disk.file(inode)
            return .success(
                FileAttributes(
                    isDirectory: file == nil, byteCount: Int64(file?.bytes.count ?? 0),
                    modifiedAtMilliseconds: file?.modifiedAt ?? 0))
        }
    }

    package func setModified(_ path: String, atMilliseconds: Int64) throws(StorageError) {
        try perform(.attributes, path) { state, _ -> Result<Void, StorageError> in
            guard let inode = state.disk.inode(at: path) else { return .failure(.notFound(path: path)) }
            state.disk.withFile(inode) { $0.modifiedAt = atMilliseconds }
            return .success(())
        }
    }

    package func createDirectory(_ path: String) throws(StorageError) {
        let notDirectoryCode: Int32 = 20
        try perform(.createDirectory, path) { state, _ -> Result<Void, StorageError> in
            var inode = MemoryDisk.root
            for component in MemoryDisk.components(path) {
                let name = MemoryName(directory: inode, name: String(component))
                inode =
                    state.disk.inode(named: name) ?? state.disk.make(name, .directory(MemoryDirectory()))
                guard state.disk.isDirectory(inode) else {
                    return .failure(.system(operation: "mkdir", path: path, code: notDirectoryCode))
                }
            }
            return .success(())
        }
    }

    package func rename(_ path: String, to newPath: String) throws(StorageError) {
        try perform(.rename, path) { state, _ -> Result<Void, StorageError> in
            guard let old = state.disk.name(at: path), state.disk.inode(named: old) != nil else {
                return .failure(.notFound(path: path))
            }
            guard let new = state.disk.name(at: newPath) else { return .failure(.notFound(path: newPath)) }
            state.disk.rename(old, to: new)
            return .success(())
        }
    }

    package func remove(_ path: String) throws(StorageError) {
        try perform(.remove, path) { state, _ -> Result<Void, StorageError> in
            if let name = state.disk.name(at: path) { state.disk.remove(name) }
            return .success(())
        }
    }

    package func syncDirectory(_ path: String) throws(StorageError) {
        try perform(.syncDirectory, path) { state, _ -> Result<Void, StorageError> in
            guard let inode = state.disk.inode(at: path), state.disk.isDirectory(inode) else {
                return .failure(.notFound(path: path))
            }
            state.disk.syncDirectory(inode)
            return .success(())
        }
    }

    package func lock(_ path: String) throws(StorageError) -> (any FileLock)? {
        _ = try open(path, .createIfMissing)
        let taken = try perform(.lock, path) { state, _ -> Result<(Int, Int)?, StorageError> in
            guard let inode = state.disk.inode(at: path) else { return .failure(.notFound(path: path)) }
            return .success(state.locked.insert(inode).inserted ? (inode, state.powerCuts) : nil)
        }
        guard let (inode, powerCuts) = taken else { return nil }
        return MemoryFileLock(fileSystem: self, path: path, inode: inode, powerCuts: powerCuts)
    }

    package func isLocked(_ path: String) throws(StorageError) -> Bool {
        try perform(.attributes, path) { state, _ -> Result<Bool, StorageError> in
            .success(state.disk.inode(at: path).map { state.locked.contains($0) } ?? false)
        }
    }

    package func space(_ path: String) throws(StorageError) -> VolumeSpace {
        try perform(.space, path) { state, _ in .success(state.space) }
    }
}

private final class MemoryFileLock: FileLock {
    private let fileSystem: MemoryFileSystem
    private let path: String
    private let inode: Int
    private let powerCuts: Int
    private let isHeld = Atomic(true)

    init(fileSystem: MemoryFileSystem, path: String, inode: Int, powerCuts: Int) {
        self.fileSystem = fileSystem
        self.path = path
        self.inode = inode
        self.powerCuts = powerCuts
    }

    func release() {
        if isHeld.exchange(false, ordering: .acquiringAndReleasing) {
            fileSystem.unlock(path, inode, asOf: powerCuts)
        }
    }
}
