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
        environment.readThreads.run {
            let result = Result { () throws(StorageError) in try read.run() }
            self.run { $0.diskReadEnded(id, of: key, result) }
            guard case .success(let outcome) = result, let readAhead = outcome.readAhead else { return }
            readAhead.run()
        }
    }

    private func diskReadEnded(
        _ id: UInt64, of key: PartitionKey, _ result: Result<ColdRead.Outcome, StorageError>
    ) {
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
        _ = loop.schedule(after: Self.diskReadLifetime) {
            self.assumeIsolated { shard in
                guard case .ready(let replica)? = shard.partitions[key] else { return }
                replica.diskReads.forget(id)
            }
        }
    }
}

extension FetchItem {
    var diskQuestion: DiskReads.Question {
        DiskReads.Question(
            offset: wish.fetchOffset, maxBytes: maxBytes, minOneBatch: minOneBatch,
            isReadCommitted: isReadCommitted)
    }
}
