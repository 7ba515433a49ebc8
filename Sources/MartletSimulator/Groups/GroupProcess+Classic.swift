import MartletCoordination
import MartletModel
import MartletProtocol
import NIOCore

/// A member of a group whose members assign among themselves.
extension GroupProcess {
    private var protocolName: String { kind == .cooperative ? "cooperative-sticky" : "range" }

    private var subscription: ByteBuffer {
        let own = kind == .cooperative ? SimulatedTopics.byTopic(owned.keys) : []
        let said = ConsumerProtocolSubscription(
            topics: SimulatedTopics.allNames,
            ownedPartitions: own.map { .init(topic: $0, partitions: $1) })
        return (try? said.encodedWithVersion(1)) ?? ByteBuffer()
    }

    mutating func nextOfClassic(
        _ now: Duration, _ topics: SimulatedTopics
    ) -> (GroupRequest, Int16, Purpose)? {
        if needsSync {
            seenTopics = topics.growth
            return syncing(topics)
        }
        if !others.isEmpty, seenTopics != topics.growth { mustJoin = true }
        if mustJoin {
            if isMember, !hasGivenUpCommit, let commit = committing { return commit }
            if kind == .eager { giveUp(Set(owned.keys)) }
            let request = JoinGroupRequest(
                groupId: GroupRun.group, sessionTimeoutMs: 10_000, rebalanceTimeoutMs: 15_000,
                memberId: memberID, groupInstanceId: instance, protocolType: "consumer",
                protocols: [.init(name: protocolName, metadata: subscription)])
            return (.join(request), 9, .join)
        }
        let leaving = Set(owned.keys).subtracting(target)
        if !leaving.isEmpty {
            if !hasGivenUpCommit, let commit = committing { return commit }
            giveUp(leaving)
            // Others wait for them.
            mustJoin = true
            return nextOfClassic(now, topics)
        }
        return nil
    }

    private func syncing(_ topics: SimulatedTopics) -> (GroupRequest, Int16, Purpose) {
        let request = SyncGroupRequest(
            groupId: GroupRun.group, generationId: epoch, memberId: memberID, groupInstanceId: instance,
            protocolType: "consumer", protocolName: protocolName,
            assignments: shares(topics).map { member, share in
                let given = ConsumerProtocolAssignment(
                    assignedPartitions: SimulatedTopics.byTopic(share).map {
                        .init(topic: $0, partitions: $1)
                    })
                return .init(
                    memberId: member, assignment: (try? given.encodedWithVersion(1)) ?? ByteBuffer())
            })
        return (.sync(request), 5, .sync)
    }

    /// What the leader gives to each: partition after partition in turns. A cooperative one gives nobody what
    /// another still has.
    private func shares(_ topics: SimulatedTopics) -> [(String, [PartitionKey])] {
        if others.isEmpty { return [] }
        var shares = others.map { ($0.id, [PartitionKey]()) }
        for (place, partition) in topics.partitions.enumerated() {
            let chosen = place % others.count
            let holder = others.firstIndex { $0.owned.contains(partition) }
            if let holder, holder != chosen { continue }
            shares[chosen].1.append(partition)
        }
        return shares
    }

    mutating func hasJoined(_ reply: JoinGroupResponse, now: Duration) {
        switch reply.errorCode {
        case .none:
            memberID = reply.memberId
            epoch = reply.generationId
            mustJoin = false
            needsSync = true
            hasGivenUpCommit = false
            let leads = reply.leader == memberID && !reply.skipAssignment
            others = leads ? reply.members.map { ($0.memberId, Self.owned($0.metadata)) } : []
        case .memberIdRequired: memberID = reply.memberId
        default: hasFailed(reply.errorCode, now: now)
        }
    }

    private static func owned(_ metadata: ByteBuffer) -> Set<PartitionKey> {
        guard let said = try? ConsumerProtocolSubscription.decodeWithVersion(metadata) else { return [] }
        return SimulatedTopics.partitions(said.ownedPartitions.map { ($0.topic, $0.partitions) })
    }

    mutating func hasSynced(_ reply: SyncGroupResponse, now: Duration) {
        needsSync = false
        isUnsure = false
        guard reply.errorCode == .none else {
            mustJoin = true
            return hasFailed(reply.errorCode, now: now)
        }
        nextHeartbeat = now + Self.heartbeatInterval
        let given = try? ConsumerProtocolAssignment.decodeWithVersion(reply.assignment)
        target = SimulatedTopics.partitions(
            (given?.assignedPartitions ?? []).map { ($0.topic, $0.partitions) })
    }

    mutating func hasHeard(_ reply: HeartbeatResponse, now: Duration) {
        isUnsure = false
        guard reply.errorCode == .none else { return hasFailed(reply.errorCode, now: now) }
        nextHeartbeat = now + Self.heartbeatInterval
    }
}
