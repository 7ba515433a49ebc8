import MartletModel

/// Telling fetches that there is more to read.
extension Shard {
    /// Lets a fetch wait for this shard's partitions. Those that have moved on since it read them wake it at
    /// once.
    func wait(_ waiter: FetchWaiter, for items: [(key: PartitionKey, seen: Offset)]) {
        var hasMoved = false
        for (key, seen) in items {
            guard case .ready(let replica)? = partitions[key], replica.role.serves(waiter.asker)
            else {
                // It went out of service, or elsewhere, since it was read: there is an error to tell.
                hasMoved = true
                continue
            }
            if waiter.asker.isReplica {
                if replica.log.logEndOffset > seen { hasMoved = true }
                replica.replicaWaiters.append(waiter)
            } else {
                if replica.highWatermark > seen { hasMoved = true }
                replica.fetchWaiters.append(waiter)
            }
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
            replica.replicaWaiters.removeAll { $0.fetchID == fetchID && $0.home === home }
        }
    }

    /// The high watermark has moved.
    func wakeConsumers(of replica: PartitionReplica) { wake(replica.fetchWaiters) }

    /// The log has grown.
    func wakeReplicas(of replica: PartitionReplica) { wake(replica.replicaWaiters) }

    /// There is something else to tell.
    func wakeFetches(of replica: PartitionReplica) {
        wakeConsumers(of: replica)
        wakeReplicas(of: replica)
    }

    private func wake(_ waiters: [FetchWaiter]) {
        for waiter in waiters {
            hop(to: waiter.home) { $0.scheduleReread(waiter.fetchID) }
        }
    }
}
