import MartletModel

/// Talking to peers: what is asked, of whom, and what every reply tells whatever was asked.
extension QuorumReplica {
    // MARK: - Being asked

    mutating func requested(
        _ id: QuorumRequestID, _ request: QuorumRequest, _ now: Duration, _ effects: inout [Effect]
    ) {
        switch request {
        case .vote(let question): voteRequested(id, question, now, &effects)
        case .beginEpoch(let claim): leadershipClaimed(id, claim, now, &effects)
        case .endEpoch(let resignation): leaderResigned(id, resignation, now, &effects)
        case .fetch(let fetch): fetchRequested(id, fetch, now, &effects)
        case .fetchSnapshot(let fetch): snapshotRequested(id, fetch, now, &effects)
        case .versions: emit(.reply(id, reply(.versions(Self.supportedVersions))), &effects)
        case .change(let change, let senderEpoch):
            if let senderEpoch, senderEpoch != epoch {
                let error: ErrorCode = senderEpoch < epoch ? .fencedLeaderEpoch : .unknownLeaderEpoch
                return refuse(id, error, &effects)
            }
            changeRequested(id, change, now, &effects)
        }
    }

    /// The `kraft.version`s that this code understands.
    package static let supportedVersions: ClosedRange<Int16> = 0...1

    func reply(_ body: QuorumReply.Body, error: ErrorCode = .none) -> QuorumReply {
        var known = leader
        // It leads no more, and knows nobody who does.
        if case .resigned = role { known = nil }
        return QuorumReply(error: error, epoch: epoch, leader: known, body: body)
    }

    mutating func refuse(_ id: QuorumRequestID, _ error: ErrorCode, _ effects: inout [Effect]) {
        emit(.reply(id, reply(.none, error: error)), &effects)
    }

    // MARK: - Asking

    /// Sends what the role wants to know, to every peer that has nothing to answer yet.
    mutating func makeCalls(_ now: Duration, _ effects: inout [Effect]) {
        switch role {
        case .unattached: askAnyone(now, &effects)
        case .prospective(let state):
            for voter in voters.voters where !state.hasAnswered(voter.key.id) {
                askForVote(of: voter, isPreVote: true, now, &effects)
            }
        case .candidate(let state):
            for voter in voters.voters where !state.hasAnswered(voter.key.id) {
                askForVote(of: voter, isPreVote: false, now, &effects)
            }
        case .follower(let state): follow(state, now, &effects)
        case .leader(let state): claim(state, now, &effects)
        case .resigned(let state):
            let farewell = Resignation(epoch: epoch, leader: key.id, preferredSuccessors: state.successors)
            for voter in state.unaware.sorted() { call(.node(voter), .endEpoch(farewell), now, &effects) }
        }
    }

    private mutating func askForVote(
        of voter: Voter, isPreVote: Bool, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard voter.key.id != key.id else { return }
        let question = VoteQuestion(
            epoch: epoch, candidate: key, lastEpoch: log.lastEpoch, endOffset: log.endOffset,
            isPreVote: isPreVote, voter: voter.key)
        call(.node(voter.key.id), .vote(question), now, &effects)
    }

    /// Those who may know who leads: the members that the log names may be others than were configured.
    var anyoneElse: [QuorumPeer] {
        (0..<bootstrapCount).map { .bootstrap($0) } + voters.ids.filter { $0 != key.id }.map { .node($0) }
    }

    /// Whoever does not lead says who does; and who leads takes the fetch for what it is.
    mutating func askAnyone(_ now: Duration, _ effects: inout [Effect]) {
        guard mayFetch else { return }
        let others = anyoneElse
        guard !others.contains(where: { peers.call(of: $0) != nil }) else { return }
        let ready = others.filter { peers.isReady($0, now) }
        guard let peer = ready.randomElement(using: &random) else { return }
        call(peer, .fetch(ownFetch), now, &effects)
    }

    /// A fetch says that everything before its offset is on disk. Nobody counts on a broker for that.
    var mayFetch: Bool {
        installing == nil && (!isController || log.durableEndOffset == log.endOffset)
    }

