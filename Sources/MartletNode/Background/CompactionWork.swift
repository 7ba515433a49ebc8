import Logging
import MartletModel
import MartletStorage

/// Keeping the last record of each key of a log.
struct CompactionWork: BackgroundWork {
    let kind = BackgroundKind.compaction
    /// For the keys that are compared.
    var memoryByteCount: Int

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> CompactionJob? {
        try replica.log.planCompaction(
            now: now, lastStableOffset: replica.lastStableOffset, memoryByteCount: memoryByteCount)
    }

    func run(_ job: CompactionJob, pace: any IOPace) throws(StorageError) -> CompactionOutcome? {
        try job.run(pace: pace)
    }

    func finish(
        _ job: CompactionJob, _ outcome: CompactionOutcome, of replica: PartitionReplica,
        on shard: isolated Shard
    ) {
        shard.remove(replica.log.finish(job, outcome), of: replica)
        shard.logger.debug(
            "Compacted a log",
            metadata: [
                "partition": "\(replica.name)", "upTo": "\(outcome.firstDirtyOffset)",
                "keys": "\(outcome.keys)", "droppedRecords": "\(outcome.droppedRecords)",
                "readBytes": "\(outcome.readBytes)", "writtenBytes": "\(outcome.writtenBytes)",
            ])
    }

    func abandon(_ job: CompactionJob, of replica: PartitionReplica, on shard: isolated Shard) {
        shard.remove(replica.log.abandon(job), of: replica)
    }
}

/// Looking up how old a compacted log's segments are, where that decides what is compacted, and when.
struct CompactionDating: BackgroundWork {
    let kind = BackgroundKind.compaction
    let isShort = true

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> CompactionDates? {
        replica.log.planCompactionDates()
    }

    func run(_ job: CompactionDates, pace: any IOPace) throws(StorageError) -> CompactionDates.Outcome? {
        try job.run()
    }

    func finish(
        _ job: CompactionDates, _ outcome: CompactionDates.Outcome, of replica: PartitionReplica,
        on shard: isolated Shard
    ) {
        replica.log.finish(outcome)
    }

    func abandon(_ job: CompactionDates, of replica: PartitionReplica, on shard: isolated Shard) {}
}

extension Shard {
    /// The compacted logs of this shard, and how dirty they are. Without those that are being compacted, and
    /// those where it has failed; and without those whose segments are yet to be dated, which is begun now:
    /// the next survey will know.
    func dirtyLogs() -> [DirtyLog] {
        let now = environment.clock.now()
        return readyReplicas { replica in
            replica.log.configuration.isCompacted && !replica.runningJobs.contains(.compaction)
                && !replica.failedJobs.contains(.compaction)
        }.compactMap { replica in
            if begin(CompactionDating(), on: replica.key, done: { _, _ in }) { return nil }
            let cleanliness = replica.log.cleanliness(now: now, lastStableOffset: replica.lastStableOffset)
            return DirtyLog(
                key: replica.key, dirtyRatio: cleanliness.dirtyRatio,
                minDirtyRatio: replica.log.configuration.minCleanableDirtyRatio,
                isOverdue: cleanliness.isOverdue)
        }
    }
}
