import MartletModel

/// Who is in sync: followers' fetches, the controller's answers, metadata.
extension PartitionLeader {
    /// After the controller refused a replica as unfit. Metadata that says why ends the wait, where it comes
    /// after the refusal.
    private static let refusalPause: Duration = .seconds(1)

    // MARK: - Fetches

    /// Why a replica's fetch is not to be served; nil if it is.
    package func refusal(of fetch: FollowerFetch) -> ErrorCode? {
        if hasEnded { return .notLeaderOrFollower }
        // During a reassignment it may have heard of its part in it before we have.
        guard followers.contains(where: { $0.broker == fetch.broker }) else { return .unknownLeaderEpoch }
        guard let standing = brokers[fetch.broker], fetch.brokerEpoch != .none else { return nil }
        return fetch.brokerEpoch < standing.epoch ? .notLeaderOrFollower : nil
    }

    mutating func fetched(_ fetch: FollowerFetch, _ now: Duration, _ effects: inout [Effect]) {
        guard refusal(of: fetch) == nil, fetch.offset <= log.endOffset,
            let index = followers.firstIndex(where: { $0.broker == fetch.broker })
        else { return }
        followers[index].fetched(fetch, leaderEnd: log.endOffset, now: now)
        if !expel(followers[index], &effects) { expandISR(now, &effects) }
    }

    /// A member had everything below the high watermark when that was reached: one that asks from below has
    /// lost something, and is not to be elected. Not if fewer than `min.insync.replicas` would stay: the
    /// controller would take it for an eligible leader (KIP-966).
    private mutating func expel(_ member: FollowerProgress, _ effects: inout [Effect]) -> Bool {
        guard change == nil, replicas.isr.contains(member.broker), let has = member.logEndOffset,
            has < highWatermark,
            replicas.isr.count(where: { $0 != member.broker }) >= max(requiredCount, 1)
        else { return false }
        propose(.shrinking(without: [member.broker]), &effects)
        return true
    }

    // MARK: - Leaving

    /// What a follower that asked to leave is told; nil: it may drop its log now.
    package func refusal(ofLeaveBy broker: BrokerID) -> ErrorCode? {
        if hasEnded { return .notLeaderOrFollower }
        guard let follower = followers.first(where: { $0.broker == broker }) else {
            return .unknownLeaderEpoch
        }
        guard follower.leave != nil else { return .notEnoughReplicas }
        return maximalISR.contains(broker) ? .operationNotAttempted : nil
    }

    /// Not if fewer than `min.insync.replicas` would stay: the controller would take it for an eligible
    /// leader (KIP-966), which has everything.
    mutating func leaveAsked(_ broker: BrokerID, _ epoch: BrokerEpoch, _ effects: inout [Effect]) {
        guard let index = followers.firstIndex(where: { $0.broker == broker }),
            brokers[broker]?.epoch == epoch,
            replicas.isr.filter({ $0 != broker }).count >= max(requiredCount, 1)
        else { return }
        followers[index].leaves(.init(brokerEpoch: epoch, logStart: log.startOffset))
        guard change == nil, replicas.isr.contains(broker) else { return }
        propose(.shrinking(without: [broker]), &effects)
    }

    // MARK: - Changing the ISR

    /// All who may be in the ISR, whatever the controller answers.
    package var maximalISR: [BrokerID] {
        guard case .expanding(let joining)? = change else { return replicas.isr }
        return replicas.isr + joining
    }

    /// Caught up and fit to be in sync: the high watermark does not leave it behind, or it could never join.
    /// One that the controller took out, and that is silent since, holds nobody up.
    func mayJoinSoon(_ follower: FollowerProgress, _ now: Duration) -> Bool {
        isEligible(follower) && follower.hasFetched && follower.leave == nil
            && follower.isCaughtUp(with: log.endOffset, within: rules.lagTimeMax, now: now)
    }

    private func isEligible(_ follower: FollowerProgress) -> Bool {
        guard let standing = brokers[follower.broker], standing.isActive else { return false }
        return follower.brokerEpoch == .none || follower.brokerEpoch == standing.epoch
    }

    /// Whoever has all that is committed, and the beginning of this epoch, joins.
    func isReadyToJoin(_ follower: FollowerProgress) -> Bool {
        guard !replicas.isr.contains(follower.broker), isEligible(follower), follower.hasFetched,
            follower.leave == nil, let has = follower.logEndOffset
        else { return false }
        return has >= highWatermark && has >= epochStart
    }

