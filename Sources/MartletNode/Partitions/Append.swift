import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage

/// Appending clients' batches to the partitions of a shard.
extension Shard {
    /// Appends the batches to partitions of this shard. Returns the results that are final now; with
    /// `acks=all` successful ones come later, through `produced`, when they are committed.
    func append(_ items: [ProduceItem], on terms: ProduceTerms) -> [(ProduceSlot, ProduceResult)] {
        let now = environment.clock.now()
        var done: [(ProduceSlot, ProduceResult)] = []
        for item in items {
            guard case .ready(let replica)? = partitions[item.key] else {
                done.append((item.slot, refuse(item, unavailability(of: item.key))))
                continue
            }
            if let refusal = replica.role.refusal(ofProduceWith: terms.acks) {
                done.append((item.slot, refuse(item, refusal)))
                continue
            }
            if !replica.waitingAppends.isEmpty || isTailMissing(of: replica) || isFileMissing(for: replica) {
                replica.waitingAppends.append(WaitingAppend(item: item, terms: terms))
                continue
            }
            let (result, end) = append(item, to: replica, version: terms.version, now: now)
            if result.errorCode == .kafkaStorageError { noteRefusal(of: item) }
            if terms.acks == -1, let end, end > replica.highWatermark {
                awaitCommit(upTo: end, in: replica, result, item, terms)
            } else {
                done.append((item.slot, result))
            }
        }
        return done
    }

    func refuse(_ item: ProduceItem, _ errorCode: ErrorCode) -> ProduceResult {
        noteRefusal(of: item)
        return refused(errorCode, item.key)
    }

    /// The producer is going to send it again.
    private func noteRefusal(of item: ProduceItem) {
        if let header = try? BatchHeader(reading: item.records, at: item.records.readerIndex) {
            refusedProducers.refused(header, in: item.key, now: environment.clock.uptime())
        }
    }

    /// Why a partition that metadata gives to this shard cannot be used at the moment.
    func unavailability(of key: PartitionKey) -> ErrorCode {
        switch partitions[key] {
        case .offline?: .kafkaStorageError
        case .opening?, .ready?, .cutting?, .closing?, .closed?: .notLeaderOrFollower
        case nil: image.topic(key.topicID) == nil ? .unknownTopicOrPartition : .notLeaderOrFollower
        }
    }

    /// Returns the result, and where the batch ends if it was appended now or earlier.
    private func append(
        _ item: ProduceItem, to replica: PartitionReplica, version: Int16, now: Timestamp
    ) -> (ProduceResult, Offset?) {
        var rules = replica.rules
        rules.allowsZstd = version >= 7
        let batch: ValidatedBatch
        do {
            batch = try ProduceValidation.validate(item.records, rules: rules, now: now)
        } catch {
            return (ProduceResult(error), nil)
        }
        if batch.header.isTransactional {
            let message = "transactions are not supported by this version"
            return (ProduceResult(errorCode: .invalidTxnState, errorMessage: message), nil)
        }
        if let missing = missingSequence(before: batch.header, item, in: replica) {
            let message =
                "Out of order sequence number for producer \(batch.header.producerID): "
                + "\(batch.header.baseSequence) (incoming seq. number) before \(missing), which was refused"
            return (ProduceResult(errorCode: .outOfOrderSequenceNumber, errorMessage: message), nil)
        }
        return append(batch, to: replica, now: now)
    }

    /// What has to come before this batch: a log knows it by itself of producers that it knows.
    private func missingSequence(
        before header: BatchHeader, _ item: ProduceItem, in replica: PartitionReplica
    ) -> Int32? {
        if refusedProducers.isEmpty && item.missingSequence == nil { return nil }
        guard header.hasProducer, !replica.log.knows(header.producerID) else { return nil }
        let now = environment.clock.uptime()
        return refusedProducers.missing(before: header, in: item.key, now: now) ?? item.missingSequence
    }

