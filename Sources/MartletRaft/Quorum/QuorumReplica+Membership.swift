import MartletModel

/// A change of the quorum's members that somebody asks for (KIP-853). The leader makes it, one at a time.
package enum VoterChange: Sendable, Equatable {
    /// `answersEarly`: as soon as the record is appended, not when it is committed.
    case add(Voter, answersEarly: Bool)
    case remove(ReplicaKey)
    /// A voter has other endpoints or supports other versions than its record says.
    case update(Voter)
    /// From configured members (`kraft.version` 0) to members in the log (1).
    case upgrade
}

extension QuorumLeader {
    /// A change that is under way.
    package struct PendingChange: Sendable, Equatable {
        package enum Stage: Sendable, Equatable {
            /// The newcomer is asked for the versions that it supports.
            case asking(Voter, answersEarly: Bool)
            /// The record lies at this offset, and is to be committed by the new majority.
            case committing(Offset)
        }

        package var request: QuorumRequestID
        package var stage: Stage
        package var deadline: Duration
    }
}

extension QuorumReplica {
    /// A newcomer that has not fetched for so long is not taken for one that keeps up.
    private static let observerPatience: Duration = .seconds(3_600)

    mutating func changeRequested(
        _ id: QuorumRequestID, _ change: VoterChange, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard case .leader = role else { return refuse(id, .notLeaderOrFollower, &effects) }
        if case .update(let voter) = change, history.kraftVersion == 0 { return note(voter, id, &effects) }
        if let error = obstacle() { return refuse(id, error, &effects) }
        if case .upgrade = change { return upgrade(id, now, &effects) }
        guard history.kraftVersion >= 1 else { return refuse(id, .unsupportedVersion, &effects) }
        switch change {
        case .add(let voter, let answersEarly): add(voter, answersEarly: answersEarly, id, now, &effects)
        case .remove(let key): remove(key, id, now, &effects)
        case .update(let voter): update(voter, id, now, &effects)
        case .upgrade: break
        }
    }

    /// Why no change can be made at the moment.
    private func obstacle() -> ErrorCode? {
        guard case .leader(let state) = role, state.isEstablished else { return .requestTimedOut }
        guard rules.changesOneVoterAtATime else { return nil }
        if state.change != nil { return .requestTimedOut }
        // Majorities of two sets that are both not committed may not meet (Raft dissertation §4.1).
        if let last = history.lastOffset, last >= highWatermark ?? .none { return .requestTimedOut }
        return nil
    }

    // MARK: - Joining and leaving

    private mutating func add(
        _ voter: Voter, answersEarly: Bool, _ id: QuorumRequestID, _ now: Duration,
        _ effects: inout [Effect]
    ) {
        guard voters[voter.key.id] == nil else { return refuse(id, .duplicateVoter, &effects) }
        guard let endpoint = voter.endpoints.first, voter.key.directoryID != nil else {
            return refuse(id, .invalidRequest, &effects)
        }
        setChange(
            .init(
                request: id, stage: .asking(voter, answersEarly: answersEarly),
                deadline: now + timers.requestTimeout))
        call(.endpoint(endpoint), .versions, now, &effects)
    }

    /// The newcomer that the leader waits for, if the peer is that.
    private func newcomer(_ peer: QuorumPeer) -> (voter: Voter, answersEarly: Bool, QuorumRequestID)? {
        guard case .leader(let state) = role, let change = state.change,
            case .asking(let voter, let answersEarly) = change.stage,
            let endpoint = voter.endpoints.first, peer == .endpoint(endpoint)
        else { return nil }
        return (voter, answersEarly, change.request)
    }

    mutating func newcomerFailed(_ peer: QuorumPeer, _ error: ErrorCode, _ effects: inout [Effect]) {
        if newcomer(peer) != nil { endChange(error, &effects) }
    }

    mutating func versionsReplied(
        by peer: QuorumPeer, _ reply: QuorumReply, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard let (voter, answersEarly, request) = newcomer(peer) else { return }
        guard reply.error == .none, case .versions(let versions) = reply.body,
            versions.contains(history.kraftVersion)
        else { return endChange(.invalidRequest, &effects) }
        guard keepsUp(voter.key, now) else { return endChange(.requestTimedOut, &effects) }
        var added = voter
        added.supportedVersions = versions
        append(voters.adding(added), request, now, &effects)
        if answersEarly { endChange(.none, &effects) }
    }

    private func keepsUp(_ key: ReplicaKey, _ now: Duration) -> Bool {
        guard case .leader(let state) = role, let progress = state.progress[key],
            progress.lastCaughtUp != nil, let lastFetch = progress.lastFetch
        else { return false }
        return now - lastFetch <= Self.observerPatience
    }

    private mutating func remove(
        _ key: ReplicaKey, _ id: QuorumRequestID, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard let voter = voters[key.id], voter.key == key else {
            return refuse(id, .voterNotFound, &effects)
        }
        guard voters.voters.count > 1 else { return refuse(id, .invalidRequest, &effects) }
        append(voters.removing(key.id), id, now, &effects)
    }

    // MARK: - What the members are

