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
    let throttle: ReplicationThrottle
    let environment: NodeEnvironment

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> HealingJob? {
        try replica.log.planHealing(with: patches)
    }

    func run(_ job: HealingJob, pace: any IOPace) throws(StorageError) -> HealingOutcome? {
        try job.run(pace: HealingPace(pace: pace, throttle: throttle, environment: environment))
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

/// Keeps to the rate at which replicas heal. Blocks; belongs on background threads.
private struct HealingPace: IOPace {
    /// Says whether the job is wanted.
    let pace: any IOPace
    let throttle: ReplicationThrottle
    let environment: NodeEnvironment

    /// How long a job that is not wanted any more, or may go on at another rate, goes on waiting.
    private static let patience = Duration.milliseconds(50)
    /// What is not worth a sleep, nor the system's imprecision.
    private static let leastWait = Duration.milliseconds(2)

    private var pause: Duration { throttle.room(.healing, now: environment.clock.uptime()).pause }

    func moved(byteCount: Int) -> Bool {
        throttle.step(.copied(byteCount: byteCount), .healing, now: environment.clock.uptime())
        var wait = pause
        while wait >= Self.leastWait, pace.moved(byteCount: 0) {
            let part = min(wait, Self.patience)
            environment.sleep(part)
            wait = min(wait - part, pause)
        }
        return pace.moved(byteCount: byteCount)
    }
}