    var ownFetch: QuorumFetch {
        QuorumFetch(
            replica: key, epoch: epoch, offset: log.endOffset, lastEpoch: log.lastEpoch,
            highWatermark: highWatermark ?? Offset.none,
            maxWait: min(timers.fetchMaxWait, timers.fetchTimeout / 2))
    }

    /// Sends the request unless the peer still owes an answer, or failed a moment ago.
    mutating func call(
        _ peer: QuorumPeer, _ request: QuorumRequest, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard peers.isReady(peer, now) else { return }
        let id = peers.begin(peer, request, epoch: epoch, deadline: now + timers.requestTimeout)
        emit(.call(id, peer, request), &effects)
    }

    // MARK: - Being answered

    /// No answer came in time.
    mutating func callExpired(_ id: QuorumCallID, _ now: Duration, _ effects: inout [Effect]) {
        guard let (peer, call) = peers.end(id) else { return }
        peers.backOff(peer, now, timers)
        lostHope(peer, call, &effects)
    }

    mutating func callFailed(_ id: QuorumCallID, _ now: Duration, _ effects: inout [Effect]) {
        guard let (peer, call) = peers.end(id) else { return }
        peers.backOff(peer, now, timers)
        lostHope(peer, call, &effects)
        leaderMayBeGone(peer, now)
    }

    /// Who cannot be asked for its versions cannot become a voter.
    private mutating func lostHope(
        _ peer: QuorumPeer, _ call: QuorumPeers.Call, _ effects: inout [Effect]
    ) {
        if case .versions = call.request { newcomerFailed(peer, .requestTimedOut, &effects) }
    }

    mutating func replied(
        _ id: QuorumCallID, _ reply: QuorumReply, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard let (peer, call) = peers.end(id) else { return }
        if reply.error == .none {
            peers.succeeded(peer)
        } else {
            peers.backOff(peer, now, timers)
        }
        // These say nothing about epochs.
        if case .versions = call.request { return versionsReplied(by: peer, reply, now, &effects) }
        if case .change(let change, _) = call.request { return changeReplied(change, call.epoch, reply, now) }
        guard learn(from: reply, now, &effects) else { return }
        switch call.request {
        case .vote(let question):
            guard case .node(let voter) = peer else { return }
            voteReplied(by: voter, question, reply, now, &effects)
        case .beginEpoch: claimReplied(by: peer, call.epoch, now)
        case .endEpoch: farewellReplied(by: peer, call.epoch)
        case .fetch(let fetch): fetchReplied(id, fetch, peer, reply, now, &effects)
        case .fetchSnapshot(let fetch): chunkReplied(id, fetch, reply, now, &effects)
        case .change, .versions: return
        }
    }

    /// Takes over what a reply says about epoch and leader. False: the reply is of the past, or nothing
    /// else in it matters any more.
    private mutating func learn(
        from reply: QuorumReply, _ now: Duration, _ effects: inout [Effect]
    ) -> Bool {
        if reply.error == .invalidRequest {
            emit(.halt("a member of the quorum finds our request impossible"), &effects)
            return false
        }
        // A node that cannot read the request says nothing about epochs.
        if reply.error == .unsupportedVersion { return true }
        if reply.epoch < epoch || reply.error == .unknownLeaderEpoch { return false }
        if reply.epoch > epoch {
            follow(reply.leader, in: reply.epoch, now, &effects)
            return false
        }
        guard let named = reply.leader else { return true }
        switch role {
        case .unattached, .prospective, .candidate:
            guard named != key.id else { return true }
            if leader == named, case .prospective = role { return true }
            follow(named, in: epoch, now, &effects)
            return false
        case .follower, .leader, .resigned:
            guard let known = leader, known != named else { return true }
            emit(.halt("epoch \(epoch) has two leaders, \(known) and \(named)"), &effects)
            return false
        }
    }

    private mutating func follow(
        _ leader: BrokerID?, in newEpoch: LeaderEpoch, _ now: Duration, _ effects: inout [Effect]
    ) {
        if let leader, leader != key.id {
            becomeFollower(newEpoch, of: leader, now, &effects)
        } else if newEpoch > epoch {
            becomeUnattached(newEpoch, now, &effects)
        }
    }
}
