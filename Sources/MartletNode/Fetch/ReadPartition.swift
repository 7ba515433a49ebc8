import MartletModel
import MartletReplication
import MartletStorage

/// Reading the partitions of a shard for fetches.
extension Shard {
    func read(_ item: FetchItem) -> FetchOutcome {
        guard case .ready(let replica)? = partitions[item.key] else {
            return refusedFetch(unavailability(of: item.key), item.key)
        }
        if let refusal = checkLeaderEpoch(item.wish.currentLeaderEpoch, of: replica) {
            return refusedFetch(refusal, item.key)
        }
        if case .replica(let broker, let epoch) = item.asker, replica.role.isInDoubt {
            return hear(item, from: broker, epoch, in: replica)
        }
        guard replica.role.serves(item.asker) else { return refusedFetch(.notLeaderOrFollower, item.key) }
        // Before the offset: who has read what a former leader lost is to hear where that was.
        let wish = item.wish
        switch ReplicaLog(replica.log).compare(endingAt: wish.fetchOffset, lastEpoch: wish.lastFetchedEpoch) {
        case .agrees: break
        case .diverges(let end):
            var outcome = FetchOutcome(replica)
            outcome.divergingEpoch = end
            return outcome
        case .unknown:
            return outOfRange(item, replica)
        }
        guard wish.fetchOffset >= replica.log.logStartOffset, wish.fetchOffset <= replica.log.logEndOffset
        else { return outOfRange(item, replica) }
        switch item.asker {
        case .consumer(let rack): return readCommitted(item, inRack: rack, replica)
        case .replica(let broker, let epoch): return copy(item, by: broker, epoch, in: replica)
        }
    }

    /// What another replica asks says where its log ends. It is told nothing of this one, which may be too
    /// short, and asks again.
    private func hear(
        _ item: FetchItem, from broker: BrokerID, _ epoch: BrokerEpoch, in replica: PartitionReplica
    ) -> FetchOutcome {
        let fetch = FollowerFetch(
            by: broker, epoch: epoch, from: item.wish.fetchOffset, logStartOffset: item.wish.logStartOffset,
            lastEpoch: item.wish.lastFetchedEpoch)
        if item.isFirstPass { doubt(replica, .fetched(fetch)) }
        return refusedFetch(.notLeaderOrFollower, item.key)
    }

    /// A consumer that names no rack takes a follower for the leader that it was before, and would begin
    /// somewhere else if it were told that there is no such offset. Those that read from followers on purpose
    /// go back to the leader upon that (KIP-392).
    private func outOfRange(_ item: FetchItem, _ replica: PartitionReplica) -> FetchOutcome {
        if case .consumer(let rack) = item.asker, rack ?? "" == "", !replica.role.isLeader,
            item.wish.fetchOffset > replica.log.logEndOffset
        {
            return refusedFetch(.notLeaderOrFollower, item.key)
        }
        return FetchOutcome(errorCode: .offsetOutOfRange)
    }

    /// Who leads is said with it, where the client should go there (KIP-951).
    private func refusedFetch(_ errorCode: ErrorCode, _ key: PartitionKey) -> FetchOutcome {
        var outcome = FetchOutcome(errorCode: errorCode)
        if errorCode == .notLeaderOrFollower || errorCode == .fencedLeaderEpoch {
            outcome.currentLeader = currentLeader(of: key)
        }
        return outcome
    }

    private func readCommitted(
        _ item: FetchItem, inRack rack: String?, _ replica: PartitionReplica
    ) -> FetchOutcome {
        var outcome = FetchOutcome(replica)
        if let rack, !rack.isEmpty, settings.configuration.replication.readsFromNearest,
            let reader = replica.role.preferredReader(inRack: rack, at: item.wish.fetchOffset)
        {
            outcome.preferredReader = reader
            return outcome
        }
        outcome.readableEnd = replica.highWatermark
        read(
            item, upTo: item.isReadCommitted ? outcome.lastStableOffset : replica.highWatermark, in: replica,
            &outcome)
        return outcome
    }

