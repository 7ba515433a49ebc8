import MartletModel

/// What the leader says, and what of it is written.
extension PartitionFollower {
    mutating func answered(
        _ question: FollowerQuestion, _ answer: FollowerAnswer, _ effects: inout [Effect]
    ) {
        // What was asked of a former leader, or before the log changed, does not count.
        guard activity == .asking(question) else { return }
        switch (question.kind, answer) {
        case (.fetch, .fetched(let partition)): fetched(partition, &effects)
        case (.fetch, .refused(.offsetOutOfRange)): ask(.endOffset, &effects)
        case (.epochEnd(let asked), .epochEnd(let end)): epochEndFound(end, asked: asked, &effects)
        case (.endOffset, .offset(let end)): leaderEndFound(end, &effects)
        case (.startOffset, .offset(let start)): leaderStartFound(start, &effects)
        case (_, .refused(.fencedLeaderEpoch)): fail(.fenced, &effects)
        case (.fetch, .refused): askFetch(isRetry: true, &effects)
        case (_, .refused): ask(question.kind, isRetry: true, &effects)
        case (_, .fetched), (_, .epochEnd), (_, .offset): ask(question.kind, isRetry: true, &effects)
        }
    }

    // MARK: - Records

    private mutating func fetched(_ partition: FetchedPartition, _ effects: inout [Effect]) {
        if let end = partition.divergingEpoch { return diverged(at: end, &effects) }
        let check = BatchCheck(partition.batches, after: log, in: leaderEpoch)
        let isSound = !check.isWrong && !(partition.isDamaged && check.count == partition.batches.count)
        if let start = check.restart {
            activity = .cutting(.append(partition, count: check.count, isSound: isSound))
            effects.append(.restart(at: start))
        } else if check.count > 0 {
            append(partition, check.count, isSound, &effects)
        } else if isSound {
            takeOver(partition, &effects)
            // Only what a later leader wrote came: metadata will say who that is.
            askFetch(isRetry: !partition.batches.isEmpty, &effects)
        } else {
            effects.append(.reportDamage(at: log.endOffset))
            askFetch(isRetry: true, &effects)
        }
    }

    private mutating func append(
        _ partition: FetchedPartition, _ count: Int, _ isSound: Bool, _ effects: inout [Effect]
    ) {
        activity = .appending(partition, count: count, isSound: isSound)
        effects.append(.append(partition.bytes, batchCount: count))
    }

    mutating func appended(_ effects: inout [Effect]) {
        guard case .appending(let partition, let count, let isSound) = activity else { return }
        log.appended(partition.batches.prefix(count))
        takeOver(partition, &effects)
        activity = .idle
        guard isLeaderKnown else { return }
        if !isSound { effects.append(.reportDamage(at: log.endOffset)) }
        askFetch(isRetry: !isSound, &effects)
    }

    mutating func appendFailed(after count: Int, _ isPassing: Bool, _ effects: inout [Effect]) {
        guard case .appending(let partition, _, _) = activity else { return }
        log.appended(partition.batches.prefix(count))
        if isPassing { askFetch(isRetry: true, &effects) } else { fail(.storage, &effects) }
    }

    /// The leader's high watermark and log start, as far as this log has them.
    private mutating func takeOver(_ partition: FetchedPartition, _ effects: inout [Effect]) {
        setHighWatermark(partition.highWatermark, &effects)
        let start = min(partition.logStartOffset, highWatermark)
        if start > log.startOffset {
            log.advancedStart(to: start)
            effects.append(.advanceLogStart(to: start))
        }
        endDoubt(partition.highWatermark, &effects)
    }

    /// When its epoch began the leader had all that was committed before, and a log with a record of that
    /// epoch has it too; what is committed since lies below the leader's high watermark.
    private mutating func endDoubt(_ leaderHighWatermark: Offset, _ effects: inout [Effect]) {
        guard isInDoubt, log.epochs.latestEpoch == leaderEpoch,
            log.heldEnd(rules.durability) >= leaderHighWatermark
        else { return }
        isInDoubt = false
        effects.append(.endDoubt)
    }

