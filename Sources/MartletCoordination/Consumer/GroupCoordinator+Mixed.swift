import MartletModel
import MartletProtocol

/// Members of the classic protocol in a group to whose members the broker assigns (KIP-848): a generation is
/// the member's epoch, nobody is asked to assign, and who should have something else is asked to join again.
extension GroupCoordinator {
    /// A group of that kind that has members; an empty one becomes a classic group for whoever asks.
    func mixedGroup(_ id: String) -> ConsumerGroupImage? {
        image.groups[id]?.consumer.flatMap { $0.members.isEmpty ? nil : $0 }
    }

    // MARK: - JoinGroup

    mutating func join(
        _ request: JoinGroupRequest, _ caller: Caller, _ call: CallID, in group: ConsumerGroupImage,
        at moment: Moment
    ) {
        func refuse(_ code: ErrorCode, memberID: String? = nil) {
            let reply = JoinGroupResponse(
                errorCode: code, protocolName: nil, memberId: memberID ?? request.memberId)
            answer(call, .joined(reply))
        }
        guard configuration.migration != .disabled,
            group.canTakePart(request.protocolType, request.protocols.map(\.name)),
            let first = request.protocols.first,
            let subscription = ConsumerProtocolSubscription(first.metadata)
        else { return refuse(.inconsistentGroupProtocol) }
        let newID = uniqueID(after: request.groupInstanceId ?? caller.clientID)
        if request.memberId.isEmpty, request.groupInstanceId == nil, caller.version >= 4 {
            return refuse(.memberIdRequired, memberID: newID)
        }
        // Who was taken out has to hear so before it is a member again: others may read what it has.
        if !request.memberId.isEmpty, group.members[request.memberId] == nil,
            !subscription.ownedPartitions.isEmpty
        {
            return refuse(.unknownMemberId)
        }
        var change = ConsumerGroupChange(request.groupId, group)
        let member: String
        switch admit(request, newID, &change, at: moment) {
        case .refused(let code): return refuse(code)
        case .predecessorLeft:
            // The group is a classic one, or empty, when the client comes again.
            let reply = JoinGroupResponse(
                errorCode: .rebalanceInProgress, protocolName: nil, memberId: request.memberId)
            return write(change.records, then: .answer(call, .joined(reply)))
        case .admitted(let id): member = id
        }
        let progress = progress(of: request.groupId)
        let hasNewSubscription = change.describe(member, request, subscription, caller)
        progress.refresh(&change, hasNewSubscription: hasNewSubscription, at: moment.time)
        seenCatalogs[request.groupId] = catalog.version
        let owned = PartitionSet(
            named: subscription.ownedPartitions.map { ($0.topic, $0.partitions) }, catalog)
        let next = progress.reconcile(member, owned: owned, &change)
        hasJoined(member, next, change.group, request.groupId, now: moment.uptime)
        let reply = JoinGroupResponse(
            generationId: next.epoch, protocolType: ClassicGroup.consumerProtocolType,
            protocolName: first.name, leader: "", memberId: member)
        finish(change.records, .joined(reply), request.groupId, call, at: moment)
    }

    private enum Admission {
        case admitted(String)
        case refused(ErrorCode)
        /// A static member of the other protocol that was the last of it.
        case predecessorLeft
    }

    private func admit(
        _ request: JoinGroupRequest, _ newID: String, _ change: inout ConsumerGroupChange, at moment: Moment
    ) -> Admission {
        let group = change.group
        let id = request.memberId.isEmpty ? newID : request.memberId
        if let instance = request.groupInstanceId, let holder = group.staticMembers[instance] {
            if holder == request.memberId { return .admitted(holder) }
            guard request.memberId.isEmpty else { return .refused(.fencedInstanceId) }
            let others = group.members.filter { $0.key != holder }.values
            if configuration.migration.allowsDowngrade, group.members[holder]?.classic == nil,
                others.allSatisfy({ $0.classic != nil })
            {
                part([holder], from: &change, at: moment)
                return .predecessorLeft
            }
            change.replace(holder, by: id)
            return .admitted(id)
        }
        if request.groupInstanceId != nil, !request.memberId.isEmpty { return .refused(.unknownMemberId) }
        guard group.members[id] != nil || group.members.count < configuration.maxConsumerMembers else {
            return .refused(.groupMaxSizeReached)
        }
        return .admitted(id)
    }

    private mutating func hasJoined(
        _ member: String, _ next: ConsumerGroupImage.CurrentAssignment, _ group: ConsumerGroupImage,
        _ id: String, now: Duration
    ) {
        let metadata = group.members[member]
        var session = session(of: member, id)
        session.deadline = now + (metadata?.classic?.sessionTimeout ?? .zero)
        session.join = nil
        session.sync = now + (metadata?.rebalanceTimeout ?? .zero)
        let isRevoking = next.state == .unrevokedPartitions
        session.revocation =
            isRevoking ? session.revocation ?? now + (metadata?.rebalanceTimeout ?? .zero) : nil
        set(session, of: member, id)
    }

    // MARK: - SyncGroup and Heartbeat

