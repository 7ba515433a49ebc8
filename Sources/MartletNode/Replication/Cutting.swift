import Logging
import MartletModel
import MartletReplication
import MartletStorage

/// Cutting a follower's log to what its leader has. Syncs are waited for, so that it is a storage thread's
/// work; before and after, the checkpoints are written, as they must not speak of what is no more.
extension Shard {
    /// The follower hears of it by `cut` or `restarted`. Until then its partition takes no other role: what
    /// metadata says meanwhile is looked at then.
    func beginCut(_ cut: LogCut, of replica: PartitionReplica) {
        if case .truncation(let offset) = cut, offset >= replica.log.logEndOffset {
            return forgetEpochs(of: replica, beyond: offset)
        }
        replica.cut = cut
        let key = replica.key
        // A compaction may be at work on the segments that are to go.
        cancelJobs(on: replica) {
            self.run { $0.cutWhenQuiet(key) }
        }
    }

    /// Records are not cut, only epochs that had none yet: the disk is not needed for that.
    private func forgetEpochs(of replica: PartitionReplica, beyond offset: Offset) {
        do throws(StorageError) {
            _ = try replica.log.truncate(to: offset)
            follow(replica, .cut(to: replica.log.logEndOffset))
        } catch {
            takeOffline(replica, error, doing: "cut")
        }
    }

    /// Goes on with a cut that is wanted, once nothing else works on the log.
    func cutWhenQuiet(_ key: PartitionKey) {
        guard case .ready(let replica)? = partitions[key], let cut = replica.cut, !isStopping,
            !replica.isFlushing, !jobs.values.contains(where: { $0.replica === replica })
        else { return }
        let point = replica.log.recoveryPoint(during: cut)
        var offsets = PartitionOffsets(replica)
        offsets.recoveryPoint = min(offsets.recoveryPoint, point)
        partitions[key] = .cutting(replica, offsets)
        // Answers that come meanwhile find nobody who waits.
        replica.healing.rests()
        // Whoever closes the log, or removes it, waits for this.
        let job = beginJob(on: replica)
        let cutting = CuttingLog(log: replica.log, cut: cut)
        writeCheckpoints(for: key, job) { shard in
            shard.environment.storageThreads.run {
                let result = Result { () throws(StorageError) in try cutting.log.perform(cutting.cut) }
                shard.run { $0.wasCut(key, job, result) }
            }
        }
    }

    /// Where there is no room for them they are tried again: the log has to wait.
    private func writeCheckpoints(
        for key: PartitionKey, _ job: UInt64, then: @escaping @Sendable (isolated Shard) -> Void
    ) {
        guard let housekeeping else { preconditionFailure("a shard that serves has a housekeeping") }
        housekeeping.writeCheckpoints { failedDirectories in
            self.run { shard in
                guard case .cutting(let replica, _)? = shard.partitions[key] else {
                    return shard.endJob(job)
                }
                if !failedDirectories.contains(replica.logDirectory) { return then(shard) }
                if replica.log.health.isBroken { return shard.cutFailed(key, job, nil) }
                if shard.isStopping { return shard.endJob(job) }
                _ = shard.loop.schedule(after: .seconds(1)) {
                    shard.assumeIsolated { $0.writeCheckpoints(for: key, job, then: then) }
                }
            }
        }
    }

    private func wasCut(
        _ key: PartitionKey, _ job: UInt64, _ result: Result<[RetiredSegment], StorageError>
    ) {
        guard case .cutting(let replica, _)? = partitions[key] else { return endJob(job) }
        switch result {
        case .failure(let error): cutFailed(key, job, error)
        case .success(let retired):
            remove(retired, of: replica)
            logger.info(
                "Cut a log to what its leader has",
                metadata: [
                    "partition": "\(replica.name)", "logStartOffset": "\(replica.log.logStartOffset)",
                    "logEndOffset": "\(replica.log.logEndOffset)", "leaderEpoch": "\(replica.leaderEpoch)",
                ])
            var offsets = PartitionOffsets(replica)
            offsets.highWatermark = min(offsets.highWatermark, replica.log.logEndOffset)
            partitions[key] = .cutting(replica, offsets)
            writeCheckpoints(for: key, job) { $0.cutEnded(key, job) }
        }
    }

    private func cutEnded(_ key: PartitionKey, _ job: UInt64) {
        defer { endJob(job) }
        guard case .cutting(let replica, _)? = partitions[key] else { return }
        partitions[key] = .ready(replica)
        let cut = replica.cut
        replica.cut = nil
        if isStopping { return }
        if let partition = image.partition(key.topicID, key.partition) { follow(replica, partition) }
        switch cut {
        case .truncation?: follow(replica, .cut(to: replica.log.logEndOffset))
        case .restart?: follow(replica, .restarted(at: replica.log.logEndOffset))
        case nil: break
        }
    }

    /// What is left of the log is known when it is opened anew.
    private func cutFailed(_ key: PartitionKey, _ job: UInt64, _ error: StorageError?) {
        defer { endJob(job) }
        guard case .cutting(let replica, let offsets)? = partitions[key] else { return }
        partitions[key] = .offline(offsets)
        abandon(replica, .kafkaStorageError)
        if let error { report(error, on: replica, doing: "cut") }
        openAnew(replica)
    }
}

/// A log on its way to the storage thread that cuts it.
///
/// Unchecked: its partition is `cutting`, and in that state the shard does not touch the log until the
/// storage thread has given it back.
private struct CuttingLog: @unchecked Sendable {
    var log: PartitionLog
    var cut: LogCut
}
