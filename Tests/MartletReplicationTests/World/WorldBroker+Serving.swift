import MartletModel

@testable import MartletReplication

/// A leader's side of fetches, as the broker's handlers do it.
extension WorldBroker {
    /// Returns the answer, and whether there is anything in it.
    func serve(
        _ call: FetchCall, from follower: BrokerID, _ brokerEpoch: BrokerEpoch
    ) -> (answer: FetchCallAnswer, isNews: Bool) {
        switch call {
        case .fetch(let fetch): return serve(fetch, from: follower, brokerEpoch)
        case .epochEnds(let questions), .offsets(let questions):
            let parts = questions.map { asked in
                FetchCallAnswer.Part(asked.key, look(asked.key, asked.question))
            }
            return (FetchCallAnswer(parts: parts), true)
        }
    }

    private func serve(
        _ fetch: SessionFetch, from follower: BrokerID, _ brokerEpoch: BrokerEpoch
    ) -> (answer: FetchCallAnswer, isNews: Bool) {
        var id = fetch.sessionID
        let isFull = fetch.sessionEpoch == 0
        if isFull {
            sessions[id] = nil
            id = 0
            if world.random.happens(0.9) {
                id = Int32.random(in: 1...Int32.max, using: &world.random)
                sessions[id] = WorldSession(wishes: fetch.partitions)
            }
        } else {
            guard var session = sessions[id], world.random.happens(0.99) else {
                return (FetchCallAnswer(error: .fetchSessionIdNotFound), true)
            }
            guard session.nextEpoch == fetch.sessionEpoch else {
                return (FetchCallAnswer(error: .invalidFetchSessionEpoch), true)
            }
            session.update(fetch)
            sessions[id] = session
        }
        var parts: [FetchCallAnswer.Part] = []
        var hasNews = false
        for asked in sessions[id]?.wishes ?? fetch.partitions {
            let answer = read(asked, for: follower, brokerEpoch)
            var isNews = true
            if case .fetched(let found) = answer {
                isNews =
                    !found.batches.isEmpty || found.divergingEpoch != nil
                    || sessions[id]?.told[asked.key] != found.highWatermark
                sessions[id]?.told[asked.key] = found.highWatermark
            }
            hasNews = hasNews || isNews
            if isNews || isFull { parts.append(.init(asked.key, answer)) }
        }
        return (FetchCallAnswer(sessionID: id, parts: parts), hasNews)
    }

    /// Why a question is not answered, if the broker does not lead in the epoch of the question.
    private func refusal(_ key: PartitionKey, _ question: FollowerQuestion) -> ErrorCode? {
        guard let replica = replicas[key], case .leader(let leader) = replica.role else {
            return .notLeaderOrFollower
        }
        if question.leaderEpoch == leader.replicas.leaderEpoch { return nil }
        return question.leaderEpoch < leader.replicas.leaderEpoch ? .fencedLeaderEpoch : .unknownLeaderEpoch
    }

    private func read(
        _ asked: PartitionQuestion, for follower: BrokerID, _ brokerEpoch: BrokerEpoch
    ) -> FollowerAnswer {
        if let refusal = refusal(asked.key, asked.question) { return .refused(refusal) }
        guard let replica = replicas[asked.key], case .leader(let leader) = replica.role,
            case .fetch(let offset, let lastEpoch, let logStart) = asked.question.kind
        else { return .refused(.unknownServerError) }
        let fetch = FollowerFetch(
            by: follower, epoch: brokerEpoch, from: offset, logStartOffset: logStart)
        if let refusal = leader.refusal(of: fetch) { return .refused(refusal) }
        switch leader.log.compare(endingAt: offset, lastEpoch: lastEpoch) {
        case .unknown: return .refused(.offsetOutOfRange)
        case .diverges(let end):
            return .fetched(
                FetchedPartition(highWatermark: leader.highWatermark, divergingEpoch: end))
        case .agrees: break
        }
        guard offset >= replica.log.start, offset <= replica.log.end else {
            return .refused(.offsetOutOfRange)
        }
        let found = replica.log.batches(from: offset, atMost: 3)
        let bytes = world.keep(found)
        let answer = FetchedPartition(
            bytes: bytes, highWatermark: leader.highWatermark, logStartOffset: replica.log.start,
            batches: found.map(\.header))
        lead(asked.key, .fetched(fetch))
        return .fetched(answer)
    }

    private func look(_ key: PartitionKey, _ question: FollowerQuestion) -> FollowerAnswer {
        if let refusal = refusal(key, question) { return .refused(refusal) }
        guard let log = replicas[key]?.log else { return .refused(.unknownServerError) }
        switch question.kind {
        case .fetch: return .refused(.invalidRequest)
        case .epochEnd(let epoch): return .epochEnd(log.facts.end(of: epoch))
        case .endOffset: return .offset(log.end)
        case .startOffset: return .offset(log.start)
        }
    }

    /// A client's produce with acks=all, if this broker takes it.
    func produce(_ key: PartitionKey) {
        guard let replica = replicas[key], case .leader(let leader) = replica.role,
            leader.refusal(ofProduceWith: -1) == nil
        else { return }
        let end = replica.log.end
        let batch = WorldBatch(
            base: end, next: end + Int64.random(in: 1...3, using: &world.random),
            epoch: leader.replicas.leaderEpoch, number: world.nextNumber())
        replica.log.append(batch)
        let wait = CommitWaitID(UInt64(batch.number))
        replica.waits[wait] = batch
        lead(key, .appended(upTo: batch.next))
        lead(key, .commitAwaited(wait, upTo: batch.next, deadline: world.now + .seconds(1)))
    }
}