    mutating func sync(
        _ request: SyncGroupRequest, _ call: CallID, in group: ConsumerGroupImage, at moment: Moment
    ) {
        let id = request.groupId
        func refuse(_ code: ErrorCode) { answer(call, .synced(.init(errorCode: code))) }
        if let refusal = group.refusal(ofClassic: request.memberId, instance: request.groupInstanceId) {
            return refuse(refusal)
        }
        guard let member = group.members[request.memberId]?.classic else { return }
        guard request.generationId == group.current[request.memberId]?.epoch ?? 0 else {
            return refuse(.illegalGeneration)
        }
        guard request.protocolType ?? ClassicGroup.consumerProtocolType == ClassicGroup.consumerProtocolType,
            request.protocolName ?? member.protocolName == member.protocolName
        else { return refuse(.inconsistentGroupProtocol) }
        let current = group.current[request.memberId] ?? .init()
        // Who is on its way has joined for that already.
        if current.state == .stable, group.isToJoinAgain(request.memberId) {
            isToJoin(request.memberId, group, id, now: moment.uptime)
            return answer(call, .synced(.init(errorCode: .rebalanceInProgress)))
        }
        var session = session(of: request.memberId, id)
        session.deadline = moment.uptime + member.sessionTimeout
        session.sync = nil
        set(session, of: request.memberId, id)
        let reply = SyncGroupResponse(
            protocolType: ClassicGroup.consumerProtocolType, protocolName: member.protocolName,
            assignment: member.assignment(current.assigned, catalog))
        answer(call, .synced(reply), whenCommitted: id, at: moment)
    }

    mutating func heartbeat(
        _ request: HeartbeatRequest, _ call: CallID, in group: ConsumerGroupImage, at moment: Moment
    ) {
        let id = request.groupId
        func refuse(_ code: ErrorCode) { answer(call, .heartbeat(.init(errorCode: code))) }
        if let refusal = group.refusal(ofClassic: request.memberId, instance: request.groupInstanceId) {
            return refuse(refusal)
        }
        guard request.generationId == group.current[request.memberId]?.epoch ?? 0 else {
            return refuse(.illegalGeneration)
        }
        // There may be nobody else to notice that topics have changed, or that somebody has left.
        var change = ConsumerGroupChange(id, group)
        progress(of: id).refresh(&change, hasNewSubscription: false, at: moment.time)
        seenCatalogs[id] = catalog.version
        var session = session(of: request.memberId, id)
        session.deadline = moment.uptime + (group.members[request.memberId]?.classic?.sessionTimeout ?? .zero)
        set(session, of: request.memberId, id)
        var code = ErrorCode.none
        if change.group.isToJoinAgain(request.memberId) {
            isToJoin(request.memberId, group, id, now: moment.uptime)
            code = .rebalanceInProgress
        }
        finish(change.records, .heartbeat(.init(errorCode: code)), id, call, at: moment)
    }

    /// The member is told to join again, and has its rebalance time-out for that.
    private mutating func isToJoin(
        _ member: String, _ group: ConsumerGroupImage, _ id: String, now: Duration
    ) {
        var session = session(of: member, id)
        session.sync = nil
        session.join = session.join ?? now + (group.members[member]?.rebalanceTimeout ?? .zero)
        set(session, of: member, id)
    }

    // MARK: - LeaveGroup

    mutating func leave(
        _ request: LeaveGroupRequest, _ caller: Caller, _ call: CallID, in group: ConsumerGroupImage,
        at moment: Moment
    ) {
        let isSingle = caller.version < 3
        let identities = isSingle ? [.init(memberId: request.memberId)] : request.members
        var leaving: [String] = []
        let responses = identities.map { identity in
            // An administrator takes a static member out without knowing its id (KIP-345), of either kind.
            let holder = identity.groupInstanceId.flatMap { group.staticMembers[$0] }
            let isByInstance = identity.memberId.isEmpty && holder != nil
            let member = isByInstance ? holder ?? "" : identity.memberId
            let refusal =
                isByInstance
                ? nil : group.refusal(ofClassic: member, instance: identity.groupInstanceId)
            if refusal == nil, !leaving.contains(member) { leaving.append(member) }
            return LeaveGroupResponse.MemberResponse(
                memberId: identity.memberId, groupInstanceId: identity.groupInstanceId,
                errorCode: refusal ?? .none)
        }
        let reply =
            isSingle
            ? LeaveGroupResponse(errorCode: responses.first?.errorCode ?? .none)
            : LeaveGroupResponse(members: responses)
        if leaving.isEmpty { return answer(call, .left(reply)) }
        var change = ConsumerGroupChange(request.groupId, group)
        part(leaving, from: &change, at: moment)
        finish(change.records, .left(reply), request.groupId, call, at: moment)
    }
}

extension ConsumerGroupChange {
    /// Takes note of what a member of the classic protocol says of itself. Returns whether it wants to read
    /// something else.
    fileprivate mutating func describe(
        _ member: String, _ request: JoinGroupRequest, _ subscription: ConsumerProtocolSubscription,
        _ caller: Caller
    ) -> Bool {
        let known = group.members[member]
        let metadata = ConsumerGroupMemberMetadataValue(
            instanceId: request.groupInstanceId ?? known?.instanceId,
            rackId: subscription.rackId ?? known?.rackId, clientId: caller.clientID,
            clientHost: caller.clientHost, subscribedTopicNames: Set(subscription.topics).sorted(),
            subscribedTopicRegex: nil, rebalanceTimeoutMs: request.effectiveRebalanceTimeout,
            serverAssignor: nil,
            classicMemberMetadata: .init(
                sessionTimeoutMs: request.sessionTimeoutMs,
                supportedProtocols: request.protocols.map {
                    .init(name: $0.name, metadata: $0.metadata.copied)
                }))
        set(member, metadata)
        return known?.subscribedTopicNames != metadata.subscribedTopicNames || known?.pattern != nil
    }
}
