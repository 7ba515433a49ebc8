import MartletModel
import MartletProtocol
import MartletStorage

/// DeleteRecords, versions 0 to 2: moves the log start offset up (KIP-107). −1 means the high watermark.
extension Shard {
    private struct Deletion: Sendable {
        var key: PartitionKey
        var before: Offset
    }

    private typealias Answer = DeleteRecordsResponse.DeleteRecordsPartitionResult

    func handle(_ request: DeleteRecordsRequest, _ context: RequestContext) {
        var response = DeleteRecordsResponse()
        var items: [OwnedItem<Deletion>] = []
        var slots: [(topic: Int, partition: Int)] = []
        for asked in request.topics {
            let topic = image.topic(named: asked.name)
            var answers: [Answer] = []
            for partition in asked.partitions {
                var answer = Answer(partitionIndex: partition.partitionIndex, lowWatermark: .none)
                if let topic, topic.partition(partition.partitionIndex) != nil {
                    let key = PartitionKey(topicID: topic.id, partition: partition.partitionIndex)
                    slots.append((response.topics.count, answers.count))
                    items.append(
                        OwnedItem(owner: owner(of: key), item: Deletion(key: key, before: partition.offset)))
                } else {
                    answer.errorCode = .unknownTopicOrPartition
                }
                answers.append(answer)
            }
            response.topics.append(.init(name: asked.name, partitions: answers))
        }
        gather(items) { owner, deletion in
            owner.deleteRecords(deletion)
        } finish: { [response, slots] home, answers in
            var complete = response
            for (slot, answer) in zip(slots, answers) {
                complete.topics[slot.topic].partitions[slot.partition] = answer
            }
            // What was deleted must not come back after a crash.
            home.housekeeping?.writeCheckpoints { [complete] in
                home.run { $0.respond(complete, to: context) }
            }
        }
    }

    private func deleteRecords(_ deletion: Deletion) -> Answer {
        var answer = Answer(partitionIndex: deletion.key.partition, lowWatermark: .none)
        guard case .ready(let replica)? = partitions[deletion.key] else {
            answer.errorCode = unavailability(of: deletion.key)
            return answer
        }
        guard replica.log.configuration.isDeleted || !replica.log.configuration.isCompacted else {
            answer.errorCode = .policyViolation
            return answer
        }
        do throws(DeleteRecordsError) {
            answer.lowWatermark = try replica.log.deleteRecords(
                before: deletion.before, highWatermark: replica.highWatermark)
        } catch {
            switch error {
            case .outOfRange:
                answer.errorCode = .offsetOutOfRange
            case .storage(let cause):
                report(cause, on: replica, doing: "delete records")
                answer.errorCode = .kafkaStorageError
            }
        }
        return answer
    }
}
