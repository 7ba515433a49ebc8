import Logging
import MartletMetadata
import MartletModel
import MartletReplication
import MartletStorage

/// Replicas whose logs may have lost acknowledged records at their ends: what they do before they lead.
extension Shard {
    /// Metadata names this broker leader: it hears the others first.
    func beginDoubting(_ replica: PartitionReplica, _ replicas: ReplicaSet) {
        let state = LeaderInDoubt(
            broker: settings.nodeID, replicas: replicas, log: ReplicaLog(replica.log), brokers: standings,
            terms: doubtTerms(of: replica), now: environment.clock.uptime())
        replica.role = .inDoubt(state)
        if replicas.replicas.count > 1 {
            logger.warning(
                "This broker is to lead with a log that may lack records, and asks the other replicas first",
                metadata: metadata(of: replica))
        }
        doubt(replica, .ticked(doubtTerms(of: replica)))
    }

    /// Tells the partition's leader in doubt, and does what comes of it. Nothing where there is none.
    func doubt(_ replica: PartitionReplica, _ input: LeaderInDoubt.Input) {
        guard case .inDoubt(var state) = replica.role else { return }
        var effects: [LeaderInDoubt.Effect] = []
        state.step(input, now: environment.clock.uptime(), effects: &effects)
        replica.role = .inDoubt(state)
        for effect in effects {
            switch effect {
            case .lead: leadInDoubt(replica, state)
            case .handOver(let successor, let isAgain):
                if !isAgain { reportSuccessor(successor, of: replica, state) }
                handOver(replica, to: successor)
            }
        }
    }

    /// From time to time settings are looked at, and who does not speak.
    func tickDoubts() {
        for replica in readyReplicas(where: { $0.role.isInDoubt }) {
            doubt(replica, .ticked(doubtTerms(of: replica)))
        }
    }

    private func doubtTerms(of replica: PartitionReplica) -> LeaderInDoubt.Terms {
        let rules = PartitionRules(settings.configuration, image: image)
        return LeaderInDoubt.Terms(
            minInSyncReplicas: replica.log.configuration.minInSyncReplicas,
            allowsLoss: rules.allowsUncleanElection(ofTopic: replica.name.topic))
    }

    private func leadInDoubt(_ replica: PartitionReplica, _ state: LeaderInDoubt) {
        if state.replicas.replicas.count > 1 { reportEnd(of: replica, state) }
        endDoubt(replica)
        beginLeading(replica, state.replicas)
        coordinate(replica)
        wakeFetches(of: replica)
    }

    /// The log has all that there is.
    func endDoubt(_ replica: PartitionReplica) {
        guard replica.log.isEndInDoubt else { return }
        replica.lostEnd = nil
        let mark = replica.log.endDoubt()
        environment.storageThreads.run { try? mark.remove() }
    }

    private func handOver(_ replica: PartitionReplica, to successor: BrokerID) {
        let (key, name, epoch) = (replica.key, replica.name, replica.leaderEpoch)
        controlPlane?.run { [logger] plane in
            plane.handOver(key, epoch, to: successor) { code in
                if code == .none { return }
                logger.debug(
                    "Another leader is not to be had",
                    metadata: ["partition": "\(name)", "successor": "\(successor)", "error": "\(code)"])
            }
        }
    }

    // MARK: - What the operator hears

    private func reportSuccessor(
        _ successor: BrokerID, of replica: PartitionReplica, _ state: LeaderInDoubt
    ) {
        var facts = metadata(of: replica)
        facts["successor"] = "\(successor)"
        if let end = state.end(of: successor) { facts["successorEndOffset"] = "\(end.offset)" }
        logger.notice("Another replica is to lead, as this one may lack records", metadata: facts)
    }

    private func reportEnd(of replica: PartitionReplica, _ state: LeaderInDoubt) {
        var facts = metadata(of: replica)
        if !state.silent.isEmpty {
            facts["notHeard"] = "\(state.silent.map { "\($0)" }.joined(separator: ","))"
        }
        if let end = replica.lostEnd {
            facts["wasCommittedUpTo"] = "\(end)"
            logger.error("A leader lacks records that no replica has: they are lost", metadata: facts)
        } else {
            logger.notice("No replica has more than this one, and it leads", metadata: facts)
        }
    }

    private func metadata(of replica: PartitionReplica) -> Logger.Metadata {
        [
            "topic": "\(replica.name.topic)", "partition": "\(replica.name.partition)",
            "endOffset": "\(replica.log.logEndOffset)", "leaderEpoch": "\(replica.leaderEpoch)",
        ]
    }
}
