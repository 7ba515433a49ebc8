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

extension Shard {
    /// The compacted logs of this shard, and how dirty they are. Without those that are being compacted, and
    /// those where it has failed.
    func dirtyLogs() -> [DirtyLog] {
        let now = environment.clock.now()
        return partitions.compactMap { key, state in
            guard case .ready(let replica) = state, replica.log.configuration.isCompacted,
                !replica.runningJobs.contains(.compaction), !replica.failedJobs.contains(.compaction)
            else { return nil }
            do throws(StorageError) {
                let cleanliness = try replica.log.cleanliness(
                    now: now, lastStableOffset: replica.lastStableOffset)
                return DirtyLog(
                    key: key, dirtyRatio: cleanliness.dirtyRatio,
                    minDirtyRatio: replica.log.configuration.minCleanableDirtyRatio,
                    isOverdue: cleanliness.isOverdue)
            } catch {
                failed(.compaction, on: replica, error)
                return nil
            }
        }
    }
}
