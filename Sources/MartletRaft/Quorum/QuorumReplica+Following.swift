import MartletModel

/// Following a leader: fetching its log, cutting what it does not have, taking its snapshots.
extension QuorumReplica {
    // MARK: - Leaders come and go

    mutating func leadershipClaimed(
        _ id: QuorumRequestID, _ claim: EpochClaim, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard claim.leader >= 0, claim.leader != key.id else { return refuse(id, .invalidRequest, &effects) }
        guard claim.epoch >= epoch else { return refuse(id, .fencedLeaderEpoch, &effects) }
        if claim.epoch == epoch, let known = leader, known != claim.leader {
            return refuse(id, .invalidRequest, &effects)
        }
        let isFollowing =
            if case .follower = role { claim.epoch == epoch } else { false }
        if !isFollowing { becomeFollower(claim.epoch, of: claim.leader, now, &effects) }
        let error: ErrorCode = claim.voter.map { isMe($0) } ?? true ? .none : .invalidVoterKey
        emit(.reply(id, reply(.none, error: error)), &effects)
    }

    mutating func leaderResigned(
        _ id: QuorumRequestID, _ resignation: Resignation, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard resignation.leader >= 0 else { return refuse(id, .invalidRequest, &effects) }
        guard resignation.epoch >= epoch else { return refuse(id, .fencedLeaderEpoch, &effects) }
        if resignation.epoch > epoch {
            becomeFollower(resignation.epoch, of: resignation.leader, now, &effects)
        }
        if case .follower(var state) = role, state.leader == resignation.leader {
            state.fetchDeadline = now + patience(resignation.preferredSuccessors)
            // Kafka's followers go on refusing pre-votes until their own time is up; why should they?
            state.hasFetched = false
            role = .follower(state)
        }
        emit(.reply(id, reply(.none)), &effects)
    }

    /// The best successor stands at once, each of the others later than the one before it.
    private func patience(_ successors: [BrokerID]) -> Duration {
        guard let position = successors.firstIndex(of: key.id) else { return timers.electionBackoffMax }
        if position == 0 { return .zero }
        let most = Int64(timers.electionBackoffMax / .milliseconds(1))
        let share = (most >> Int64(successors.count - 1)) << Int64(position - 1)
        return .milliseconds(min(most, share))
    }

    /// A connection that is lost, and refused when it is tried again: the leader's process is gone, most
    /// likely. To ask for pre-votes long before the time-out disturbs nobody if it is not (KIP-996). Not
    /// quite at once: all followers notice at the same time.
    mutating func leaderMayBeGone(_ peer: QuorumPeer, _ now: Duration) {
        guard mayStand, case .follower(var state) = role, peer == .node(state.leader),
            peers.failures(of: peer) >= 2
        else { return }
        let wait = timers.electionSpread * Int(Int64.random(in: 0..<1_000, using: &random)) / 1_000
        state.fetchDeadline = min(state.fetchDeadline, now + wait)
        state.hasFetched = false
        role = .follower(state)
    }

    // MARK: - Fetching

    mutating func follow(
        _ state: QuorumRole.Follower, _ now: Duration, _ effects: inout [Effect]
    ) {
        if installing != nil { return }
        let leader = QuorumPeer.node(state.leader)
        if let download = state.download {
            let fetch = SnapshotFetch(
                replica: key, epoch: epoch, snapshot: download.snapshot, position: download.position)
            return call(leader, .fetchSnapshot(fetch), now, &effects)
        }
        guard mayFetch else { return }
        if let ready = peers.readyAt(leader), now < ready {
            // Somebody else may know a newer leader.
            return askAnyone(now, &effects)
        }
        guard peers.isReady(leader, now) else { return }
        if let change = report(state, now) {
            call(leader, .change(change, epoch: epoch), now, &effects)
        } else {
            call(leader, .fetch(ownFetch), now, &effects)
        }
    }

    mutating func fetchReplied(
        _ id: QuorumCallID, _ fetch: QuorumFetch, _ peer: QuorumPeer, _ reply: QuorumReply, _ now: Duration,
        _ effects: inout [Effect]
    ) {
        guard case .follower(var state) = role, installing == nil, reply.error == .none,
            case .fetch(let answer) = reply.body, reply.leader == state.leader, fetch.epoch == epoch,
            // The leader has more than one address: the answer may be to a fetch from before a cut. Two logs
            // that end at one offset in one epoch are the same (Raft §5.3).
            fetch.offset == log.endOffset, fetch.lastEpoch == log.lastEpoch
        else { return }
        state.fetchDeadline = now + timers.fetchTimeout
        state.hasFetched = true
        failedElections = 0
        if case .snapshot(let snapshot) = answer.content { state.download = .init(snapshot: snapshot) }
        role = .follower(state)
        switch answer.content {
        case .nothing, .records: break
        // What this log has may not be what is committed.
        case .snapshot: return
        case .diverging(let epoch, let end):
            // Without a cut the next fetch would be answered alike.
            if !truncate(diverging: epoch, end, &effects) { peers.backOff(peer, now, timers) }
            return
        case .batches(let batches):
            // Damaged on the way, or not what was asked for: it is asked for again, not at once.
            if !append(batches, id, &effects) { peers.backOff(peer, now, timers) }
        }
        if let mark = answer.highWatermark { raiseHighWatermark(to: min(mark, log.endOffset), &effects) }
    }

