import MartletCoordination
import MartletModel
import MartletProtocol

/// A member to which the broker assigns (KIP-848).
extension GroupProcess {
    mutating func nextOfConsumer(_ now: Duration) -> (GroupRequest, Int16, Purpose)? {
        guard isMember else { return beating }
        let leaving = Set(owned.keys).subtracting(target)
        if !leaving.isEmpty {
            // First it says how far it has come.
            if !hasGivenUpCommit, let commit = committing { return commit }
            giveUp(leaving)
            hasGivenUpCommit = false
        }
        return lastReported == Set(owned.keys) ? nil : beating
    }

    var beating: (GroupRequest, Int16, Purpose) {
        guard kind == .consumer else {
            let request = HeartbeatRequest(
                groupId: GroupRun.group, generationId: epoch, memberId: memberID, groupInstanceId: instance)
            return (.heartbeat(request), 4, .heartbeat)
        }
        var request = ConsumerGroupHeartbeatRequest(
            groupId: GroupRun.group, memberId: memberID, memberEpoch: epoch, instanceId: instance,
            topicPartitions: [])
        if isMember {
            request.topicPartitions = SimulatedTopics.byTopic(owned.keys).map {
                .init(topicId: SimulatedTopics.id(of: $0), partitions: $1)
            }
        }
        if !isMember || isUnsure {
            request.rebalanceTimeoutMs = 15_000
            // Some look for topics by a pattern.
            if slot == 0 {
                request.subscribedTopicRegex = "[tu]"
            } else {
                request.subscribedTopicNames = SimulatedTopics.allNames
            }
        }
        return (.consumerHeartbeat(request), 1, .heartbeat)
    }

    mutating func hasHeard(_ reply: ConsumerGroupHeartbeatResponse, now: Duration) {
        guard reply.errorCode == .none else { return hasFailed(reply.errorCode, now: now) }
        lastReported = Set(owned.keys)
        epoch = reply.memberEpoch
        isUnsure = false
        nextHeartbeat = now + Self.heartbeatInterval
        guard let assignment = reply.assignment else { return }
        target = Set(
            assignment.topicPartitions.flatMap { topic in
                topic.partitions.map { PartitionKey(topicID: topic.topicId, partition: $0) }
            })
    }
}
