import MartletModel
import MartletProtocol

/// From requests to the group that they are about, and from what the group wants to what is done.
extension GroupCoordinator {
    /// A group as it is at the moment; nil if there is none. One without members is made from the log each
    /// time.
    func classicGroup(_ id: String, now: Duration) -> ClassicGroup? {
        if let group = classicGroups[id] { return group }
        guard let known = image.groups[id] else { return nil }
        guard let record = known.classic else { return ClassicGroup(id: id, configuration: configuration) }
        return ClassicGroup(id: id, record, configuration: configuration, now: now)
    }

    /// Lets something happen to a group, which is made if there is none, and does what the group wants then.
    private mutating func change<Result>(
        _ id: String, at moment: Moment,
        _ change: (inout ClassicGroup, inout [ClassicGroup.Effect]) -> Result
    ) -> Result {
        // Taken out of the dictionary, so that it is changed in place.
        var group =
            classicGroups.removeValue(forKey: id) ?? classicGroup(id, now: moment.uptime)
            ?? ClassicGroup(id: id, configuration: configuration)
        var effects: [ClassicGroup.Effect] = []
        let result = change(&group, &effects)
        let due = group.nextDeadline
        if !group.isIdle {
            classicGroups[id] = group
            if let due { setAlarm(id, due: due) }
        }
        for effect in effects {
            switch effect {
            case .answer(let call, let reply): answer(call, reply)
            case .persist(let record, let persistence):
                write(
                    [.groupMetadata(.init(group: id), record)],
                    then: .classic(group: id, persistence))
            }
        }
        return result
    }

    mutating func join(
        _ request: JoinGroupRequest, _ caller: Caller, _ call: CallID, at moment: Moment
    ) {
        func refuse(_ code: ErrorCode) {
            answer(call, GroupRequest.join(request).refused(code))
        }
        if request.groupId.isEmpty { return refuse(.invalidGroupId) }
        guard configuration.sessionTimeoutMilliseconds.contains(request.sessionTimeoutMs) else {
            return refuse(.invalidSessionTimeout)
        }
        if let group = mixedGroup(request.groupId) {
            return join(request, caller, call, in: group, at: moment)
        }
        if let consumers = image.groups[request.groupId]?.consumer {
            // A group of the other kind without members becomes a classic one.
            var change = ConsumerGroupChange(request.groupId, consumers)
            change.removeGroup()
            write(change.records, then: .nobody)
        }
        let isKnown = classicGroups[request.groupId] != nil || image.groups[request.groupId] != nil
        // Nobody is a member of a group that is not known.
        if !isKnown, !request.memberId.isEmpty { return refuse(.unknownMemberId) }
        let joining = ClassicGroup.Joining(
            call: call, request: request, caller: caller,
            newMemberID: uniqueID(after: request.groupInstanceId ?? caller.clientID))
        change(request.groupId, at: moment) { $0.join(joining, at: moment, &$1) }
        if !isKnown, classicGroups[request.groupId] != nil {
            // A member that has been told its id finds the group at the next coordinator too.
            let empty = ClassicGroup(id: request.groupId, configuration: configuration)
            write(
                [.groupMetadata(.init(group: request.groupId), empty.record(at: moment))],
                then: .classic(group: request.groupId, .note))
        }
    }

    mutating func sync(_ request: SyncGroupRequest, _ call: CallID, at moment: Moment) {
        func refuse(_ code: ErrorCode) {
            answer(call, .synced(.init(errorCode: code)))
        }
        if request.groupId.isEmpty { return refuse(.invalidGroupId) }
        if let group = mixedGroup(request.groupId) { return sync(request, call, in: group, at: moment) }
        if classicGroups[request.groupId] == nil { return refuse(.unknownMemberId) }
        change(request.groupId, at: moment) { $0.sync(request, call: call, at: moment, &$1) }
    }

    mutating func heartbeat(_ request: HeartbeatRequest, _ call: CallID, at moment: Moment) {
        if let group = mixedGroup(request.groupId) { return heartbeat(request, call, in: group, at: moment) }
        var code = ErrorCode.unknownMemberId
        if request.groupId.isEmpty {
            code = .invalidGroupId
        } else if let answer = classicGroups[request.groupId]?.heartbeat(request, now: moment.uptime) {
            // It puts deadlines off, which is no news to the alarm.
            code = answer
        }
        answer(call, .heartbeat(.init(errorCode: code)))
    }

    mutating func leave(
        _ request: LeaveGroupRequest, _ caller: Caller, _ call: CallID, at moment: Moment
    ) {
        if let group = mixedGroup(request.groupId) {
            return leave(request, caller, call, in: group, at: moment)
        }
        let isSingle = caller.version < 3
        let leaving = isSingle ? [.init(memberId: request.memberId)] : request.members
        guard !request.groupId.isEmpty else { return answer(call, .left(.init(errorCode: .invalidGroupId))) }
        guard classicGroups[request.groupId] != nil else {
            let responses = leaving.map { identity in
                LeaveGroupResponse.MemberResponse(
                    memberId: identity.memberId, groupInstanceId: identity.groupInstanceId,
                    errorCode: .unknownMemberId)
            }
            let reply =
                isSingle
                ? LeaveGroupResponse(errorCode: .unknownMemberId) : LeaveGroupResponse(members: responses)
            return answer(call, .left(reply))
        }
        let responses = change(request.groupId, at: moment) { $0.leave(leaving, at: moment, &$1) }
        let reply =
            isSingle
            ? LeaveGroupResponse(errorCode: responses.first?.errorCode ?? .none)
            : LeaveGroupResponse(members: responses)
        answer(call, .left(reply))
    }

    mutating func wrote(
        _ id: String, _ persistence: ClassicGroup.Persistence, _ failure: ErrorCode?, at moment: Moment
    ) {
        if classicGroups[id] == nil { return }
        switch persistence {
        case .note: break
        case .assignments(let generation, let assignments):
            change(id, at: moment) {
                $0.wroteAssignments(assignments, of: generation, failure, at: moment, &$1)
            }
        case .staticMember(let comeback):
            change(id, at: moment) { $0.wrote(comeback, failure, now: moment.uptime, &$1) }
        }
    }

    mutating func tick(_ id: String, at moment: Moment) {
        if classicGroups[id] == nil { return }
        change(id, at: moment) { $0.tick(at: moment, &$1) }
    }

    /// The log says that a group is a classic one, and has members: they are to join.
    mutating func beginClassic(_ id: String, at moment: Moment) {
        guard classicGroups[id] == nil, image.groups[id]?.classic?.members.isEmpty == false else { return }
        change(id, at: moment) { $0.prepareRebalance(at: moment, &$1) }
    }

    /// Ids that were given out in a group are forgotten when it is deleted. (One whose first record could not
    /// be written may have members, and not be in the log.)
    mutating func forgetIfGone(_ id: String) {
        if image.groups[id] == nil, classicGroups[id]?.state == .empty { classicGroups[id] = nil }
    }
}

extension ClassicGroup {
    /// The group is not coordinated here any more, or not in this way: whoever waits is told so.
    func ended(_ code: ErrorCode) -> [Effect] {
        members.values.flatMap { member -> [Effect] in
            var effects: [Effect] = []
            if let join = member.join {
                let reply = JoinGroupResponse(
                    errorCode: code, protocolName: nil, memberId: member.id)
                effects.append(.answer(join.call, .joined(reply)))
            }
            if let sync = member.sync {
                effects.append(.answer(sync, .synced(.init(errorCode: code))))
            }
            return effects
        }
    }
}
