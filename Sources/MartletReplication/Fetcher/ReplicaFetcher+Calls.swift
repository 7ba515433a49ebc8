import MartletModel

/// What goes to the leader, and what comes back.
extension ReplicaFetcher {
    // MARK: - Fetches

    private func isReady(_ key: PartitionKey, in lane: Int) -> Bool {
        guard let entry = entries[key], entry.lane == lane, case .ready = entry.phase else { return false }
        return true
    }

    /// Something in this lane, or that waits for one, could be fetched.
    func hasWork(_ index: Int) -> Bool {
        if !floating.isEmpty { return true }
        let lane = lanes[index]
        guard lane.memberCount > 0 else { return false }
        // What has left the lane stands there too, but is no member.
        let busy = lane.unsettled.count { entries[$0]?.lane == index && !isReady($0, in: index) }
        return lane.memberCount > busy
    }

    private func isSettling(_ index: Int) -> Bool {
        lanes[index].unsettled.contains { entries[$0]?.lane == index && entries[$0]?.phase == .settling }
    }

    mutating func sendFetches(_ now: Duration, _ effects: inout [Effect]) {
        for index in lanes.indices where lanes[index].isFree && now >= lanes[index].retryAt {
            guard hasWork(index) else { continue }
            if now < lanes[index].lingerUntil, isSettling(index) { continue }
            dropUnsettled(index, now)
            let isFull = lanes[index].isNextFull
            let members = isFull ? allMembers(of: index) : changedMembers(of: index)
            let partitions = members + boardFloating(index)
            // Those that waited for a lane may not want anything any more.
            guard lanes[index].memberCount > 0 else { continue }
            let id = nextCall()
            let fetch = SessionFetch(
                sessionID: lanes[index].sessionID, sessionEpoch: lanes[index].sessionEpoch,
                partitions: partitions, forgotten: isFull ? [] : forgotten(by: index, partitions),
                maxWait: maxWait(in: index, now), lane: index)
            lanes[index].began(id, deadline: now + fetch.maxWait + rules.requestTimeout)
            effects.append(.call(id, .fetch(fetch)))
        }
    }

    /// Those that are not done in time leave the session; they come back by whichever lane is free then.
    private mutating func dropUnsettled(_ index: Int, _ now: Duration) {
        for key in lanes[index].unsettled {
            guard var entry = entries[key], entry.lane == index, !isReady(key, in: index) else { continue }
            if entry.phase == .settling {
                away.insert(key)
                lastLeft = now
            }
            leaveLane(key, &entry)
            entries[key] = entry
        }
    }

    /// Somebody who is away may come back any moment. If no other lane is left for it this one is to be back
    /// soon, or about when it is: the longer it is away the longer it will be.
    private func maxWait(in index: Int, _ now: Duration) -> Duration {
        let isOtherLeft = lanes.indices.contains {
            $0 != index && lanes[$0].isFree && lanes[$0].memberCount == 0
        }
        if away.isEmpty || isOtherLeft { return rules.maxWait }
        return min(rules.maxWait, max(rules.shortWait, now - lastLeft))
    }

    /// Leaders may look at what is forgotten last: who has come back must not be named there.
    private func forgotten(by index: Int, _ partitions: [PartitionQuestion]) -> [PartitionKey] {
        guard !lanes[index].leaving.isEmpty else { return [] }
        var named = Set(partitions.map(\.key))
        return lanes[index].leaving.filter { named.insert($0).inserted }
    }

    private mutating func allMembers(of index: Int) -> [PartitionQuestion] {
        entries.keys.filter { isReady($0, in: index) }.sorted().compactMap { tell($0, to: index) }
    }

    private mutating func changedMembers(of index: Int) -> [PartitionQuestion] {
        lanes[index].changed.filter { isReady($0, in: index) }.compactMap { tell($0, to: index) }
    }

    private mutating func boardFloating(_ index: Int) -> [PartitionQuestion] {
        let waiting = floating
        floating = []
        return waiting.compactMap { key in
            guard var entry = entries[key], entry.lane == nil, entry.isQueued, case .ready = entry.phase
            else { return nil }
            entry.lane = index
            entries[key] = entry
            lanes[index].memberCount += 1
            return tell(key, to: index)
        }
    }

    /// The request names the partition.
    private mutating func tell(_ key: PartitionKey, to index: Int) -> PartitionQuestion? {
        guard var entry = entries[key], case .ready(let question) = entry.phase else { return nil }
        entry.told = question
        entry.isQueued = false
        entries[key] = entry
        return PartitionQuestion(key, question)
    }

    // MARK: - Other questions

    mutating func sendErrands(_ now: Duration, _ effects: inout [Effect]) {
        guard !errands.isEmpty else { return }
        let waiting = errands
        errands = []
        var epochs: [PartitionQuestion] = []
        var offsets: [PartitionQuestion] = []
        for key in waiting {
            guard case .ready(let question)? = entries[key]?.phase else { continue }
            let asked = PartitionQuestion(key, question)
            switch question.kind {
            case .fetch: continue
            case .epochEnd: if !epochs.contains(asked) { epochs.append(asked) }
            case .endOffset, .startOffset: if !offsets.contains(asked) { offsets.append(asked) }
            }
        }
        if !epochs.isEmpty { send(.epochEnds(epochs), epochs, now, &effects) }
        if !offsets.isEmpty { send(.offsets(offsets), offsets, now, &effects) }
    }

    private mutating func send(
        _ call: FetchCall, _ questions: [PartitionQuestion], _ now: Duration, _ effects: inout [Effect]
    ) {
        let id = nextCall()
        openErrands.append(Errand(id: id, questions: questions, deadline: now + rules.requestTimeout))
        effects.append(.call(id, call))
    }

    // MARK: - Answers

    mutating func answered(
        _ id: FetchCallID, _ answer: FetchCallAnswer, _ now: Duration, _ effects: inout [Effect]
    ) {
        if let index = lanes.firstIndex(where: { $0.call?.id == id }) {
            return fetchAnswered(index, answer, now, &effects)
        }
        guard let index = openErrands.firstIndex(where: { $0.id == id }) else { return }
        let errand = openErrands.remove(at: index)
        for asked in errand.questions {
            let part = answer.parts.first { $0.key == asked.key }
            guard var entry = entries[asked.key], entry.phase == .ready(asked.question) else { continue }
            entry.phase = .settling
            entries[asked.key] = entry
            let error = answer.error == .none ? ErrorCode.unknownServerError : answer.error
            effects.append(.deliver(asked.key, asked.question, part?.answer ?? .refused(error)))
        }
    }

    private mutating func fetchAnswered(
        _ index: Int, _ answer: FetchCallAnswer, _ now: Duration, _ effects: inout [Effect]
    ) {
        switch answer.error {
        case .none: break
        case .fetchSessionIdNotFound, .invalidFetchSessionEpoch, .fetchSessionTopicIdError:
            return lanes[index].sessionRefused(now, rules)
        default: return lanes[index].failed(now, rules)
        }
        lanes[index].answered(sessionID: answer.sessionID, lingerUntil: now + rules.linger)
        for part in answer.parts {
            guard var entry = entries[part.key], entry.lane == index, let told = entry.told,
                entry.phase == .ready(told)
            else { continue }
            entry.phase = .settling
            entries[part.key] = entry
            lanes[index].unsettled.append(part.key)
            effects.append(.deliver(part.key, told, part.answer))
        }
    }
}