    private mutating func setHighWatermark(_ offset: Offset, _ effects: inout [Effect]) {
        let most = rules.broken == .checksHighWatermark ? offset : log.endOffset
        let clamped = min(max(offset, log.startOffset), most)
        guard clamped != highWatermark else { return }
        highWatermark = clamped
        effects.append(.setHighWatermark(clamped))
    }

    // MARK: - Divergence

    /// Whether the leader says so of itself or was asked: what both logs have in common ends at `end`, if
    /// this log knows that epoch; else somewhere before (KIP-101, KIP-279).
    private func commonEnd(_ end: EpochEnd) -> (offset: Offset, isFinal: Bool, ownEpoch: LeaderEpoch) {
        if end.endOffset == .none { return (highWatermark, true, .none) }
        let own = log.end(of: end.epoch)
        if end.epoch == .none || own.epoch == .none {
            return (min(end.endOffset, log.endOffset), true, .none)
        }
        let isFinal = own.epoch == end.epoch
        let offset = isFinal ? min(own.endOffset, end.endOffset) : own.endOffset
        return (min(offset, log.endOffset), isFinal, own.epoch)
    }

    private mutating func diverged(at end: EpochEnd, _ effects: inout [Effect]) {
        let before = log
        let target = commonEnd(end).offset
        var after = before
        after.cut(to: target)
        if after == before {
            // The leader sees a difference where we see none: asking at once would go on without end.
            effects.append(.reportDamage(at: log.endOffset))
            return askFetch(isRetry: true, &effects)
        }
        truncate(to: target, then: .begin, &effects)
    }

    private mutating func epochEndFound(
        _ end: EpochEnd, asked: LeaderEpoch, _ effects: inout [Effect]
    ) {
        let common = commonEnd(end)
        // An epoch that is not below the one we asked for brings us no further.
        let next: FollowerQuestion.Kind? =
            common.isFinal || common.ownEpoch >= asked ? nil : .epochEnd(common.ownEpoch)
        if common.offset < log.endOffset {
            return truncate(to: common.offset, then: next.map { .ask($0) } ?? .ask(fetchKind), &effects)
        }
        if let next { ask(next, &effects) } else { askFetch(&effects) }
    }

    /// Stands for a fetch from wherever the log then ends.
    private var fetchKind: FollowerQuestion.Kind { .fetch(offset: .none, lastEpoch: .none, logStart: .none) }

    // MARK: - Out of range

    private mutating func leaderEndFound(_ end: Offset, _ effects: inout [Effect]) {
        if end < log.startOffset { return restart(at: end, &effects) }
        if end < log.endOffset { return truncate(to: end, then: .ask(fetchKind), &effects) }
        ask(.startOffset, &effects)
    }

    private mutating func leaderStartFound(_ start: Offset, _ effects: inout [Effect]) {
        if start > log.endOffset { return restart(at: start, &effects) }
        // Our end lies in the leader's log by now. If it is said not to again, we do not ask at once.
        askFetch(isRetry: true, &effects)
    }

    // MARK: - Cutting

    mutating func truncate(to offset: Offset, then next: Next, _ effects: inout [Effect]) {
        activity = .cutting(next)
        if offset < highWatermark { effects.append(.reportTruncation(from: highWatermark, to: offset)) }
        effects.append(.truncate(to: offset))
    }

    private mutating func restart(at offset: Offset, _ effects: inout [Effect]) {
        activity = .cutting(.ask(fetchKind))
        if offset < highWatermark { effects.append(.reportTruncation(from: highWatermark, to: offset)) }
        effects.append(.restart(at: offset))
    }

    mutating func cut(to end: Offset, _ effects: inout [Effect]) {
        guard case .cutting(let next) = activity else { return }
        log.cut(to: end)
        goOn(next, &effects)
    }

    mutating func restarted(at offset: Offset, _ effects: inout [Effect]) {
        guard case .cutting(let next) = activity else { return }
        log.restarted(at: offset)
        goOn(next, &effects)
    }

    private mutating func goOn(_ next: Next, _ effects: inout [Effect]) {
        setHighWatermark(highWatermark, &effects)
        activity = .idle
        guard isLeaderKnown else { return }
        switch next {
        case .begin: begin(&effects)
        case .ask(.fetch): askFetch(&effects)
        case .ask(let kind): ask(kind, &effects)
        case .append(let partition, let count, let isSound): append(partition, count, isSound, &effects)
        }
    }
}
