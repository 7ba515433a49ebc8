import MartletModel

/// A client's DeleteRecords that is done here, and not everywhere yet.
struct PendingDeletion: Sendable {
    /// Records below are to be gone.
    var offset: Offset
    var deadline: Duration
    /// Called once, with the low watermark or the reason why there is none.
    var done: @Sendable (Offset, ErrorCode) -> Void
}

/// Deletions of records are answered when no replica that is alive has the records any more (KIP-107).
extension Shard {
    func awaitReplicas(_ deletion: PendingDeletion, of replica: PartitionReplica) {
        replica.deletions.append(deletion)
        // Replicas whose fetches wait are to hear of the new log start now.
        for waiter in replica.replicaWaiters { hop(to: waiter.home) { $0.hurry(waiter.fetchID) } }
        settleDeletions(of: replica)
    }

    /// The low watermark may have moved.
    func settleDeletions(of replica: PartitionReplica) {
        guard let low = replica.role.lowWatermark else { return }
        let reached = replica.deletions.filter { $0.offset <= low }
        replica.deletions.removeAll { $0.offset <= low }
        for deletion in reached { deletion.done(low, .none) }
    }

    /// Nobody will know here.
    func refuseDeletions(of replica: PartitionReplica, _ errorCode: ErrorCode) {
        let refused = replica.deletions
        replica.deletions = []
        for deletion in refused { deletion.done(.none, errorCode) }
    }

    /// Those whose time is over are told so; the records stay deleted where they are.
    func expireDeletions() {
        let now = environment.clock.uptime()
        for replica in readyReplicas(where: { !$0.deletions.isEmpty }) {
            let late = replica.deletions.filter { $0.deadline <= now }
            replica.deletions.removeAll { $0.deadline <= now }
            for deletion in late { deletion.done(.none, .requestTimedOut) }
        }
    }
}
