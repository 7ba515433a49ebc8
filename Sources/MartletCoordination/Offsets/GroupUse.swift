import MartletModel
import MartletProtocol

/// What of a group matters to its offsets: whether anybody reads the topics, and from when on they age.
struct GroupUse {
    /// From when on an offset's age counts.
    enum ExpiryBase {
        case commit
        /// Since the group has no members.
        case empty(since: Timestamp)

        func moment(of offset: CommittedOffset) -> Timestamp {
            switch self {
            case .commit: offset.committedAt
            case .empty(let since): since
            }
        }
    }

    /// False if it has members, and what they read cannot be told.
    var isKnown: Bool
    /// It has no members, and nobody is about to be one.
    var isIdle: Bool
    /// Nil: nothing of the group expires now.
    var expiry: ExpiryBase?
    var reads: (String) -> Bool
}

extension GroupCoordinator {
    /// Nil if there is no such group.
    func use(of id: String, now: Duration) -> GroupUse? {
        if let consumers = image.groups[id]?.consumer {
            let topics = consumers.subscribedTopics
            return GroupUse(
                isKnown: true, isIdle: consumers.members.isEmpty, expiry: .commit,
                reads: { topics.contains($0) })
        }
        guard let group = classicGroup(id, now: now) else { return nil }
        return GroupUse(
            isKnown: group.state == .empty || group.isOfConsumers, isIdle: group.isIdle,
            expiry: expiryBase(of: group),
            reads: { group.state != .empty && group.isSubscribed(to: $0) })
    }

    private func expiryBase(of group: ClassicGroup) -> GroupUse.ExpiryBase? {
        guard group.protocolType != nil else { return .commit }
        switch group.state {
        case .empty: return group.stateTime.map { .empty(since: $0) } ?? .commit
        case .stable: return group.isOfConsumers && group.subscribedTopics != nil ? .commit : nil
        case .preparing, .completing: return nil
        }
    }
}

extension ConsumerGroupImage {
    /// Why whoever asks may not commit; nil if he may.
    func refusal(ofCommitBy member: String, _ epoch: Int32, _ version: Int16) -> ErrorCode? {
        // An administrator, or somebody who is no member, may while there are none.
        if epoch < 0, members.isEmpty { return nil }
        guard let metadata = members[member] else { return .unknownMemberId }
        let known = current[member]?.epoch ?? 0
        if metadata.classic != nil { return epoch == known ? nil : .illegalGeneration }
        // Before version 9 there is no word for a stale epoch.
        if version < 9 { return .unsupportedVersion }
        return epoch > known ? .staleMemberEpoch : nil
    }

    /// Whether a member may still commit for a partition that it names an earlier epoch with: nobody else has
    /// had the partition since (KIP-1251).
    func mayCommit(_ member: String, _ epoch: Int32, for partition: PartitionKey) -> Bool {
        guard let current = current[member], epoch < current.epoch else { return true }
        return current.assignmentEpochs[partition].map { $0 <= epoch } ?? false
    }

    func refusal(ofFetchBy member: String?, _ epoch: Int32) -> ErrorCode? {
        guard let member, epoch >= 0 || !member.isEmpty else { return nil }
        guard let metadata = members[member] else { return .unknownMemberId }
        if metadata.classic != nil, epoch != current[member]?.epoch ?? 0 { return .illegalGeneration }
        return epoch == current[member]?.epoch ?? 0 ? nil : .staleMemberEpoch
    }
}
