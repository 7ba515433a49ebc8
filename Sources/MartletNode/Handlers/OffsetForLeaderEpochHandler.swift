import MartletModel
import MartletProtocol

/// OffsetForLeaderEpoch, versions 2 to 4: where an epoch ended (KIP-320). From 3 the asking replica is named.
extension Shard {
    private struct Question: Sendable {
        var key: PartitionKey
        var currentLeaderEpoch: LeaderEpoch
        var leaderEpoch: LeaderEpoch
    }

    func handle(_ request: OffsetForLeaderEpochRequest, _ context: RequestContext) {
        var response = OffsetForLeaderEpochResponse()
        var items: [OwnedItem<Question>] = []
        var slots: [(topic: Int, partition: Int)] = []
        for asked in request.topics {
            let topic = image.topic(named: asked.topic)
            var answers: [OffsetForLeaderEpochResponse.EpochEndOffset] = []
            for partition in asked.partitions {
                var answer = OffsetForLeaderEpochResponse.EpochEndOffset(partition: partition.partition)
                if let topic, topic.partition(partition.partition) != nil {
                    let key = PartitionKey(topicID: topic.id, partition: partition.partition)
                    slots.append((response.topics.count, answers.count))
                    items.append(
                        OwnedItem(
                            owner: owner(of: key),
                            item: Question(
                                key: key, currentLeaderEpoch: partition.currentLeaderEpoch,
                                leaderEpoch: partition.leaderEpoch)))
                } else {
                    answer.errorCode = .unknownTopicOrPartition
                }
                answers.append(answer)
            }
            response.topics.append(.init(topic: asked.topic, partitions: answers))
        }
        gather(items) { owner, question in
            owner.endOffset(question)
        } finish: { [response, slots] home, answers in
            var response = response
            for (slot, answer) in zip(slots, answers) {
                response.topics[slot.topic].partitions[slot.partition] = answer
            }
            home.respond(response, to: context)
        }
    }

    private func endOffset(_ question: Question) -> OffsetForLeaderEpochResponse.EpochEndOffset {
        var answer = OffsetForLeaderEpochResponse.EpochEndOffset(partition: question.key.partition)
        guard case .ready(let replica)? = partitions[question.key] else {
            answer.errorCode = unavailability(of: question.key)
            return answer
        }
        if let refusal = checkLeaderEpoch(question.currentLeaderEpoch, of: replica) {
            answer.errorCode = refusal
            return answer
        }
        let end = replica.log.endOffset(for: question.leaderEpoch)
        answer.leaderEpoch = end.epoch
        // A consumer is not told of records that are not committed.
        answer.endOffset = min(end.endOffset, replica.highWatermark)
        return answer
    }
}
