import MartletModel

/// How a member gets from what it has to what it should have, one heartbeat at a time (KIP-848).
///
/// Nobody gets a partition before its last owner has said that it does not read it any more.
struct Reconciliation {
    /// What it should have, and for which epoch that was computed.
    var target: PartitionSet
    var targetEpoch: Int32
    /// What the client says it has; nil if it does not say.
    var owned: PartitionSet?
    /// Whether another member has the partition.
    var isOwnedByAnother: (PartitionKey) -> Bool

    typealias Current = ConsumerGroupImage.CurrentAssignment

    func next(after current: Current) -> Current {
        switch current.state {
        case .stable:
            // Between two assignments a member may have given up topics of this one.
            let isDone = current.epoch == targetEpoch && current.assigned.isSubset(of: target)
            return isDone ? current : compute(current)
        case .unrevokedPartitions:
            guard let owned, owned.isDisjoint(with: current.pendingRevocation) else { return current }
            return compute(current)
        case .unreleasedPartitions, .unknown: return compute(current)
        }
    }

    private func compute(_ current: Current) -> Current {
        var next = current
        next.assigned = current.assigned.intersection(target)
        let revoked = current.assigned.subtracting(next.assigned)
        if !revoked.isEmpty, owned.map({ !$0.isDisjoint(with: revoked) }) ?? true {
            next.pendingRevocation = revoked
            next.state = .unrevokedPartitions
            return next
        }
        var isWaiting = false
        for key in target.subtracting(next.assigned).all {
            if isOwnedByAnother(key) {
                isWaiting = true
            } else {
                next.assigned.insert(key)
                next.assignmentEpochs[key] = targetEpoch
            }
        }
        next.pendingRevocation = PartitionSet()
        next.state = isWaiting ? .unreleasedPartitions : .stable
        if next.epoch != targetEpoch {
            next.previousEpoch = current.epoch
            next.epoch = targetEpoch
        }
        return next
    }
}