    private mutating func expandISR(_ now: Duration, _ effects: inout [Effect]) {
        guard change == nil, now >= proposesAgainAt else { return }
        let joining = followers.filter(isReadyToJoin).map(\.broker)
        if !joining.isEmpty { propose(.expanding(with: joining), &effects) }
    }

    mutating func shrinkISR(_ now: Duration, _ effects: inout [Effect]) {
        guard change == nil else { return }
        let leaving = followers.filter {
            replicas.isr.contains($0.broker)
                && !$0.isCaughtUp(with: log.endOffset, within: rules.lagTimeMax, now: now)
        }
        if !leaving.isEmpty { propose(.shrinking(without: leaving.map(\.broker)), &effects) }
    }

    private mutating func propose(_ change: ISRChange, _ effects: inout [Effect]) {
        self.change = change
        effects.append(.proposeISR(proposal(for: change)))
    }

    private func proposal(for change: ISRChange) -> ISRProposal {
        let wanted =
            switch change {
            case .expanding(let joining): Set(replicas.isr + joining)
            case .shrinking(let leaving): Set(replicas.isr).subtracting(leaving)
            }
        let members = replicas.replicas.filter(wanted.contains).map { member in
            let known = followers.first { $0.broker == member }?.brokerEpoch ?? BrokerEpoch.none
            let epoch = member == broker ? brokers[broker]?.epoch ?? BrokerEpoch.none : known
            return ISRProposal.Member(member, epoch: epoch)
        }
        return ISRProposal(
            leaderEpoch: replicas.leaderEpoch, partitionEpoch: replicas.partitionEpoch, members: members)
    }

    // MARK: - The controller

    mutating func isrAnswered(
        _ epoch: PartitionEpoch, _ answer: ISRAnswer, _ now: Duration, _ effects: inout [Effect]
    ) {
        // Metadata was faster, and knows better.
        guard let change, epoch == replicas.partitionEpoch else { return }
        switch answer {
        case .committed(let isr, let leaderEpoch, let partitionEpoch):
            guard leaderEpoch == replicas.leaderEpoch, partitionEpoch >= replicas.partitionEpoch else {
                return
            }
            self.change = nil
            noteLeavers(isr)
            replicas.isr = isr
            replicas.partitionEpoch = partitionEpoch
            expandISR(now, &effects)
        case .refused(.operationNotAttempted):
            // Nothing has changed, nor will it. The next fetch or look for lag may propose again.
            self.change = nil
        case .refused(.ineligibleReplica):
            self.change = nil
            proposesAgainAt = now + Self.refusalPause
        case .refused(.unknownTopicId), .refused(.unknownTopicOrPartition), .refused(.fencedLeaderEpoch),
            .refused(.invalidUpdateVersion), .refused(.invalidRequest), .refused(.newLeaderElected):
            // Metadata that is on its way says how it is. Until then either is possible.
            return
        case .refused:
            effects.append(.proposeISR(proposal(for: change)))
        }
    }

    // MARK: - Metadata

    mutating func replicasChanged(_ new: ReplicaSet, _ now: Duration, _ effects: inout [Effect]) {
        guard new.partitionEpoch >= replicas.partitionEpoch, new.leaderEpoch >= replicas.leaderEpoch else {
            return
        }
        let isNewEpoch = new.leaderEpoch > replicas.leaderEpoch
        // The controller's answer came first, and with it what metadata says now; a proposal since is open.
        if isNewEpoch || new.partitionEpoch > replicas.partitionEpoch {
            change = nil
            proposesAgainAt = .zero
        }
        noteLeavers(new.isr)
        replicas = new
        let known = followers
        followers = new.replicas.filter { $0 != broker }.map { id in
            known.first { $0.broker == id }
                ?? FollowerProgress(id, isInSync: new.isr.contains(id), now: now)
        }
        if isNewEpoch {
            epochStart = log.endOffset
            log.began(new.leaderEpoch)
            for index in followers.indices {
                followers[index].beganEpoch(
                    isInSync: new.isr.contains(followers[index].broker), now: now)
            }
            effects.append(.beginEpoch(new.leaderEpoch))
        }
        expandISR(now, &effects)
    }

    private mutating func noteLeavers(_ isr: [BrokerID]) {
        for index in followers.indices
        where replicas.isr.contains(followers[index].broker) && !isr.contains(followers[index].broker) {
            followers[index].leftISR()
        }
    }

    /// A follower may have caught up before metadata told us that it is back.
    mutating func brokersChanged(
        _ new: [BrokerID: BrokerStanding], _ now: Duration, _ effects: inout [Effect]
    ) {
        if new != brokers { proposesAgainAt = .zero }
        brokers = new
        expandISR(now, &effects)
    }
}
