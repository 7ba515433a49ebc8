import MartletModel

/// Elections: who stands, who is voted for, and what follows.
extension QuorumReplica {
    // MARK: - Transitions

    mutating func becomeUnattached(
        _ newEpoch: LeaderEpoch, leader: BrokerID? = nil, _ now: Duration, _ effects: inout [Effect]
    ) {
        let deadline = mayStand ? remainingElectionTime(now) : nil
        leave(&effects)
        epoch = newEpoch
        role = .unattached(.init(leader: leader, electionDeadline: deadline))
        persist()
        emit(.follow(epoch, leader: leader), &effects)
    }

    mutating func becomeFollower(
        _ newEpoch: LeaderEpoch, of leader: BrokerID, _ now: Duration, _ effects: inout [Effect]
    ) {
        // A vote is for one epoch.
        let voted = newEpoch == epoch ? votedFor : nil
        leave(&effects)
        epoch = newEpoch
        role = .follower(
            .init(leader: leader, votedFor: voted, now, timers))
        persist()
        emit(.follow(epoch, leader: leader), &effects)
    }

    private mutating func becomeProspective(_ now: Duration, _ effects: inout [Effect]) {
        let (leader, voted) = (leader, votedFor)
        leave(&effects)
        role = .prospective(
            .init(
                leader: leader, votedFor: voted, granted: ownVote, electionDeadline: now + electionTimeout())
        )
        prospectiveCounted(now, &effects)
    }

    /// Nil after the last epoch that there is. It may come from a damaged file or a peer, and nobody can be
    /// elected any more.
    private mutating func nextEpoch(_ effects: inout [Effect]) -> LeaderEpoch? {
        guard epoch.rawValue < Int32.max else {
            emit(.halt("epoch \(epoch) is the last that there is"), &effects)
            return nil
        }
        return LeaderEpoch(epoch.rawValue + 1)
    }

    private mutating func becomeCandidate(_ now: Duration, _ effects: inout [Effect]) {
        guard let next = nextEpoch(&effects) else { return }
        leave(&effects)
        epoch = next
        role = .candidate(.init(granted: ownVote, electionDeadline: now + electionTimeout()))
        persist()
        emit(.follow(epoch, leader: nil), &effects)
        candidateCounted(now, &effects)
    }

    private mutating func becomeLeader(
        _ granted: Set<BrokerID>, _ now: Duration, _ effects: inout [Effect]
    ) {
        leave(&effects)
        var leader = QuorumLeader(startOffset: log.endOffset, granted: granted, quorumCheckedAt: now)
        for voter in voters.voters where voter.key.id != key.id {
            leader.progress[voter.key] = .init(key: voter.key)
            leader.claimDue[voter.key.id] = now
        }
        role = .leader(leader)
        persist()
        let naming = votersToName
        emit(
            .appendLeaderChange(
                epoch: epoch, voters: voters.ids, granted: granted.sorted(), naming: naming), &effects)
        if let naming { history.append(.init(offset: log.endOffset, voters: naming)) }
        // With names: LEADER_CHANGE, KRAFT_VERSION and KRAFT_VOTERS.
        log.append(upTo: log.endOffset + (naming == nil ? 1 : 3), epoch: epoch)
    }

    /// The members, when no record of the log names them yet, or not as they are (KIP-853).
    private var votersToName: VoterSet? {
        guard history.kraftVersion >= 1 else { return nil }
        if let voter, let known = voters[key.id], known != voter, known.key == voter.key {
            return voters.replacing(voter)
        }
        return history.lastOffset == nil && log.snapshots.isEmpty ? voters : nil
    }

    mutating func resign(_ now: Duration, _ effects: inout [Effect]) {
        guard case .leader(let leader) = role else { return }
        let others = voters.voters.map(\.key).filter { $0.id != key.id }
            .map { (key: $0, end: leader.progress[$0]?.endOffset ?? .none) }
            .sorted { ($1.end, $0.key.id) < ($0.end, $1.key.id) }
            .map(\.key.id)
        leave(&effects)
        role = .resigned(
            .init(successors: others, unaware: Set(others), electionDeadline: now + electionTimeout()))
        emit(.follow(epoch, leader: nil), &effects)
    }

