import MartletModel
import NIOCore

/// What has to be synced for everything below `endOffset` to be durable. It can run on any thread, while the
/// log's owner goes on appending; what comes later is the next flush's.
package struct LogFlush: Sendable {
    package let endOffset: Offset

    /// Counted over the log's whole life, as flushes may overlap.
    let filesEnd: Int
    let directoryChanges: Int
    let truncations: Int
    /// Those that the log was opened with, and that no flush has finished yet.
    let creation: Creation?

    private let otherFiles: [any File]
    private let snapshots: [PendingSnapshot]
    /// Nil when all of it is synced.
    private let activeFile: (any File)?
    private let directory: String
    private let syncsDirectory: Bool
    /// The epochs, unless the file has them already, after so many changes.
    private let epochs: (content: ByteBuffer, changes: Int)?
    private let epochFile: EpochFile
    private let fileSystem: GuardedFileSystem

    init(of log: PartitionLog) {
        endOffset = log.logEndOffset
        otherFiles = log.unsyncedFiles
        filesEnd = log.syncedFileCount + otherFiles.count
        snapshots = log.pendingSnapshots
        activeFile = log.active.fileInUse
        directory = log.directory
        directoryChanges = log.directoryChanges
        syncsDirectory = log.directoryChanges > log.syncedDirectoryChanges || log.creation != nil
        truncations = log.truncations
        creation = log.creation
        epochFile = log.epochFile
        epochs = log.epochChanges > epochFile.changes ? (log.epochs.encoded(), log.epochChanges) : nil
        fileSystem = log.fileSystem
    }

    /// Everything below `endOffset` is durable when this returns. A sync that fails puts the whole log
    /// directory out of service: what the kernel could not write it may have dropped, and a later sync would
    /// not tell.
    package func run() throws(StorageError) {
        try creation?.syncIdentity(directory, fileSystem)
        for file in otherFiles { try file.sync() }
        try activeFile?.sync()
        var isDirectorySynced = !syncsDirectory
        if let epochs, try epochFile.write(epochs.content, changes: epochs.changes) {
            isDirectorySynced = true
        }
        if !isDirectorySynced { try fileSystem.syncDirectory(directory) }
        try creation?.syncParent(directory, fileSystem)
        // After the names of what they vouch for, too.
        var hasNewNames = false
        for snapshot in snapshots where try snapshot.write() { hasNewNames = true }
        if hasNewNames { try fileSystem.syncDirectory(directory) }
    }
}

extension PartitionLog {
    /// What is to be synced now, or nil when every record is durable.
    package func beginFlush() -> LogFlush? {
        isDurable ? nil : LogFlush(of: self)
    }

    /// No flush is needed.
    var isDurable: Bool {
        durableEndOffset == logEndOffset && unsyncedFiles.isEmpty && pendingSnapshots.isEmpty
            && directoryChanges == syncedDirectoryChanges
    }

    /// Takes note of a flush that has run without an error. Flushes may be finished in any order.
    package func finishFlush(_ flush: LogFlush) {
        // It synced what was cut off since, and perhaps not what was written in its place.
        guard flush.truncations == truncations else { return }
        creation = nil
        if flush.endOffset > durableEndOffset { durableEndOffset = flush.endOffset }
        syncedDirectoryChanges = max(syncedDirectoryChanges, flush.directoryChanges)
        pendingSnapshots.removeAll(where: \.isDone)
        if flush.filesEnd > syncedFileCount {
            unsyncedFiles.removeFirst(flush.filesEnd - syncedFileCount)
            syncedFileCount = flush.filesEnd
        }
    }
}
