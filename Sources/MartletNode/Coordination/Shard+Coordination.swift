import Logging
import MartletCoordination
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletStorage

/// Coordinators come and go with the leadership of the partitions of `__consumer_offsets`.
extension Shard {
    /// Metadata, or what happened to the partition, may have changed whether this broker leads it, and since
    /// when. A new epoch begins with what the log says.
    func coordinate(_ replica: PartitionReplica) {
        guard replica.name.topic == Topics.consumerOffsets else { return }
        let isLeader = replica.isLeader && !isStopping
        if let current = coordinators[replica.key] {
            if isLeader, current.epoch == replica.leaderEpoch { return }
            resign(current)
        }
        if isLeader { load(replica) }
    }

    /// Everything below the high watermark is committed.
    func coordinatedCommitted(_ replica: PartitionReplica) {
        guard let partition = coordinators[replica.key], partition.state == .active else { return }
        step(partition, .committed(upTo: replica.highWatermark))
    }

    /// Topics have gone, and with them the offsets that groups have in them.
    func coordinatorsHear(of change: ImageChange) {
        if coordinators.isEmpty { return }
        let isCatalogNew =
            !change.changedTopics.isEmpty || !change.removedTopics.isEmpty
            || !change.changedBrokers.isEmpty || change.changedConfigs.contains { $0.kind == .group }
        if isCatalogNew {
            for (_, partition) in coordinators.sorted(by: { $0.key < $1.key }) {
                step(partition, .catalogChanged(ImageCatalog(image: image)))
            }
        }
        if change.removedTopics.isEmpty { return }
        let topics = change.removedTopics.map {
            GroupCoordinator.RemovedTopic(name: $0.name, id: $0.id)
        }
        for (_, partition) in coordinators.sorted(by: { $0.key < $1.key }) {
            if partition.state == .active {
                step(partition, .topicsRemoved(topics))
            } else {
                partition.removedTopics += topics
            }
        }
    }

    /// Whoever waits is told that this broker coordinates nothing any more.
    func resignCoordinators() {
        for (_, partition) in coordinators.sorted(by: { $0.key < $1.key }) { resign(partition) }
    }

    private func resign(_ partition: CoordinatedPartition) {
        coordinators[partition.key] = nil
        partition.timer?.work.cancel()
        partition.timer = nil
        step(partition, .resigned)
        partition.coordinator = nil
    }

    /// Nil if another has taken its place, or none.
    func coordinated(_ key: PartitionKey, _ id: UInt64) -> CoordinatedPartition? {
        guard let partition = coordinators[key], partition.id == id else { return nil }
        return partition
    }

    // MARK: - Loading

    private func load(_ replica: PartitionReplica) {
        let partition = CoordinatedPartition(
            key: replica.key, epoch: replica.leaderEpoch, id: nextID())
        coordinators[replica.key] = partition
        // The coordinator's first append must not wait for the disk either.
        _ = isTailMissing(of: replica)
        loadOn(partition, GroupLoading(end: replica.log.logEndOffset), from: replica.log.logStartOffset)
    }

    /// Reads on, one piece at a time, on storage threads.
    private func loadOn(_ partition: CoordinatedPartition, _ loading: GroupLoading, from offset: Offset) {
        guard case .ready(let replica)? = partitions[partition.key] else { return }
        // What was deleted meanwhile is not needed.
        let start = max(offset, replica.log.logStartOffset)
        guard start < loading.end else {
            partition.coordinator = GroupCoordinator(
                image: loading.image, end: replica.log.logEndOffset, committedEnd: replica.highWatermark,
                catalog: ImageCatalog(image: image),
                configuration: settings.groups, random: environment.makeGenerator(),
                now: environment.clock.uptime())
            return activate(replica)
        }
        let read = replica.log.coldRead(
            from: start, upTo: loading.end, maxBytes: ColdRead.byteLimit, minOneBatch: true,
            isReadCommitted: false)
        let job = beginJob(on: replica)
        let (key, id) = (partition.key, partition.id)
        environment.storageThreads.run {
            let result = Result { () throws(GroupLoading.Failure) in try loading.take(read) }
            self.run { shard in
                shard.endJob(job)
                guard let partition = shard.coordinated(key, id) else { return }
                switch result {
                case .success(let next): shard.loadOn(partition, loading, from: next ?? loading.end)
                case .failure(let failure): shard.failed(partition, failure)
                }
            }
        }
    }

