import Logging
import MartletModel
import MartletStorage

extension Shard {
    /// Ends the shard's service: jobs in the background are ended, fetches answered with what there is,
    /// appends refused, and every log is flushed and closed. Partitions that were not opened need not be.
    /// `done` is called on this shard's loop, when `outcome` knows the log directories in which that went
    /// wrong.
    func stop(
        unopened: Set<PartitionKey>, _ outcome: StopOutcome, done: @escaping @Sendable () -> Void
    ) {
        isStopping = true
        stopFetchers()
        refuseAppendsWithoutFile()
        resignCoordinators()
        for id in fetches.keys.sorted() { scheduleReread(id) }
        cancelAllJobs {
            self.assumeIsolated { $0.closeLogs(unopened: unopened, outcome, done: done) }
        }
    }

    private func closeLogs(
        unopened: Set<PartitionKey>, _ outcome: StopOutcome, done: @escaping @Sendable () -> Void
    ) {
        for key in unopened { leaveClosed(key) }
        // A log that is not open was not closed cleanly either.
        for (key, state) in partitions {
            switch state {
            case .ready, .closed: continue
            case .opening, .offline, .cutting, .closing:
                for directory in directoriesPossible(for: key, state) { outcome.markUnclean(directory) }
            }
        }
        let replicas = readyReplicas()
        for replica in replicas where replica.log.isAsClosed {
            partitions[replica.key] = .closed(PartitionOffsets(replica))
        }
        let changed = replicas.filter { !$0.log.isAsClosed }
        let ended = Countdown(changed.count) { self.run { _ in done() } }
        for replica in changed {
            partitions[replica.key] = .closing(replica, PartitionOffsets(replica))
            let closing = ClosingLog(key: replica.key, log: replica.log)
            openings.perform(for: replica.key, in: replica.logDirectory) {
                let result = Result { () throws(StorageError) in try closing.log.close() }
                self.run {
                    $0.closed(closing.key, result, outcome)
                    ended.countDown()
                }
            }
        }
    }

    /// A log that is as the last process has closed it, and that this one has not touched.
    private func leaveClosed(_ key: PartitionKey) {
        guard case .opening? = partitions[key], !failedOpenings.contains(key), failedReplicas[key] == nil,
            let topic = image.topic(key.topicID)
        else { return }
        let name = TopicPartition(topic: topic.name, partition: key.partition)
        guard directories.directory(of: name)?.wasClean == true,
            let offsets = directories.lastCheckpoint(of: name)
        else { return }
        partitions[key] = .closed(offsets)
    }

    /// The log directory that has the partition, or may just be getting it.
    private func directoriesPossible(for key: PartitionKey, _ state: PartitionState) -> [String] {
        let name = image.topic(key.topicID).map { TopicPartition(topic: $0.name, partition: key.partition) }
        if let directory = name.flatMap({ directories.directory(of: $0) }) { return [directory.path] }
        if case .opening = state { return directories.directories.map(\.path) }
        return []
    }

    private func closed(
        _ key: PartitionKey, _ result: Result<Void, StorageError>, _ outcome: StopOutcome
    ) {
        guard case .closing(let replica, _)? = partitions[key] else { return }
        switch result {
        case .failure(let error):
            outcome.markUnclean(replica.logDirectory)
            takeOffline(replica, error, doing: "close")
        case .success:
            lead(replica, .synced(upTo: replica.log.durableEndOffset))
            abandon(replica, .notLeaderOrFollower)
            partitions[key] = .closed(PartitionOffsets(replica))
        }
    }
}

/// A log on its way to the storage thread that closes it.
///
/// Unchecked: its partition is `closing`, and in that state the shard does not touch the log until the
/// storage thread has given it back.
private struct ClosingLog: @unchecked Sendable {
    var key: PartitionKey
    var log: PartitionLog
}
