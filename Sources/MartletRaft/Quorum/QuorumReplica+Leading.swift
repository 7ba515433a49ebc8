import MartletModel

/// Leading: answering fetches, counting what is replicated, and noticing that nobody follows.
extension QuorumReplica {
    // MARK: - Telling who leads

    mutating func claim(_ state: QuorumLeader, _ now: Duration, _ effects: inout [Effect]) {
        for voter in voters.voters where voter.key.id != key.id {
            guard now >= state.claimDue[voter.key.id] ?? now else { continue }
            let claim = EpochClaim(epoch: epoch, leader: key.id, voter: voter.key)
            call(.node(voter.key.id), .beginEpoch(claim), now, &effects)
        }
    }

    mutating func claimReplied(by peer: QuorumPeer, _ claimed: LeaderEpoch, _ now: Duration) {
        guard claimed == epoch, case .node(let voter) = peer else { return }
        let due = now + timers.claimInterval
        withLeader { $0.claimDue[voter] = due }
    }

    mutating func farewellReplied(by peer: QuorumPeer, _ resigned: LeaderEpoch) {
        guard case .resigned(var state) = role, resigned == epoch, case .node(let voter) = peer else {
            return
        }
        state.unaware.remove(voter)
        role = .resigned(state)
    }

    mutating func expireLeadership(_ now: Duration, _ effects: inout [Effect]) {
        guard case .leader(let state) = role else { return }
        if !voters.isOnlyVoter(key), now >= state.quorumCheckedAt + timers.checkQuorum {
            return resign(now, &effects)
        }
        settleChange(now, &effects)
        var late: [QuorumLeader.ParkedFetch] = []
        withLeader { leader in
            guard leader.parked.contains(where: { now >= $0.deadline }) else { return }
            late = leader.parked.filter { now >= $0.deadline }
            leader.parked.removeAll { now >= $0.deadline }
        }
        for parked in late { answer(parked.request, parked.fetch, &effects) }
    }

    /// Changes the leader's state in place.
    mutating func withLeader(_ change: (inout QuorumLeader) -> Void) {
        guard case .leader(var state) = role else { return }
        // So that `state` holds the only reference to its collections.
        role = .unattached(.init())
        change(&state)
        role = .leader(state)
    }

    // MARK: - Fetches

    mutating func fetchRequested(
        _ id: QuorumRequestID, _ fetch: QuorumFetch, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard fetch.offset >= 0, fetch.lastEpoch >= 0, fetch.lastEpoch <= fetch.epoch,
            fetch.maxWait >= .zero
        else { return refuse(id, .invalidRequest, &effects) }
        guard fetch.epoch >= epoch else { return refuse(id, .fencedLeaderEpoch, &effects) }
        guard fetch.epoch == epoch else { return refuse(id, .unknownLeaderEpoch, &effects) }
        guard case .leader = role else { return refuse(id, .notLeaderOrFollower, &effects) }
        let content = content(for: fetch)
        noteFetch(fetch, agrees: isAgreement(content), now, &effects)
        if content == .nothing, fetch.maxWait > .zero, !isNews(fetch) {
            park(id, fetch, now, &effects)
        } else {
            answer(id, fetch, &effects)
        }
    }

    private mutating func park(
        _ id: QuorumRequestID, _ fetch: QuorumFetch, _ now: Duration, _ effects: inout [Effect]
    ) {
        var replaced: QuorumLeader.ParkedFetch?
        withLeader { leader in
            // Its connection is gone: a replica has one fetch at a time.
            if let index = leader.parked.firstIndex(where: { $0.fetch.replica == fetch.replica }) {
                replaced = leader.parked.remove(at: index)
            }
            leader.parked.append(.init(request: id, fetch: fetch, deadline: now + fetch.maxWait))
        }
        if let replaced { answer(replaced.request, replaced.fetch, &effects) }
    }

    private func isAgreement(_ content: FetchReply.Content) -> Bool {
        switch content {
        case .nothing, .records, .batches: true
        case .diverging, .snapshot: false
        }
    }

    /// The follower does not know the high watermark that the leader does.
    private func isNews(_ fetch: QuorumFetch) -> Bool {
        guard let theirs = fetch.highWatermark, let own = highWatermark else { return false }
        return own > theirs
    }

    private func content(for fetch: QuorumFetch) -> FetchReply.Content {
        if rules.matchesLogs, let other = disagreement(with: fetch) { return other }
        return fetch.offset < log.endOffset ? .records(from: fetch.offset) : .nothing
    }

    /// What the follower has to do before records of this log can follow those of its own (Raft §5.3).
    private func disagreement(with fetch: QuorumFetch) -> FetchReply.Content? {
        if let latest = log.snapshots.last, let oldest = log.snapshots.first {
            if fetch.offset == 0 { return .snapshot(latest) }
            let isBehind =
                fetch.offset < log.startOffset
                || (fetch.offset == log.startOffset && fetch.lastEpoch != oldest.epoch)
                || fetch.lastEpoch < oldest.epoch
            if isBehind { return .snapshot(latest) }
        }
        if fetch.offset == 0, log.startOffset == 0 { return nil }
        let end = log.end(of: fetch.lastEpoch)
        if end.epoch == fetch.lastEpoch, end.endOffset >= fetch.offset { return nil }
        return .diverging(epoch: end.epoch, endOffset: end.endOffset)
    }