    /// The coordinator takes requests, if the partition takes appends.
    func activate(_ replica: PartitionReplica) {
        guard let partition = coordinators[replica.key], partition.state == .loading,
            partition.coordinator != nil, !isTailMissing(of: replica)
        else { return }
        partition.state = .active
        let removed = partition.removedTopics
        partition.removedTopics = []
        if removed.isEmpty { rearm(partition) } else { step(partition, .topicsRemoved(removed)) }
        coordinatedCommitted(replica)
    }

    private func failed(_ partition: CoordinatedPartition, _ failure: GroupLoading.Failure) {
        partition.state = .failed
        logger.error(
            "The groups of a partition cannot be loaded, and have no coordinator",
            metadata: [
                "topic": "\(Topics.consumerOffsets)", "partition": "\(partition.key.partition)",
                "epoch": "\(partition.epoch)", "error": "\(failure)",
            ])
        guard case .storage = failure else { return }
        let (key, id) = (partition.key, partition.id)
        _ = loop.schedule(after: .seconds(10)) {
            self.assumeIsolated { shard in
                guard let partition = shard.coordinated(key, id),
                    case .ready(let replica)? = shard.partitions[key]
                else { return }
                shard.resign(partition)
                shard.coordinate(replica)
            }
        }
    }

    // MARK: - Asking

    /// Asks the coordinator of a partition of this shard. `receive` gets the answer, at once or later.
    func ask(
        _ key: PartitionKey, _ request: GroupRequest, _ caller: Caller,
        _ receive: @escaping CoordinatorReceiver
    ) {
        guard let partition = coordinators[key] else {
            // Whoever is told that this is not the coordinator looks for another, and would find this one.
            return receive(
                self, isOpening(key) ? request.refusedWhileLoading : request.refused(.notCoordinator))
        }
        switch partition.state {
        case .loading: receive(self, request.refusedWhileLoading)
        case .failed: receive(self, request.refused(.coordinatorNotAvailable))
        case .active:
            partition.lastCall = CallID(partition.lastCall.rawValue + 1)
            partition.calls[partition.lastCall] = receive
            step(partition, .asked(partition.lastCall, request, caller))
        }
    }

    /// The partition is to be led here, and its log is not open yet.
    private func isOpening(_ key: PartitionKey) -> Bool {
        guard case .opening? = partitions[key] else { return false }
        return image.partition(key.topicID, key.partition)?.leader == settings.nodeID
    }

    /// What one shard says of its groups.
    func listGroups(states: [String], types: [String]) -> GroupListing {
        var listing = GroupListing()
        for (_, partition) in coordinators.sorted(by: { $0.key < $1.key }) {
            switch partition.state {
            case .loading: listing.isComplete = false
            case .failed: break
            case .active: listing.groups += partition.coordinator?.list(states: states, types: types) ?? []
            }
        }
        return listing
    }
}

/// The groups of one shard, as ListGroups tells them.
struct GroupListing: Sendable {
    var groups: [ListGroupsResponse.ListedGroup] = []
    /// False while coordinators load.
    var isComplete = true
}

extension GroupRequest {
    /// What clients do best while a coordinator reads its log, as from Kafka.
    fileprivate var refusedWhileLoading: GroupReply {
        switch self {
        // Nobody is taken for dead now.
        case .heartbeat: refused(.none)
        // What the others have joined for is lost: they are to begin anew, and need not look for another
        // coordinator.
        case .sync: refused(.rebalanceInProgress)
        default: refused(.coordinatorLoadInProgress)
        }
    }
}
