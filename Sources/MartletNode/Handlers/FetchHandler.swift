import MartletModel
import MartletProtocol
import MartletStorage

/// Fetch, versions 4 to 18. From 7 fetch sessions (KIP-227); from 9 leader epochs are checked; from 12
/// answers name diverging epochs and new leaders; from 13 topics come by id; from 15 the replica's state is a
/// tagged field.
extension Shard {
    func handle(_ request: FetchRequest, _ context: RequestContext) {
        let usesTopicIDs = context.version >= 13
        let wishes = Self.wishes(of: request)
        let forgotten = request.forgottenTopicsData.flatMap { topic in
            topic.partitions.map {
                FetchTarget(topicID: topic.topicId, topic: topic.topic, partition: $0)
            }
        }
        let now = environment.clock.uptime()
        let asker = FetchAsker(request, context.version)
        let isRefused = asker.isReplica && !isFromBrokers(context)
        let plan = fetchSessions.plan(
            sessionID: request.sessionId, epoch: request.sessionEpoch, wishes: wishes, forgetting: forgotten,
            usesTopicIDs: usesTopicIDs, isReplica: asker.isReplica, now: now, random: &random)
        let maxBytes = min(max(0, Int(request.maxBytes)), settings.configuration.fetchMaxBytes)
        let deadline = now + .milliseconds(Int64(max(0, request.maxWaitMs)))
        var fetch = PendingFetch(
            context: context, sessionID: 0, isIncremental: false,
            isReadCommitted: request.isolationLevel == 1,
            asker: asker,
            minBytes: min(Int(request.minBytes), maxBytes), maxBytes: maxBytes,
            parts: [], deadline: deadline, diskDeadline: max(deadline, now + Self.diskPatience))
        switch plan {
        case .refused(let errorCode):
            respond(FetchResponse(errorCode: errorCode, sessionId: request.sessionId), to: context)
            return
        case .full(let sessionID, let wishes):
            fetch.sessionID = sessionID
            fetch.parts = wishes.map { part($0.0, $0.1, usesTopicIDs) }
        case .incremental(let sessionID, let wishes):
            fetch.sessionID = sessionID
            fetch.isIncremental = true
            fetch.parts = wishes.map { part($0.0, $0.1, usesTopicIDs) }
        }
        if isRefused {
            for index in fetch.parts.indices {
                fetch.parts[index].key = nil
                fetch.parts[index].errorCode = .topicAuthorizationFailed
            }
        }
        read(nextID(), fetch)
    }

    /// A replica's fetch acknowledges records. Where brokers have a listener of their own, whoever comes by
    /// another is none.
    private func isFromBrokers(_ context: RequestContext) -> Bool {
        context.connection.listenerName == settings.configuration.interBrokerListenerName
    }

    /// How long a fetch waits for the disk at least, if there is nothing else to answer with.
    private static let diskPatience = Duration.milliseconds(500)

    /// A partition that is named twice is wanted as it was named first: reading costs something.
    private static func wishes(of request: FetchRequest) -> [(FetchTarget, FetchWish)] {
        var wishes: [(FetchTarget, FetchWish)] = []
        var seen: Set<FetchTarget> = []
        let isSingle = request.topics.count == 1 && request.topics[0].partitions.count == 1
        for topic in request.topics {
            for partition in topic.partitions {
                let target = FetchTarget(
                    topicID: topic.topicId, topic: topic.topic, partition: partition.partition)
                guard isSingle || seen.insert(target).inserted else { continue }
                wishes.append((target, FetchWish(partition)))
            }
        }
        return wishes
    }

    private func part(_ target: FetchTarget, _ wish: FetchWish, _ usesTopicIDs: Bool) -> PendingFetch.Part {
        let topic = usesTopicIDs ? image.topic(target.topicID) : image.topic(named: target.topic)
        guard let topic else {
            let errorCode: ErrorCode = usesTopicIDs ? .unknownTopicId : .unknownTopicOrPartition
            return .init(target: target, wish: wish, key: nil, errorCode: errorCode)
        }
        guard topic.partition(target.partition) != nil else {
            return .init(target: target, wish: wish, key: nil, errorCode: .unknownTopicOrPartition)
        }
        let key = PartitionKey(topicID: topic.id, partition: target.partition)
        return .init(target: target, wish: wish, key: key, errorCode: .none)
    }

