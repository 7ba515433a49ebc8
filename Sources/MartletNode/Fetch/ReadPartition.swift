import MartletModel
import MartletStorage

/// Reading the partitions of a shard for fetches, and telling fetches that there is more to read.
extension Shard {
    func read(_ item: FetchItem) -> FetchOutcome {
        guard case .ready(let replica)? = partitions[item.key] else {
            return FetchOutcome(errorCode: unavailability(of: item.key))
        }
        if let refusal = checkLeaderEpoch(item.wish.currentLeaderEpoch, of: replica) {
            var outcome = FetchOutcome(errorCode: refusal)
            if refusal == .fencedLeaderEpoch {
                outcome.currentLeader = (replica.leader ?? .none, replica.leaderEpoch)
            }
            return outcome
        }
        guard replica.isLeader else {
            var outcome = FetchOutcome(errorCode: .notLeaderOrFollower)
            outcome.currentLeader = (replica.leader ?? .none, replica.leaderEpoch)
            return outcome
        }
        if item.replicaID >= 0 {
            // Replicas do not fetch from one another yet.
            return FetchOutcome(errorCode: .unknownLeaderEpoch)
        }
        var outcome = FetchOutcome(
            highWatermark: replica.highWatermark, lastStableOffset: replica.lastStableOffset,
            logStartOffset: replica.log.logStartOffset)
        let wanted = item.wish.fetchOffset
        // Before the offset: a client that has read what a former leader lost is to hear where that was.
        switch divergence(item.wish, replica) {
        case .none: break
        case .from(let end):
            outcome.divergingEpoch = end
            return outcome
        case .unknown:
            return FetchOutcome(errorCode: .offsetOutOfRange)
        }
        guard wanted >= replica.log.logStartOffset, wanted <= replica.log.logEndOffset else {
            return FetchOutcome(errorCode: .offsetOutOfRange)
        }
        let end = item.isReadCommitted ? outcome.lastStableOffset : replica.highWatermark
        guard wanted < end, item.maxBytes > 0 || item.minOneBatch else { return outcome }
        read(item, upTo: end, in: replica, &outcome)
        return outcome
    }

    /// Adds the bytes to the outcome, if they are in memory.
    private func read(
        _ item: FetchItem, upTo end: Offset, in replica: PartitionReplica, _ outcome: inout FetchOutcome
    ) {
        do throws(ReadError) {
            if !replica.diskReads.isEmpty, replica.log.corruptRange(at: item.wish.fetchOffset) == nil {
                let layout = replica.log.layout
                switch replica.diskReads.find(item.diskQuestion, layout: layout, for: item.waiter) {
                case .unknown: break
                case .underWay:
                    outcome.isOnDisk = true
                    return
                case .done(.success(let read)):
                    outcome.slice = read.found?.slice
                    outcome.abortedTransactions = read.abortedTransactions
                    return
                case .done(.failure(let error)): throw .storage(error)
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

    private enum Divergence {
        case none
        case from(FetchOutcome.EpochEnd)
        /// We know nothing of the epoch that the client fetched last.
        case unknown
    }

    /// Where the client's log and ours part, if what it fetched last is not what we have there (KIP-595).
    private func divergence(_ wish: FetchWish, _ replica: PartitionReplica) -> Divergence {
        guard wish.lastFetchedEpoch != .none else { return .none }
        let end = replica.log.endOffset(for: wish.lastFetchedEpoch)
        if end.epoch == .none { return .unknown }
        guard end.epoch < wish.lastFetchedEpoch || end.endOffset < wish.fetchOffset else { return .none }
        return .from(FetchOutcome.EpochEnd(epoch: end.epoch, endOffset: end.endOffset))
    }

    /// Lets a fetch wait for this shard's partitions. Those that have moved on since it read them wake it at
    /// once.
    func wait(_ waiter: FetchWaiter, for items: [(key: PartitionKey, seen: Offset)]) {
        var hasMoved = false
        for (key, seen) in items {
            guard case .ready(let replica)? = partitions[key], replica.isLeader else {
                // It went out of service, or elsewhere, since it was read: there is an error to tell.
                hasMoved = true
                continue
            }
            if replica.highWatermark > seen { hasMoved = true }
            replica.fetchWaiters.append(waiter)
        }
        if hasMoved {
            hop(to: waiter.home) { $0.scheduleReread(waiter.fetchID) }
        }
    }

    /// The fetch waits no longer.
    func stopWaiting(_ fetchID: UInt64, home: Shard, for keys: [PartitionKey]) {
        for key in keys {
            guard case .ready(let replica)? = partitions[key] else { continue }
            replica.fetchWaiters.removeAll { $0.fetchID == fetchID && $0.home === home }
        }
    }

    /// There is something new to read, or an error to tell.
    func wakeFetches(of replica: PartitionReplica) {
        for waiter in replica.fetchWaiters {
            hop(to: waiter.home) { $0.scheduleReread(waiter.fetchID) }
        }
    }
}
