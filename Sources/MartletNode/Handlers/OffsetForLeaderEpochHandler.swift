import MartletModel
import MartletProtocol

/// OffsetForLeaderEpoch, versions 2 to 4: where an epoch ended (KIP-320). From 3 the asking replica is named.
extension Shard {
    private typealias Answer = OffsetForLeaderEpochResponse.EpochEndOffset

    func handle(_ request: OffsetForLeaderEpochRequest, _ context: RequestContext) {
        askPartitions(request.topics.map { TopicParts(name: $0.topic, parts: $0.partitions) }) {
            Answer(errorCode: $1, partition: $0)
        } ask: { owner, replica, question in
            if let refusal = owner.checkLeaderEpoch(question.currentLeaderEpoch, of: replica) {
                return Answer(errorCode: refusal, partition: question.partition)
            }
            // Not the high watermark, for consumers neither: a new leader's is behind the last one's for a
            // moment, and who has read up to that would take it for a truncation.
            let end = replica.log.endOffset(for: question.leaderEpoch)
            return Answer(
                partition: question.partition, leaderEpoch: end.epoch, endOffset: end.endOffset)
        } finish: { home, topics in
            let response = OffsetForLeaderEpochResponse(
                topics: topics.map { .init(topic: $0.name, partitions: $0.parts) })
            home.respond(response, to: context)
        }
    }
}

extension OffsetForLeaderEpochRequest.OffsetForLeaderPartition: PartitionQuestion {
    var partitionIndex: PartitionIndex { partition }
}