    /// Asks the owners of the fetch's partitions what there is to read.
    private func read(_ id: UInt64, _ fetch: PendingFetch) {
        let waiter = FetchWaiter(home: self, fetchID: id, asker: fetch.asker)
        let items = fetch.parts.compactMap { part -> FetchItem? in
            guard let key = part.key else { return nil }
            return FetchItem(
                key: key, wish: part.wish, asker: fetch.asker, isFirstPass: !fetch.wasRead,
                maxBytes: min(part.wish.maxBytes, fetch.maxBytes), minOneBatch: true,
                isReadCommitted: fetch.isReadCommitted, waiter: waiter)
        }
        var fetch = fetch
        fetch.wasRead = true
        fetches[id] = fetch
        gather(items, from: { owner(of: $0.key) }) { owner, item in
            owner.read(item)
        } finish: { home, outcomes in
            home.consider(id, outcomes)
        }
    }

    /// Answers the fetch if what was found is enough, and otherwise lets it wait.
    private func consider(_ id: UInt64, _ found: [FetchOutcome]) {
        guard var fetch = fetches.removeValue(forKey: id) else { return }
        var next = 0
        let outcomes = fetch.parts.map { part -> FetchOutcome in
            guard part.key != nil else { return FetchOutcome(errorCode: part.errorCode) }
            defer { next += 1 }
            return found[next]
        }
        let byteCount = outcomes.reduce(0) { $0 + $1.byteCount }
        let mustAnswer = outcomes.contains {
            $0.errorCode != .none || $0.divergingEpoch != nil || $0.preferredReader != nil
        }
        let isOnDisk = byteCount == 0 && outcomes.contains { $0.isOnDisk }
        let due = isOnDisk ? fetch.diskDeadline : fetch.deadline
        let now = environment.clock.uptime()
        if mustAnswer || (byteCount >= fetch.minBytes && !isOnDisk) || due <= now || fetch.parts.isEmpty
            || isStopping || isCommitNews(fetch, outcomes)
        {
            answer(id, fetch, outcomes)
            return
        }
        // What is held back may go before.
        let heldBack = outcomes.lazy.map(\.heldBackFor).filter { $0 > .zero }.min()
        let look = heldBack.map { min(due, now + $0) } ?? due
        if fetch.timerDue != look {
            fetch.timer?.cancel()
            fetch.timer = loop.schedule(after: look - now) {
                self.assumeIsolated { $0.reread(id) }
            }
            fetch.timerDue = look
        }
        let isNew = !fetch.isWaiting
        fetch.isWaiting = true
        fetches[id] = fetch
        if isNew { wait(id, fetch, outcomes) }
    }

    /// Where consumers may read at followers these hear of commits at once, and not with the next records
    /// (KIP-392).
    private func isCommitNews(_ fetch: PendingFetch, _ outcomes: [FetchOutcome]) -> Bool {
        guard settings.configuration.replication.readsFromNearest, fetch.asker.isReplica else { return false }
        return fetchSessions.hasNewHighWatermark(fetch.sessionID, zip(fetch.parts.map(\.target), outcomes))
    }

    private func wait(_ id: UInt64, _ fetch: PendingFetch, _ outcomes: [FetchOutcome]) {
        if fetch.asker.isReplica {
            parkedReplicaFetches[fetch.context.connection.id, default: [:]][fetch.context.number] = id
        }
        let waiter = FetchWaiter(home: self, fetchID: id, asker: fetch.asker)
        let seen = zip(fetch.parts, outcomes).compactMap { part, outcome in
            part.key.map { (key: $0, seen: outcome.readableEnd) }
        }
        for (owner, theirs) in grouped(seen, by: { owner(of: $0.key) }) {
            hop(to: owner) { $0.wait(waiter, for: theirs) }
        }
    }

    /// Looks at a waiting fetch again after this turn: many appends of one turn cost one look.
    func scheduleReread(_ id: UInt64) {
        guard fetches[id]?.isRereadScheduled == false else { return }
        fetches[id]?.isRereadScheduled = true
        run { $0.reread(id) }
    }

    private func reread(_ id: UInt64) {
        guard var fetch = fetches[id] else { return }
        fetch.isRereadScheduled = false
        read(id, fetch)
    }

