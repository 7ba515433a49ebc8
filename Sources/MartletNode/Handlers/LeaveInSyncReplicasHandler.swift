import MartletModel
import MartletProtocol

/// LeaveInSyncReplicas, Martlet's own, version 0: a follower is going to drop its copy. Its leader takes it
/// out of the ISR before, if enough others stay, and does not take it back before its log is new.
extension Shard {
    func handle(_ request: LeaveInSyncReplicasRequest, _ context: RequestContext) {
        let key = PartitionKey(topicID: request.topicId, partition: request.partitionIndex)
        gather([key], from: { owner(of: $0) }) { owner, key in
            owner.leave(request, key)
        } finish: { home, answers in
            for answer in answers { home.respond(answer, to: context) }
        }
    }

    private func leave(_ request: LeaveInSyncReplicasRequest, _ key: PartitionKey)
        -> LeaveInSyncReplicasResponse
    {
        guard case .ready(let replica)? = partitions[key] else {
            return .init(errorCode: unavailabilityByID(of: key))
        }
        if let refusal = checkLeaderEpoch(request.leaderEpoch, of: replica) {
            return .init(errorCode: refusal)
        }
        guard standings[request.brokerId]?.epoch == request.brokerEpoch else {
            return .init(errorCode: .staleBrokerEpoch)
        }
        lead(replica, .leaveAsked(by: request.brokerId, request.brokerEpoch))
        guard case .leader(let leader) = replica.role else { return .init(errorCode: .notLeaderOrFollower) }
        return .init(
            errorCode: leader.refusal(ofLeaveBy: request.brokerId) ?? .none,
            logStartOffset: leader.followers.first { $0.broker == request.brokerId }?.leave?.logStart ?? .none
        )
    }
}
