import Logging
import MartletModel
import MartletStorage

/// What housekeeping asks of a shard.
extension Shard {
    func checkpointOffsets() -> [PartitionOffsets] {
        partitions.compactMap { key, state in
            switch state {
            case .ready(let replica): PartitionOffsets(replica)
            case .closed(let offsets), .closing(_, let offsets), .offline(let offsets?): offsets
            case .opening, .offline(nil):
                // What the last process wrote of it still holds.
                image.topic(key.topicID).flatMap { topic in
                    directories.lastCheckpoint(
                        of: TopicPartition(topic: topic.name, partition: key.partition))
                }
            }
        }
    }

    /// Forgets idempotent producers that have been idle for `producer.id.expiration.ms`.
    func expireProducers() {
        let now = environment.clock.now()
        for replica in readyReplicas() {
            replica.log.expireProducers(
                now: now, idleMilliseconds: settings.configuration.producerIDExpirationMilliseconds)
        }
    }

    /// Sets aside the segments that time, size or the log start offset put out of the log, and has them
    /// removed after `file.delete.delay.ms`.
    package func applyRetention() {
        let now = environment.clock.now()
        for replica in readyReplicas() {
            do {
                let retired = try replica.log.applyRetention(now: now, highWatermark: replica.highWatermark)
                if retired.isEmpty { continue }
                logger.info(
                    "Deleted old segments",
                    metadata: [
                        "partition": "\(replica.name)", "segments": "\(retired.count)",
                        "logStartOffset": "\(replica.log.logStartOffset)",
                    ])
                let delay = replica.log.configuration.fileDeleteDelayMilliseconds
                let directory = directories.directory(at: replica.logDirectory)
                _ = loop.schedule(after: .milliseconds(delay)) { [environment, logger] in
                    environment.storageThreads.run {
                        guard let directory, !directory.health.isBroken else { return }
                        for segment in retired {
                            do {
                                try segment.remove(directory.fileSystem)
                            } catch {
                                logger.error(
                                    "A deleted segment's files could not be removed",
                                    metadata: ["error": "\(error)"])
                            }
                        }
                    }
                }
            } catch {
                report(error, on: replica, doing: "retention")
            }
        }
    }
}

extension PartitionOffsets {
    init(_ replica: PartitionReplica) {
        self.init(
            name: replica.name, logDirectory: replica.logDirectory,
            recoveryPoint: replica.log.durableEndOffset,
            logStartOffset: replica.log.isLogStartInsideSegment ? replica.log.logStartOffset : nil,
            highWatermark: replica.highWatermark)
    }
}
