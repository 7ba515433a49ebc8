import Logging
import MartletModel
import MartletReplication

/// What the leader's state of a partition wants done.
extension Shard {
    /// Tells the partition's leader state, and does what comes of it. Nothing where others lead.
    func lead(_ replica: PartitionReplica, _ input: PartitionLeader.Input) {
        var effects: [PartitionLeader.Effect] = []
        replica.role.step(input, now: environment.clock.uptime(), effects: &effects)
        perform(effects, of: replica)
        if !replica.deletions.isEmpty { settleDeletions(of: replica) }
    }

    /// The one place that does what leaders want.
    func perform(_ effects: [PartitionLeader.Effect], of replica: PartitionReplica) {
        if effects.isEmpty { return }
        var acknowledged: [ProduceAcknowledgement] = []
        for effect in effects {
            switch effect {
            case .beginEpoch(let epoch): replica.log.beginLeaderEpoch(epoch)
            case .advanceHighWatermark(let offset):
                replica.highWatermark = offset
                replica.log.committed(upTo: offset)
                wakeConsumers(of: replica)
                if settings.configuration.replication.readsFromNearest { wakeReplicas(of: replica) }
                coordinatedCommitted(replica)
            case .completeWait(let id, let verdict):
                guard var waiting = replica.acknowledgements.removeValue(forKey: id) else {
                    preconditionFailure("a commit was awaited by nobody")
                }
                waiting.result = waiting.result.judged(verdict)
                acknowledged.append(waiting)
            case .proposeISR(let proposal): propose(proposal, of: replica)
            }
        }
        deliver(acknowledged)
    }

    /// Brings acknowledgements to the shards that hold the requests, one hop to each.
    private func deliver(_ acknowledged: [ProduceAcknowledgement]) {
        for (home, theirs) in grouped(acknowledged, by: \.home) {
            hop(to: home) { home in
                for one in theirs { home.produced(one.produceID, [(one.slot, one.result)]) }
            }
        }
    }

    /// Somebody is to be told when everything below `end` is committed, or that it was not in time.
    func awaitCommit(
        upTo end: Offset, in replica: PartitionReplica, _ result: ProduceResult, _ item: ProduceItem,
        _ terms: ProduceTerms
    ) {
        let id = CommitWaitID(nextID())
        replica.acknowledgements[id] = ProduceAcknowledgement(
            home: terms.home, produceID: terms.id, slot: item.slot, result: result)
        lead(replica, .commitAwaited(id, upTo: end, deadline: terms.deadline))
    }

    /// Records may have been deleted.
    func noteLogStart(of replica: PartitionReplica) {
        lead(replica, .logStartAdvanced(to: replica.log.logStartOffset))
        follow(replica, .logStartAdvanced(to: replica.log.logStartOffset))
    }

    /// Nothing more will be committed there: whoever waits is told `errorCode`, and waiting fetches look
    /// again.
    func abandon(_ replica: PartitionReplica, _ errorCode: ErrorCode) {
        refuseWaitingAppends(to: replica, errorCode)
        stopFollowing(replica)
        withdrawProposal(of: replica)
        lead(replica, .serviceEnded(errorCode))
        replica.role = .none
        refuseDeletions(of: replica, errorCode)
        coordinate(replica)
        wakeFetches(of: replica)
    }

    /// Tells leaders the time: producers whose time-out has passed hear so, while their records stay, and
    /// followers that lag leave the ISR.
    func tickLeaders() {
        let now = environment.clock.uptime()
        for replica in readyReplicas(where: { $0.role.isTickDue(at: now) }) { lead(replica, .ticked) }
        tickDoubts()
    }
}

extension ProduceResult {
    fileprivate func judged(_ verdict: CommitVerdict) -> ProduceResult {
        switch verdict {
        case .committed: self
        case .refused(let errorCode): ProduceResult(errorCode: errorCode)
        case .leadershipLost(let leader, let epoch):
            ProduceResult(errorCode: .notLeaderOrFollower, currentLeader: CurrentLeader(leader, epoch))
        }
    }
}
