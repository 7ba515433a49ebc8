import MartletModel
import MartletProtocol
import MartletStorage

/// DigestRecords, Martlet's own, version 0. One read of at most `ColdRead.byteLimit`, on a read thread; one
/// at a time on each shard.
extension Shard {
    func handle(_ request: DigestRecordsRequest, _ context: RequestContext) {
        let key = PartitionKey(topicID: request.topicId, partition: request.partitionIndex)
        gatherLater([key], from: { owner(of: $0) }) { owner, _, done in
            owner.digest(request, done)
        } finish: { home, answers in
            for answer in answers { home.respond(answer, to: context) }
        }
    }

    /// As `unavailability`, for who names topics by their ids.
    func unavailabilityByID(of key: PartitionKey) -> ErrorCode {
        image.topic(key.topicID) == nil ? .unknownTopicId : unavailability(of: key)
    }

    /// `done` is called once, on any thread.
    func digest(
        _ request: DigestRecordsRequest, _ done: @escaping @Sendable (DigestRecordsResponse) -> Void
    ) {
        let key = PartitionKey(topicID: request.topicId, partition: request.partitionIndex)
        guard case .ready(let replica)? = partitions[key] else {
            return done(.init(errorCode: unavailabilityByID(of: key)))
        }
        var answer = DigestRecordsResponse(replica)
        if request.maxBytes <= 0 { return done(answer) }
        if let refusal = refusal(of: request, on: replica) {
            answer.errorCode = refusal
            return done(answer)
        }
        let read = replica.log.digestRead(
            of: request.startOffset..<request.endOffset, maxBytes: Int(request.maxBytes))
        // Whoever closes or cuts the log waits for it.
        let job = beginJob(on: replica)
        digestsUnderWay += 1
        environment.readThreads.run { [answer] in
            let result = Result { () throws(StorageError) in try read.run() }
            self.run { shard in
                shard.digestsUnderWay -= 1
                shard.endJob(job)
                done(shard.answer(request, read, result, answer))
            }
        }
    }

    private func refusal(of request: DigestRecordsRequest, on replica: PartitionReplica) -> ErrorCode? {
        guard request.startOffset < request.endOffset, request.startOffset >= replica.log.comparableStart,
            request.endOffset <= replica.highWatermark
        else { return .offsetOutOfRange }
        if replica.log.corruptRange(at: request.startOffset) != nil { return .corruptMessage }
        // What a compaction has replaced so far it only tells when it ends.
        let isBusy = digestsUnderWay > 0 || replica.cut != nil || replica.runningJobs.contains(.compaction)
        return isBusy || isStopping ? .throttlingQuotaExceeded : nil
    }

    private func answer(
        _ request: DigestRecordsRequest, _ read: DigestRead,
        _ result: Result<DigestRead.Outcome, StorageError>, _ begun: DigestRecordsResponse
    ) -> DigestRecordsResponse {
        let key = PartitionKey(topicID: request.topicId, partition: request.partitionIndex)
        guard case .ready(let replica)? = partitions[key] else {
            return .init(errorCode: unavailabilityByID(of: key))
        }
        var answer = DigestRecordsResponse(replica)
        guard replica.log.layout == read.layout, answer.leaderEpoch == begun.leaderEpoch,
            request.startOffset >= replica.log.comparableStart
        else {
            answer.errorCode = .throttlingQuotaExceeded
            return answer
        }
        switch result {
        case .success(let outcome):
            answer.endOffset = outcome.end
            answer.byteCount = Int64(outcome.byteCount)
            answer.recordCount = outcome.digest.recordCount
            answer.digestHigh = Int64(bitPattern: outcome.digest.high)
            answer.digestLow = Int64(bitPattern: outcome.digest.low)
            // Nothing good begins there.
            if outcome.end == request.startOffset { answer.errorCode = .corruptMessage }
        case .failure(let error):
            _ = quarantine(error, on: replica)
            if case .corrupt = error {
                answer.errorCode = .corruptMessage
            } else {
                answer.errorCode = .kafkaStorageError
            }
        }
        return answer
    }
}

extension DigestRecordsResponse {
    /// What can be compared, and nothing digested yet.
    fileprivate init(_ replica: PartitionReplica) {
        self.init(
            isLeader: replica.isLeader, leaderEpoch: replica.leaderEpoch,
            comparableStart: replica.log.comparableStart, comparableEnd: replica.highWatermark)
    }
}
