import MartletModel
import MartletProtocol

/// HandOverLeadership, Martlet's own, versions 0 and 1: a replica that is damaged wants others to lead. From
/// 1 on one that may lack records names who has them.
extension Controller {
    /// For each partition that is named another replica of the ISR leads than the sender, or it has its
    /// error. The sender stays in the ISR, unless it says who is to lead.
    package func handOverLeadership(
        _ request: HandOverLeadershipRequest, image: ClusterImage
    ) -> Decision<HandOverLeadershipResponse> {
        do throws(Refusal) {
            _ = try registered(request.brokerId, request.brokerEpoch, image)
        } catch {
            return Decision(reply: HandOverLeadershipResponse(errorCode: error.code))
        }
        let rules = PartitionRules(configuration, image: image)
        var changes = PartitionChanges(rules)
        var reply = HandOverLeadershipResponse()
        for wanted in request.topics {
            let topic = image.topic(wanted.topicId)
            var answer = HandOverLeadershipResponse.TopicData(topicId: wanted.topicId)
            for partition in wanted.partitions {
                let code = handOver(partition, of: topic, request.brokerId, rules: rules, changes: &changes)
                answer.partitions.append(.init(partitionIndex: partition.partitionIndex, errorCode: code))
            }
            reply.topics.append(answer)
        }
        return Decision(records: changes.records, reply: reply)
    }

    private func handOver(
        _ wanted: HandOverLeadershipRequest.PartitionData, of topic: TopicImage?, _ sender: BrokerID,
        rules: PartitionRules, changes: inout PartitionChanges
    ) -> ErrorCode {
        guard let topic else { return .unknownTopicId }
        guard let partition = changes.partition(topic, wanted.partitionIndex) else {
            return .unknownTopicOrPartition
        }
        // Who knows more than we do has heard it from another controller.
        if wanted.leaderEpoch > partition.leaderEpoch { return .notController }
        if wanted.leaderEpoch < partition.leaderEpoch { return .fencedLeaderEpoch }
        guard partition.replicas.contains(sender) else { return .replicaNotAvailable }
        guard partition.leader == sender else { return .none }
        var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
        if wanted.successor != .none {
            let successor = wanted.successor
            guard successor != sender, partition.replicas.contains(successor) else {
                return .replicaNotAvailable
            }
            guard rules.isAcceptable(successor, directory: builder.directory(of: successor)) else {
                return .eligibleLeadersNotAvailable
            }
            builder.handOver(to: successor, from: sender)
        } else {
            builder.election = .others
        }
        return changes.add(builder).leader == sender ? .eligibleLeadersNotAvailable : .none
    }
}
