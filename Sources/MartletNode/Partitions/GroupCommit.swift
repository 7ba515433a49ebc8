import Logging
import MartletModel
import MartletStorage

/// Group commit: one `fdatasync` on a storage thread covers all that was appended to a partition since the
/// last.
///
/// While one is under way further appends gather for the next, so its length sets the size of the group.
extension Shard {
    /// The partition has appends that are not durable. The commit begins after this turn of the loop, so that
    /// it covers the other requests that the turn finds on its sockets.
    func markDirty(_ replica: PartitionReplica) {
        guard !replica.isDirty else { return }
        replica.isDirty = true
        dirtyPartitions.append(replica)
        guard !isGroupCommitScheduled else { return }
        isGroupCommitScheduled = true
        run { $0.beginGroupCommits() }
    }

    private func beginGroupCommits() {
        isGroupCommitScheduled = false
        let dirty = dirtyPartitions
        dirtyPartitions.removeAll(keepingCapacity: true)
        for replica in dirty {
            replica.isDirty = false
            beginGroupCommit(of: replica)
        }
    }

    func beginGroupCommit(of replica: PartitionReplica) {
        // A storage thread may have the log by now.
        guard case .ready(let current)? = partitions[replica.key], current === replica, !replica.isFlushing,
            let flush = replica.log.beginFlush()
        else { return }
        replica.isFlushing = true
        replica.lastFlush = environment.clock.uptime()
        let key = replica.key
        environment.storageThreads.run {
            let outcome = Result<Void, StorageError> { () throws(StorageError) in try flush.run() }
            self.run { $0.groupCommitEnded(key, flush, outcome) }
        }
    }

    private func groupCommitEnded(
        _ key: PartitionKey, _ flush: LogFlush, _ outcome: Result<Void, StorageError>
    ) {
        guard case .ready(let replica)? = partitions[key] else {
            failedReplicas[key]?.replica.isFlushing = false
            return
        }
        replica.isFlushing = false
        switch outcome {
        case .success:
            replica.log.finishFlush(flush)
            releaseFile(of: replica)
            lead(replica, .synced(upTo: replica.log.durableEndOffset))
            follow(replica, .synced(upTo: replica.log.durableEndOffset))
            if settings.durability == .disk, replica.log.durableEndOffset < replica.log.logEndOffset {
                markDirty(replica)
            }
        case .failure(let error):
            groupCommitFailed(on: replica, error)
        }
        if replica.cut != nil { cutWhenQuiet(key) }
    }

    /// After a failed sync nobody knows what is on the disk: nothing more is acknowledged there. Only what
    /// could not be begun, for want of a descriptor or of room for a new file, is tried again.
    private func groupCommitFailed(on replica: PartitionReplica, _ error: StorageError) {
        let isPassing =
            switch error {
            case .system, .full: !replica.log.health.isBroken
            default: false
            }
        guard isPassing else {
            takeOffline(replica, error, doing: "group commit")
            return
        }
        if !replica.isDiskFull { report(error, on: replica, doing: "group commit") }
        replica.isDiskFull = true
        let key = replica.key
        _ = loop.schedule(after: .seconds(1)) {
            self.assumeIsolated { shard in
                if case .ready(let replica)? = shard.partitions[key] { shard.markDirty(replica) }
            }
        }
    }

    /// With `martlet.durability=page-cache`: flushes what `flush.ms` says is due.
    func flushDuePartitions() {
        let now = environment.clock.uptime()
        let due = readyReplicas { replica in
            let interval = replica.log.configuration.flushMilliseconds
            return replica.log.durableEndOffset < replica.log.logEndOffset
                && interval < Int64(Int32.max) * 1_000 && now - replica.lastFlush >= .milliseconds(interval)
        }
        for replica in due { markDirty(replica) }
    }

    /// The partitions in service that `condition` holds for, in the order of their names.
    func readyReplicas(where condition: (PartitionReplica) -> Bool = { _ in true }) -> [PartitionReplica] {
        partitions.values
            .compactMap { state -> PartitionReplica? in
                guard case .ready(let replica) = state, condition(replica) else { return nil }
                return replica
            }
            .sorted { $0.name < $1.name }
    }

    /// Puts a partition out of service after an error that its log cannot come back from as it is. Where its
    /// directory is in order others lead it, and the log is opened anew, as after a crash.
    func takeOffline(_ replica: PartitionReplica, _ error: StorageError, doing operation: String) {
        report(error, on: replica, doing: operation)
        takeOffline(replica)
    }

    func takeOffline(_ replica: PartitionReplica) {
        partitions[replica.key] = .offline(PartitionOffsets(replica))
        abandon(replica, .kafkaStorageError)
        cancelJobs(on: replica) {}
        openAnew(replica)
    }

    /// A log directory broke: none of its partitions is served any more. Who is still being opened or closed
    /// there fails by itself.
    func directoryFailed(_ path: String) {
        for replica in readyReplicas(where: { $0.logDirectory == path }) { takeOffline(replica) }
    }

    /// Says what went wrong; but not again for each partition of a directory that broke.
    func report(_ error: StorageError, on replica: PartitionReplica, doing operation: String) {
        if replica.log.health.isBroken { return }
        logger.error(
            "Storage operation failed",
            metadata: [
                "partition": "\(replica.name)", "operation": "\(operation)", "error": "\(error)",
                "directory": "\(replica.logDirectory)",
            ])
    }
}
