import MartletModel
import MartletProtocol

/// How a group gets on: from changed topics and subscriptions to what its members should have, and from there
/// to what each of them has. Pure.
struct ConsumerProgress {
    var catalog: any TopicCatalog
    var configuration: GroupConfiguration
    /// The topics may have changed since the group looked at them last.
    var isCatalogNew: Bool

    /// Computes anew what the members should have, if there is a reason to and it is time.
    func refresh(_ change: inout ConsumerGroupChange, hasNewSubscription: Bool, at time: Timestamp) {
        if hasNewSubscription || isCatalogNew {
            change.resolvePatterns(catalog, at: time)
            let hash = catalog.hash(of: change.group.subscribedTopics)
            if hasNewSubscription || hash != change.group.metadata?.metadataHash ?? 0 {
                change.bumpEpoch(hash: hash)
            }
        }
        if change.group.epoch > change.group.targetEpoch, isAssignmentDue(change.group, at: time) {
            change.assign(catalog, default: configuration.assignor, at: time)
        }
    }

    /// Brings one member as near to what it should have as can be now. `owned` is what it says it has; nil if
    /// it does not say.
    func reconcile(
        _ member: String, owned: PartitionSet?, _ change: inout ConsumerGroupChange
    ) -> ConsumerGroupImage.CurrentAssignment {
        let next = Reconciliation(
            target: target(of: member, change.group), targetEpoch: change.group.targetEpoch,
            owned: owned
        ) { [group = change.group] key in
            group.owner(of: key).map { $0 != member } ?? false
        }.next(after: change.group.current[member] ?? .init())
        change.set(member, next)
        return next
    }

    /// What it should have, without topics that it does not read any more: those it gives up before the next
    /// assignment is there.
    private func target(of member: String, _ group: ConsumerGroupImage) -> PartitionSet {
        let target = group.targets[member] ?? PartitionSet()
        guard group.epoch > group.targetEpoch, let metadata = group.members[member] else { return target }
        let wanted = group.topics(of: metadata).compactMap { catalog.topic(named: $0)?.id }
        return target.limited(to: Set(wanted))
    }

    /// In a large group members come and go all the time: what they should have is computed once a second.
    private func isAssignmentDue(_ group: ConsumerGroupImage, at time: Timestamp) -> Bool {
        guard group.members.count > 200, let last = group.targetMetadata?.assignmentTimestamp else {
            return true
        }
        return !(0..<1_000).contains(time.milliseconds - last)
    }
}
