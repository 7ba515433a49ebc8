import MartletModel

/// Everything that a shard's followers ask of one leader: collects questions, sends them in few requests,
/// hands out the answers. Pure: no clock, no I/O.
///
/// Fetches go in a few lanes, each with a fetch session and one request at a time. A partition whose answer
/// is being written and synced is not in the lane's next request, unless it is done in a moment: a slow
/// partition holds nobody. When it is done and its lane is on its way, it goes with the next that is free.
///
/// Invariants: a partition is in one lane's session at most that counts, and has one question; the same
/// inputs give the same effects.
package struct ReplicaFetcher: Sendable {
    package enum Input: Sendable, Equatable {
        case ticked
        /// The partition's follower wants to know; a retry after a pause.
        case asked(PartitionKey, FollowerQuestion, isRetry: Bool)
        /// Many at once: they go together, where one after the other the first would go alone.
        case askedTogether([FollowerAsk])
        /// It does not want to know any more.
        case withdrawn(PartitionKey)
        case answered(FetchCallID, FetchCallAnswer)
        /// The leader cannot be reached, or the connection was lost.
        case callFailed(FetchCallID)
    }

    package enum Effect: Sendable, Equatable {
        case call(FetchCallID, FetchCall)
        case deliver(PartitionKey, FollowerQuestion, FollowerAnswer)
    }

    enum Phase: Sendable, Equatable {
        /// Asks this, and the question is on its way or goes with the next request.
        case ready(FollowerQuestion)
        /// Asks this when the pause is over.
        case pausing(FollowerQuestion, until: Duration)
        /// Had its answer.
        case settling
    }

    struct Entry: Sendable {
        var phase: Phase
        /// The lane whose session may have it.
        var lane: Int?
        /// What that session has.
        var told: FollowerQuestion?
        /// It stands in its lane's `changed`, in `floating` or in `errands`.
        var isQueued = false
        var refusals = 0
    }

    /// A request that is not a fetch.
    struct Errand: Sendable {
        var id: FetchCallID
        var questions: [PartitionQuestion]
        var deadline: Duration
    }

    let rules: FetcherRules
    var entries: [PartitionKey: Entry] = [:]
    var lanes: [FetchLane]
    /// Wait for a lane.
    var floating: [PartitionKey] = []
    /// Have questions that are not fetches.
    var errands: [PartitionKey] = []
    var openErrands: [Errand] = []
    var pausing: [PartitionKey] = []
    /// Have left their lanes while they were being written, and have not asked anew yet.
    var away: Set<PartitionKey> = []
    /// When the last of these left.
    var lastLeft: Duration = .zero
    private var lastCall: FetchCallID = 0

    package init(rules: FetcherRules = FetcherRules()) {
        precondition(rules.lanes > 0, "a fetcher has a lane at least")
        self.rules = rules
        lanes = (0..<rules.lanes).map { _ in FetchLane() }
    }

    package var isEmpty: Bool { entries.isEmpty }

    package mutating func step(_ input: Input, now: Duration, effects: inout [Effect]) {
        switch input {
        case .ticked: break
        case .asked(let key, let question, let isRetry):
            asked(FollowerAsk(key, question, isRetry: isRetry), now)
        case .askedTogether(let asks): for one in asks { asked(one, now) }
        case .withdrawn(let key): withdrawn(key)
        case .answered(let id, let answer): answered(id, answer, now, &effects)
        case .callFailed(let id): callFailed(id, now)
        }
        expire(now)
        endPauses(now)
        sendErrands(now, &effects)
        sendFetches(now, &effects)
    }

    mutating func nextCall() -> FetchCallID {
        lastCall = FetchCallID(lastCall.rawValue + 1)
        return lastCall
    }

    // MARK: - Questions

    private mutating func asked(_ ask: FollowerAsk, _ now: Duration) {
        let (key, question) = (ask.key, ask.question)
        away.remove(key)
        var entry = entries[key] ?? Entry(phase: .settling)
        var pause = ask.pause
        if ask.isRetry {
            entry.refusals += 1
            pause = max(pause, rules.pause(after: entry.refusals))
        } else if question.isFetch {
            // Whether it is refused again is known only when records or another leader come of it.
            entry.refusals = 0
        }
        if pause > .zero {
            entry.phase = .pausing(question, until: now + pause)
            entries[key] = entry
            pausing.append(key)
        } else {
            entries[key] = entry
            makeReady(key, question)
        }
    }

    private mutating func makeReady(_ key: PartitionKey, _ question: FollowerQuestion) {
        guard var entry = entries[key] else { return }
        defer { entries[key] = entry }
        entry.phase = .ready(question)
        guard question.isFetch else {
            leaveLane(key, &entry)
            errands.append(key)
            return
        }
        guard let index = entry.lane else {
            if !entry.isQueued { floating.append(key) }
            entry.isQueued = true
            return
        }
        // The session has it already, and its answer is nothing new.
        let isKnown = entry.told == question && !lanes[index].isNextFull
        if !isKnown, !entry.isQueued {
            lanes[index].changed.append(key)
            entry.isQueued = true
        }
    }

    private mutating func withdrawn(_ key: PartitionKey) {
        guard var entry = entries.removeValue(forKey: key) else { return }
        away.remove(key)
        leaveLane(key, &entry)
    }

    mutating func leaveLane(_ key: PartitionKey, _ entry: inout Entry) {
        guard let index = entry.lane else { return }
        if entry.told != nil { lanes[index].leaving.append(key) }
        lanes[index].memberCount -= 1
        entry.lane = nil
        entry.told = nil
        entry.isQueued = false
    }

    // MARK: - Time

    /// When to tick next; nil while an input has to come first.
    package var nextDeadline: Duration? {
        var times = openErrands.map(\.deadline)
        for key in pausing {
            if case .pausing(_, let until)? = entries[key]?.phase { times.append(until) }
        }
        for (index, lane) in lanes.enumerated() {
            if let call = lane.call {
                times.append(call.deadline)
            } else if hasWork(index) {
                times.append(max(lane.retryAt, lane.lingerUntil))
            }
        }
        return times.min()
    }

    private mutating func expire(_ now: Duration) {
        for index in lanes.indices {
            if let call = lanes[index].call, now >= call.deadline { lanes[index].failed(now, rules) }
        }
        for errand in openErrands where now >= errand.deadline { callFailed(errand.id, now) }
    }

    private mutating func endPauses(_ now: Duration) {
        guard !pausing.isEmpty else { return }
        let before = pausing
        pausing = []
        var seen: Set<PartitionKey> = []
        for key in before {
            // Whoever has asked something else since does not pause any more.
            guard case .pausing(let question, let until)? = entries[key]?.phase,
                seen.insert(key).inserted
            else { continue }
            if now >= until { makeReady(key, question) } else { pausing.append(key) }
        }
    }

    // MARK: - Failures

    private mutating func callFailed(_ id: FetchCallID, _ now: Duration) {
        if let index = lanes.firstIndex(where: { $0.call?.id == id }) {
            lanes[index].failed(now, rules)
            return
        }
        guard let index = openErrands.firstIndex(where: { $0.id == id }) else { return }
        let errand = openErrands.remove(at: index)
        for asked in errand.questions {
            guard var entry = entries[asked.key], entry.phase == .ready(asked.question) else { continue }
            entry.refusals += 1
            entry.phase = .pausing(asked.question, until: now + rules.pause(after: entry.refusals))
            entries[asked.key] = entry
            pausing.append(asked.key)
        }
    }
}
