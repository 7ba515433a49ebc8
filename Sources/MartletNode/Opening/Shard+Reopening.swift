import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// A replica that an error has put out of service, though its log directory is in order.
struct FailedReplica {
    /// Nobody uses it any more, but work may be under way on its files.
    let replica: PartitionReplica
    /// Where its log ended.
    let logEndOffset: Offset
    /// Tells this failure from others.
    let number: UInt64
    var attempts = 0
}

/// Partitions that an error has put out of service, while their log directories are in order: others lead
/// them, and their logs are opened anew, as after a crash.
extension Shard {
    /// Between two attempts; doubled with each.
    private static let reopeningPause: Duration = .seconds(1)
    private static let reopeningPauseMax: Duration = .seconds(60)

    /// The partition is out of service now. Nothing if a restart has to come first.
    func openAnew(_ replica: PartitionReplica) {
        guard !isStopping, !replica.log.health.isBroken else { return }
        failedReplicas[replica.key] = FailedReplica(
            replica: replica, logEndOffset: replica.log.logEndOffset, number: nextID())
        letOthersLead(replica.key)
        reopenLater(replica.key)
    }

    /// The controller hears of it where this broker is to lead, and others are in sync: one of them leads,
    /// and this replica has to come in sync again.
    private func letOthersLead(_ key: PartitionKey) {
        guard let partition = image.partition(key.topicID, key.partition),
            partition.leader == settings.nodeID, let controlPlane,
            let successor = partition.isr.first(where: {
                $0 != settings.nodeID && standings[$0]?.isActive == true
            })
        else { return }
        let (epoch, name) = (partition.leaderEpoch, failedReplicas[key].map { "\($0.replica.name)" } ?? "")
        controlPlane.run { [logger] plane in
            plane.handOver(key, epoch, to: successor) { code in
                logger.info(
                    "Another replica is to lead, as this one is out of service",
                    metadata: [
                        "partition": "\(name)", "successor": "\(successor)", "answer": "\(code)",
                    ])
            }
        }
    }

    func reopenLater(_ key: PartitionKey) {
        guard !isStopping, let failed = failedReplicas[key] else { return }
        let pause = min(Self.reopeningPause * (1 << min(failed.attempts, 6)), Self.reopeningPauseMax)
        let number = failed.number
        _ = loop.schedule(after: pause) {
            self.assumeIsolated { $0.reopen(key, number) }
        }
    }

    private func reopen(_ key: PartitionKey, _ number: UInt64) {
        guard !isStopping, let failed = failedReplicas[key], failed.number == number,
            !failed.replica.log.health.isBroken, case .offline(let offsets?)? = partitions[key],
            let topic = image.topic(key.topicID),
            let partition = ownPartitions(of: topic).first(where: { $0.key == key })
        else { return }
        letOthersLead(key)
        failedReplicas[key]?.attempts += 1
        let replica = failed.replica
        guard !replica.isFlushing, !jobs.values.contains(where: { $0.replica === replica }) else {
            return reopenLater(key)
        }
        // Until it is open.
        loweredCheckpoints[key] = offsets
        openAgain(partition, as: offsets)
    }

    /// Whether a log that was opened anew lacks what it had when it failed, in an epoch that this broker
    /// still leads: others may have copied that, and would have something else at the same offsets.
    func lacksOwnEnd(_ log: PartitionLog, of key: PartitionKey) -> Bool {
        guard let failed = failedReplicas[key], log.logEndOffset < failed.logEndOffset,
            let partition = image.partition(key.topicID, key.partition)
        else { return false }
        return partition.leader == settings.nodeID && partition.leaderEpoch == failed.replica.leaderEpoch
    }
}
