import MartletModel
import MartletStorage

/// What happens as time passes, and at a start.
extension QuorumReplica {
    /// Kafka's rules for a restart: a leader is one no more, a candidate goes on.
    mutating func resume(_ state: QuorumState?, now: Duration) {
        let deadline = mayStand ? now + electionTimeout() : nil
        guard let state, state.epoch == epoch else {
            role = .unattached(.init(electionDeadline: deadline))
            return
        }
        let voted = state.votedFor.map { id in
            ReplicaKey(id, state.votedDirectory == DirectoryID(.zero) ? nil : state.votedDirectory)
        }
        // Who stood in the last epoch of its log, and knows of no other leader, wrote that epoch's records.
        let stood = voted?.id == key.id
        let hasLed = state.leader == key.id || state.leader == nil && stood && log.lastEpoch == epoch
        if hasLed, let deadline {
            // Another term in the same epoch could write other records at the same offsets. And others may
            // have been told that it leads: they must not wait for it.
            let others = voters.ids.filter { $0 != key.id }
            role = .resigned(.init(successors: others, unaware: Set(others), electionDeadline: deadline))
        } else if stood, state.leader == nil, let deadline {
            role = .candidate(.init(granted: ownVote, electionDeadline: deadline))
        } else if let leader = state.leader, leader != key.id, voters[leader] != nil {
            role = .follower(.init(leader: leader, votedFor: voted, now, timers))
        } else {
            let leader = state.leader == key.id ? nil : state.leader
            role = .unattached(.init(leader: leader, votedFor: voted, electionDeadline: deadline))
        }
    }

    mutating func expire(_ now: Duration, _ effects: inout [Effect]) {
        for call in peers.late(now) { callExpired(call, now, &effects) }
        expireElection(now, &effects)
        expireLeadership(now, &effects)
    }

    /// When `ticked` is due, whatever happens until then.
    package var nextDeadline: Duration? {
        var next = peers.nextDeadline
        func consider(_ deadline: Duration?) {
            guard let deadline else { return }
            next = next.map { min($0, deadline) } ?? deadline
        }
        switch role {
        case .unattached(let state):
            if installing == nil, mayStand { consider(state.electionDeadline) }
            let others = anyoneElse
            // One of them is asked at a time.
            if mayFetch, !others.contains(where: { peers.call(of: $0) != nil }) { consider(readyAt(others)) }
        case .prospective(let state):
            consider(state.electionDeadline)
            consider(readyAt(voters.ids.filter { !state.hasAnswered($0) }.map { .node($0) }))
        case .candidate(let state):
            consider(state.electionDeadline)
            consider(readyAt(voters.ids.filter { !state.hasAnswered($0) }.map { .node($0) }))
        case .follower(let state):
            if installing == nil, mayStand { consider(state.fetchDeadline) }
            if mayFetch || state.download != nil && installing == nil {
                consider(peers.readyAt(.node(state.leader)))
            }
        case .resigned(let state):
            consider(state.electionDeadline)
            consider(readyAt(state.unaware.map { .node($0) }))
        case .leader(let state): considerLeadership(state, consider)
        }
        return next
    }

    private func considerLeadership(_ state: QuorumLeader, _ consider: (Duration?) -> Void) {
        for parked in state.parked { consider(parked.deadline) }
        if let change = state.change { consider(change.deadline) }
        if voters.isOnlyVoter(key) { return }
        consider(state.quorumCheckedAt + timers.checkQuorum)
        for voter in voters.voters where voter.key.id != key.id {
            guard let ready = peers.readyAt(.node(voter.key.id)) else { continue }
            consider(max(ready, state.claimDue[voter.key.id] ?? .zero))
        }
    }

    /// The first time at which one of the peers can be asked again.
    private func readyAt(_ others: [QuorumPeer]) -> Duration? {
        others.compactMap { $0 == .node(key.id) ? nil : peers.readyAt($0) }.min()
    }
}
