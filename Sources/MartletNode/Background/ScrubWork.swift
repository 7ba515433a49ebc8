import Logging
import MartletModel
import MartletStorage

/// Reading a segment to find damage before a reader does.
struct ScrubWork: BackgroundWork {
    let kind = BackgroundKind.scrubbing

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> ScrubJob? {
        replica.log.planScrub()
    }

    func run(_ job: ScrubJob, pace: any IOPace) throws(StorageError) -> ScrubOutcome? {
        try job.run(pace: pace)
    }

    func finish(
        _ job: ScrubJob, _ outcome: ScrubOutcome, of replica: PartitionReplica, on shard: isolated Shard
    ) {
        for range in replica.log.lift(after: job, outcome) { shard.reportLifted(range, on: replica) }
        for range in replica.log.finish(job, outcome) { shard.report(range, on: replica) }
        shard.reportDisagreements(of: outcome, on: replica)
    }

    func abandon(_ job: ScrubJob, of replica: PartitionReplica, on shard: isolated Shard) {}
}
