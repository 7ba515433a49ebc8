import MartletModel
import MartletProtocol
import MartletReplication
import MartletStorage
import NIOCore

/// A leader's answer, and the records in it, which are slices of the one buffer that it came in.
struct FetchedAnswer: Sendable {
    var answer: FetchCallAnswer
    var records: [FetchedBytesID: ReplicatedBatches] = [:]

    init(parts: [FetchCallAnswer.Part]) {
        answer = FetchCallAnswer(parts: parts)
    }

    /// Every batch is checked here, before anybody may write it.
    init(_ response: FetchResponse, nextID: () -> UInt64) {
        answer = FetchCallAnswer(error: response.errorCode, sessionID: response.sessionId)
        for topic in response.responses {
            for partition in topic.partitions {
                let key = PartitionKey(topicID: topic.topicId, partition: partition.partitionIndex)
                let batches = ReplicatedBatches(checking: partition.records?.buffer ?? ByteBuffer())
                let id = FetchedBytesID(rawValue: nextID())
                answer.parts.append(.init(key, FollowerAnswer(partition, batches, id)))
                if !batches.batches.isEmpty { records[id] = batches }
            }
        }
    }
}

extension FollowerAnswer {
    fileprivate init(
        _ partition: FetchResponse.PartitionData, _ batches: ReplicatedBatches, _ id: FetchedBytesID
    ) {
        guard partition.errorCode == .none else {
            self = .refused(partition.errorCode)
            return
        }
        let diverging = partition.divergingEpoch
        self = .fetched(
            FetchedPartition(
                bytes: id, highWatermark: partition.highWatermark, logStartOffset: partition.logStartOffset,
                divergingEpoch: diverging.epoch < 0
                    ? nil : EpochEnd(epoch: diverging.epoch, endOffset: diverging.endOffset),
                batches: batches.batches.map {
                    FetchedBatch(
                        baseOffset: $0.header.baseOffset, nextOffset: $0.header.nextOffset,
                        epoch: $0.header.partitionLeaderEpoch)
                },
                isDamaged: batches.damage != nil))
    }
}