    private func answer(_ id: UInt64, _ fetch: PendingFetch, _ outcomes: [FetchOutcome]) {
        stopWaiting(id, fetch)
        let outcomes = trimmed(outcomes, fetch)
        if fetch.asker.isReplica { countThrottled(outcomes) }
        let told =
            fetch.sessionID == 0
            ? nil
            : fetchSessions.tell(
                fetch.sessionID, Array(zip(fetch.parts.map(\.target), outcomes)),
                isIncremental: fetch.isIncremental)
        var response = FetchResponse(sessionId: fetch.sessionID)
        var slices: [FileSlice] = []
        for (index, outcome) in outcomes.enumerated() where told?[index] ?? true {
            let target = fetch.parts[index].target
            let last = response.responses.last
            if last == nil || last?.topicId != target.topicID || last?.topic != target.topic {
                response.responses.append(.init(topic: target.topic, topicId: target.topicID))
            }
            var records = RecordBytes.bytes(.init())
            if let slice = outcome.slice, slice.byteCount > 0 {
                records = .external(index: slices.count, byteCount: slice.byteCount)
                slices.append(slice)
            }
            response.responses[response.responses.count - 1].partitions.append(
                outcome.answer(
                    for: target.partition, records, isReadCommitted: fetch.isReadCommitted,
                    namesLeader: fetch.context.version >= 12))
        }
        let leaders = outcomes.compactMap(\.currentLeader?.id)
        if fetch.context.version >= 16, !leaders.isEmpty {
            response.nodeEndpoints = endpoints(of: leaders, fetch.context).map {
                .init(nodeId: $0.id, host: $0.host, port: $0.port, rack: $0.rack)
            }
        }
        respond(response, to: fetch.context, slices)
    }

    private func stopWaiting(_ id: UInt64, _ fetch: PendingFetch) {
        guard fetch.isWaiting else { return }
        fetch.timer?.cancel()
        unpark(fetch)
        let keys = fetch.parts.compactMap(\.key)
        for (owner, theirs) in grouped(keys, by: { owner(of: $0) }) {
            hop(to: owner) { $0.stopWaiting(id, home: self, for: theirs) }
        }
    }

    /// Keeps the answer within its limit: the first partition with records may exceed it by its first batch,
    /// later ones get what is left (KIP-74).
    private func trimmed(_ outcomes: [FetchOutcome], _ fetch: PendingFetch) -> [FetchOutcome] {
        var outcomes = outcomes
        var left = fetch.maxBytes
        var isFirst = true
        for index in outcomes.indices {
            guard let slice = outcomes[index].slice, slice.byteCount > 0 else { continue }
            if !isFirst {
                let limit = min(slice.byteCount, fetch.parts[index].wish.maxBytes, max(0, left))
                outcomes[index].slice?.byteCount = limit
            }
            isFirst = false
            left -= outcomes[index].byteCount
        }
        return outcomes
    }

    /// A client has gone: its fetches go too, those that wait and those that are being read.
    func dropFetches(of connectionID: ObjectIdentifier) {
        let theirs = fetches.filter { $0.value.context.connection.id == connectionID }
        for (id, fetch) in theirs.sorted(by: { $0.key < $1.key }) {
            fetches[id] = nil
            stopWaiting(id, fetch)
        }
    }
}

extension FetchAsker {
    /// Kafka's tools ask with −2, as consumers.
    init(_ request: FetchRequest, _ version: Int16) {
        let (id, epoch) =
            version >= 15
            ? (request.replicaState.replicaId, request.replicaState.replicaEpoch) : (request.replicaId, .none)
        self = id >= 0 ? .replica(id, epoch) : .consumer(rack: version >= 11 ? request.rackId : nil)
    }
}

extension FetchWish {
    init(_ partition: FetchRequest.FetchPartition) {
        self.init(
            fetchOffset: partition.fetchOffset, maxBytes: Int(max(0, partition.partitionMaxBytes)),
            currentLeaderEpoch: partition.currentLeaderEpoch, lastFetchedEpoch: partition.lastFetchedEpoch,
            logStartOffset: partition.logStartOffset)
    }
}

extension FetchOutcome {
    func answer(
        for partition: PartitionIndex, _ records: RecordBytes, isReadCommitted: Bool, namesLeader: Bool
    ) -> FetchResponse.PartitionData {
        let aborted = abortedTransactions.map {
            FetchResponse.AbortedTransaction(producerId: $0.producerID, firstOffset: $0.firstOffset)
        }
        var data = FetchResponse.PartitionData(
            partitionIndex: partition, errorCode: errorCode, highWatermark: highWatermark,
            lastStableOffset: lastStableOffset, logStartOffset: logStartOffset,
            abortedTransactions: isReadCommitted && errorCode == .none ? aborted : nil, records: records)
        if let divergingEpoch {
            data.divergingEpoch = .init(epoch: divergingEpoch.epoch, endOffset: divergingEpoch.endOffset)
        }
        if let preferredReader { data.preferredReadReplica = preferredReader }
        if let currentLeader, namesLeader {
            data.currentLeader = .init(leaderId: currentLeader.id, leaderEpoch: currentLeader.epoch)
        }
        return data
    }
}