    /// What another replica gets: everything, and its question is an acknowledgement.
    private func copy(
        _ item: FetchItem, by broker: BrokerID, _ epoch: BrokerEpoch, in replica: PartitionReplica
    ) -> FetchOutcome {
        let fetch = FollowerFetch(
            by: broker, epoch: epoch, from: item.wish.fetchOffset, logStartOffset: item.wish.logStartOffset)
        if let refusal = replica.role.refusal(of: fetch) { return FetchOutcome(errorCode: refusal) }
        if item.isFirstPass { lead(replica, .fetched(fetch)) }
        var outcome = FetchOutcome(replica)
        outcome.readableEnd = replica.log.logEndOffset
        var item = item
        if let room = throttled(replica, by: broker) {
            outcome.isThrottled = true
            outcome.heldBackFor = room.pause
            if room.pause > .zero { return outcome }
            item.maxBytes = min(item.maxBytes, room.portionBytes)
        }
        read(item, upTo: outcome.readableEnd, in: replica, &outcome)
        return outcome
    }

    /// Adds the bytes to the outcome, if they are in memory.
    private func read(
        _ item: FetchItem, upTo end: Offset, in replica: PartitionReplica, _ outcome: inout FetchOutcome
    ) {
        guard item.wish.fetchOffset < end, item.maxBytes > 0 || item.minOneBatch else { return }
        do throws(ReadError) {
            if !replica.diskReads.isEmpty, replica.log.corruptRange(at: item.wish.fetchOffset) == nil {
                let layout = replica.log.layout
                switch replica.diskReads.find(item.diskQuestion, layout: layout, for: item.waiter) {
                case .unknown: break
                case .underWay:
                    outcome.isOnDisk = true
                    return
                case .done(.success(let read), let isForWaiter):
                    if isForWaiter || read.isSoundInMemory {
                        outcome.slice = read.found?.slice
                        outcome.abortedTransactions = read.abortedTransactions
                        return
                    }
                    replica.diskReads.forget(item.diskQuestion, layout: layout)
                case .done(.failure(let error), _): throw .storage(error)
                }
            }
            let wanted = item.wish.fetchOffset
            let found = try replica.log.readInMemory(
                from: wanted, upTo: end, maxBytes: item.maxBytes, minOneBatch: item.minOneBatch,
                now: environment.clock.now())
            outcome.slice = found?.slice
            if item.isReadCommitted, let found {
                outcome.abortedTransactions = try abortedTransactions(
                    in: found.slice, of: replica, wanted, end)
            }
        } catch {
            switch error {
            case .outOfRange:
                outcome = FetchOutcome(errorCode: .offsetOutOfRange)
            case .corrupt:
                outcome = FetchOutcome(errorCode: .corruptMessage)
            case .storage(.wouldBlock):
                outcome.slice = nil
                outcome.isOnDisk = true
                beginDiskRead(item, upTo: end, in: replica)
            case .storage(let cause):
                if quarantine(cause, on: replica) {
                    return read(item, upTo: end, in: replica, &outcome)
                }
                report(cause, on: replica, doing: "read at offset \(item.wish.fetchOffset)")
                outcome = FetchOutcome(errorCode: .kafkaStorageError)
            }
        }
    }

    private func abortedTransactions(
        in slice: FileSlice, of replica: PartitionReplica, _ start: Offset, _ end: Offset
    ) throws(ReadError) -> [AbortedTransaction] {
        do throws(StorageError) {
            return try replica.log.abortedTransactions(
                in: slice, from: start, upTo: end, .refused)
        } catch {
            throw .storage(error)
        }
    }

    /// Nil if the client's idea of the leader epoch is not checked or right (KIP-320).
    func checkLeaderEpoch(_ epoch: LeaderEpoch, of replica: PartitionReplica) -> ErrorCode? {
        if epoch == .none || epoch == replica.leaderEpoch { return nil }
        return epoch < replica.leaderEpoch ? .fencedLeaderEpoch : .unknownLeaderEpoch
    }
}

extension FetchOutcome {
    /// Nothing was read yet.
    fileprivate init(_ replica: PartitionReplica) {
        self.init(
            highWatermark: replica.highWatermark, lastStableOffset: replica.lastStableOffset,
            logStartOffset: replica.log.logStartOffset)
    }
}
