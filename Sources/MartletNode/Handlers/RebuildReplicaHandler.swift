import Logging
import MartletModel
import MartletProtocol

/// RebuildReplica, Martlet's own, version 0: somebody has found that this broker's copy is not what most
/// replicas have.
extension Shard {
    func handle(_ request: RebuildReplicaRequest, _ context: RequestContext) {
        let key = PartitionKey(topicID: request.topicId, partition: request.partitionIndex)
        gather([key], from: { owner(of: $0) }) { owner, key in
            owner.rebuild(key, foundIn: request.leaderEpoch)
        } finish: { home, answers in
            for answer in answers { home.respond(RebuildReplicaResponse(errorCode: answer), to: context) }
        }
    }

    func rebuild(_ key: PartitionKey, foundIn leaderEpoch: LeaderEpoch) -> ErrorCode {
        guard case .ready(let replica)? = partitions[key] else { return unavailabilityByID(of: key) }
        if leaderEpoch == .none { return .invalidRequest }
        if let refusal = checkLeaderEpoch(leaderEpoch, of: replica) { return refusal }
        // Nobody has a copy of it.
        if image.partition(key.topicID, key.partition)?.replicas.count == 1 { return .notEnoughReplicas }
        if replica.healing.isRebuildWanted { return .none }
        replica.healing.wantRebuild()
        logger.warning(
            "This replica is not what most others are: it is to be copied anew",
            metadata: [
                "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
                "leaderEpoch": "\(leaderEpoch)",
            ])
        return .none
    }
}
