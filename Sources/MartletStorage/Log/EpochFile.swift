import NIOCore
import Synchronization

/// A log's `leader-epoch-checkpoint`. Flushes that overlap write it one after the other, and never what is
/// older over what is newer.
final class EpochFile: Sendable {
    private let path: String
    private let fileSystem: any FileSystem
    private let writing = Mutex(())
    private let latest = Atomic(0)

    init(path: String, fileSystem: any FileSystem) {
        self.path = path
        self.fileSystem = fileSystem
    }

    /// How many changes the file has seen.
    var changes: Int { latest.load(ordering: .acquiring) }

    /// The content is that after so many changes. It, or what is newer, is durable when this returns. Returns
    /// whether it was written: then everything that was new in the directory is durable, too.
    func write(_ content: ByteBuffer, changes: Int) throws(StorageError) -> Bool {
        let outcome = writing.withLock { _ -> Result<Bool, StorageError> in
            guard changes > self.changes else { return .success(false) }
            do throws(StorageError) {
                try fileSystem.replace(path, with: content)
                latest.store(changes, ordering: .releasing)
                return .success(true)
            } catch {
                return .failure(error)
            }
        }
        return try outcome.get()
    }
}
