import MartletModel
import MartletNode
import MartletProtocol
import NIOCore

/// Reads partitions from their beginning, as far as they are committed, and again when it is through.
// Sendable: a run is in one thread.
final class ConsumerClient: ClusterClient, @unchecked Sendable {
    private let partitions: [TopicPartition]
    private var positions: [TopicPartition: Offset] = [:]
    /// Fetches that wait for an answer.
    private var asking: Set<TopicPartition> = []
    private(set) var readCount = 0

    init(number: Int, world: ClusterWorld, partitions: [TopicPartition]) {
        self.partitions = partitions
        super.init(number: number, world: world)
    }

    func position(in partition: TopicPartition) -> Offset { positions[partition] ?? 0 }

    func start() {
        for partition in partitions {
            scheduler.after(scheduler.milliseconds(100...1_000)) { self.turn(partition) }
        }
    }

    private func turn(_ partition: TopicPartition) {
        guard !isStopped else { return }
        if !asking.contains(partition) { fetch(partition) }
        scheduler.after(scheduler.milliseconds(20...400)) { self.turn(partition) }
    }

    private func fetch(_ partition: TopicPartition) {
        guard let leader = leader(of: partition) else { return }
        // Now and then it wants to see again what it was told long ago.
        if scheduler.happens(0.01) { positions[partition] = 0 }
        let start = position(in: partition)
        let request = FetchRequest(
            maxWaitMs: 500, minBytes: 1, maxBytes: 1 << 20, isolationLevel: 0, sessionId: 0,
            sessionEpoch: -1,
            topics: [
                .init(
                    topic: partition.topic,
                    partitions: [
                        .init(
                            partition: partition.partition, fetchOffset: start,
                            partitionMaxBytes: 1 << 20)
                    ])
            ])
        asking.insert(partition)
        ask(request, version: 12, of: leader) { [self] result in
            asking.remove(partition)
            guard case .success(let answer) = result,
                let part = answer.responses.first?.partitions.first
            else { return isNotLed(partition, by: leader) }
            fetched(part, partition, from: start, leader)
        }
    }

    private func fetched(
        _ part: FetchResponse.PartitionData, _ partition: TopicPartition, from start: Offset,
        _ leader: BrokerID
    ) {
        switch part.errorCode {
        case .none: break
        case .offsetOutOfRange:
            // What was read once stays, and nothing of these topics is deleted.
            return world.checkers.fail(
                "HighWatermarkNeverFalls",
                "\(partition): consumer \(id) has read up to \(start), and broker \(leader) knows no such "
                    + "offset: it has \(part.logStartOffset) to \(part.highWatermark)")
        case .notLeaderOrFollower, .fencedLeaderEpoch:
            return isNotLed(
                partition, by: leader, hint: (part.currentLeader.leaderId, part.currentLeader.leaderEpoch))
        default: return isNotLed(partition, by: leader)
        }
        guard case .bytes(let bytes)? = part.records, bytes.readableBytes > 0 else { return }
        let end = ReadBatches.end(of: bytes)
        if end > part.highWatermark {
            return world.checkers.fail(
                "NothingInvented",
                "\(partition): broker \(leader) gives records up to \(end), and says that those below "
                    + "\(part.highWatermark) are committed")
        }
        world.checkers.reads(
            bytes, of: partition, from: start, upTo: part.highWatermark,
            by: "consumer \(id), at broker \(leader),")
        readCount += 1
        positions[partition] = max(end, start)
    }
}
