import MartletModel

/// Where a replica's log ends. As in Raft, of two logs the greater one has everything committed that the
/// other has.
package struct LogEnd: Sendable, Equatable, Comparable {
    /// That of the last record; −1: none.
    package var lastEpoch: LeaderEpoch
    package var offset: Offset

    package init(lastEpoch: LeaderEpoch, offset: Offset) {
        self.lastEpoch = lastEpoch
        self.offset = offset
    }

    package static func < (left: LogEnd, right: LogEnd) -> Bool {
        (left.lastEpoch, left.offset) < (right.lastEpoch, right.offset)
    }
}

/// A broker that metadata names leader, and whose log may have lost acknowledged records: its end was cut off
/// after a crash, say, because a batch there was damaged. It serves nothing and begins no epoch before it
/// knows that no other replica has more; nobody is told to cut anything to its log. Pure: no clock, no I/O.
///
/// Every other replica asks its leader for what follows its own log, and by that says where it ends. One that
/// has more, and that has everything for certain, is to lead.
///
/// Legal transitions of `isOver`: false → true, with the effect `lead`.
package struct LeaderInDoubt: Sendable {
    package enum Input: Sendable, Equatable {
        /// What the partition's settings are now, looked at from time to time.
        case ticked(Terms)
        /// A follower's question: its log ends there.
        case fetched(FollowerFetch)
        /// Metadata says something else of the partition, and still that this broker leads it.
        case replicasChanged(ReplicaSet)
        /// Those of the partition's replicas that are registered.
        case brokersChanged([BrokerID: BrokerStanding])
    }

    package enum Effect: Sendable, Equatable {
        /// Nobody has more: this broker leads as any other. Nothing happens here any more.
        case lead
        /// Asked of the controller again and again, until metadata says that it is so.
        case handOver(to: BrokerID, isAgain: Bool)
    }

    package struct Terms: Sendable, Equatable {
        /// `min.insync.replicas`
        package var minInSyncReplicas: Int
        /// `unclean.leader.election.enable`: better to lose records than to wait for who is not there.
        package var allowsLoss: Bool

        package init(minInSyncReplicas: Int, allowsLoss: Bool = false) {
            self.minInSyncReplicas = minInSyncReplicas
            self.allowsLoss = allowsLoss
        }
    }

    private struct Heard: Sendable {
        var broker: BrokerID
        /// Of the registration that said so: a later process may have lost something since.
        var brokerEpoch: BrokerEpoch
        var end: LogEnd
    }

    /// For so long it waits for a broker that is in service and says nothing: it may not reach this one.
    package static let patience: Duration = .seconds(30)
    /// Between two requests to the controller.
    private static let askingInterval: Duration = .seconds(1)

    package let broker: BrokerID
    /// Of this replica's log.
    package let end: LogEnd
    package private(set) var replicas: ReplicaSet
    package private(set) var brokers: [BrokerID: BrokerStanding]
    package private(set) var isOver = false
    private var terms: Terms
    private var heard: [Heard] = []
    private let since: Duration
    /// Whom the controller was asked for last.
    private var successor: BrokerID?
    private var asksAgainAt = Duration.zero

    /// A broker that metadata has just named leader. Its first step is due at once.
    package init(
        broker: BrokerID, replicas: ReplicaSet, log: ReplicaLog, brokers: [BrokerID: BrokerStanding],
        terms: Terms, now: Duration
    ) {
        self.broker = broker
        self.replicas = replicas
        self.brokers = brokers
        self.terms = terms
        end = LogEnd(lastEpoch: log.epochs.latestEpoch ?? LeaderEpoch.none, offset: log.endOffset)
        since = now
    }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        if isOver { return }
        switch input {
        case .ticked(let terms): self.terms = terms
        case .fetched(let fetch): fetched(fetch)
        case .replicasChanged(let new): replicasChanged(new)
        case .brokersChanged(let new): brokersChanged(new)
        }
        decide(now, &effects)
    }

    /// What another replica's log was heard to end at; nil: it has said nothing yet.
    package func end(of broker: BrokerID) -> LogEnd? {
        heard.first { $0.broker == broker }?.end
    }

    /// Who has said nothing yet.
    package var silent: [BrokerID] { others.filter { end(of: $0) == nil } }

    // MARK: - Hearing

    private mutating func fetched(_ fetch: FollowerFetch) {
        guard others.contains(fetch.broker) else { return }
        if let standing = brokers[fetch.broker], fetch.brokerEpoch != .none,
            fetch.brokerEpoch < standing.epoch
        {
            return
        }
        heard.removeAll { $0.broker == fetch.broker }
        let end = LogEnd(lastEpoch: fetch.lastEpoch, offset: fetch.offset)
        heard.append(Heard(broker: fetch.broker, brokerEpoch: fetch.brokerEpoch, end: end))
    }

    private mutating func replicasChanged(_ new: ReplicaSet) {
        guard new.partitionEpoch >= replicas.partitionEpoch, new.leaderEpoch >= replicas.leaderEpoch else {
            return
        }
        replicas = new
        heard.removeAll { !new.replicas.contains($0.broker) }
    }

    private mutating func brokersChanged(_ new: [BrokerID: BrokerStanding]) {
        brokers = new
        heard.removeAll { one in
            guard let standing = new[one.broker] else { return true }
            return one.brokerEpoch != .none && one.brokerEpoch < standing.epoch
        }
    }

    // MARK: - Deciding

    private var others: [BrokerID] { replicas.replicas.filter { $0 != broker } }

    private func isActive(_ broker: BrokerID) -> Bool { brokers[broker]?.isActive ?? false }

    /// The one of them that has most, if that is more than this replica has.
    private func better(among brokers: [BrokerID]) -> BrokerID? {
        var best: Heard?
        for one in heard where brokers.contains(one.broker) && one.end > best?.end ?? end { best = one }
        return best?.broker
    }

    private mutating func decide(_ now: Duration, _ effects: inout [Effect]) {
        let members = others.filter(replicas.isr.contains)
        // Who is in sync has everything, or is in doubt itself and hears the others in its turn.
        if let best = better(among: members) { return handOver(to: best, now, &effects) }
        let isPatient = now < since + Self.patience
        if let silent = members.first(where: { end(of: $0) == nil }) {
            // The controller takes out those that are gone. Who stays and is not heard cannot reach us.
            if !isPatient { handOver(to: silent, now, &effects) }
            return
        }
        if isPatient, others.contains(where: { isActive($0) && end(of: $0) == nil }) { return }
        if members.isEmpty, !terms.allowsLoss, !hasHeardEnough { return }
        if let best = better(among: others), isActive(best) || !terms.allowsLoss {
            return handOver(to: best, now, &effects)
        }
        isOver = true
        effects.append(.lead)
    }

    /// Alone in sync, this replica was, it may be, the only one that had everything; but each acknowledged
    /// record was on `min.insync.replicas`. So many have spoken that one of them has it.
    private var hasHeardEnough: Bool {
        let required = min(terms.minInSyncReplicas, replicas.replicas.count)
        return required <= 1 || heard.count >= replicas.replicas.count - required + 1
    }

    private mutating func handOver(
        to successor: BrokerID, _ now: Duration, _ effects: inout [Effect]
    ) {
        guard now >= asksAgainAt, isActive(successor) else { return }
        asksAgainAt = now + Self.askingInterval
        effects.append(.handOver(to: successor, isAgain: successor == self.successor))
        self.successor = successor
    }
}
