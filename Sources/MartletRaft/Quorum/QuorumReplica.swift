import MartletModel
import MartletStorage

/// Names a request that a peer has made.
package struct QuorumRequestID: NumericIdentifier {
    package let rawValue: UInt64

    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// One replica of the quorum's log (KIP-595, KIP-853, KIP-996), as a state machine: no clock, no I/O.
///
/// The driver performs effects in their order, and appends synchronously: an append is in the page cache
/// before the next input. What must be durable before others hear of it is held back here: `persist` is
/// answered by `persisted`, and no message leaves in between; a voter's fetch leaves when all that it
/// acknowledges is `synced`.
///
/// Invariants: the epoch never decreases; one vote for each epoch; the high watermark never decreases.
package struct QuorumReplica: Sendable {
    package enum Input: Sendable, Equatable {
        case ticked
        case requested(QuorumRequestID, QuorumRequest)
        case replied(QuorumCallID, QuorumReply)
        /// The connection was refused or lost. That no answer comes the replica finds out by itself.
        case callFailed(QuorumCallID)
        case persisted(through: Int)
        /// The leader's driver has appended records of the current epoch.
        case appended(upTo: Offset)
        case synced(upTo: Offset)
        case snapshotWritten(SnapshotID)
        /// The downloaded snapshot has taken the log's place; it names these voters, if it does.
        case snapshotInstalled(SnapshotID, VoterSet?)
        /// The downloaded snapshot was damaged: it is to be fetched again.
        case snapshotRejected(SnapshotID)
        case logStartAdvanced(to: Offset)
        case resignationRequested
        case changeRequested(QuorumRequestID, VoterChange)
    }

    package enum Effect: Sendable, Equatable {
        case persist(Int, QuorumState)
        case call(QuorumCallID, QuorumPeer, QuorumRequest)
        case reply(QuorumRequestID, QuorumReply)
        /// LEADER_CHANGE at the log end, and in the same batch KRAFT_VERSION and KRAFT_VOTERS if there is
        /// something to name.
        case appendLeaderChange(
            epoch: LeaderEpoch, voters: [BrokerID], granted: [BrokerID], naming: VoterSet?)
        /// KRAFT_VOTERS, as one batch at the log end; with KRAFT_VERSION before it when the quorum is
        /// upgraded.
        case appendVoters(VoterSet, epoch: LeaderEpoch, upgrading: Bool)
        /// The batches of this reply, and a sync of them.
        case appendFetched(QuorumCallID, upTo: Offset)
        case truncate(to: Offset)
        /// The bytes of this reply belong into the snapshot that is downloaded.
        case storeChunk(QuorumCallID, SnapshotID, position: Int64)
        /// The snapshot is whole: it takes the log's place. Answered by `snapshotInstalled` or
        /// `snapshotRejected`; until then nothing is fetched, appended or cut.
        case installSnapshot(SnapshotID)
        case advanceHighWatermark(Offset)
        /// This replica leads, and all records of former leaders are committed.
        case lead(LeaderEpoch)
        /// Another leads, or nobody that is known.
        case follow(LeaderEpoch, leader: BrokerID?)
        /// Something has happened that Raft excludes: going on would do damage.
        case halt(String)
    }

    package let key: ReplicaKey
    /// What the members' list should say of this node; nil where it does not matter, as for brokers.
    let voter: Voter?
    let timers: QuorumTimers
    let rules: QuorumRules
    /// How many `controller.quorum.bootstrap.servers` there are.
    let bootstrapCount: Int
    /// It may become a voter: it has the controller's role.
    let isController: Bool
    /// As an observer it asks to become a voter (`controller.quorum.auto.join.enable`).
    let joinsByItself: Bool

    package internal(set) var epoch: LeaderEpoch
    package internal(set) var role: QuorumRole
    package internal(set) var log: QuorumLog
    package internal(set) var history: VoterHistory
    /// Nil until it is known. After a start it is where the newest snapshot ends.
    package internal(set) var highWatermark: Offset?

    var peers = QuorumPeers()
    var lastPersist = 0
    /// Until this is durable nothing leaves.
    var awaitedPersist: Int?
    /// What `quorum-state` says, or will.
    var persistedState: QuorumState?
    /// What it says, or what is being written, is not what is so any more.
    private var isOutdated = false
    var held: [Effect] = []
    /// It is about to take the log's place.
    var installing: SnapshotID?
    /// Elections in a row in which this replica stood, and nobody won.
    var failedElections = 0
    var random: any RandomNumberGenerator & Sendable

    package var voters: VoterSet { history.current }
    package var isVoter: Bool { isController && voters.contains(key) }
    /// A voter; or one whose removal may never be committed without it, as when it led and nobody else has
    /// the record. It does not count itself (Raft dissertation §4.2.2).
    var mayStand: Bool { isController && history.mayNeed(key, committedUpTo: highWatermark ?? .none) }
    /// Its vote for itself, if it has one.
    var ownVote: Set<BrokerID> { voters.contains(key) ? [key.id] : [] }

    /// A replica as its disk has it. `state` is what `quorum-state` says.
    package init(
        key: ReplicaKey, voter: Voter? = nil, timers: QuorumTimers = QuorumTimers(), bootstrapCount: Int = 0,
        isController: Bool = true, joinsByItself: Bool = false, rules: QuorumRules = QuorumRules(),
        state: QuorumState?, log: QuorumLog, history: VoterHistory, now: Duration,
        random: any RandomNumberGenerator & Sendable
    ) {
        self.key = key
        self.voter = voter
        self.timers = timers
        self.rules = rules
        self.bootstrapCount = bootstrapCount
        self.isController = isController
        self.joinsByItself = joinsByItself
        self.log = log
        self.history = history
        self.random = random
        persistedState = state
        // What a snapshot holds is committed.
        highWatermark = log.snapshots.last?.endOffset
        epoch = max(state?.epoch ?? 0, log.lastEpoch)
        role = .unattached(.init())
        resume(state, now: now)
    }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch input {
        case .ticked: break
        case .requested(let id, let request): requested(id, request, now, &effects)
        case .replied(let id, let reply): replied(id, reply, now, &effects)
        case .callFailed(let id): callFailed(id, now, &effects)
        case .persisted(let through): persisted(through: through, &effects)
        case .appended(let end): appended(upTo: end, now, &effects)
        case .synced(let end): synced(upTo: end, now, &effects)
        case .snapshotWritten(let snapshot): log.wrote(snapshot)
        case .snapshotInstalled(let snapshot, let voters): snapshotInstalled(snapshot, voters, now, &effects)
        case .snapshotRejected(let snapshot): snapshotRejected(snapshot, now)
        case .logStartAdvanced(let offset): log.advanceStart(to: offset)
        case .resignationRequested: resign(now, &effects)
        case .changeRequested(let id, let change): changeRequested(id, change, now, &effects)
        }
        expire(now, &effects)
        makeCalls(now, &effects)
        write(&effects)
    }

    // MARK: - Effects

    private var isDurable: Bool { awaitedPersist == nil && !isOutdated }

    /// Messages wait until what they rest on is durable.
    mutating func emit(_ effect: Effect, _ effects: inout [Effect]) {
        switch effect {
        case .call, .reply: if isDurable { effects.append(effect) } else { held.append(effect) }
        case .persist, .appendLeaderChange, .appendVoters, .appendFetched, .truncate, .storeChunk,
            .installSnapshot, .advanceHighWatermark, .lead, .follow, .halt:
            effects.append(effect)
        }
    }

    /// Has `quorum-state` say what is now so, if it does not yet: when the step ends, or, as a slow disk is
    /// not given one election to write after the other, when what is being written is.
    mutating func persist() {
        let state = election
        guard state != persistedState else { return }
        persistedState = state
        isOutdated = true
    }

    private mutating func write(_ effects: inout [Effect]) {
        guard isOutdated, awaitedPersist == nil, let state = persistedState else { return }
        isOutdated = false
        lastPersist += 1
        awaitedPersist = lastPersist
        effects.append(.persist(lastPersist, state))
    }

    private mutating func persisted(through: Int, _ effects: inout [Effect]) {
        guard let awaited = awaitedPersist, through >= awaited else { return }
        awaitedPersist = nil
        guard !isOutdated else { return }
        effects.append(contentsOf: held)
        held = []
    }

    /// What the old role wanted to know, nobody waits for; what was not sent yet stays here.
    mutating func forgetCalls() {
        peers.forget()
        held.removeAll { if case .call = $0 { true } else { false } }
    }

    /// What `quorum-state` has to say.
    private var election: QuorumState {
        var state = QuorumState(
            epoch: epoch, leader: leader, voters: history.kraftVersion == 0 ? .fixed(voters.ids) : .inLog)
        if let voted = votedFor {
            state.votedFor = voted.id
            state.votedDirectory = voted.directoryID ?? DirectoryID(.zero)
        }
        return state
    }

    // MARK: - Facts

    /// Who leads the epoch, as far as this replica knows.
    package var leader: BrokerID? {
        switch role {
        case .unattached(let state): state.leader
        case .prospective(let state): state.leader
        case .candidate: nil
        case .follower(let state): state.leader
        case .leader, .resigned: key.id
        }
    }

    var votedFor: ReplicaKey? {
        switch role {
        case .unattached(let state): state.votedFor
        case .prospective(let state): state.votedFor
        case .candidate: key
        case .follower(let state): state.votedFor
        case .leader, .resigned: nil
        }
    }

    /// At random between one and two time-outs, so that voters seldom stand at once (Raft §5.2).
    mutating func electionTimeout() -> Duration {
        let base = min(
            timers.electionTimeout * (1 << min(failedElections, 8)), timers.electionTimeoutMax)
        let parts = Int64.random(in: 0..<1_000, using: &random)
        return base + base * Int(parts) / 1_000
    }
}
