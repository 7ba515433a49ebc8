import Logging
import MartletModel
import MartletStorage

/// Loads or creates one partition's log. Blocks; belongs on a storage thread.
struct PartitionOpening: Sendable {
    var key: PartitionKey
    var name: TopicPartition
    var configuration: LogConfiguration
    var directories: LogDirectories
    /// It was not there when the process started.
    var isNew: Bool
    /// It has failed before, and may have left something half done.
    var isAgain = false
    /// What is known of it where it was in service before; else the directory's checkpoints tell.
    var last: PartitionOffsets?
    var files: FileCache
    var clock: any NodeClock

    func run(_ observer: (any RecoveryObserver)?) -> Result<OpenedPartition, StorageError> {
        Result { () throws(StorageError) in
            var place = try directories.place(of: name, isNew: isNew)
            if let last { place.take(last) }
            let (log, recovery) = try PartitionLog.open(
                directory: place.path, topicPartition: name, topicID: key.topicID,
                configuration: configuration,
                fileSystem: place.fileSystem, recoveryPoint: place.recoveryPoint,
                logStartOffset: place.logStartOffset, firstDirtyOffset: place.firstDirtyOffset,
                isClean: place.isClean && !isAgain, isOnDisk: place.isOnDisk && !isAgain, marksDoubt: true,
                files: files, observer: observer, now: clock.now())
            // Before the checkpoint says less.
            if log.logEndOffset < place.highWatermark { try log.markDoubt() }
            return OpenedPartition(
                log: log, recovery: recovery, logDirectory: place.logDirectory,
                highWatermark: place.highWatermark)
        }
    }
}

extension LogDirectories.Place {
    fileprivate mutating func take(_ last: PartitionOffsets) {
        recoveryPoint = last.recoveryPoint
        logStartOffset = last.logStartOffset
        highWatermark = last.highWatermark
        firstDirtyOffset = last.firstDirtyOffset
    }
}

/// A log on its way from the storage thread that opened it to the shard that will own it.
///
/// Unchecked: the thread that made the log keeps no reference to it, and the shard takes it exactly once.
struct OpenedPartition: @unchecked Sendable {
    var log: PartitionLog
    var recovery: RecoveryReport?
    var logDirectory: String
    /// As the checkpoint has it.
    var highWatermark: Offset

    /// Up to where records were committed, or on the disk, that are gone; nil where that is not known.
    var lostEnd: Offset? {
        let end = max(highWatermark, recovery?.lostEnd ?? Offset.none)
        return end > log.logEndOffset ? end : nil
    }
}

extension Shard {
    /// Tells the operator what recovery found, if it found anything.
    func report(_ recovery: RecoveryReport?, of name: TopicPartition) {
        guard let recovery else { return }
        if let cut = recovery.truncated {
            logger.warning(
                "Cut the end of a log that was not written completely",
                metadata: [
                    "partition": "\(name)", "file": "\(cut.path)", "position": "\(cut.position)",
                    "bytes": "\(cut.byteCount)", "reason": "\(cut.reason)",
                    "segmentsRemoved": "\(recovery.removedSegments.count)",
                ])
        } else if !recovery.removedSegments.isEmpty {
            logger.warning(
                "Removed the segments of a log that ends before its start",
                metadata: [
                    "partition": "\(name)", "segmentsRemoved": "\(recovery.removedSegments.count)",
                ])
        }
        if let end = recovery.lostEnd {
            logger.error(
                "A log ends before an offset that was on disk: records are lost",
                metadata: ["partition": "\(name)", "wasOnDiskUpTo": "\(end)"])
        }
    }
}
