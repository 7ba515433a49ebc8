import MartletModel
import MartletProtocol

/// AlterPartition, versions 2 and 3: 3 says of each member of the new ISR which registration of it the leader
/// means (KIP-903).
extension Controller {
    /// What a partition's leader says of its ISR, partition by partition. Each of them is changed or has its
    /// error, but for `newLeaderElected`: the ISR is accepted, it completes a reassignment, and by that
    /// the sender leads no more.
    package func alterPartition(
        _ request: AlterPartitionRequest, image: ClusterImage
    ) -> Decision<AlterPartitionResponse> {
        do throws(Refusal) {
            _ = try registered(request.brokerId, request.brokerEpoch, image)
        } catch {
            return Decision(reply: AlterPartitionResponse(errorCode: error.code))
        }
        let rules = PartitionRules(configuration, image: image)
        var changes = PartitionChanges(rules)
        var reply = AlterPartitionResponse()
        for wanted in request.topics {
            var answer = AlterPartitionResponse.TopicData(topicId: wanted.topicId)
            let topic = image.topic(wanted.topicId)
            for partition in wanted.partitions {
                answer.partitions.append(
                    alter(partition, of: topic, sender: request.brokerId, rules: rules, changes: &changes))
            }
            reply.topics.append(answer)
        }
        return Decision(records: changes.records, reply: reply)
    }

    private func alter(
        _ wanted: AlterPartitionRequest.PartitionData, of topic: TopicImage?, sender: BrokerID,
        rules: PartitionRules, changes: inout PartitionChanges
    ) -> AlterPartitionResponse.PartitionData {
        let index = wanted.partitionIndex
        guard let topic else { return .init(partitionIndex: index, errorCode: .unknownTopicId) }
        guard let partition = changes.partition(topic, index) else {
            return .init(partitionIndex: index, errorCode: .unknownTopicOrPartition)
        }
        let isr = wanted.members.map(\.brokerId)
        if let error = error(of: wanted, to: partition, sender: sender, image: rules.image) {
            return .init(partitionIndex: index, errorCode: error)
        }
        var builder = PartitionChangeBuilder(partition, of: topic, rules: rules)
        builder.isr = isr
        builder.leaderRecoveryState = wanted.leaderRecoveryState == 0 ? .recovered : .recovering
        let result = changes.add(builder)
        guard result.leader == sender else {
            return .init(partitionIndex: index, errorCode: .newLeaderElected)
        }
        return .init(
            partitionIndex: index, leaderId: sender, leaderEpoch: result.leaderEpoch, isr: result.isr,
            leaderRecoveryState: result.leaderRecoveryState.rawValue, partitionEpoch: result.partitionEpoch)
    }

    /// The checks in Kafka's order. A sender that knows more than we do has heard it from another controller.
    private func error(
        of wanted: AlterPartitionRequest.PartitionData, to partition: PartitionImage, sender: BrokerID,
        image: ClusterImage
    ) -> ErrorCode? {
        if wanted.leaderEpoch > partition.leaderEpoch || wanted.partitionEpoch > partition.partitionEpoch {
            return .notController
        }
        if wanted.leaderEpoch < partition.leaderEpoch { return .fencedLeaderEpoch }
        if sender != partition.leader { return .invalidRequest }
        if wanted.partitionEpoch < partition.partitionEpoch { return .invalidUpdateVersion }

        let isr = wanted.members.map(\.brokerId)
        guard isr.contains(sender), Set(isr).count == isr.count, isr.allSatisfy(partition.replicas.contains)
        else { return .invalidRequest }
        guard let state = PartitionImage.LeaderRecoveryState(rawValue: wanted.leaderRecoveryState) else {
            return .invalidRequest
        }
        // Whoever recovers has nobody who could be in sync with it.
        if state == .recovering, isr.count > 1 || partition.leaderRecoveryState == .recovered {
            return .invalidRequest
        }
        let areEligible = wanted.members.allSatisfy { isEligible($0, for: partition, image: image) }
        return areEligible ? nil : .ineligibleReplica
    }

    /// A replica in a directory that is not online cannot be in sync, whatever the leader last saw of it.
    private func isEligible(
        _ member: AlterPartitionRequest.BrokerState, for partition: PartitionImage, image: ClusterImage
    ) -> Bool {
        guard let registration = image.brokers[member.brokerId], registration.isActive,
            let position = partition.replicas.firstIndex(of: member.brokerId),
            registration.isOnline(partition.directories[position])
        else { return false }
        return member.brokerEpoch == .none || member.brokerEpoch == registration.epoch
    }
}

extension AlterPartitionRequest.PartitionData {
    /// The new ISR. Version 2 does not say which registrations are meant.
    fileprivate var members: [AlterPartitionRequest.BrokerState] {
        newIsrWithEpochs.isEmpty ? newIsr.map { .init(brokerId: $0) } : newIsrWithEpochs
    }
}
