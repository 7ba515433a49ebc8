import MartletModel
import MartletProtocol

/// Why a heartbeat is refused.
struct ConsumerRefusal: Error, Equatable {
    var code: ErrorCode
    var message: String

    init(_ code: ErrorCode, _ message: String) {
        self.code = code
        self.message = message
    }
}

/// ConsumerGroupHeartbeat: what a member says, what it is to have, and what the group makes of it (KIP-848).
/// Pure.
struct ConsumerHeartbeat {
    var request: ConsumerGroupHeartbeatRequest
    var caller: Caller
    var progress: ConsumerProgress
    /// For a client that lets the broker choose (version 0).
    var newMemberID: String

    private var configuration: GroupConfiguration { progress.configuration }

    /// What comes of it for the member, beside the records.
    struct Outcome {
        var response: ConsumerGroupHeartbeatResponse
        var memberID: String
        /// The member is to give up partitions, and its time to do so begins.
        var beginsRevocation = false
        var isRevoking = false
    }

    private var isJoining: Bool { request.memberEpoch == 0 }

    private var owned: PartitionSet? {
        request.topicPartitions.map { PartitionSet($0.map { ($0.topicId, $0.partitions) }) }
    }

    // MARK: - What can be said without the group

    func check() throws(ConsumerRefusal) {
        func refuse(_ message: String) -> ConsumerRefusal { ConsumerRefusal(.invalidRequest, message) }
        if request.groupId.isEmpty { throw refuse("GroupId can't be empty.") }
        if request.memberId.isEmpty, caller.version >= 1 || !isJoining {
            throw refuse("MemberId can't be empty.")
        }
        if request.instanceId?.isEmpty == true { throw refuse("InstanceId can't be empty.") }
        if request.rackId?.isEmpty == true { throw refuse("RackId can't be empty.") }
        if isJoining {
            if request.rebalanceTimeoutMs == -1 {
                throw refuse("RebalanceTimeoutMs must be provided in first request.")
            }
            guard request.topicPartitions?.isEmpty == true else {
                throw refuse("TopicPartitions must be empty when (re-)joining.")
            }
            if request.subscribedTopicNames == nil, request.subscribedTopicRegex == nil {
                throw refuse(
                    "Either SubscribedTopicNames or SubscribedTopicRegex must be non-null when (re-)joining.")
            }
        }
        if request.memberEpoch < ConsumerGroupImage.CurrentAssignment.awayEpoch {
            throw refuse("MemberEpoch is \(request.memberEpoch).")
        }
        if request.memberEpoch == ConsumerGroupImage.CurrentAssignment.awayEpoch, request.instanceId == nil {
            throw refuse("InstanceId can't be null.")
        }
        if let wanted = request.serverAssignor, Assignor(rawValue: wanted) == nil {
            throw ConsumerRefusal(
                .unsupportedAssignor,
                "ServerAssignor \(wanted) is not supported. Supported assignors: "
                    + Assignor.allCases.map(\.rawValue).joined(separator: ", ") + ".")
        }
        if let pattern = request.subscribedTopicRegex, !pattern.isEmpty, LinearRegex(pattern) == nil {
            throw ConsumerRefusal(
                .invalidRegularExpression,
                "SubscribedTopicRegex `\(pattern)` is not a valid regular expression.")
        }
    }

    // MARK: - A member reports

    func decide(_ change: inout ConsumerGroupChange, at moment: Moment) throws(ConsumerRefusal) -> Outcome {
        let member = try admit(&change)
        let before = change.group.current[member] ?? .init()
        let hasNewSubscription = describe(member, &change)
        progress.refresh(&change, hasNewSubscription: hasNewSubscription, at: moment.time)
        let next = progress.reconcile(member, owned: owned, &change)
        var response = ConsumerGroupHeartbeatResponse(
            memberId: member, memberEpoch: next.epoch,
            heartbeatIntervalMs: progress.catalog.times(of: request.groupId)
                .heartbeatInterval(configuration))
        if isJoining || isFull || next.assigned != before.assigned {
            response.assignment = .init(
                topicPartitions: next.assigned.sorted.map { .init(topicId: $0, partitions: $1) })
        }
        let isRevoking = next.state == .unrevokedPartitions
        return Outcome(
            response: response, memberID: member, beginsRevocation: isRevoking && next != before,
            isRevoking: isRevoking)
    }

    /// A client that has lost its way says everything, and is told everything.
    private var isFull: Bool {
        request.rebalanceTimeoutMs != -1 && request.topicPartitions != nil
            && (request.subscribedTopicNames != nil || request.subscribedTopicRegex != nil)
    }