    private mutating func answer(
        _ id: QuorumRequestID, _ fetch: QuorumFetch, _ effects: inout [Effect]
    ) {
        let answer = FetchReply(highWatermark: highWatermark, content: content(for: fetch))
        emit(.reply(id, reply(.fetch(answer))), &effects)
    }

    /// Answers the parked fetches for which there is something new.
    mutating func wakeFetches(_ effects: inout [Effect]) {
        guard case .leader(let state) = role, !state.parked.isEmpty else { return }
        let woken = state.parked.filter { content(for: $0.fetch) != .nothing || isNews($0.fetch) }
        guard !woken.isEmpty else { return }
        let ids = Set(woken.map(\.request))
        withLeader { $0.parked.removeAll { ids.contains($0.request) } }
        for parked in woken { answer(parked.request, parked.fetch, &effects) }
    }

    private mutating func noteFetch(
        _ fetch: QuorumFetch, agrees: Bool, _ now: Duration, _ effects: inout [Effect]
    ) {
        let end = log.endOffset
        note(fetch.replica, now) { progress in
            guard agrees else { return }
            progress.endOffset = max(fetch.offset, progress.endOffset ?? .none)
            if fetch.offset >= end { progress.lastCaughtUp = now }
        }
        if agrees { advanceHighWatermark(now, &effects) }
    }

    /// The replica follows: it has fetched, or downloads.
    private mutating func note(
        _ replica: ReplicaKey, _ now: Duration, _ change: (inout QuorumLeader.Progress) -> Void
    ) {
        let voters = voters
        let voter = voters.contains(replica) ? voters[replica.id] : nil
        let needed = voters.contains(key) ? voters.majority - 1 : voters.majority
        let tracked = voter?.key ?? replica
        let claimDue = now + timers.claimInterval
        withLeader { leader in
            if leader.progress[tracked] == nil, voter == nil {
                leader.forgetObservers(voters, now)
                if leader.progress.count >= QuorumLeader.progressLimit { return }
            }
            var progress = leader.progress[tracked] ?? .init(key: tracked)
            progress.lastFetch = now
            change(&progress)
            leader.progress[tracked] = progress
            guard voter != nil else { return }
            leader.claimDue[replica.id] = claimDue
            leader.fetchedSince.insert(replica.id)
            if voters.ids.count(where: { leader.fetchedSince.contains($0) }) >= needed {
                leader.fetchedSince = []
                leader.quorumCheckedAt = now
            }
        }
    }

    mutating func snapshotRequested(
        _ id: QuorumRequestID, _ fetch: SnapshotFetch, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard fetch.epoch >= epoch else { return refuse(id, .fencedLeaderEpoch, &effects) }
        guard fetch.epoch == epoch else { return refuse(id, .unknownLeaderEpoch, &effects) }
        guard case .leader = role else { return refuse(id, .notLeaderOrFollower, &effects) }
        guard log.snapshots.contains(fetch.snapshot) else {
            return refuse(id, .snapshotNotFound, &effects)
        }
        guard fetch.position >= 0 else { return refuse(id, .positionOutOfRange, &effects) }
        note(fetch.replica, now) { _ in }
        emit(.reply(id, reply(.snapshot(fetch.snapshot, position: fetch.position))), &effects)
    }

    // MARK: - The log

    mutating func appended(upTo end: Offset, _ now: Duration, _ effects: inout [Effect]) {
        guard case .leader = role else {
            emit(.halt("records were appended by a replica that does not lead"), &effects)
            return
        }
        log.append(upTo: end, epoch: epoch)
        wakeFetches(&effects)
    }

    mutating func synced(upTo end: Offset, _ now: Duration, _ effects: inout [Effect]) {
        log.synced(upTo: end)
        advanceHighWatermark(now, &effects)
    }

    /// Committed is what a majority has on disk, if a record of this epoch is among it (Raft §5.4.2).
    mutating func advanceHighWatermark(_ now: Duration, _ effects: inout [Effect]) {
        guard case .leader(let state) = role else { return }
        let ends = voters.voters.map { voter in
            voter.key.id == key.id && voters.contains(key)
                ? log.durableEndOffset : state.progress[voter.key]?.endOffset ?? .none
        }
        guard !ends.isEmpty else { return }
        let replicated = ends.sorted(by: >)[majority - 1]
        guard replicated > state.startOffset || !rules.commitsOwnEpochOnly,
            replicated > highWatermark ?? .none
        else { return }
        raiseHighWatermark(to: replicated, &effects)
        if !state.isEstablished, replicated > state.startOffset {
            withLeader { $0.isEstablished = true }
            failedElections = 0
            emit(.lead(epoch), &effects)
        }
        wakeFetches(&effects)
    }
}

extension QuorumLeader {
    /// Observers that have not fetched for so long are not told of any more.
    private static let observerMemory: Duration = .seconds(300)
    /// More replicas than this are served, and not kept account of.
    static let progressLimit = 4_096

    mutating func forgetObservers(_ voters: VoterSet, _ now: Duration) {
        progress = progress.filter { key, progress in
            voters[key.id]?.key == key || progress.lastFetch.map { now - $0 < Self.observerMemory } ?? false
        }
    }
}
