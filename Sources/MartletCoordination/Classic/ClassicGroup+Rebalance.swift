import MartletModel
import MartletProtocol
import NIOCore

/// From one generation to the next.
extension ClassicGroup {
    /// All members are to join anew.
    mutating func prepareRebalance(at moment: Moment, _ effects: inout [Effect]) {
        if state == .completing { refuseSyncs(.rebalanceInProgress, now: moment.uptime, &effects) }
        syncDeadline = nil
        pendingSyncs = []
        let isInitial = state == .empty
        transition(to: .preparing, at: moment)
        if isInitial {
            // More members are likely to come. With no delay the timer is due at once.
            let delay = configuration.initialRebalanceDelay
            let left = max(.zero, rebalanceTimeout - delay)
            set(.initial(due: moment.uptime + delay, delay: delay, left: left))
        } else if haveAllJoined {
            completeJoin(at: moment, &effects)
        } else {
            set(.rebalance(due: moment.uptime + rebalanceTimeout))
        }
    }

    private mutating func set(_ timer: JoinTimer) {
        joinTimer = timer
        hasNewMember = false
        note(timer.due)
    }

    private var haveAllJoined: Bool {
        pendingMembers.isEmpty && members.values.allSatisfy(\.isAwaitingJoin)
    }

    /// A first generation waits out its time in any case.
    mutating func completeJoinIfAllAreThere(at moment: Moment, _ effects: inout [Effect]) {
        if case .initial? = joinTimer { return }
        if state == .preparing, haveAllJoined { completeJoin(at: moment, &effects) }
    }

    private mutating func joinTimeIsUp(_ timer: JoinTimer, at moment: Moment, _ effects: inout [Effect]) {
        if case .initial(_, let delay, let left) = timer, hasNewMember, left > .zero {
            let next = min(configuration.initialRebalanceDelay, left)
            set(.initial(due: moment.uptime + next, delay: next, left: max(.zero, left - delay)))
        } else {
            completeJoin(at: moment, &effects)
        }
    }

    /// Who has not joined is out, unless it is a static member, which may come back; the others are the
    /// next generation.
    private mutating func completeJoin(at moment: Moment, _ effects: inout [Effect]) {
        for member in Array(members.values) where !member.isAwaitingJoin && member.instanceID == nil {
            remove(member.id, .unknownMemberId, &effects)
        }
        guard electLeader() || members.isEmpty else {
            // Nobody is there but static members who are away: their sessions end one day.
            return set(.rebalance(due: moment.uptime + rebalanceTimeout))
        }
        joinTimer = nil
        generation &+= 1
        pendingSyncs = []
        if members.isEmpty {
            protocolName = nil
            leader = nil
            subscribedTopics = computedTopics()
            transition(to: .empty, at: moment)
            effects.append(.persist(record(at: moment), .note))
            return
        }
        protocolName = elected
        subscribedTopics = computedTopics()
        transition(to: .completing, at: moment)
        for member in Array(members.values) {
            members[member.id]?.isNew = false
            members[member.id]?.join = nil
            refresh(member.id, now: moment.uptime)
            pendingSyncs.insert(member.id)
            guard let join = member.join else { continue }
            let reply = joined(member.id, describing: isLeader(member.id))
            effects.append(.answer(join.call, .joined(reply)))
        }
        let deadline = moment.uptime + rebalanceTimeout
        syncDeadline = deadline
        note(deadline)
    }

    /// The leader remains if it has joined; else another does it. False if nobody has.
    private mutating func electLeader() -> Bool {
        if let leader, members[leader]?.isAwaitingJoin == true { return true }
        guard let next = members.values.first(where: \.isAwaitingJoin) else { return false }
        leader = next.id
        return true
    }

    // MARK: - SyncGroup

    mutating func sync(
        _ request: SyncGroupRequest, call: CallID, at moment: Moment, _ effects: inout [Effect]
    ) {
        func refuse(_ code: ErrorCode) {
            effects.append(.answer(call, .synced(.init(errorCode: code))))
        }
        if let refusal = refusal(of: request.memberId, instance: request.groupInstanceId) {
            return refuse(refusal)
        }
        guard request.generationId == generation else { return refuse(.illegalGeneration) }
        // From version 5 a member says what it believes to take part in (KIP-559).
        if let type = request.protocolType, let own = protocolType, type != own {
            return refuse(.inconsistentGroupProtocol)
        }
        if let name = request.protocolName, let own = protocolName, name != own {
            return refuse(.inconsistentGroupProtocol)
        }
        switch state {
        case .empty: refuse(.unknownMemberId)
        case .preparing: refuse(.rebalanceInProgress)
        case .completing:
            if let earlier = members[request.memberId]?.sync {
                effects.append(.answer(earlier, .synced(.init(errorCode: .rebalanceInProgress))))
            }
            members[request.memberId]?.sync = call
            hasSynced(request.memberId)
            guard isLeader(request.memberId) else { return }
            var assignments: [String: ByteBuffer] = [:]
            for assigned in request.assignments {
                assignments[assigned.memberId] = assigned.assignment.copied
            }
            effects.append(
                .persist(
                    record(at: moment, assignments: assignments),
                    .assignments(generation: generation, assignments)))
        case .stable:
            hasSynced(request.memberId)
            refresh(request.memberId, now: moment.uptime)
            effects.append(.answer(call, .synced(synced(request.memberId))))
        }
    }

