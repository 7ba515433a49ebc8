import MartletModel

/// Names somebody who waits for records to be committed.
package struct CommitWaitID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// What becomes of who waited.
package enum CommitVerdict: Sendable, Equatable {
    case committed
    /// The records stay where they are.
    case refused(ErrorCode)
    /// Another broker leads now, if one does: whoever waits is told which, and asks there (KIP-951).
    case leadershipLost(to: BrokerID?, LeaderEpoch)
}

/// The leader's view of one partition, for as long as this broker leads it. Pure: no clock, no I/O.
///
/// The driver appends, syncs, checks and reads; it asks `refusal(ofProduceWith:)` before it appends, and
/// `refusal(of:)` before it serves a replica's fetch, which becomes an input only if its log does not
/// diverge. After `leadershipLost` or `serviceEnded` nothing happens any more.
///
/// Invariants: the high watermark never decreases; it never passes what each member of the maximal ISR has,
/// with `martlet.durability=disk` on its disk, this broker included; it stays where it is while fewer than
/// `min.insync.replicas` are in sync (KIP-966: so an eligible leader replica has everything below it).
package struct PartitionLeader: Sendable {
    package enum Input: Sendable, Equatable {
        /// Looks for followers that lag and for waits that are over.
        case ticked
        case appended(upTo: Offset)
        /// A produce with acks=all was appended below this offset, now or earlier.
        case commitAwaited(CommitWaitID, upTo: Offset, deadline: Duration)
        case synced(upTo: Offset)
        case fetched(FollowerFetch)
        /// A follower, as registered in this epoch, is going to drop its log: it must not be in sync then.
        case leaveAsked(by: BrokerID, BrokerEpoch)
        case logStartAdvanced(to: Offset)
        /// Metadata says something else of the partition, and still that this broker leads it.
        case replicasChanged(ReplicaSet)
        /// Those of the partition's replicas that are registered.
        case brokersChanged([BrokerID: BrokerStanding])
        case minInSyncReplicasChanged(to: Int)
        /// The controller's answer to the proposal that was made in this partition epoch.
        case isrAnswered(PartitionEpoch, ISRAnswer)
        case leadershipLost(to: BrokerID?, LeaderEpoch)
        /// The partition was deleted here, or its log directory is out of service.
        case serviceEnded(ErrorCode)
    }

    package enum Effect: Sendable, Equatable {
        /// The epoch begins at the log end; the log's epochs have it before anything is served.
        case beginEpoch(LeaderEpoch)
        case advanceHighWatermark(Offset)
        case completeWait(CommitWaitID, CommitVerdict)
        /// Sent until it is answered, however often that takes.
        case proposeISR(ISRProposal)
    }

    package let broker: BrokerID
    let rules: ReplicationRules
    package internal(set) var replicas: ReplicaSet
    package internal(set) var log: ReplicaLog
    /// Where the log ended when the epoch began. Below it are other leaders' records.
    package internal(set) var epochStart: Offset
    /// In the order of the replicas, this broker left out.
    package internal(set) var followers: [FollowerProgress]
    package internal(set) var brokers: [BrokerID: BrokerStanding]
    package internal(set) var change: ISRChange?
    /// Until then nobody is proposed: the controller refused somebody, and metadata says nothing new.
    var proposesAgainAt: Duration = .zero
    var commits: CommitTracker<CommitWaitID>
    var minInSyncReplicas: Int
    var nextLagCheck: Duration
    package internal(set) var hasEnded = false

    /// A broker that metadata has just named leader. Its first step is due at once: the high watermark may
    /// move by itself.
    ///
    /// - Parameters:
    ///   - log: as it is, the epoch not begun yet.
    ///   - highWatermark: this broker's own, as a follower or from its checkpoint.
    package init(
        broker: BrokerID, rules: ReplicationRules, replicas: ReplicaSet, log: ReplicaLog,
        highWatermark: Offset, minInSyncReplicas: Int, brokers: [BrokerID: BrokerStanding], now: Duration,
        effects: inout [Effect]
    ) {
        self.broker = broker
        self.rules = rules
        self.replicas = replicas
        self.log = log
        self.minInSyncReplicas = minInSyncReplicas
        self.brokers = brokers
        epochStart = log.endOffset
        followers = replicas.replicas.filter { $0 != broker }
            .map { FollowerProgress($0, isInSync: replicas.isr.contains($0), now: now) }
        commits = CommitTracker(highWatermark: min(max(highWatermark, log.startOffset), log.endOffset))
        nextLagCheck = now + rules.lagCheckInterval
        self.log.began(replicas.leaderEpoch)
        effects.append(.beginEpoch(replicas.leaderEpoch))
        advanceHighWatermark(now, &effects)
    }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        if hasEnded { return }
        switch input {
        case .ticked: ticked(now, &effects)
        case .appended(let end): log.appended(upTo: end)
        case .commitAwaited(let id, let end, let deadline): commitAwaited(id, end, deadline, &effects)
        case .synced(let end): log.synced(upTo: end)
        case .fetched(let fetch): fetched(fetch, now, &effects)
        case .leaveAsked(let broker, let epoch): leaveAsked(broker, epoch, &effects)
        case .logStartAdvanced(let offset): log.advancedStart(to: offset)
        case .replicasChanged(let replicas): replicasChanged(replicas, now, &effects)
        case .brokersChanged(let brokers): brokersChanged(brokers, now, &effects)
        case .minInSyncReplicasChanged(let count): minInSyncReplicas = count
        case .isrAnswered(let epoch, let answer): isrAnswered(epoch, answer, now, &effects)
        case .leadershipLost(let leader, let epoch): end(.leadershipLost(to: leader, epoch), &effects)
        case .serviceEnded(let error): end(.refused(error), &effects)
        }
        if !hasEnded { advanceHighWatermark(now, &effects) }
    }

    /// When to tick for followers that lag; nil where there are none that could. Waits that are over are
    /// found at any tick.
    package var nextDeadline: Duration? {
        hasEnded || followers.isEmpty ? nil : nextLagCheck
    }

    // MARK: - Committing

    package var highWatermark: Offset { commits.highWatermark }
    package var isWaitedFor: Bool { commits.isWaitedFor }

    /// Consumers are not told the log's end before everything of former leaders is committed again.
    package var isHighWatermarkKnown: Bool { highWatermark >= epochStart }

    var requiredCount: Int { min(minInSyncReplicas, replicas.replicas.count) }

    /// Why a produce with these acks is not to be appended; nil if it is.
    package func refusal(ofProduceWith acks: Int16) -> ErrorCode? {
        if hasEnded { return .notLeaderOrFollower }
        return acks == -1 && replicas.isr.count < requiredCount ? .notEnoughReplicas : nil
    }

    private mutating func commitAwaited(
        _ id: CommitWaitID, _ end: Offset, _ deadline: Duration, _ effects: inout [Effect]
    ) {
        if end <= highWatermark {
            effects.append(.completeWait(id, commitVerdict))
        } else {
            commits.wait(for: end, until: deadline, id)
        }
    }

    private var commitVerdict: CommitVerdict {
        maximalISR.count < requiredCount ? .refused(.notEnoughReplicasAfterAppend) : .committed
    }

    private mutating func advanceHighWatermark(_ now: Duration, _ effects: inout [Effect]) {
        guard replicas.isr.count >= requiredCount else { return }
        var end = log.heldEnd(rules.durability)
        let maximal = rules.broken == .waitsForInSync ? [] : maximalISR
        for follower in followers
        where maximal.contains(follower.broker)
            || rules.broken != .waitsForInSync && mayJoinSoon(follower, now)
        {
            guard let has = follower.logEndOffset else { return }
            end = min(end, has)
        }
        guard end > highWatermark else { return }
        let reached = commits.committed(upTo: end)
        effects.append(.advanceHighWatermark(end))
        for id in reached { effects.append(.completeWait(id, commitVerdict)) }
    }

    private mutating func ticked(_ now: Duration, _ effects: inout [Effect]) {
        for id in commits.expired(at: now) {
            effects.append(.completeWait(id, .refused(.requestTimedOut)))
        }
        guard now >= nextLagCheck else { return }
        nextLagCheck = now + rules.lagCheckInterval
        shrinkISR(now, &effects)
    }

    private mutating func end(_ verdict: CommitVerdict, _ effects: inout [Effect]) {
        for id in commits.abandoned() { effects.append(.completeWait(id, verdict)) }
        change = nil
        hasEnded = true
    }
}