    /// What the old role kept for others is given back.
    private mutating func leave(_ effects: inout [Effect]) {
        forgetCalls()
        guard case .leader(let leader) = role else { return }
        let refusal = QuorumReply(error: .notLeaderOrFollower, epoch: epoch, leader: nil)
        if let change = leader.change { emit(.reply(change.request, refusal), &effects) }
        for parked in leader.parked { emit(.reply(parked.request, refusal), &effects) }
    }

    private mutating func remainingElectionTime(_ now: Duration) -> Duration {
        switch role {
        case .unattached(let state): state.electionDeadline ?? now + electionTimeout()
        case .candidate(let state): state.electionDeadline
        case .resigned(let state): state.electionDeadline
        case .prospective(let state) where !hasLost(state.refused): state.electionDeadline
        case .prospective, .leader, .follower: now + electionTimeout()
        }
    }

    // MARK: - Time

    mutating func expireElection(_ now: Duration, _ effects: inout [Effect]) {
        switch role {
        case .unattached(let state):
            // A log that is about to be replaced is none to stand for election with.
            guard installing == nil, mayStand else { return }
            // It may have become a voter since.
            guard let deadline = state.electionDeadline else {
                var state = state
                state.electionDeadline = now + electionTimeout()
                role = .unattached(state)
                return
            }
            if now >= deadline || voters.isOnlyVoter(key) { becomeProspective(now, &effects) }
        case .follower(let state):
            if now >= state.fetchDeadline, installing == nil, mayStand { becomeProspective(now, &effects) }
        case .prospective(let state):
            if now >= state.electionDeadline { giveUp(state, now, &effects) }
        case .candidate(let state):
            guard now >= state.electionDeadline else { return }
            failedElections += 1
            becomeProspective(now, &effects)
        case .resigned(let state):
            guard now >= state.electionDeadline || voters.isOnlyVoter(key) else { return }
            guard let next = nextEpoch(&effects) else { return }
            becomeUnattached(next, now, &effects)
        case .leader: break
        }
    }

    /// No majority would vote for it: back to the leader it had, or to waiting. That leader has been silent
    /// for long already, and gets no more than the time of an election to say something.
    private mutating func giveUp(
        _ state: QuorumRole.Prospective, _ now: Duration, _ effects: inout [Effect]
    ) {
        leave(&effects)
        if let leader = state.leader, voters[leader] != nil {
            var follower = QuorumRole.Follower(leader: leader, votedFor: state.votedFor, now, timers)
            follower.fetchDeadline = min(follower.fetchDeadline, now + electionTimeout())
            role = .follower(follower)
        } else {
            role = .unattached(
                .init(
                    leader: state.leader, votedFor: state.votedFor, electionDeadline: now + electionTimeout())
            )
        }
        persist()
    }

    // MARK: - Being asked for a vote

    mutating func voteRequested(
        _ id: QuorumRequestID, _ question: VoteQuestion, _ now: Duration, _ effects: inout [Effect]
    ) {
        let isPlausible =
            question.candidate.id >= 0 && question.endOffset >= 0 && question.lastEpoch >= 0
            && (question.isPreVote
                ? question.lastEpoch <= question.epoch : question.lastEpoch < question.epoch)
        guard isPlausible else { return refuse(id, .invalidRequest, &effects) }
        guard question.epoch >= epoch else { return refuse(id, .fencedLeaderEpoch, &effects) }
        if question.epoch > epoch { becomeUnattached(question.epoch, now, &effects) }
        if let addressee = question.voter, !isMe(addressee) {
            return refuse(id, .invalidVoterKey, &effects)
        }
        let isGranted = isController && grants(question, now)
        if isGranted, !question.isPreVote { vote(for: question.candidate, now, &effects) }
        emit(.reply(id, reply(.vote(isGranted))), &effects)
    }

