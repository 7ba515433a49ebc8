import Glibc
import MartletModel
import NIOCore

/// A partition's directory in a log directory.
package struct PartitionDirectory: Sendable, Equatable {
    package var path: String
    package var topicPartition: TopicPartition
    package var state: PartitionDirectoryName.State
    /// Nil where `partition.metadata` is missing, or cannot be read.
    package var topicID: TopicID?
    /// What is wrong with `partition.metadata`.
    package var damage: StorageError?
    /// False where the id is missing and there is nothing that it could be missed for.
    package var hasRecords: Bool

    package init(
        path: String, topicPartition: TopicPartition, state: PartitionDirectoryName.State, topicID: TopicID?,
        damage: StorageError? = nil, hasRecords: Bool = true
    ) {
        self.path = path
        self.topicPartition = topicPartition
        self.state = state
        self.topicID = topicID
        self.damage = damage
        self.hasRecords = hasRecords
    }
}

/// One of `log.dirs`: locked, identified, and read as the last process left it.
package struct LogDirectory: Sendable {
    package static let lockFileName = ".lock"
    /// Tiered storage's cache, which is no partition.
    private static let remoteLogIndexCache = "remote-log-index-cache"

    package let path: String
    /// For all work in the directory: when it fails, the directory is out of service.
    package let fileSystem: GuardedFileSystem
    package let clusterID: String
    package let nodeID: BrokerID
    package let directoryID: DirectoryID
    /// The process that had the directory before closed all its logs: they need no recovery.
    package let wasClean: Bool
    /// Nobody has written to the logs since the machine was started: what is read comes from the disk.
    package let isOnDisk: Bool
    /// The broker epoch that it had then.
    package let previousBrokerEpoch: BrokerEpoch?
    /// What the last process has left that could vouch for what it acknowledged, however it ended.
    package let epochMark: BrokerEpochMark?
    package let recoveryPoints: [TopicPartition: Offset]
    package let logStartOffsets: [TopicPartition: Offset]
    package let highWatermarks: [TopicPartition: Offset]
    /// From where compacted logs were not compacted; see `PartitionLog.firstDirtyOffset`.
    package let firstDirtyOffsets: [TopicPartition: Offset]
    /// All partitions but `__cluster_metadata-0`, in the order of their names.
    package let partitions: [PartitionDirectory]
    /// What could not be read and does not matter so much: checkpoints that cost a full recovery.
    package let problems: [StorageError]

    package var health: DirectoryHealth { fileSystem.health }

    private let lock: any FileLock

    /// Takes possession of a log directory, making it if it is missing.
    ///
    /// When this returns the lock is held, `meta.properties` and the boot mark are durable, and the mark of
    /// the clean stop is gone, so that a crash from now on is seen as one.
    /// `clusterID`: the cluster it must belong to; nil takes what is there, or a new one.
    package static func open(
        _ path: String, fileSystem: any FileSystem, nodeID: BrokerID, clusterID: String? = nil,
        using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> LogDirectory {
        let fileSystem = GuardedFileSystem(fileSystem, health: DirectoryHealth(directory: path))
        try fileSystem.createDirectory(path)
        guard let lock = try fileSystem.lock("\(path)/\(lockFileName)") else { throw .locked(path: path) }
        do throws(StorageError) {
            if try !isFormatted(path, fileSystem: fileSystem) { try syncAncestors(of: path, fileSystem) }
            let properties = try MetaProperties.ensure(
                in: path, nodeID: nodeID, clusterID: clusterID, fileSystem: fileSystem, using: &generator)
            return try LogDirectory(path, fileSystem, lock, properties)
        } catch {
            lock.release()
            throw error
        }
    }

    private init(
        _ path: String, _ fileSystem: GuardedFileSystem, _ lock: any FileLock, _ properties: MetaProperties
    ) throws(StorageError) {
        self.path = path
        self.fileSystem = fileSystem
        self.lock = lock
        clusterID = properties.clusterID
        nodeID = properties.nodeID
        directoryID = properties.directoryID ?? .unassigned
        var problems: [StorageError] = []
        partitions = try Self.partitions(in: path, fileSystem)
        recoveryPoints = try Self.read(.recoveryPoint, in: path, fileSystem, &problems)
        logStartOffsets = try Self.read(.logStart, in: path, fileSystem, &problems)
        highWatermarks = try Self.read(.highWatermark, in: path, fileSystem)
        // Without it logs are compacted from their start on.
        firstDirtyOffsets = try Self.read(.cleaner, in: path, fileSystem, &problems)
        self.problems = problems
        epochMark = try BrokerEpochMark.read(in: path, fileSystem)
        isOnDisk = try BootMark.renew(in: path, fileSystem)
        // Last: if anything above throws, the next start finds the directory as this one did.
        let mark = "\(path)/\(CleanShutdown.fileName)"
        let content = try fileSystem.readIfThere(mark)
        wasClean = content != nil
        previousBrokerEpoch = content.flatMap { CleanShutdown.decode($0) }
        if wasClean {
            try fileSystem.remove("\(path)/\(DirectoryChecksums.fileName)")
            try fileSystem.remove(mark)
        }
        // Also the names of partitions that a process has left that died before it synced them.
        try fileSystem.syncDirectory(path)
        fileSystem.health.recognize(by: [MetaProperties.path(in: path), "\(path)/\(Self.lockFileName)"])
    }

    /// Makes the directory's own name durable, and those of the directories above that were made for it. What
    /// may not be read was there before.
    package static func syncAncestors(
        of path: String, _ fileSystem: any FileSystem
    ) throws(StorageError) {
        var path = path
        while true {
            let parent = parentDirectory(of: path) ?? "."
            if parent == path { return }
            do throws(StorageError) { try fileSystem.syncDirectory(parent) } catch {
                guard case .system("open", _, EACCES) = error else { throw error }
            }
            path = parent
        }
    }

    /// Whether the directory has been a log directory before.
    package static func isFormatted(
        _ path: String, fileSystem: any FileSystem
    ) throws(StorageError) -> Bool {
        try fileSystem.attributes(MetaProperties.path(in: path)) != nil
    }

    // MARK: - Partitions

    package func partitionPath(_ topicPartition: TopicPartition) -> String {
        "\(path)/\(topicPartition)"
    }

    /// Gives a partition's directory the name of one that is to be removed, and returns its path. Durable
    /// when this returns; the caller removes it after `file.delete.delay.ms`, or the next process does.
    package func renameForDeletion(
        _ topicPartition: TopicPartition, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) -> String {
        let id = Uuid.random(using: &generator)
        let target = "\(path)/\(PartitionDirectoryName(topicPartition, .deleted).text(id: id))"
        try fileSystem.rename(partitionPath(topicPartition), to: target)
        try fileSystem.syncDirectory(path)
        return target
    }

    private static func partitions(
        in path: String, _ fileSystem: any FileSystem
    ) throws(StorageError) -> [PartitionDirectory] {
        var partitions: [PartitionDirectory] = []
        for entry in try fileSystem.list(path) where entry.isDirectory && entry.name != remoteLogIndexCache {
            let directory = "\(path)/\(entry.name)"
            guard let name = PartitionDirectoryName(parsing: entry.name) else {
                throw .unexpectedDirectory(path: directory)
            }
            if name.topicPartition == .clusterMetadata { continue }
            var found = PartitionDirectory(
                path: directory, topicPartition: name.topicPartition, state: name.state, topicID: nil)
            // What is to be removed may have lost the file already.
            if name.state != .deleted {
                do throws(StorageError) {
                    found.topicID = try PartitionMetadata.read(directory, fileSystem: fileSystem)
                    if found.topicID == nil {
                        found.hasRecords = try LogDirectoryFiles(directory: directory, fileSystem: fileSystem)
                            .hasRecords
                    }
                } catch {
                    // The others can be served all the same.
                    found.damage = error
                }
            }
            partitions.append(found)
        }
        return partitions
    }

    // MARK: - Checkpoints

    /// Puts a checkpoint in place of the last. Durable when this returns.
    package func write(
        _ checkpoint: OffsetCheckpoint, _ offsets: [TopicPartition: Offset]
    ) throws(StorageError) {
        try fileSystem.replace("\(path)/\(checkpoint.fileName)", with: OffsetCheckpoint.encode(offsets))
    }

    /// Writes the three checkpoints that every stop and every while needs. Durable when this returns.
    package func writeCheckpoints(
        recoveryPoints: [TopicPartition: Offset], logStartOffsets: [TopicPartition: Offset],
        highWatermarks: [TopicPartition: Offset]
    ) throws(StorageError) {
        try write(.recoveryPoint, recoveryPoints)
        try write(.logStart, logStartOffsets)
        try write(.highWatermark, highWatermarks)
    }

    private static func read(
        _ checkpoint: OffsetCheckpoint, in directory: String, _ fileSystem: any FileSystem
    ) throws(StorageError) -> [TopicPartition: Offset] {
        let path = "\(directory)/\(checkpoint.fileName)"
        guard let bytes = try fileSystem.readIfThere(path) else { return [:] }
        return try OffsetCheckpoint.decode(bytes, path: path)
    }

    /// As above, but what cannot be parsed counts as empty.
    private static func read(
        _ checkpoint: OffsetCheckpoint, in directory: String, _ fileSystem: any FileSystem,
        _ problems: inout [StorageError]
    ) throws(StorageError) -> [TopicPartition: Offset] {
        do throws(StorageError) { return try read(checkpoint, in: directory, fileSystem) } catch {
            guard case .corrupt = error else { throw error }
            problems.append(error)
            return [:]
        }
    }

    // MARK: - Marks

    /// Puts the mark in place of the last. Durable when this returns.
    package func write(_ mark: BrokerEpochMark) throws(StorageError) {
        try fileSystem.replace("\(path)/\(BrokerEpochMark.fileName)", with: mark.encoded())
    }

    /// Removes the mark of an earlier process. After a crash it may be there again, which does no harm: the
    /// controller knows a later epoch.
    package func removeEpochMark() throws(StorageError) {
        try fileSystem.remove("\(path)/\(BrokerEpochMark.fileName)")
    }

    /// Marks the directory as closed cleanly. Call it when all logs are closed and the checkpoints written;
    /// or when no log was opened and the directory was clean before. Durable when this returns.
    package func markClean(brokerEpoch: BrokerEpoch) throws(StorageError) {
        try fileSystem.replace("\(path)/\(CleanShutdown.fileName)", with: CleanShutdown.encode(brokerEpoch))
        // For `martlet log verify` alone: without it the stop is as clean.
        try? DirectoryChecksums.write(in: path, fileSystem: fileSystem)
    }

    /// Gives up the lock and removes its file.
    package func release() {
        lock.release()
    }
}
