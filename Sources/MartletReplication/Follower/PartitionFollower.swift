import MartletModel

/// One partition of a broker that does not lead it: asks the leader, checks what comes, and has the log be as
/// the leader's. Pure: no clock, no I/O; when and with what else a question is sent, the fetcher decides.
///
/// One thing at a time is under way: a question, a write or a sync. Appending happens at once, before the
/// next input; cutting and syncing may take a while, and nothing is asked meanwhile: with
/// `martlet.durability=disk` a question is an acknowledgement.
///
/// Legal transitions of `activity`: idle → asking | cutting | syncing; asking → appending | cutting | failed;
/// appending → syncing | asking | failed; cutting → appending | asking | syncing | failed; syncing → asking |
/// cutting | failed; failed → any, with another leader epoch; all but cutting and syncing → idle, without a
/// leader.
///
/// Invariant: the question that is open was asked with this log's end, all of it held in the sense of
/// `martlet.durability`.
package struct PartitionFollower: Sendable {
    package enum Input: Sendable, Equatable {
        /// Metadata names a leader of this epoch, or says that there is none at the moment.
        case leaderChanged(LeaderEpoch, isKnown: Bool)
        case answered(FollowerQuestion, FollowerAnswer)
        /// The batches of the last `append` are in the log.
        case appended
        /// So many of them are, and nothing of the others. Passing: a full disk, say, that may have room.
        case appendFailed(afterBatches: Int, isPassing: Bool)
        /// The log ends here now, or where it ended before if that is less.
        case cut(to: Offset)
        case restarted(at: Offset)
        case synced(upTo: Offset)
        /// The log directory is out of service, or something that was to be done to it failed.
        case storageFailed
        /// This replica's own retention.
        case logStartAdvanced(to: Offset)
        /// Its log is not what it should be, and the leader does not count on it any more: it begins anew,
        /// where the leader's log starts.
        case rebuildWanted(from: Offset)
    }

    package enum Effect: Sendable, Equatable {
        /// To the leader; a retry after a pause.
        case ask(FollowerQuestion, isRetry: Bool)
        /// Nothing is wanted of the leader any more, until the next question.
        case withdraw
        /// The first batches of what was fetched, unchanged. Answered by `appended` or `appendFailed`.
        case append(FetchedBytesID, batchCount: Int)
        /// Answered by `synced`.
        case sync(upTo: Offset)
        /// Answered by `cut`. What may hold records of it, a checkpoint or a compaction, is seen to first.
        case truncate(to: Offset)
        /// Nothing stays, and the log begins anew. Answered by `restarted`.
        case restart(at: Offset)
        /// It may fall: a follower's is what it was told, and what it has of that.
        case setHighWatermark(Offset)
        case advanceLogStart(to: Offset)
        /// What this log may have lost it has again: everything that its leader takes for committed.
        case endDoubt
        /// What counted as committed here goes: after an unclean election that is to be expected.
        case reportTruncation(from: Offset, to: Offset)
        /// What the leader sent from this offset on is damaged, or has no place here.
        case reportDamage(at: Offset)
        case reportFailure(FollowerFailure)
    }

    enum Activity: Sendable, Equatable {
        case idle
        case asking(FollowerQuestion)
        case appending(FetchedPartition, count: Int, isSound: Bool)
        case cutting(Next)
        case syncing
        case failed(FollowerFailure)
    }

    /// What follows when the log was cut.
    enum Next: Sendable, Equatable {
        case begin
        case ask(FollowerQuestion.Kind)
        case append(FetchedPartition, count: Int, isSound: Bool)
    }

    let rules: ReplicationRules
    package private(set) var leaderEpoch: LeaderEpoch
    package private(set) var isLeaderKnown = false
    package internal(set) var log: ReplicaLog
    package internal(set) var highWatermark: Offset
    var activity = Activity.idle
    /// This log may have lost acknowledged records.
    var isInDoubt: Bool

    /// A replica that knows of no leader yet.
    package init(
        rules: ReplicationRules, log: ReplicaLog, highWatermark: Offset, leaderEpoch: LeaderEpoch = .none,
        isInDoubt: Bool = false
    ) {
        self.isInDoubt = isInDoubt
        self.rules = rules
        self.log = log
        self.leaderEpoch = leaderEpoch
        self.highWatermark = min(max(highWatermark, log.startOffset), log.endOffset)
    }

    package mutating func step(_ input: Input, effects: inout [Effect]) {
        switch input {
        case .leaderChanged(let epoch, let isKnown): leaderChanged(epoch, isKnown, &effects)
        case .answered(let question, let answer): answered(question, answer, &effects)
        case .appended: appended(&effects)
        case .appendFailed(let count, let isPassing): appendFailed(after: count, isPassing, &effects)
        case .cut(let end): cut(to: end, &effects)
        case .restarted(let offset): restarted(at: offset, &effects)
        case .synced(let end): synced(upTo: end, &effects)
        case .storageFailed: fail(.storage, &effects)
        case .logStartAdvanced(let offset): log.advancedStart(to: offset)
        case .rebuildWanted(let offset): rebuild(from: offset, &effects)
        }
    }

    /// The log is being cut on a storage thread: until `cut` or `restarted` the partition keeps its role.
    package var isCutting: Bool {
        if case .cutting = activity { true } else { false }
    }

    /// What the leader has not answered yet.
    package var openQuestion: FollowerQuestion? {
        if case .asking(let question) = activity { question } else { nil }
    }

    package var failure: FollowerFailure? {
        if case .failed(let failure) = activity { failure } else { nil }
    }

    // MARK: - Beginning

    private mutating func leaderChanged(_ epoch: LeaderEpoch, _ isKnown: Bool, _ effects: inout [Effect]) {
        guard epoch > leaderEpoch || epoch == leaderEpoch && isKnown != isLeaderKnown else { return }
        if isLeaderKnown, failure == nil { effects.append(.withdraw) }
        leaderEpoch = epoch
        isLeaderKnown = isKnown
        switch activity {
        case .cutting:
            // What was to follow rests on what the former leader said.
            activity = .cutting(.begin)
        case .syncing: return
        case .idle, .asking, .appending, .failed: begin(&effects)
        }
    }

    /// Where a follower of a new epoch starts: at its log's end, if it can say of which epoch that is;
    /// without epochs nothing above the high watermark can be told from what was lost (KIP-101).
    mutating func begin(_ effects: inout [Effect]) {
        activity = .idle
        guard isLeaderKnown else { return }
        guard let epoch = log.epochs.latestEpoch else {
            if log.endOffset > highWatermark { return truncate(to: highWatermark, then: .begin, &effects) }
            return askFetch(&effects)
        }
        if rules.asksEpochs { return ask(.epochEnd(epoch), &effects) }
        askFetch(&effects)
    }

    // MARK: - Asking

    mutating func ask(
        _ kind: FollowerQuestion.Kind, isRetry: Bool = false, _ effects: inout [Effect]
    ) {
        let question = FollowerQuestion(leaderEpoch: leaderEpoch, kind)
        activity = .asking(question)
        effects.append(.ask(question, isRetry: isRetry))
    }

    /// Fetches from the log's end on, once all before it is held.
    mutating func askFetch(isRetry: Bool = false, _ effects: inout [Effect]) {
        guard log.heldEnd(rules.durability) == log.endOffset else {
            activity = .syncing
            effects.append(.sync(upTo: log.endOffset))
            return
        }
        let lastEpoch = log.epochs.latestEpoch ?? LeaderEpoch.none
        ask(
            .fetch(offset: log.endOffset, lastEpoch: lastEpoch, logStart: log.startOffset),
            isRetry: isRetry, &effects)
    }

    private mutating func synced(upTo end: Offset, _ effects: inout [Effect]) {
        log.synced(upTo: end)
        // A sync that began earlier may end before: the driver goes on with the rest by itself.
        guard activity == .syncing, log.durableEndOffset == log.endOffset else { return }
        activity = .idle
        if isLeaderKnown { askFetch(&effects) }
    }

    private mutating func rebuild(from offset: Offset, _ effects: inout [Effect]) {
        switch activity {
        case .appending, .cutting, .failed: return
        case .idle, .asking, .syncing:
            if isLeaderKnown { effects.append(.withdraw) }
            activity = .cutting(.begin)
            effects.append(.restart(at: offset))
        }
    }

    mutating func fail(_ failure: FollowerFailure, _ effects: inout [Effect]) {
        if self.failure != nil { return }
        if isLeaderKnown { effects.append(.withdraw) }
        activity = .failed(failure)
        effects.append(.reportFailure(failure))
    }
}
