import NIOCore

/// An open file of a `MemoryFileSystem`; it outlives its name, as files do, but not a power cut.
final class MemoryFile: File {
    let path: String
    private let fileSystem: MemoryFileSystem
    private let inode: Int
    private let powerCuts: Int

    init(fileSystem: MemoryFileSystem, path: String, inode: Int, powerCuts: Int) {
        self.fileSystem = fileSystem
        self.path = path
        self.inode = inode
        self.powerCuts = powerCuts
    }

    deinit {
        fileSystem.release(inode, asOf: powerCuts)
    }

    var descriptor: Int32? { nil }

    /// The process that had the file open died with the power cut.
    private func staleness(_ operation: String, _ state: MemoryFileSystem.State) -> StorageError? {
        let badDescriptor: Int32 = 9
        return state.powerCuts == powerCuts
            ? nil : .system(operation: operation, path: path, code: badDescriptor)
    }

    func byteCount() throws(StorageError) -> Int64 {
        try fileSystem.perform(.attributes, path) { state, _ in
            if let stale = staleness("fstat", state) { return .failure(stale) }
            return .success(Int64(state.disk.file(inode)?.bytes.count ?? 0))
        }
    }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        try fileSystem.perform(.read, path) { state, _ -> Result<ByteBuffer, StorageError> in
            if let stale = staleness("pread", state) { return .failure(stale) }
            let range = Self.range(position, count)
            if state.disk.file(inode)?.isInMemory(range) == false {
                state.disk.withFile(inode) { $0.bringIn(range) }
            }
            guard let bytes = state.disk.file(inode)?.bytes else { return .success(ByteBuffer()) }
            let start = min(Int(position), bytes.count)
            var buffer = ByteBuffer(bytes: bytes[start..<min(start + count, bytes.count)])
            if let (byte, mask) = state.faults?.flippedBit(ofByteCount: buffer.readableBytes),
                let found = buffer.getInteger(at: byte, as: UInt8.self)
            {
                buffer.setInteger(found ^ mask, at: byte)
            }
            return .success(buffer)
        }
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        isCached(at: position, count: count) ? try read(at: position, count: count) : nil
    }

    private static func range(_ position: Int64, _ count: Int) -> Range<Int> {
        Int(position)..<Int(position) + count
    }

    func isCached(at position: Int64, count: Int) -> Bool {
        fileSystem.file(inode)?.isInMemory(Self.range(position, count)) ?? true
    }

    func isAnyCached(_ range: Range<Int64>) -> Bool {
        fileSystem.file(inode)?.isAnyInMemory(Self.range(range.lowerBound, range.count)) ?? true
    }

    func advise(_ advice: PageCacheAdvice) {
        switch advice {
        case .noReadAhead, .noReuse, .writeBack: break
        case .willNeed(let range):
            fileSystem.withFile(inode) { $0.bringIn(Self.range(range.lowerBound, range.count)) }
        case .dontNeed(let range):
            fileSystem.withFile(inode) { $0.letGo(Self.range(range.lowerBound, range.count)) }
        }
    }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        let count = buffers.reduce(0) { $0 + $1.readableBytes }
        try fileSystem.perform(.write(byteCount: count), path) { state, torn -> Result<Void, StorageError> in
            if let stale = staleness("pwritev", state) { return .failure(stale) }
            let now = state.disk.now
            state.disk.withFile(inode) { file in
                var left = torn?.byteCount ?? count
                var position = Int(position)
                for buffer in buffers where left > 0 {
                    let part = buffer.readableBytesView.prefix(left)
                    file.put(part, at: position)
                    position += part.count
                    left -= part.count
                }
                file.modifiedAt = now
            }
            return torn.map { .failure($0.error) } ?? .success(())
        }
    }

    func truncate(to byteCount: Int64) throws(StorageError) {
        try fileSystem.perform(.truncate, path) { state, _ -> Result<Void, StorageError> in
            if let stale = staleness("ftruncate", state) { return .failure(stale) }
            let isExtended = byteCount > state.disk.file(inode)?.bytes.count ?? 0
            if isExtended, state.isFull() { return .failure(.full(path: path)) }
            let now = state.disk.now
            state.disk.withFile(inode) { file in
                file.resize(to: Int(byteCount))
                file.modifiedAt = now
            }
            return .success(())
        }
    }

    func sync() throws(StorageError) {
        try fileSystem.perform(.sync, path) { state in
            state.disk.withFile(inode) { $0.failSync() }
        } _: { state, _ -> Result<Void, StorageError> in
            if let stale = staleness("fdatasync", state) { return .failure(stale) }
            state.disk.withFile(inode) { $0.sync() }
            return .success(())
        }
    }
}
