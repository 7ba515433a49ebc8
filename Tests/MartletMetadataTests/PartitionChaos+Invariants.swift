import MartletMetadata
import MartletModel

extension PartitionChaos {
    /// The propositions that do not hold of what the last event made of this image, with the partition.
    func brokenInvariants(since before: ClusterImage) -> [String] {
        partitions.flatMap { key, partition -> [String] in
            let old = before.partition(key.topic, key.index)
            var broken = brokenMembership(partition) + brokenEligibility(partition)
            if let old {
                broken += brokenEpochs(from: old, to: partition)
                broken += lostRecords(from: old, to: partition, holders: electorate[key] ?? [])
            }
            return broken.map {
                "\($0): partition \(key.index): \(old.map { PartitionState($0).description } ?? "-") → "
                    + PartitionState(partition).description
            }
        }
    }

    private func brokenMembership(_ partition: PartitionImage) -> [String] {
        var broken: [String] = []
        func check(_ holds: Bool, _ proposition: String) { if !holds { broken.append(proposition) } }
        let replicas = Set(partition.replicas)
        check(replicas.count == partition.replicas.count, "no replica is listed twice")
        check(!replicas.isEmpty, "a partition has replicas")
        check(Set(partition.isr).count == partition.isr.count, "no in-sync replica is listed twice")
        check(replicas.isSuperset(of: partition.isr), "what is in sync is a replica")
        check(partition.directories.count == partition.replicas.count, "each replica has a directory")
        check(replicas.isSuperset(of: partition.addingReplicas), "what is added is a replica")
        check(replicas.isSuperset(of: partition.removingReplicas), "what is removed is a replica")
        check(
            Set(partition.addingReplicas).isDisjoint(with: partition.removingReplicas),
            "nothing is added and removed")
        if let leader = partition.leader {
            check(partition.isr.contains(leader), "a leader is in sync")
            check(canServe(leader, partition), "a leader can serve")
            check(partition.isr.allSatisfy { canServe($0, partition) }, "what is in sync can serve")
        } else {
            check(partition.isr.count <= 1, "only the last in sync waits")
            check(!partition.isr.contains { canServe($0, partition) }, "who is in sync and can serve, leads")
        }
        return broken
    }

    private func brokenEligibility(_ partition: PartitionImage) -> [String] {
        var broken: [String] = []
        func check(_ holds: Bool, _ proposition: String) { if !holds { broken.append(proposition) } }
        let eligible = Set(partition.eligibleLeaderReplicas)
        let lastKnown = partition.lastKnownEligibleLeaderReplicas
        guard hasEligibleLeaders else {
            check(!partition.isr.isEmpty, "somebody is in sync")
            check(eligible.isEmpty && lastKnown.isEmpty, "nobody is eligible without the feature")
            return broken
        }
        check(eligible.count == partition.eligibleLeaderReplicas.count, "nobody is eligible twice")
        check(eligible.isSubset(of: partition.replicas), "who is eligible is a replica")
        check(eligible.isDisjoint(with: partition.isr), "who is in sync is not eligible besides")
        check(
            eligible.isEmpty || partition.isr.count < minimum(partition),
            "nobody is eligible outside an ISR that is large enough")
        check(lastKnown.isEmpty || partition.leader == nil, "the last known leader is known only without one")
        check(lastKnown.count <= 1, "one led last")
        if partition.leader == nil, partition.isr.isEmpty {
            check(!eligible.contains { canServe($0, partition) }, "who is eligible and can serve, leads")
        }
        return broken
    }

    private func brokenEpochs(from old: PartitionImage, to new: PartitionImage) -> [String] {
        var broken: [String] = []
        func check(_ holds: Bool, _ proposition: String) { if !holds { broken.append(proposition) } }
        check(new.partitionEpoch >= old.partitionEpoch, "a partition epoch never decreases")
        check(new.leaderEpoch >= old.leaderEpoch, "a leader epoch never decreases")
        var same = new
        same.partitionEpoch = old.partitionEpoch
        check(same == old || new.partitionEpoch > old.partitionEpoch, "a change has an epoch")
        check(new.leader == old.leader || new.leaderEpoch > old.leaderEpoch, "a new leader has an epoch")
        check(
            new.leaderEpoch > old.leaderEpoch || Set(new.replicas).isSuperset(of: old.replicas),
            "who is no replica any more is shut out by an epoch")
        return broken
    }

    /// A leader that is not recovering has every committed record.
    private func lostRecords(
        from old: PartitionImage, to new: PartitionImage, holders: Set<BrokerID>
    ) -> [String] {
        guard let leader = new.leader, leader != old.leader, new.leaderRecoveryState == .recovered,
            !holders.contains(leader)
        else { return [] }
        return ["nothing is lost but by an unclean election (\(holders.sorted()) have everything)"]
    }
}