    /// As above, for a batch that has been looked at, or is the broker's own. What the log has to read before
    /// must be there.
    func append(
        _ batch: ValidatedBatch, to replica: PartitionReplica, now: Timestamp
    ) -> (ProduceResult, Offset?) {
        guard let throttle = room(for: batch.byteCount, in: replica.logDirectory) else {
            return (refusal(by: .full(path: replica.logDirectory), on: replica), nil)
        }
        do throws(AppendError) {
            let appended = try replica.log.append(batch, leaderEpoch: replica.leaderEpoch, now: now)
            replica.isDiskFull = false
            if !appended.isDuplicate { grew(replica) }
            let result = ProduceResult(
                baseOffset: appended.baseOffset, logAppendTime: appended.logAppendTime,
                logStartOffset: appended.logStartOffset, throttle: throttle)
            return (result, appended.lastOffset + 1)
        } catch {
            switch error {
            case .rejected(let errorCode, let message):
                return (ProduceResult(errorCode: errorCode, errorMessage: message), nil)
            case .storage(let cause):
                return (refusal(by: cause, on: replica), nil)
            }
        }
    }

    /// How long its producer is to wait after so many bytes; nil if the disk has no room for them.
    func room(for byteCount: Int, in directory: String) -> Duration? {
        let now = environment.clock.uptime()
        let verdict = diskRooms[
            directory,
            default: DiskRoom(shardCount: peers.count, reserve: settings.configuration.diskReserveBytes)
        ].take(byteCount, now: now) {
            try? directories.directory(at: directory)?.fileSystem.space(directory)
        }
        switch verdict {
        case .taken: return .zero
        case .slowed(let room):
            return directories.delay(byteCount, in: directory, room: room, now: now)
        case .refused: return nil
        }
    }

    /// A batch could not be appended. The producer waits a little too, so that it does not spin.
    private func refusal(by error: StorageError, on replica: PartitionReplica) -> ProduceResult {
        _ = appendFailed(error, on: replica)
        var result = ProduceResult(errorCode: .kafkaStorageError)
        if case .full = error { result.throttle = Self.refusalDelay }
        return result
    }

    private static let refusalDelay: Duration = .milliseconds(100)

    /// A full disk is said once and may have room again, and so is a want of descriptors; after any other
    /// error the partition is out of service, because nothing tells that the next write would fare better.
    /// Returns whether it is tried again.
    func appendFailed(_ error: StorageError, on replica: PartitionReplica) -> Bool {
        if case .full = error { diskRooms[replica.logDirectory]?.refused(now: environment.clock.uptime()) }
        let isPassing =
            switch error {
            case .full, .system: !replica.log.health.isBroken
            default: false
            }
        guard isPassing else {
            takeOffline(replica, error, doing: "append")
            return false
        }
        if !replica.isDiskFull { report(error, on: replica, doing: "append") }
        replica.isDiskFull = true
        return true
    }

    private func grew(_ replica: PartitionReplica) {
        lead(replica, .appended(upTo: replica.log.logEndOffset))
        wakeReplicas(of: replica)
        syncInTime(replica)
    }

    /// What was appended is synced when the configuration says.
    func syncInTime(_ replica: PartitionReplica) {
        switch settings.durability {
        case .disk:
            markDirty(replica)
        case .pageCache:
            let unflushed = replica.log.logEndOffset - replica.log.durableEndOffset
            // A segment that is full goes to disk in the background, so that recovery need not read it.
            // And where descriptors are scarce, so that the file can be given back.
            if replica.log.segmentCount != replica.flushedSegmentCount
                || unflushed >= replica.log.configuration.flushMessages || environment.files.isCrowded
            {
                replica.flushedSegmentCount = replica.log.segmentCount
                markDirty(replica)
            }
        }
    }
}

extension ProduceResult {
    init(_ rejection: ProduceValidation.Rejection) {
        self.init(
            errorCode: rejection.errorCode,
            recordErrors: rejection.recordErrors.map {
                .init(batchIndex: $0.batchIndex, batchIndexErrorMessage: $0.message)
            },
            errorMessage: rejection.message)
    }
}
