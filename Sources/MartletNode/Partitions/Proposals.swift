import Logging
import MartletModel
import MartletReplication

/// Between the leaders of this shard and the control plane, which carries their proposals to the active
/// controller.
extension Shard {
    func propose(_ proposal: ISRProposal, of replica: PartitionReplica) {
        logger.debug(
            "The leader wants another ISR",
            metadata: [
                "partition": "\(replica.name)", "epoch": "\(proposal.leaderEpoch)",
                "isr": "\(proposal.members.map(\.broker))",
            ])
        let key = replica.key
        controlPlane?.run { $0.propose(key, proposal) }
    }

    /// The replica leads no more: what it proposed is nobody's wish any longer.
    func withdrawProposal(of replica: PartitionReplica) {
        guard case .leader(let leader) = replica.role, leader.change != nil else { return }
        let key = replica.key
        controlPlane?.run { $0.withdrawProposal(of: key) }
    }

    /// The active controller's answer to the ISR that a leader here proposed in this partition epoch.
    func proposalAnswered(_ key: PartitionKey, _ epoch: PartitionEpoch, _ answer: ISRAnswer) {
        guard case .ready(let replica)? = partitions[key] else { return }
        lead(replica, .isrAnswered(epoch, answer))
    }
}
