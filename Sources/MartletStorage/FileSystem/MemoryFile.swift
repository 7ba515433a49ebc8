import NIOCore

/// An open file of a `MemoryFileSystem`; it outlives its name, as files do.
final class MemoryFile: File {
    let path: String
    private let fileSystem: MemoryFileSystem
    private let inode: Int

    init(fileSystem: MemoryFileSystem, path: String, inode: Int) {
        self.fileSystem = fileSystem
        self.path = path
        self.inode = inode
    }

    deinit {
        fileSystem.release(inode)
    }

    var descriptor: Int32? { nil }

    func byteCount() throws(StorageError) -> Int64 {
        try fileSystem.perform(.attributes, path) { state, _ in
            .success(Int64(state.inodes[inode]?.bytes.count ?? 0))
        }
    }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        try fileSystem.perform(.read, path) { state, _ -> Result<ByteBuffer, StorageError> in
            let length = state.inodes[inode]?.bytes.count ?? 0
            let start = min(Int(position), length)
            let end = min(start + count, length)
            guard let bytes = state.inodes[inode]?.bytes[start..<end] else { return .success(ByteBuffer()) }
            return .success(ByteBuffer(bytes: bytes))
        }
    }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        let count = buffers.reduce(0) { $0 + $1.readableBytes }
        try fileSystem.perform(.write(byteCount: count), path) { state, torn -> Result<Void, StorageError> in
            var left = torn?.byteCount ?? count
            var position = Int(position)
            for buffer in buffers where left > 0 {
                let part = buffer.readableBytesView.prefix(left)
                state.inodes[inode]?.put(part, at: position)
                position += part.count
                left -= part.count
            }
            state.inodes[inode]?.modifiedAt = state.now
            return torn.map { .failure($0.error) } ?? .success(())
        }
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        try fileSystem.perform(.truncate, path) { state, _ -> Result<Void, StorageError> in
            state.inodes[inode]?.resize(to: Int(byteCount))
            state.inodes[inode]?.modifiedAt = state.now
            return .success(())
        }
    }

    func sync() throws(StorageError) {
        try fileSystem.perform(.sync, path) { _, _ in .success(()) }
    }
}

extension MemoryFileSystem.Inode {
    fileprivate mutating func put(_ part: ByteBufferView, at position: Int) {
        if bytes.count < position { resize(to: position) }
        bytes.replaceSubrange(position..<min(position + part.count, bytes.count), with: part)
    }

    fileprivate mutating func resize(to count: Int) {
        if count < bytes.count {
            bytes.removeSubrange(count...)
        } else {
            bytes.append(contentsOf: repeatElement(0, count: count - bytes.count))
        }
    }
}