    private mutating func update(
        _ voter: Voter, _ id: QuorumRequestID, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard let known = voters[voter.key.id], known.key == voter.key else {
            return refuse(id, .voterNotFound, &effects)
        }
        guard voter.supportedVersions.contains(history.kraftVersion), !voter.endpoints.isEmpty else {
            return refuse(id, .invalidRequest, &effects)
        }
        guard known != voter else { return emit(.reply(id, reply(.none)), &effects) }
        append(voters.replacing(voter), id, now, &effects)
    }

    /// Without a list in the log, the leader alone keeps what a member says of itself.
    private mutating func note(_ voter: Voter, _ id: QuorumRequestID, _ effects: inout [Effect]) {
        guard let known = voters[voter.key.id] else { return refuse(id, .voterNotFound, &effects) }
        withLeader { $0.progress[known.key, default: .init(key: known.key)].reported = voter }
        emit(.reply(id, reply(.none)), &effects)
    }

    /// The members go from the configuration into the log, once all have said what they are.
    private mutating func upgrade(
        _ id: QuorumRequestID, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard case .leader(let state) = role else { return }
        if history.kraftVersion >= 1 { return emit(.reply(id, reply(.none)), &effects) }
        let members = voters.voters.compactMap { member in
            member.key.id == key.id ? voter : state.progress[member.key]?.reported
        }
        guard members.count == voters.voters.count,
            members.allSatisfy({ $0.key.directoryID != nil && $0.supportedVersions.contains(1) })
        else { return refuse(id, .invalidUpdateVersion, &effects) }
        append(VoterSet(members), id, upgrading: true, now, &effects)
    }

    /// What the leader should be told about this node, if it is time.
    func report(_ state: QuorumRole.Follower, _ now: Duration) -> VoterChange? {
        guard let voter, now >= state.reportDue else { return nil }
        if isVoter {
            if history.kraftVersion == 0 { return state.hasReported ? nil : .update(voter) }
            return voters[key.id] == voter ? nil : .update(voter)
        }
        guard isController, joinsByItself, history.kraftVersion >= 1 else { return nil }
        // A member of its id with another directory is what it was before its disk was lost.
        if let former = voters[key.id] { return .remove(former.key) }
        return .add(voter, answersEarly: true)
    }

    mutating func changeReplied(
        _ change: VoterChange, _ asked: LeaderEpoch, _ reply: QuorumReply, _ now: Duration
    ) {
        guard case .follower(var state) = role, asked == epoch else { return }
        state.reportDue = now + timers.fetchTimeout
        if case .update = change {
            state.hasReported = true
            if reply.error == .none { state.fetchDeadline = now + timers.fetchTimeout }
        }
        role = .follower(state)
    }

    // MARK: - The record

    /// The new set is in force at once: the record is committed by its majority.
    private mutating func append(
        _ set: VoterSet, _ request: QuorumRequestID, upgrading: Bool = false, _ now: Duration,
        _ effects: inout [Effect]
    ) {
        let offset = log.endOffset
        history.append(.init(offset: offset, voters: set))
        log.append(upTo: offset + (upgrading ? 2 : 1), epoch: epoch)
        emit(.appendVoters(set, epoch: epoch, upgrading: upgrading), &effects)
        let own = key
        let deadline = now + timers.requestTimeout
        withLeader { leader in
            for voter in set.voters where voter.key.id != own.id && leader.progress[voter.key] == nil {
                // A member that the configuration knew by its id alone.
                var progress = leader.progress[ReplicaKey(voter.key.id)] ?? .init(key: voter.key)
                progress.key = voter.key
                leader.progress[voter.key] = progress
            }
            // The majority that is awaited is another one now.
            leader.quorumCheckedAt = now
            leader.fetchedSince = []
            leader.change = .init(request: request, stage: .committing(offset), deadline: deadline)
        }
        wakeFetches(&effects)
    }

    /// Looks whether the change that is under way is committed, or has taken too long.
    mutating func settleChange(_ now: Duration, _ effects: inout [Effect]) {
        guard case .leader(let state) = role else { return }
        if let change = state.change {
            if case .committing(let offset) = change.stage, let mark = highWatermark, offset < mark {
                endChange(.none, &effects)
            } else if now >= change.deadline {
                endChange(.requestTimedOut, &effects)
            }
        }
        resignIfRemoved(now, &effects)
    }

    /// A leader that is no voter any more leads until that is committed, and no longer.
    private mutating func resignIfRemoved(_ now: Duration, _ effects: inout [Effect]) {
        guard case .leader = role, !voters.contains(key), let mark = highWatermark,
            history.lastOffset.map({ $0 < mark }) ?? true
        else { return }
        resign(now, &effects)
    }

    private mutating func setChange(_ change: QuorumLeader.PendingChange?) {
        withLeader { $0.change = change }
    }

    private mutating func endChange(_ error: ErrorCode, _ effects: inout [Effect]) {
        guard case .leader(let state) = role, let change = state.change else { return }
        setChange(nil)
        emit(.reply(change.request, reply(.none, error: error)), &effects)
    }
}
