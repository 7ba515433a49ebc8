import MartletModel
import MartletRecords
import MartletStorage

/// What one process does to its log directory, without a broker around it: opens it and its logs, writes
/// checkpoints, deletes topics, stops. It does each thing in the order in which the broker does it.
final class StorageProcess {
    static let path = "/var/data"
    static let clusterID = "simulation"

    let fileSystem: any FileSystem
    let directory: LogDirectory
    private(set) var logs: [TopicPartition: PartitionLog] = [:]
    /// What opening each log had to repair.
    private(set) var reports: [TopicPartition: RecoveryReport] = [:]
    /// What the checkpoints said of the logs that were there.
    private(set) var recoveryPoints: [TopicPartition: Offset] = [:]
    private(set) var logStartOffsets: [TopicPartition: Offset] = [:]
    private(set) var highWatermarks: [TopicPartition: Offset] = [:]
    private(set) var firstDirtyOffsets: [TopicPartition: Offset] = [:]
    private var writtenFirstDirty: [TopicPartition: Offset] = [:]
    private var generator: SeededGenerator

    /// Takes the directory, sets aside what the metadata does not know, and opens what it does.
    init(
        on fileSystem: any FileSystem, _ model: StorageModel, now: Timestamp, seed: UInt64
    ) throws(StorageError) {
        self.fileSystem = fileSystem
        generator = SeededGenerator(seed: seed)
        directory = try LogDirectory.open(
            Self.path, fileSystem: fileSystem, nodeID: 1, clusterID: Self.clusterID, using: &generator)
        let old = try sortPartitions(model)
        try forgetOthers(than: old)
        writtenFirstDirty = directory.firstDirtyOffsets.filter { old.contains($0.key) }
        for name in model.names {
            guard let partition = model.partitions[name] else { continue }
            if old.contains(name) {
                recoveryPoints[name] = directory.recoveryPoints[name]
                logStartOffsets[name] = directory.logStartOffsets[name]
                highWatermarks[name] = directory.highWatermarks[name]
                firstDirtyOffsets[name] = directory.firstDirtyOffsets[name]
            }
            try open(
                name, partition, isClean: !old.contains(name) || directory.wasClean,
                isOnDisk: old.contains(name) && directory.isOnDisk, now: now)
        }
        // They must not speak of what is written there next.
        let doLead = logs.contains { name, log in
            max(recoveryPoints[name] ?? 0, highWatermarks[name] ?? 0) > log.logEndOffset
        }
        if doLead { try checkpoint() }
    }

    /// The partitions of the metadata that are there.
    private func sortPartitions(_ model: StorageModel) throws(StorageError) -> Set<TopicPartition> {
        var old: Set<TopicPartition> = []
        var hasStrays = false
        for partition in directory.partitions {
            switch partition.state {
            case .future, .stray: break
            case .deleted: try fileSystem.remove(partition.path)
            case .current
            where partition.topicID != nil
                && partition.topicID == model.partitions[partition.topicPartition]?.topicID:
                old.insert(partition.topicPartition)
            case .current:
                let name = PartitionDirectoryName(partition.topicPartition, .stray)
                let path = "\(directory.path)/\(name.text(id: Uuid.random(using: &generator)))"
                try fileSystem.rename(partition.path, to: path)
                hasStrays = true
            }
        }
        if hasStrays { try fileSystem.syncDirectory(directory.path) }
        return old
    }

    /// A new partition must not be taken for an old one of the same name.
    private func forgetOthers(than old: Set<TopicPartition>) throws(StorageError) {
        let files: [(OffsetCheckpoint, [TopicPartition: Offset])] = [
            (.recoveryPoint, directory.recoveryPoints), (.logStart, directory.logStartOffsets),
            (.highWatermark, directory.highWatermarks), (.cleaner, directory.firstDirtyOffsets),
        ]
        for (file, offsets) in files where offsets.keys.contains(where: { !old.contains($0) }) {
            try directory.write(file, offsets.filter { old.contains($0.key) })
        }
    }

    /// Opens or makes a partition's log.
    func open(
        _ name: TopicPartition, _ partition: PartitionModel, isClean: Bool = true, isOnDisk: Bool = false,
        now: Timestamp
    ) throws(StorageError) {
        let (log, report) = try PartitionLog.open(
            directory: directory.partitionPath(name), topicPartition: name, topicID: partition.topicID,
            configuration: partition.configuration, fileSystem: fileSystem,
            recoveryPoint: recoveryPoints[name] ?? 0, logStartOffset: logStartOffsets[name],
            firstDirtyOffset: firstDirtyOffsets[name], isClean: isClean, isOnDisk: isOnDisk, now: now)
        log.beginLeaderEpoch(partition.leaderEpoch)
        logs[name] = log
        reports[name] = report
    }

    /// Lowers the recovery point of a log that is to be cut, or none: below it nothing is checked after a
    /// crash. Durable when it returns.
    func lowerRecoveryPoint(of name: TopicPartition, to offset: Offset) throws(StorageError) {
        var ends = logs.mapValues(\.durableEndOffset)
        ends[name] = min(ends[name] ?? 0, offset)
        try directory.write(.recoveryPoint, ends)
    }

    /// Writes the checkpoints of all logs. Durable when it returns.
    func checkpoint() throws(StorageError) {
        var starts: [TopicPartition: Offset] = [:]
        for (name, log) in logs where log.isLogStartInsideSegment { starts[name] = log.logStartOffset }
        let ends = logs.mapValues(\.durableEndOffset)
        try directory.writeCheckpoints(recoveryPoints: ends, logStartOffsets: starts, highWatermarks: ends)
        let firstDirty = logs.compactMapValues(\.firstDirtyOffset)
        if firstDirty == writtenFirstDirty { return }
        try directory.write(.cleaner, firstDirty)
        writtenFirstDirty = firstDirty
    }

    /// Sets a deleted partition's directory aside, and sees to it that the checkpoints do not speak of it.
    /// Returns the path that is to be removed later.
    func delete(_ name: TopicPartition) throws(StorageError) -> String {
        logs[name] = nil
        recoveryPoints[name] = nil
        logStartOffsets[name] = nil
        highWatermarks[name] = nil
        firstDirtyOffsets[name] = nil
        let path = try directory.renameForDeletion(name, using: &generator)
        try checkpoint()
        return path
    }

    /// Stops in an orderly way; `closed` hears of each log that is closed.
    func stop(closed: (TopicPartition, PartitionLog) -> Void) throws(StorageError) {
        for name in logs.keys.sorted() {
            guard let log = logs[name] else { continue }
            try log.close()
            closed(name, log)
        }
        try checkpoint()
        try directory.markClean(brokerEpoch: 1)
        directory.release()
    }
}
