import MartletModel

/// What has to be synced for everything below `endOffset` to be durable. It can run on any thread, while the
/// log's owner goes on appending; what comes later is the next flush's.
package struct LogFlush: Sendable {
    package let endOffset: Offset

    /// Counted over the log's whole life, as flushes may overlap.
    let filesEnd: Int
    let directoryChanges: Int
    let truncations: Int

    private let otherFiles: [any File]
    private let activeFile: any File
    private let directory: String
    private let syncsDirectory: Bool
    private let fileSystem: GuardedFileSystem

    init(of log: PartitionLog) {
        endOffset = log.logEndOffset
        otherFiles = log.unsyncedFiles
        filesEnd = log.syncedFileCount + otherFiles.count
        activeFile = log.active.file
        directory = log.directory
        directoryChanges = log.directoryChanges
        syncsDirectory = log.directoryChanges > log.syncedDirectoryChanges
        truncations = log.truncations
        fileSystem = log.fileSystem
    }

    /// Everything below `endOffset` is durable when this returns. A sync that fails puts the whole log
    /// directory out of service: what the kernel could not write it may have dropped, and a later sync would
    /// not tell.
    package func run() throws(StorageError) {
        for file in otherFiles { try file.sync() }
        try activeFile.sync()
        if syncsDirectory { try fileSystem.syncDirectory(directory) }
    }
}

extension PartitionLog {
    /// What is to be synced now, or nil when everything is durable.
    package func beginFlush() -> LogFlush? {
        let isDurable =
            durableEndOffset == logEndOffset && unsyncedFiles.isEmpty
            && directoryChanges == syncedDirectoryChanges
        return isDurable ? nil : LogFlush(of: self)
    }

    /// Takes note of a flush that has run without an error. Flushes may be finished in any order.
    package func finishFlush(_ flush: LogFlush) {
        // It synced what was cut off since, and perhaps not what was written in its place.
        guard flush.truncations == truncations else { return }
        if flush.endOffset > durableEndOffset { durableEndOffset = flush.endOffset }
        syncedDirectoryChanges = max(syncedDirectoryChanges, flush.directoryChanges)
        if flush.filesEnd > syncedFileCount {
            unsyncedFiles.removeFirst(flush.filesEnd - syncedFileCount)
            syncedFileCount = flush.filesEnd
        }
    }
}