    func isMe(_ addressee: ReplicaKey) -> Bool {
        guard addressee.id == key.id else { return false }
        guard let own = key.directoryID, let named = addressee.directoryID else { return true }
        return own == named
    }

    private func grants(_ question: VoteQuestion, _ now: Duration) -> Bool {
        let isUpToDate = log.isUpToDate(question.lastEpoch, question.endOffset) || !rules.comparesLogs
        switch role {
        case .leader: return false
        case .follower(let state):
            // An observer never gives its leader up, and may have become a voter without knowing it: who has
            // not heard of the leader for so long must not keep others from electing one (KIP-996).
            let hasLeader = state.hasFetched && now < state.fetchDeadline
            return question.isPreVote && isUpToDate && !hasLeader
        case .candidate, .resigned: return question.isPreVote && isUpToDate
        case .unattached, .prospective:
            if question.isPreVote { return isUpToDate }
            if let voted = votedFor, rules.votesOnce {
                return voted.id == question.candidate.id
                    && (voted.directoryID == nil || voted.directoryID == question.candidate.directoryID)
            }
            return leader == nil && isUpToDate
        }
    }

    private mutating func vote(for candidate: ReplicaKey, _ now: Duration, _ effects: inout [Effect]) {
        guard votedFor == nil else { return }
        switch role {
        case .unattached(var state):
            state.votedFor = candidate
            // Who has voted gives the candidate its time.
            if mayStand { state.electionDeadline = now + electionTimeout() }
            role = .unattached(state)
        case .prospective(var state):
            state.votedFor = candidate
            role = .prospective(state)
        case .candidate, .follower, .leader, .resigned:
            preconditionFailure("a \(role) grants no vote")
        }
        persist()
    }

    // MARK: - Counting votes

    mutating func voteReplied(
        by voter: BrokerID, _ question: VoteQuestion, _ reply: QuorumReply, _ now: Duration,
        _ effects: inout [Effect]
    ) {
        guard question.epoch == epoch, voters[voter] != nil else { return }
        switch role {
        case .prospective(var state):
            guard question.isPreVote else { return }
            // A voter that knows no pre-vote: stand at once, as before there was one.
            if reply.error == .unsupportedVersion { return becomeCandidate(now, &effects) }
            guard case .vote(let isGranted) = reply.body, reply.error == .none else { return }
            if isGranted { state.granted.insert(voter) } else { state.refused.insert(voter) }
            role = .prospective(state)
            prospectiveCounted(now, &effects)
        case .candidate(var state):
            guard !question.isPreVote, case .vote(let isGranted) = reply.body, reply.error == .none else {
                return
            }
            if isGranted { state.granted.insert(voter) } else { state.refused.insert(voter) }
            role = .candidate(state)
            candidateCounted(now, &effects)
        case .unattached, .follower, .leader, .resigned: return
        }
    }

    /// How many voters elect a leader or commit a record.
    var majority: Int { rules.needsMajority ? voters.majority : max(1, voters.voters.count / 2) }

    private func hasWon(_ granted: Set<BrokerID>) -> Bool {
        voters.ids.count { granted.contains($0) } >= majority
    }

    private func hasLost(_ refused: Set<BrokerID>) -> Bool {
        voters.ids.count { refused.contains($0) } > voters.voters.count - majority
    }

    private mutating func prospectiveCounted(_ now: Duration, _ effects: inout [Effect]) {
        guard case .prospective(let state) = role else { return }
        if hasWon(state.granted) {
            becomeCandidate(now, &effects)
        } else if hasLost(state.refused) {
            giveUp(state, now, &effects)
        }
    }

    private mutating func candidateCounted(_ now: Duration, _ effects: inout [Effect]) {
        guard case .candidate(let state) = role, hasWon(state.granted) else { return }
        becomeLeader(state.granted, now, &effects)
        advanceHighWatermark(now, &effects)
    }
}
