import Logging
import MartletModel
import MartletStorage

extension Shard {
    /// Ends the shard's service: jobs in the background are ended, fetches answered with what there is,
    /// appends refused, and every log is flushed and closed. `done` is called on this shard's loop, when
    /// `outcome` knows the log directories in which that went wrong.
    func stop(_ outcome: StopOutcome, done: @escaping @Sendable () -> Void) {
        isStopping = true
        for id in fetches.keys.sorted() { scheduleReread(id) }
        cancelAllJobs {
            self.assumeIsolated { $0.closeLogs(outcome, done: done) }
        }
    }

    private func closeLogs(_ outcome: StopOutcome, done: @escaping @Sendable () -> Void) {
        // A log that is not open was not closed cleanly either.
        for (key, state) in partitions {
            if case .ready = state { continue }
            for directory in directoriesPossible(for: key, state) { outcome.markUnclean(directory) }
        }
        let replicas = readyReplicas()
        for replica in replicas { partitions[replica.key] = .closing(replica, PartitionOffsets(replica)) }
        let closings = replicas.map { ClosingLog(key: $0.key, log: $0.log) }
        environment.storageThreads.run {
            let failures = closings.compactMap { closing -> (PartitionKey, StorageError)? in
                do throws(StorageError) {
                    try closing.log.close()
                    return nil
                } catch {
                    return (closing.key, error)
                }
            }
            self.run {
                $0.closed(closings.map(\.key), failures: failures, outcome)
                done()
            }
        }
    }

    /// The log directory that has the partition, or may just be getting it.
    private func directoriesPossible(for key: PartitionKey, _ state: PartitionState) -> [String] {
        let name = image.topic(key.topicID).map { TopicPartition(topic: $0.name, partition: key.partition) }
        if let directory = name.flatMap({ directories.directory(of: $0) }) { return [directory.path] }
        if case .opening = state { return directories.directories.map(\.path) }
        return []
    }

    private func closed(
        _ keys: [PartitionKey], failures: [(PartitionKey, StorageError)], _ outcome: StopOutcome
    ) {
        let failed = Dictionary(failures, uniquingKeysWith: { first, _ in first })
        for key in keys {
            guard case .closing(let replica, _)? = partitions[key] else { continue }
            if let error = failed[key] {
                outcome.markUnclean(replica.logDirectory)
                takeOffline(replica, error, doing: "close")
            } else {
                commit(replica, upTo: replica.log.logEndOffset)
                partitions[key] = .closed(PartitionOffsets(replica))
            }
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
