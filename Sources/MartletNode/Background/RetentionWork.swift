import Logging
import MartletModel
import MartletStorage

/// Taking old segments out of a log. What it needs the disk for takes a moment, and is done by the storage
/// threads.
struct RetentionWork: BackgroundWork {
    let kind = BackgroundKind.retention
    let isShort = true

    func plan(_ replica: PartitionReplica, now: Timestamp) throws(StorageError) -> RetentionJob? {
        try replica.log.planRetention(now: now, highWatermark: replica.highWatermark)
    }

    func run(_ job: RetentionJob, pace: any IOPace) throws(StorageError) -> RetentionJob.Outcome? {
        try job.run()
    }

    func finish(
        _ job: RetentionJob, _ outcome: RetentionJob.Outcome, of replica: PartitionReplica,
        on shard: isolated Shard
    ) {
        replica.log.finish(outcome)
        shard.noteLogStart(of: replica)
        switch outcome {
        case .dated(let timestamps): if !timestamps.isEmpty { shard.applyRetention(to: replica.key) }
        case .retired(let segments):
            shard.logger.info(
                "Deleted old segments",
                metadata: [
                    "partition": "\(replica.name)", "segments": "\(segments.count)",
                    "logStartOffset": "\(replica.log.logStartOffset)",
                ])
            shard.remove(segments, of: replica)
        }
    }

    func abandon(_ job: RetentionJob, of replica: PartitionReplica, on shard: isolated Shard) {}
}

extension Shard {
    /// How many partitions are looked at in one turn of the loop.
    private static let retentionSlice = 256

    /// Sets aside the segments that time, size or the log start offset put out of the logs, and has them
    /// removed after `file.delete.delay.ms`.
    package func applyRetention() {
        applyRetention(to: partitions.keys.sorted()[...])
    }

    private func applyRetention(to keys: ArraySlice<PartitionKey>) {
        for key in keys.prefix(Self.retentionSlice) { applyRetention(to: key) }
        let rest = keys.dropFirst(Self.retentionSlice)
        if !rest.isEmpty { run { $0.applyRetention(to: rest) } }
    }

    func applyRetention(to key: PartitionKey) {
        _ = begin(RetentionWork(), on: key) { _, _ in }
    }

    /// Removes the files of segments that have left their log, after `file.delete.delay.ms`.
    func remove(_ segments: [RetiredSegment], of replica: PartitionReplica) {
        if segments.isEmpty { return }
        let delay = replica.log.configuration.fileDeleteDelayMilliseconds
        let directory = directories.directory(at: replica.logDirectory)
        _ = loop.schedule(after: .milliseconds(delay)) { [environment, logger] in
            environment.storageThreads.run {
                guard let directory, !directory.health.isBroken else { return }
                for segment in segments {
                    do {
                        try segment.remove(directory.fileSystem)
                    } catch {
                        logger.error(
                            "A deleted segment's files could not be removed", metadata: ["error": "\(error)"])
                    }
                }
            }
        }
    }
}
