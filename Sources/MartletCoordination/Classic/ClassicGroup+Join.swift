import MartletModel
import MartletProtocol

/// JoinGroup: who wants to be a member of the next generation.
extension ClassicGroup {
    /// A request to join that was looked at as far as it goes without the group.
    struct Joining: Sendable {
        var call: CallID
        var request: JoinGroupRequest
        var caller: Caller
        /// Kafka's form: what the client calls itself, and something that nobody else has.
        var newMemberID: String

        var parked: ClassicMember.ParkedJoin { .init(call: call, version: caller.version) }

        /// From version 4 a new member is told its id, and comes again with it (KIP-394).
        var needsKnownID: Bool { caller.version >= 4 }
    }

    /// Ids that are given out and not used yet: beyond these somebody only asks for ids.
    private static let maxPendingMembers = 100_000

    mutating func join(_ joining: Joining, at moment: Moment, _ effects: inout [Effect]) {
        let request = joining.request
        guard accepts(request.memberId) else {
            remove(request.memberId, .groupMaxSizeReached, &effects)
            return refuse(joining, .groupMaxSizeReached, memberID: "", &effects)
        }
        guard canTakePart(request.protocolType, request.protocols.map(\.name)) else {
            return refuse(joining, .inconsistentGroupProtocol, &effects)
        }
        if request.memberId.isEmpty {
            joinNew(joining, at: moment, &effects)
        } else if pendingMembers[request.memberId] != nil {
            guard request.groupInstanceId == nil else {
                return refuse(joining, .unknownMemberId, &effects)
            }
            add(joining, as: request.memberId, at: moment, &effects)
        } else if let refusal = refusal(of: request.memberId, instance: request.groupInstanceId) {
            refuse(joining, refusal, &effects)
        } else {
            joinAgain(joining, at: moment, &effects)
        }
    }

    /// Whether `group.max.size` leaves room. Who waits for the next generation already has his place in it.
    private func accepts(_ member: String) -> Bool {
        switch state {
        case .empty: true
        case .preparing:
            members[member]?.isAwaitingJoin == true
                || members.values.count(where: \.isAwaitingJoin) < configuration.maxMembers
        case .completing, .stable: members[member] != nil || members.count < configuration.maxMembers
        }
    }

    private mutating func joinNew(_ joining: Joining, at moment: Moment, _ effects: inout [Effect]) {
        let request = joining.request
        if let instance = request.groupInstanceId {
            if let holder = staticMembers[instance] {
                replace(holder, by: joining, at: moment, &effects)
            } else {
                add(joining, as: joining.newMemberID, at: moment, &effects)
            }
        } else if joining.needsKnownID {
            guard pendingMembers.count < Self.maxPendingMembers else {
                return refuse(joining, .groupMaxSizeReached, &effects)
            }
            let deadline = moment.uptime + .milliseconds(Int64(request.sessionTimeoutMs))
            pendingMembers[joining.newMemberID] = deadline
            note(deadline)
            refuse(joining, .memberIdRequired, memberID: joining.newMemberID, &effects)
        } else {
            add(joining, as: joining.newMemberID, at: moment, &effects)
        }
    }

    private mutating func add(
        _ joining: Joining, as id: String, at moment: Moment, _ effects: inout [Effect]
    ) {
        if case .initial? = joinTimer { hasNewMember = true }
        if members.isEmpty { protocolType = joining.request.protocolType }
        var member = ClassicMember(joining.request, id: id, joining.caller)
        member.isNew = true
        member.join = joining.parked
        member.deadline = moment.uptime + GroupConfiguration.newMemberJoinTimeout
        note(member.deadline)
        insert(member)
        rebalanceOrGoOn(at: moment, &effects)
    }

    /// A member joins that is one already.
    private mutating func joinAgain(_ joining: Joining, at moment: Moment, _ effects: inout [Effect]) {
        let id = joining.request.memberId
        guard let member = members[id] else { return }
        let isUnchanged = member.protocols == ClassicMember(joining.request, id: id, joining.caller).protocols
        switch state {
        case .preparing: break
        // It may not have had the answer to its first.
        case .completing where isUnchanged, .stable where isUnchanged && !isLeader(id):
            let reply = joined(id, describing: state == .completing && isLeader(id))
            effects.append(.answer(joining.call, .joined(reply)))
            return
        case .completing, .stable: break
        // Members of an empty group are in its log only; they begin anew.
        case .empty: return refuse(joining, .unknownMemberId, &effects)
        }
        park(joining, as: id, &effects)
        rebalanceOrGoOn(at: moment, &effects)
    }

    /// The member waits for the next generation, with what it now says of itself.
    private mutating func park(_ joining: Joining, as id: String, _ effects: inout [Effect]) {
        if let earlier = members[id]?.join {
            // The client has given it up; but nobody's request stays without an answer.
            let reply = JoinGroupResponse(
                errorCode: .rebalanceInProgress, protocolName: nil, memberId: id)
            effects.append(.answer(earlier.call, .joined(reply)))
        }
        update(id) { member in
            member.update(joining.request)
            member.join = joining.parked
        }
    }