    private mutating func hasSynced(_ member: String) {
        pendingSyncs.remove(member)
        if pendingSyncs.isEmpty { syncDeadline = nil }
    }

    private func synced(_ member: String) -> SyncGroupResponse {
        SyncGroupResponse(
            protocolType: protocolType, protocolName: protocolName,
            assignment: members[member]?.assignment ?? ByteBuffer())
    }

    /// What became of writing down what the leader has assigned.
    mutating func wroteAssignments(
        _ assignments: [String: ByteBuffer], of written: Int32, _ failure: ErrorCode?, at moment: Moment,
        _ effects: inout [Effect]
    ) {
        // Another may have joined meanwhile, and there is to be another generation.
        guard state == .completing, written == generation else { return }
        if let failure {
            refuseSyncs(failure, now: moment.uptime, &effects)
            return prepareRebalance(at: moment, &effects)
        }
        transition(to: .stable, at: moment)
        for id in Array(members.keys) {
            members[id]?.assignment = assignments[id] ?? ByteBuffer()
            guard let sync = members[id]?.sync else { continue }
            members[id]?.sync = nil
            refresh(id, now: moment.uptime)
            effects.append(.answer(sync, .synced(synced(id))))
        }
    }

    private mutating func refuseSyncs(_ code: ErrorCode, now: Duration, _ effects: inout [Effect]) {
        for id in Array(members.keys) {
            members[id]?.assignment = ByteBuffer()
            guard let sync = members[id]?.sync else { continue }
            members[id]?.sync = nil
            refresh(id, now: now)
            effects.append(.answer(sync, .synced(.init(errorCode: code))))
        }
    }

    // MARK: - Heartbeat and LeaveGroup

    mutating func heartbeat(_ request: HeartbeatRequest, now: Duration) -> ErrorCode {
        if let refusal = refusal(of: request.memberId, instance: request.groupInstanceId) { return refusal }
        guard request.generationId == generation else { return .illegalGeneration }
        switch state {
        case .empty: return .unknownMemberId
        case .preparing:
            refresh(request.memberId, now: now)
            return .rebalanceInProgress
        case .completing, .stable:
            refresh(request.memberId, now: now)
            return .none
        }
    }

    /// Takes out those of the members who may go, and says of each whether it is out.
    mutating func leave(
        _ leaving: [LeaveGroupRequest.MemberIdentity], at moment: Moment, _ effects: inout [Effect]
    ) -> [LeaveGroupResponse.MemberResponse] {
        let before = members.count
        var responses: [LeaveGroupResponse.MemberResponse] = []
        for identity in leaving {
            responses.append(
                .init(
                    memberId: identity.memberId, groupInstanceId: identity.groupInstanceId,
                    errorCode: leave(identity, &effects)))
        }
        membersAreGone(members.count < before, at: moment, &effects)
        return responses
    }

    private mutating func leave(
        _ identity: LeaveGroupRequest.MemberIdentity, _ effects: inout [Effect]
    ) -> ErrorCode {
        if identity.memberId.isEmpty {
            // An administrator takes a static member out without knowing its id (KIP-345).
            guard let id = identity.groupInstanceId.flatMap({ staticMembers[$0] }) else {
                return .unknownMemberId
            }
            remove(id, .unknownMemberId, &effects)
            return .none
        }
        if pendingMembers.removeValue(forKey: identity.memberId) != nil { return .none }
        if let refusal = refusal(of: identity.memberId, instance: identity.groupInstanceId) {
            return refusal
        }
        remove(identity.memberId, .unknownMemberId, &effects)
        return .none
    }

    /// An id alone that nobody will use changes nothing, except for those who waited for it.
    private mutating func membersAreGone(_ areGone: Bool, at moment: Moment, _ effects: inout [Effect]) {
        switch state {
        case .empty: break
        case .preparing: completeJoinIfAllAreThere(at: moment, &effects)
        case .completing, .stable:
            if areGone { prepareRebalance(at: moment, &effects) }
        }
    }

    // MARK: - Time

    mutating func tick(at moment: Moment, _ effects: inout [Effect]) {
        let now = moment.uptime
        let late = members.values.filter { $0.deadline <= now && !$0.isExcusedFromHeartbeats }.map(\.id)
        let forgotten = pendingMembers.filter { $0.value <= now }.map(\.key)
        for id in late { remove(id, .unknownMemberId, &effects) }
        for id in forgotten { pendingMembers.removeValue(forKey: id) }
        // Each of these may make a new generation, which then has timers of its own.
        if !late.isEmpty || !forgotten.isEmpty { membersAreGone(!late.isEmpty, at: moment, &effects) }
        if let due = syncDeadline, due <= now { syncTimeIsUp(at: moment, &effects) }
        if let timer = joinTimer, timer.due <= now { joinTimeIsUp(timer, at: moment, &effects) }
        recomputeDeadline()
    }

    private mutating func syncTimeIsUp(at moment: Moment, _ effects: inout [Effect]) {
        syncDeadline = nil
        guard state == .completing || state == .stable, !pendingSyncs.isEmpty else { return }
        for id in members.keys.filter(pendingSyncs.contains) { remove(id, .unknownMemberId, &effects) }
        prepareRebalance(at: moment, &effects)
    }
}
