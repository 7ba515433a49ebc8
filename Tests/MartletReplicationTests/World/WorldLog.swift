import MartletModel
import MartletStorage

@testable import MartletReplication

struct WorldBatch: Equatable {
    var base: Offset
    var next: Offset
    var epoch: LeaderEpoch
    /// No two batches that were ever produced have the same.
    var number: Int

    var header: FetchedBatch { FetchedBatch(baseOffset: base, nextOffset: next, epoch: epoch) }
}

/// A log on a made-up disk.
struct WorldLog {
    private(set) var batches: [WorldBatch] = []
    private(set) var start: Offset = 0
    private(set) var epochs = LeaderEpochCache()
    private(set) var durableEnd: Offset = 0

    var end: Offset { batches.last?.next ?? start }

    var facts: ReplicaLog {
        ReplicaLog(startOffset: start, endOffset: end, durableEndOffset: durableEnd, epochs: epochs)
    }

    mutating func begin(_ epoch: LeaderEpoch) { _ = epochs.assign(epoch, at: end) }

    mutating func append(_ batch: WorldBatch) {
        _ = epochs.assign(batch.epoch, at: batch.base)
        batches.append(batch)
    }

    mutating func sync() { durableEnd = end }

    mutating func cut(to offset: Offset) {
        while let last = batches.last, last.next > offset { batches.removeLast() }
        _ = epochs.truncateEnd(to: end)
        durableEnd = min(durableEnd, end)
    }

    mutating func restart(at offset: Offset) {
        self = WorldLog()
        start = offset
        durableEnd = offset
    }

    /// What a power cut leaves: all that is durable, and some of the rest. A process that is killed loses
    /// nothing that it has written.
    mutating func crash(losesPages: Bool, _ random: inout SeededGenerator) {
        if losesPages {
            let loose = batches.count { $0.base >= durableEnd }
            batches.removeLast(Int.random(in: 0...loose, using: &random))
        }
        // Epochs without records are not on disk.
        epochs = LeaderEpochCache()
        for batch in batches { _ = epochs.assign(batch.epoch, at: batch.base) }
        durableEnd = end
    }

    func batches(from offset: Offset, atMost count: Int) -> [WorldBatch] {
        Array(batches.drop { $0.base < offset }.prefix(count))
    }

    /// The batches below an offset.
    func prefix(upTo offset: Offset) -> [WorldBatch] {
        Array(batches.prefix { $0.next <= offset })
    }
}

/// A partition, as the made-up controller has it.
struct WorldPartition: Equatable {
    var leader: BrokerID?
    var set: ReplicaSet
}

enum WorldChange {
    case partition(PartitionKey, WorldPartition)
    case broker(BrokerID, BrokerStanding)
}

enum WorldMessage {
    /// From this registration and process of the sender.
    case call(FetchCallID, FetchCall, BrokerEpoch, incarnation: Int)
    case answer(FetchCallID, FetchCallAnswer)
    case callFailed(FetchCallID)
    case propose(PartitionKey, ISRProposal, BrokerEpoch)
    case proposalAnswered(PartitionKey, PartitionEpoch, ISRAnswer)
}

/// A leader's side of a fetch session.
struct WorldSession {
    var nextEpoch: Int32 = 1
    var wishes: [PartitionQuestion]
    var told: [PartitionKey: Offset] = [:]

    mutating func update(_ fetch: SessionFetch) {
        for asked in fetch.partitions {
            if let index = wishes.firstIndex(where: { $0.key == asked.key }) {
                wishes[index] = asked
            } else {
                wishes.append(asked)
            }
        }
        wishes.removeAll { fetch.forgotten.contains($0.key) }
        nextEpoch += 1
    }
}
