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
}

extension PartitionOffsets {
    init(_ replica: PartitionReplica) {
        self.init(
            name: replica.name, logDirectory: replica.logDirectory,
            recoveryPoint: replica.log.durableEndOffset,
            logStartOffset: replica.log.isLogStartInsideSegment ? replica.log.logStartOffset : nil,
            highWatermark: replica.highWatermark, firstDirtyOffset: replica.log.firstDirtyOffset)
    }
}
