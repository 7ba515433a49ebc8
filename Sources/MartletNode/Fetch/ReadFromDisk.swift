import MartletModel
import MartletStorage

/// Fetches of what is not in memory: a storage thread reads it, and then they look again.
extension Shard {
    /// How long the result of a read is kept for those who want the same.
    private static let diskReadLifetime = Duration.seconds(2)

    func beginDiskRead(_ item: FetchItem, upTo end: Offset, in replica: PartitionReplica) {
        let question = item.diskQuestion
        let read = replica.log.coldRead(
            from: question.offset, upTo: end, maxBytes: question.maxBytes, minOneBatch: question.minOneBatch,
            isReadCommitted: question.isReadCommitted, after: replica.diskReads.readers)
        let (id, key) = (nextID(), replica.key)
        replica.diskReads.began(id, question, layout: read.layout, for: item.waiter)
        plannedDiskReads.append {
            let result = Result { () throws(StorageError) in try read.run() }
            self.run { $0.diskReadEnded(id, of: key, result) }
            guard case .success(let outcome) = result, let damage = outcome.readAhead?.run() else { return }
            self.run { shard in
                guard case .ready(let replica)? = shard.partitions[key] else { return }
                _ = shard.quarantine(damage, on: replica)
            }
        }
        startDiskReads()
    }

    /// Each read has a file open, and so has its result: of many thousands only some are under way at once,
    /// and only the last results are kept.
    private var diskReadLimit: Int { max(environment.files.limit / 8 / peers.count, 1) }

    private func startDiskReads() {
        while diskReadsUnderWay < diskReadLimit, let read = plannedDiskReads.popFirst() {
            diskReadsUnderWay += 1
            environment.readThreads.run(read)
        }
    }

    private func diskReadEnded(
        _ id: UInt64, of key: PartitionKey, _ result: Result<ColdRead.Outcome, StorageError>
    ) {
        diskReadsUnderWay -= 1
        startDiskReads()
        // Whoever waited for a partition that is out of service was told so then.
        guard case .ready(let replica)? = partitions[key] else { return }
        let waiters = replica.diskReads.ended(id, result, layout: replica.log.layout)
        switch result {
        case .success(let outcome):
            if let damage = outcome.damage { _ = quarantine(damage, on: replica) }
            if let readAhead = outcome.readAhead { replica.diskReads.note(readAhead) }
        case .failure(let error):
            // Where that is news, those who want the bytes are told so by the log.
            if quarantine(error, on: replica) { replica.diskReads.forget(id) }
        }
        for waiter in waiters {
            hop(to: waiter.home) { $0.scheduleReread(waiter.fetchID) }
        }
        keepDiskRead(id, of: key)
    }

    private func keepDiskRead(_ id: UInt64, of key: PartitionKey) {
        keptDiskReads.append((key, id))
        if keptDiskReads.count > diskReadLimit, let oldest = keptDiskReads.popFirst() {
            forgetDiskRead(oldest.id, of: oldest.key)
        }
        _ = loop.schedule(after: Self.diskReadLifetime) {
            self.assumeIsolated { $0.forgetDiskRead(id, of: key) }
        }
    }

    private func forgetDiskRead(_ id: UInt64, of key: PartitionKey) {
        if case .ready(let replica)? = partitions[key] { replica.diskReads.forget(id) }
    }
}

extension FetchItem {
    var diskQuestion: DiskReads.Question {
        DiskReads.Question(
            offset: wish.fetchOffset, maxBytes: maxBytes, minOneBatch: minOneBatch,
            isReadCommitted: isReadCommitted, isReplica: asker.isReplica)
    }
}
