import MartletModel
import MartletProtocol

/// OffsetCommit, versions 2 to 10. Up to 4 with a time for which the offset is kept; from 6 with the leader
/// epoch of what was read last (KIP-320); from 7 static members; from 9 members of the new group protocol
/// (KIP-848); from 10 topics come by id.
extension Shard {
    func handle(_ request: OffsetCommitRequest, _ context: RequestContext) {
        var response = request.accepted
        var known = request
        known.topics = []
        // Where in the response the answers go.
        var slots: [[Int]] = []
        var topicSlots: [Int] = []
        for (index, asked) in request.topics.enumerated() {
            let topic =
                context.version >= 10 ? image.topic(asked.topicId) : image.topic(named: asked.name)
            let unknown: ErrorCode =
                topic == nil && context.version >= 10 ? .unknownTopicId : .unknownTopicOrPartition
            var theirs: [Int] = []
            for (slot, partition) in asked.partitions.enumerated() {
                if topic?.partition(partition.partitionIndex) != nil {
                    theirs.append(slot)
                } else {
                    response.topics[index].partitions[slot].errorCode = unknown
                }
            }
            guard let topic, !theirs.isEmpty else { continue }
            known.topics.append(
                .init(
                    name: topic.name, topicId: topic.id, partitions: theirs.map { asked.partitions[$0] }))
            slots.append(theirs)
            topicSlots.append(index)
        }
        if known.topics.isEmpty { return respond(response, to: context) }
        askCoordinator(.commit(known), context) { [response, slots, topicSlots] shard, reply in
            guard case .committed(let answer) = reply else { preconditionFailure("a commit is answered") }
            var response = response
            for (position, topic) in answer.topics.enumerated() {
                for (slot, partition) in zip(slots[position], topic.partitions) {
                    response.topics[topicSlots[position]].partitions[slot].errorCode = partition.errorCode
                }
            }
            shard.respond(response, to: context)
        }
    }
}
