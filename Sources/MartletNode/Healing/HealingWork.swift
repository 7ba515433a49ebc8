import Logging
import MartletModel
import MartletStorage

/// Rewriting a segment with another replica's batches in the place of what is corrupt.
struct HealingWork: BackgroundWork {
    let kind = BackgroundKind.healing
    /// Complete.
    let patches: [CorruptRangePatch]
    /// Whose batches they are.
    let source: BrokerID

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> HealingJob? {
        try replica.log.planHealing(with: patches)
    }

    func run(_ job: HealingJob, pace: any IOPace) throws(StorageError) -> HealingOutcome? {
        try job.run(pace: pace)
    }

    func finish(
        _ job: HealingJob, _ outcome: HealingOutcome, of replica: PartitionReplica, on shard: isolated Shard
    ) {
        let retired = replica.log.finish(job)
        for range in job.ranges {
            shard.logger.notice(
                "Corrupt records are whole again: they were fetched from another replica",
                metadata: [
                    "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                    "offset": "\(range.offsets.lowerBound)", "upToOffset": "\(range.offsets.upperBound)",
                    "file": "\(range.path)", "from": "\(source)",
                ])
        }
        shard.remove(retired, of: replica)
    }

    func abandon(_ job: HealingJob, of replica: PartitionReplica, on shard: isolated Shard) {
        shard.remove(replica.log.abandon(job), of: replica)
    }
}