    private mutating func rebalanceOrGoOn(at moment: Moment, _ effects: inout [Effect]) {
        if state == .preparing {
            completeJoinIfAllAreThere(at: moment, &effects)
        } else {
            prepareRebalance(at: moment, &effects)
        }
    }

    // MARK: - Static members

    /// A static member has been started anew, and takes the place of its predecessor.
    private mutating func replace(
        _ previousID: String, by joining: Joining, at moment: Moment, _ effects: inout [Effect]
    ) {
        guard let previous = members[previousID] else { return }
        let previousLeader = leader ?? ""
        rename(previousID, to: joining.newMemberID, &effects)
        refresh(joining.newMemberID, now: moment.uptime)
        park(joining, as: joining.newMemberID, &effects)
        switch state {
        case .stable where elected == protocolName:
            let comeback = StaticReturn(
                generation: generation, memberID: joining.newMemberID, previousID: previousID,
                previousLeader: previousLeader, join: joining.parked,
                previousProtocols: previous.protocols,
                previousRebalanceTimeout: previous.rebalanceTimeoutMilliseconds,
                previousSessionTimeout: previous.sessionTimeoutMilliseconds)
            effects.append(.persist(record(at: moment), .staticMember(comeback)))
        // The leader may be assigning to the old id just now.
        case .completing, .stable: prepareRebalance(at: moment, &effects)
        case .preparing: completeJoinIfAllAreThere(at: moment, &effects)
        case .empty: preconditionFailure("an empty group has a member")
        }
    }

    /// The same member under another id, in the same place. Who uses the old one is fenced.
    private mutating func rename(_ old: String, to new: String, _ effects: inout [Effect]) {
        guard var member = members[old], let index = members.index(forKey: old) else { return }
        if let join = member.join {
            let reply = JoinGroupResponse(errorCode: .fencedInstanceId, protocolName: nil, memberId: old)
            effects.append(.answer(join.call, .joined(reply)))
        }
        if let sync = member.sync {
            effects.append(.answer(sync, .synced(.init(errorCode: .fencedInstanceId))))
        }
        member.id = new
        member.join = nil
        member.sync = nil
        members.remove(at: index)
        members.updateValue(member, forKey: new, insertingAt: index)
        if let instance = member.instanceID { staticMembers[instance] = new }
        if pendingSyncs.remove(old) != nil { pendingSyncs.insert(new) }
        if leader == old { leader = new }
    }

    /// What became of writing down a static member's new id.
    mutating func wrote(
        _ comeback: StaticReturn, _ failure: ErrorCode?, now: Duration, _ effects: inout [Effect]
    ) {
        // If there is a rebalance meanwhile, the member is a part of it.
        guard state == .stable, generation == comeback.generation,
            members[comeback.memberID]?.join == comeback.join
        else { return }
        members[comeback.memberID]?.join = nil
        if let failure {
            update(comeback.memberID) { member in
                member.protocols = comeback.previousProtocols
                member.rebalanceTimeoutMilliseconds = comeback.previousRebalanceTimeout
                member.sessionTimeoutMilliseconds = comeback.previousSessionTimeout
            }
            rename(comeback.memberID, to: comeback.previousID, &effects)
            refresh(comeback.previousID, now: now)
            let reply = JoinGroupResponse(errorCode: failure, protocolName: nil, memberId: "")
            effects.append(.answer(comeback.join.call, .joined(reply)))
            return
        }
        refresh(comeback.memberID, now: now)
        var reply: JoinGroupResponse
        if comeback.join.version >= 9 {
            // A leader may look at the members, but is not to assign (KIP-814).
            reply = joined(comeback.memberID, describing: isLeader(comeback.memberID))
            reply.skipAssignment = isLeader(comeback.memberID)
        } else {
            // An older leader would assign if it knew that it is one.
            reply = joined(comeback.memberID, describing: false)
            reply.leader = comeback.previousLeader
        }
        effects.append(.answer(comeback.join.call, .joined(reply)))
    }

    // MARK: - Answers

    /// What a member of the current generation is told. The leader gets the others' metadata.
    func joined(_ member: String, describing: Bool) -> JoinGroupResponse {
        JoinGroupResponse(
            generationId: generation, protocolType: protocolType, protocolName: protocolName,
            leader: leader ?? "", memberId: member,
            members: describing
                ? members.values.map { member in
                    .init(
                        memberId: member.id, groupInstanceId: member.instanceID,
                        metadata: member.metadata(for: protocolName ?? ""))
                } : [])
    }

    private func refuse(
        _ joining: Joining, _ code: ErrorCode, memberID: String? = nil, _ effects: inout [Effect]
    ) {
        let reply = JoinGroupResponse(
            errorCode: code, protocolName: nil, memberId: memberID ?? joining.request.memberId)
        effects.append(.answer(joining.call, .joined(reply)))
    }
}
