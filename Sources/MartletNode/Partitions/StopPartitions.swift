import Logging
import MartletModel
import MartletStorage

extension Shard {
    /// Ends the shard's service: jobs in the background are ended, fetches answered with what there is,
    /// appends refused, and every log is flushed and closed. `done` is called on this shard's loop with
    /// whether all logs closed without an error.
    package func stop(done: @escaping @Sendable (Bool) -> Void) {
        isStopping = true
        for id in fetches.keys.sorted() { scheduleReread(id) }
        cancelAllJobs {
            self.assumeIsolated { $0.closeLogs(done: done) }
        }
    }

    private func closeLogs(done: @escaping @Sendable (Bool) -> Void) {
        // A log that is not open was not closed cleanly either.
        let allOpen = partitions.values.allSatisfy { if case .ready = $0 { true } else { false } }
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
                $0.closed(closings.map(\.key), failures: failures)
                done(allOpen && failures.isEmpty)
            }
        }
    }

    private func closed(_ keys: [PartitionKey], failures: [(PartitionKey, StorageError)]) {
        let failed = Dictionary(failures, uniquingKeysWith: { first, _ in first })
        for key in keys {
            guard case .closing(let replica, _)? = partitions[key] else { continue }
            if let error = failed[key] {
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