    private mutating func append(
        _ batches: [FetchedBatch], _ id: QuorumCallID, _ effects: inout [Effect]
    ) -> Bool {
        let start = log.endOffset
        for batch in batches {
            guard batch.baseOffset == log.endOffset, batch.nextOffset > batch.baseOffset,
                batch.epoch >= log.lastEpoch, batch.epoch <= epoch
            else { break }
            took(batch)
        }
        guard log.endOffset > start else { return false }
        emit(.appendFetched(id, upTo: log.endOffset), &effects)
        return true
    }

    /// The batch is in the log.
    mutating func took(_ batch: FetchedBatch) {
        if let voters = batch.voters { history.append(.init(offset: batch.baseOffset, voters: voters)) }
        log.append(upTo: batch.nextOffset, epoch: batch.epoch)
    }

    private mutating func truncate(
        diverging theirEpoch: LeaderEpoch, _ theirEnd: Offset, _ effects: inout [Effect]
    ) -> Bool {
        var target = min(theirEnd, log.endOffset)
        if theirEpoch != 0 {
            let own = log.end(of: theirEpoch)
            target = own.epoch == theirEpoch ? min(own.endOffset, theirEnd) : own.endOffset
        }
        if !rules.cutsOnlyDivergence {
            target = max(log.startOffset, Offset(rawValue: min(target, log.endOffset).rawValue / 2))
        } else if let mark = highWatermark, target < mark {
            emit(.halt("the leader wants committed records cut: to \(target), below \(mark)"), &effects)
            return true
        }
        guard target < log.endOffset else { return false }
        log.truncate(to: target)
        history.truncate(to: target)
        emit(.truncate(to: target), &effects)
        return true
    }

    mutating func raiseHighWatermark(to mark: Offset, _ effects: inout [Effect]) {
        guard mark > highWatermark ?? .none || !rules.keepsHighWatermark else { return }
        highWatermark = mark
        emit(.advanceHighWatermark(mark), &effects)
    }

    // MARK: - Snapshots

    mutating func chunkReplied(
        _ id: QuorumCallID, _ fetch: SnapshotFetch, _ reply: QuorumReply, _ now: Duration,
        _ effects: inout [Effect]
    ) {
        guard case .follower(var state) = role, installing == nil, fetch.epoch == epoch,
            var download = state.download, download.snapshot == fetch.snapshot,
            download.position == fetch.position
        else { return }
        if reply.error == .none, case .chunk(let count, let size) = reply.body,
            count > 0 || download.position >= size
        {
            state.fetchDeadline = now + timers.fetchTimeout
            state.hasFetched = true
            emit(.storeChunk(id, download.snapshot, position: download.position), &effects)
            download.position += count
            state.download = download
            if download.position >= size {
                state.download = nil
                installing = download.snapshot
                emit(.installSnapshot(download.snapshot), &effects)
            }
        } else {
            // It has gone, or was never whole: the next fetch names another.
            state.download = nil
            peers.backOff(.node(state.leader), now, timers)
        }
        role = .follower(state)
    }

    mutating func snapshotInstalled(
        _ snapshot: SnapshotID, _ voters: VoterSet?, _ now: Duration, _ effects: inout [Effect]
    ) {
        let version = voters == nil ? history.kraftVersion : 1
        log.restart(at: snapshot)
        history.restart(with: voters ?? history.current, kraftVersion: version)
        installed(now)
        raiseHighWatermark(to: snapshot.endOffset, &effects)
    }

    mutating func snapshotRejected(_ snapshot: SnapshotID, _ now: Duration) {
        installed(now)
        if case .follower(let state) = role { peers.backOff(.node(state.leader), now, timers) }
    }

    /// The log can be used again. The time that it took is not held against the leader.
    private mutating func installed(_ now: Duration) {
        installing = nil
        guard case .follower(var state) = role else { return }
        state.fetchDeadline = now + timers.fetchTimeout
        role = .follower(state)
    }
}
