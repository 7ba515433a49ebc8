import NIOCore
import Synchronization

/// A producer snapshot that a flush writes when the indexes of the segment that it ends are durable, under
/// their names: recovery takes the one for a sign of the others, and nothing else keeps them in order on a
/// disk.
///
/// Flushes that overlap have it in common; the first writes it, and the others wait for that.
final class PendingSnapshot: Sendable {
    private let path: String
    private let content: ByteBuffer
    private let fileSystem: GuardedFileSystem
    private let writing = Mutex(())
    private let done = Atomic(false)

    init(path: String, content: ByteBuffer, fileSystem: GuardedFileSystem) {
        self.path = path
        self.content = content
        self.fileSystem = fileSystem
    }

    /// It is written, or must not be any more.
    var isDone: Bool { done.load(ordering: .acquiring) }

    /// Flushes that still have it leave it alone from now on: what it speaks of is cut off.
    func withdraw() {
        writing.withLock { _ in done.store(true, ordering: .releasing) }
    }

    /// What it holds is durable when this returns, but not its name. Returns whether it was written now.
    /// Where it finds no room the next flush tries again: without it a recovery reads more, and loses
    /// nothing.
    func write() throws(StorageError) -> Bool {
        let outcome = writing.withLock { _ -> Result<Bool, StorageError> in
            if isDone { return .success(false) }
            do throws(StorageError) {
                let file = try fileSystem.open(path, .createOrTruncate)
                try file.write([content], at: 0)
                try file.sync()
                done.store(true, ordering: .releasing)
                return .success(true)
            } catch {
                if fileSystem.health.isBroken { return .failure(error) }
                try? fileSystem.remove(path)
                return .success(false)
            }
        }
        return try outcome.get()
    }
}