    /// Who reports; a static member that has come back takes its old place.
    private func admit(_ change: inout ConsumerGroupChange) throws(ConsumerRefusal) -> String {
        let id = request.memberId.isEmpty ? newMemberID : request.memberId
        let group = change.group
        if let instance = request.instanceId {
            guard let holder = group.staticMembers[instance] else {
                guard isJoining else { throw unknownMember(id) }
                try checkSize(group)
                return id
            }
            guard holder != id else {
                try checkEpoch(of: id, in: group)
                return id
            }
            guard isJoining else {
                throw ConsumerRefusal(
                    .fencedInstanceId, "Static member \(id) with instance id \(instance) was fenced.")
            }
            // A member of the other protocol cannot say that it is away.
            guard
                group.current[holder]?.epoch == ConsumerGroupImage.CurrentAssignment.awayEpoch
                    || group.members[holder]?.classic != nil
            else {
                throw ConsumerRefusal(
                    .unreleasedInstanceId,
                    "Static member \(id) with instance id \(instance) cannot join the group because the "
                        + "instance id is owned by member \(holder).")
            }
            change.replace(holder, by: id)
            return id
        }
        if group.members[id] == nil {
            guard isJoining else { throw unknownMember(id) }
            try checkSize(group)
        } else {
            try checkEpoch(of: id, in: group)
        }
        return id
    }

    private func unknownMember(_ id: String) -> ConsumerRefusal {
        ConsumerRefusal(.unknownMemberId, "Member \(id) is not a member of group \(request.groupId).")
    }

    private func checkSize(_ group: ConsumerGroupImage) throws(ConsumerRefusal) {
        guard group.members.count < configuration.maxConsumerMembers else {
            throw ConsumerRefusal(
                .groupMaxSizeReached,
                "The consumer group has reached its maximum capacity of "
                    + "\(configuration.maxConsumerMembers) members.")
        }
    }

    /// A member that has missed an answer may be one epoch behind, if it reads nothing that it should not.
    private func checkEpoch(of member: String, in group: ConsumerGroupImage) throws(ConsumerRefusal) {
        if isJoining { return }
        let current = group.current[member] ?? .init()
        if request.memberEpoch == current.epoch, current.state != .unknown { return }
        let isOneBehind =
            request.memberEpoch < current.epoch && request.memberEpoch == current.previousEpoch
            && owned.map { $0.isSubset(of: current.assigned) } ?? false
        guard isOneBehind else {
            throw ConsumerRefusal(
                .fencedMemberEpoch,
                "The consumer group member has member epoch \(request.memberEpoch), and the one known by the "
                    + "group coordinator is \(current.epoch). The member must abandon all its partitions and "
                    + "rejoin.")
        }
    }

    /// Takes note of what the member says of itself. Returns whether it wants to read something else.
    private func describe(_ member: String, _ change: inout ConsumerGroupChange) -> Bool {
        let known = change.group.members[member]
        var metadata =
            known
            ?? ConsumerGroupMemberMetadataValue(
                instanceId: nil, rackId: nil,
                subscribedTopicRegex: nil, serverAssignor: nil)
        metadata.clientId = caller.clientID
        metadata.clientHost = caller.clientHost
        metadata.instanceId = request.instanceId ?? metadata.instanceId
        metadata.rackId = request.rackId ?? metadata.rackId
        if request.rebalanceTimeoutMs != -1 { metadata.rebalanceTimeoutMs = request.rebalanceTimeoutMs }
        if let names = request.subscribedTopicNames { metadata.subscribedTopicNames = Set(names).sorted() }
        metadata.subscribedTopicRegex = request.subscribedTopicRegex ?? metadata.subscribedTopicRegex
        metadata.serverAssignor = request.serverAssignor ?? metadata.serverAssignor
        metadata.classicMemberMetadata = nil
        change.set(member, metadata)
        return known?.subscribedTopicNames != metadata.subscribedTopicNames
            || known?.pattern != metadata.pattern
    }

    // MARK: - A member leaves

    /// For good, or, for a static member, for a while. Returns whether it is to be taken out.
    func leave(_ change: inout ConsumerGroupChange) throws(ConsumerRefusal) -> Bool {
        let id = request.memberId
        if let instance = request.instanceId {
            guard let holder = change.group.staticMembers[instance] else { throw unknownMember(id) }
            guard holder == id else {
                throw ConsumerRefusal(
                    .fencedInstanceId, "Static member \(id) with instance id \(instance) was fenced.")
            }
        }
        guard change.group.members[id] != nil else { throw unknownMember(id) }
        if request.memberEpoch == ConsumerGroupImage.CurrentAssignment.awayEpoch {
            var current = change.group.current[id] ?? .init()
            current.previousEpoch = current.epoch
            current.epoch = ConsumerGroupImage.CurrentAssignment.awayEpoch
            current.state = .stable
            current.pendingRevocation = PartitionSet()
            current.assignmentEpochs = current.assignmentEpochs.mapValues { _ in 0 }
            change.set(id, current)
            return false
        }
        return true
    }
}
