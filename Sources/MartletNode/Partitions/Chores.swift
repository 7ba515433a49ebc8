import Logging
import MartletModel
import MartletStorage

/// What housekeeping asks of a shard.
extension Shard {
    func checkpointOffsets() -> [PartitionOffsets] {
        partitions.compactMap { key, state in
            switch state {
            case .ready(let replica): PartitionOffsets(replica)
            case .closed(let offsets), .closing(_, let offsets), .cutting(_, let offsets),
                .offline(let offsets?):
                offsets
            case .opening, .offline(nil):
                // What the last process wrote of it still holds.
                loweredCheckpoints[key]
                    ?? image.topic(key.topicID).flatMap { topic in
                        directories.lastCheckpoint(
                            of: TopicPartition(topic: topic.name, partition: key.partition))
                    }
            }
        }
    }

    /// Writes down where a recovery may begin, for the logs that have grown much, one after the other.
    func makeRecoveryMarks() {
        guard !isMarking, !isStopping else { return }
        makeRecoveryMarks(readyReplicas { $0.log.isMarkDue && $0.cut == nil }.map(\.key)[...])
    }

    private func makeRecoveryMarks(_ due: ArraySlice<PartitionKey>) {
        isMarking = false
        guard let key = due.first, !isStopping else { return }
        let rest = due.dropFirst()
        guard case .ready(let replica)? = partitions[key], replica.log.isMarkDue, replica.cut == nil,
            let mark = try? replica.log.planRecoveryMark()
        else { return makeRecoveryMarks(rest) }
        isMarking = true
        let id = beginJob(on: replica)
        environment.storageThreads.run {
            // Without a mark a recovery reads more. A disk that fails is noticed by the directory's guard.
            let isDurable = (try? mark.run()) != nil
            self.run { shard in
                if case .ready(let replica)? = shard.partitions[key] {
                    try? replica.log.finishRecoveryMark(mark, isDurable: isDurable)
                }
                shard.endJob(id)
                shard.makeRecoveryMarks(rest)
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
