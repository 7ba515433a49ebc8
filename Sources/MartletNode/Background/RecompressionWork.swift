import Logging
import MartletModel
import MartletStorage

/// Rewriting a segment that is full with the codec that the topic wants for such segments.
struct RecompressionWork: BackgroundWork {
    let kind = BackgroundKind.recompression

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> RecompressionJob? {
        try replica.log.planRecompression()
    }

    func run(_ job: RecompressionJob, pace: any IOPace) throws(StorageError) -> RecompressionOutcome? {
        try job.run(pace: pace)
    }

    func finish(
        _ job: RecompressionJob, _ outcome: RecompressionOutcome, of replica: PartitionReplica,
        on shard: isolated Shard
    ) {
        let retired = replica.log.finish(job, outcome)
        shard.logger.debug(
            "Compressed a full segment",
            metadata: [
                "partition": "\(replica.name)", "segment": "\(job.baseOffset)",
                "before": "\(outcome.byteCountBefore)", "after": "\(outcome.byteCount)",
            ])
        shard.remove(retired, of: replica)
    }

    func abandon(_ job: RecompressionJob, of replica: PartitionReplica, on shard: isolated Shard) {
        shard.remove(replica.log.abandon(job), of: replica)
    }
}
