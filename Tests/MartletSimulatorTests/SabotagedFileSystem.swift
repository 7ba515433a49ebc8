import MartletStorage
import NIOCore

/// A file system that leaves out something it promises: what a bug in the engine would come to.
struct SabotagedFileSystem: FileSystem {
    enum Sabotage: Sendable, CaseIterable {
        /// Bytes are not durable, whatever `sync` says.
        case ignoresSync
        /// Names are not durable, whatever `syncDirectory` says.
        case ignoresDirectorySync
        /// As if the caller renamed before it synced: what gets its name may not have its bytes.
        case ignoresSyncOfTemporaryFiles
        /// Offset indexes are written empty.
        case emptiesIndexes
        /// Batches are written with another base offset, which no checksum covers.
        case movesBatches
        /// Batches are written with another leader epoch, which no checksum covers either.
        case changesEpochsOfBatches
        /// Producer snapshots are those of a log without producers.
        case emptiesSnapshots
        /// A checkpoint of recovery points says more than it was told.
        case exaggeratesRecoveryPoints
        /// A checkpoint of log starts is never written.
        case forgetsLogStarts
        /// Epochs are written as if they began with the next number.
        case renamesEpochs
        /// Cutting a file does nothing.
        case ignoresTruncation
    }

    let base: MemoryFileSystem
    let sabotage: Sabotage

    func open(_ path: String, _ mode: FileMode) throws(StorageError) -> any File {
        SabotagedFile(base: try base.open(path, mode), sabotage: sabotage)
    }

    func list(_ path: String) throws(StorageError) -> [DirectoryEntry] { try base.list(path) }

    func attributes(_ path: String) throws(StorageError) -> FileAttributes? { try base.attributes(path) }

    func setModified(_ path: String, atMilliseconds time: Int64) throws(StorageError) {
        try base.setModified(path, atMilliseconds: time)
    }

    func isLocked(_ path: String) throws(StorageError) -> Bool { try base.isLocked(path) }

    func createDirectory(_ path: String) throws(StorageError) { try base.createDirectory(path) }

    func rename(_ path: String, to newPath: String) throws(StorageError) {
        try base.rename(path, to: newPath)
    }

    func remove(_ path: String) throws(StorageError) { try base.remove(path) }

    func syncDirectory(_ path: String) throws(StorageError) {
        if sabotage != .ignoresDirectorySync { try base.syncDirectory(path) }
    }

    func lock(_ path: String) throws(StorageError) -> (any FileLock)? { try base.lock(path) }

    func space(_ path: String) throws(StorageError) -> VolumeSpace { try base.space(path) }
}

private final class SabotagedFile: File {
    private let base: any File
    private let sabotage: SabotagedFileSystem.Sabotage

    init(base: any File, sabotage: SabotagedFileSystem.Sabotage) {
        self.base = base
        self.sabotage = sabotage
    }

    var path: String { base.path }
    var descriptor: Int32? { base.descriptor }

    func byteCount() throws(StorageError) -> Int64 { try base.byteCount() }

    func read(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer {
        try base.read(at: position, count: count)
    }

    func write(_ buffers: [ByteBuffer], at position: Int64) throws(StorageError) {
        var buffers = buffers
        switch sabotage {
        case .ignoresSync, .ignoresDirectorySync, .ignoresSyncOfTemporaryFiles, .ignoresTruncation: break
        case .emptiesIndexes where path.hasSuffix(".index"): buffers = []
        case .movesBatches where path.hasSuffix(".log"): Self.add(1, to: &buffers, at: 7)
        case .changesEpochsOfBatches where path.hasSuffix(".log"): Self.add(1, to: &buffers, at: 14)
        case .emptiesSnapshots where path.hasSuffix(".snapshot"):
            buffers = [ProducerSnapshot.encode(ProducerState())]
        case .exaggeratesRecoveryPoints where path.contains("recovery-point"):
            buffers = buffers.map { Self.text($0) { $0 + 7 } }
        case .forgetsLogStarts where path.contains("log-start"):
            buffers = [ByteBuffer(string: "0\n0\n")]
        case .renamesEpochs where path.contains("leader-epoch"):
            buffers = buffers.map { Self.text($0) { $0 + 1 } }
        default: break
        }
        try base.write(buffers, at: position)
    }

    private static func add(_ number: UInt8, to buffers: inout [ByteBuffer], at index: Int) {
        guard let first = buffers.first,
            let byte = first.getInteger(at: first.readerIndex + index, as: UInt8.self)
        else { return }
        buffers[0].setInteger(byte &+ number, at: first.readerIndex + index)
    }

    /// A checkpoint with the last number of each line changed.
    private static func text(_ buffer: ByteBuffer, _ change: (Int64) -> Int64) -> ByteBuffer {
        let lines = String(buffer: buffer).split(separator: "\n").enumerated().map { index, line in
            var fields = line.split(separator: " ").map(String.init)
            if index >= 2, let last = fields.popLast().flatMap({ Int64($0) }) {
                fields.append("\(change(last))")
            }
            return fields.joined(separator: " ") + "\n"
        }
        return ByteBuffer(string: lines.joined())
    }

    func readCached(at position: Int64, count: Int) throws(StorageError) -> ByteBuffer? {
        try base.readCached(at: position, count: count)
    }

    func isCached(at position: Int64, count: Int) -> Bool { base.isCached(at: position, count: count) }

    func isAnyCached(_ range: Range<Int64>) -> Bool { base.isAnyCached(range) }

    func advise(_ advice: PageCacheAdvice) { base.advise(advice) }

    func truncate(to byteCount: Int64) throws(StorageError) {
        if sabotage != .ignoresTruncation { try base.truncate(to: byteCount) }
    }

    func sync() throws(StorageError) {
        if sabotage == .ignoresSync { return }
        if sabotage == .ignoresSyncOfTemporaryFiles, path.hasSuffix(".tmp") { return }
        try base.sync()
    }
}
