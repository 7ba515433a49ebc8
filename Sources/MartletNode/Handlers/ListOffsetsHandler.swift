import MartletModel
import MartletProtocol
import MartletStorage

/// ListOffsets, versions 1 to 11. From 2 isolation levels; from 4 leader epochs; special timestamps came with
/// 7 (−3, the greatest timestamp), 8 (−4, earliest on local disks), 9 (−5, latest in tiered storage) and 11
/// (−6).
extension Shard {
    private struct Question: Sendable {
        var key: PartitionKey
        var currentLeaderEpoch: LeaderEpoch
        var timestamp: Int64
    }

    private typealias Answer = ListOffsetsResponse.ListOffsetsPartitionResponse

    func handle(_ request: ListOffsetsRequest, _ context: RequestContext) {
        var response = ListOffsetsResponse()
        var items: [OwnedItem<Question>] = []
        var slots: [(topic: Int, partition: Int)] = []
        for asked in request.topics {
            let topic = image.topic(named: asked.name)
            var answers: [Answer] = []
            for partition in asked.partitions {
                var answer = Answer(partitionIndex: partition.partitionIndex)
                if topic?.partition(partition.partitionIndex) == nil {
                    answer.errorCode = .unknownTopicOrPartition
                } else if !Self.isServed(timestamp: partition.timestamp, in: context.version) {
                    answer.errorCode = .unsupportedVersion
                } else if let topic {
                    let key = PartitionKey(topicID: topic.id, partition: partition.partitionIndex)
                    slots.append((response.topics.count, answers.count))
                    items.append(
                        OwnedItem(
                            owner: owner(of: key),
                            item: Question(
                                key: key, currentLeaderEpoch: partition.currentLeaderEpoch,
                                timestamp: partition.timestamp)))
                }
                answers.append(answer)
            }
            response.topics.append(.init(name: asked.name, partitions: answers))
        }
        gather(items) { owner, question in
            owner.findOffset(question)
        } finish: { [response, slots] home, answers in
            var response = response
            for (slot, var answer) in zip(slots, answers) {
                if context.version < 4 { answer.leaderEpoch = .none }
                response.topics[slot.topic].partitions[slot.partition] = answer
            }
            home.respond(response, to: context)
        }
    }

    private static func isServed(timestamp: Int64, in version: Int16) -> Bool {
        switch timestamp {
        case -3: version >= 7
        case -4: version >= 8
        case -5: version >= 9
        case -6: version >= 11
        default: timestamp >= -2
        }
    }

    private func findOffset(_ question: Question) -> Answer {
        var answer = Answer(partitionIndex: question.key.partition)
        guard case .ready(let replica)? = partitions[question.key] else {
            answer.errorCode = unavailability(of: question.key)
            return answer
        }
        if let refusal = checkLeaderEpoch(question.currentLeaderEpoch, of: replica) {
            answer.errorCode = refusal
            return answer
        }
        do {
            try findOffset(question.timestamp, in: replica, &answer)
        } catch {
            report(error, on: replica, doing: "look-up by timestamp")
            answer.errorCode = .kafkaStorageError
        }
        return answer
    }

    private func findOffset(
        _ timestamp: Int64, in replica: PartitionReplica, _ answer: inout Answer
    ) throws(StorageError) {
        switch timestamp {
        case -1:
            answer.offset = replica.lastStableOffset
            answer.leaderEpoch = replica.leaderEpoch
        case -2, -4:
            answer.offset = replica.log.logStartOffset
            answer.leaderEpoch = replica.log.epoch(at: replica.log.logStartOffset) ?? .none
        case -5, -6:
            // Nothing is in tiered storage, nothing waits for it.
            answer.leaderEpoch = .none
        default:
            let found =
                timestamp == -3
                ? try replica.log.maxTimestamp()
                : try replica.log.offset(forTimestamp: Timestamp(timestamp))
            guard let found, found.offset < replica.lastStableOffset else { return }
            answer.timestamp = found.timestamp.milliseconds
            answer.offset = found.offset
            answer.leaderEpoch = found.leaderEpoch ?? .none
        }
    }
}
