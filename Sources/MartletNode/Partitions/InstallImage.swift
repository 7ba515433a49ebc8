import Logging
import MartletMetadata
import MartletModel
import MartletRecords
import MartletStorage

/// Following the cluster's metadata: partitions come, change and go.
extension Shard {
    /// Makes `image` the shard's view of the cluster; `done` is called, on any thread, when the partitions
    /// that are new here are in service (or have failed) and those that are removed have left their
    /// directories.
    ///
    /// A shard that stops leaves everything as it is: its logs are being closed. What metadata says by then
    /// is done at the next start.
    package func install(_ image: ClusterImage, _ change: ImageChange, done: @escaping @Sendable () -> Void) {
        if isStopping { return done() }
        self.image = image
        let removed = change.removedTopics.flatMap { ownPartitions(of: $0) } + movedAway(change)
        let added = change.changedTopics.sorted()
            .compactMap { image.topic($0) }
            .flatMap { ownPartitions(of: $0) }
            .filter { partitions[$0.key] == nil }
        sources = ConfigurationSources(settings.configuration, image: image)
        if change.hasBrokerConfigChange, index == 0 { background?.reconfigure(sources.background) }
        imagesInstalled += 1
        reconfigure(change)
        rethrottle(change)
        followLeaders(change)
        coordinatorsHear(of: change)
        let outstanding = Countdown(removed.count + added.count, then: done)
        for partition in removed { remove(partition, outstanding) }
        open(added, isNew: !change.isFirst, outstanding)
    }

    struct OwnPartition: Sendable {
        var key: PartitionKey
        var name: TopicPartition
        /// The topic is there, but the replica is to be elsewhere.
        var hasMoved = false
    }

    /// The partitions of a topic of which this broker has a replica on this shard.
    func ownPartitions(of topic: TopicImage) -> [OwnPartition] {
        topic.partitions.compactMap { partition in
            let key = PartitionKey(topicID: topic.id, partition: partition.index)
            guard owner(of: key) === self, partition.replicas.contains(settings.nodeID) else { return nil }
            return OwnPartition(
                key: key, name: TopicPartition(topic: topic.name, partition: partition.index))
        }
    }

    /// Those that this shard has, and that metadata now gives to other brokers.
    private func movedAway(_ change: ImageChange) -> [OwnPartition] {
        change.changedPartitions.keys.sorted().flatMap { id -> [OwnPartition] in
            guard let topic = image.topic(id) else { return [] }
            return (change.changedPartitions[id] ?? []).sorted().compactMap { index in
                let key = PartitionKey(topicID: id, partition: index)
                guard partitions[key] != nil, let partition = topic.partition(index),
                    !partition.replicas.contains(settings.nodeID)
                else { return nil }
                return OwnPartition(
                    key: key, name: TopicPartition(topic: topic.name, partition: index), hasMoved: true)
            }
        }
    }

    /// Leaders, replicas and brokers come and go.
    private func followLeaders(_ change: ImageChange) {
        if !change.changedBrokers.isEmpty { followBrokers() }
        for id in change.changedPartitions.keys.sorted() {
            guard let topic = image.topic(id) else { continue }
            for index in (change.changedPartitions[id] ?? []).sorted() {
                let key = PartitionKey(topicID: id, partition: index)
                guard case .ready(let replica)? = partitions[key], let partition = topic.partition(index)
                else { continue }
                follow(replica, partition)
            }
        }
    }

    func rules(_ log: LogConfiguration) -> ProduceValidation.Rules {
        var rules = ProduceValidation.Rules(log)
        rules.decompressionLimit = settings.decompressionLimit
        return rules
    }

    private func reconfigure(_ change: ImageChange) {
        let affected =
            change.hasBrokerConfigChange
            ? Array(partitions.keys)
            : change.changedTopics.flatMap { id in
                image.topic(id).map { ownPartitions(of: $0).map(\.key) } ?? []
            }
        for key in affected {
            guard case .ready(let replica)? = partitions[key] else { continue }
            let configuration = sources.logConfiguration(topic: replica.name.topic, image: image)
            if configuration == replica.log.configuration { continue }
            replica.log.configuration = configuration
            replica.rules = rules(configuration)
            lead(replica, .minInSyncReplicasChanged(to: configuration.minInSyncReplicas))
        }
    }

    func remove(_ partition: OwnPartition, _ outstanding: Countdown) {
        let key = partition.key
        if toldDirectories.remove(key) != nil { controlPlane?.run { $0.settled(key) } }
        let delay: Int64
        switch partitions[partition.key] {
        case .opening? where openings.withdraw(partition.key, partition.name):
            outstandingOpenings.removeValue(forKey: partition.key)?.countDown()
            delay = 0
            partitions[partition.key] = nil
        case .opening?:
            // A storage thread works on the directory; its turn comes after that.
            removalsAfterOpening[partition.key] = outstanding
            return
        case .ready(let replica)?, .cutting(let replica, _)?:
            delay = replica.log.configuration.fileDeleteDelayMilliseconds
            partitions[partition.key] = nil
            abandon(replica, partition.hasMoved ? .notLeaderOrFollower : .unknownTopicOrPartition)
            cancelJobs(on: replica) {
                self.assumeIsolated { $0.retire(partition, removingAfter: delay, outstanding) }
            }
            return
        case .closing?, .closed?:
            preconditionFailure("a shard that stops installs no image")
        case .offline?, nil:
            delay = 0
            partitions[partition.key] = nil
        }
        retire(partition, removingAfter: delay, outstanding)
    }

    /// Sets the directory of a partition aside that nothing works on any more.
    private func retire(
        _ partition: OwnPartition, removingAfter delay: Int64, _ outstanding: Countdown
    ) {
        loweredCheckpoints[partition.key] = nil
        failedOpenings.remove(partition.key)
        failedReplicas[partition.key] = nil
        environment.storageThreads.run { [directories, logger, environment, housekeeping, loop] in
            do {
                var generator = environment.makeGenerator()
                if let (left, directory) = try directories.retire(partition.name, using: &generator) {
                    _ = loop.schedule(after: .milliseconds(delay)) {
                        environment.storageThreads.run {
                            // What is left over after an error is found, and removed, at the next start.
                            try? directory.fileSystem.remove(left)
                        }
                    }
                }
            } catch StorageError.offline {
                // The next start finds that nobody knows it any more.
            } catch {
                logger.error(
                    "A deleted partition's directory could not be set aside",
                    metadata: ["partition": "\(partition.name)", "error": "\(error)"])
            }
            // The name may have a new log next: what the checkpoints say of the old one would cut that short.
            if let housekeeping {
                housekeeping.writeCheckpoints { _ in outstanding.countDown() }
            } else {
                outstanding.countDown()
            }
        }
    }
}

extension ProduceValidation.Rules {
    init(_ log: LogConfiguration) {
        self.init()
        maxMessageBytes = log.maxMessageBytes
        timestampType = log.timestampType
        timestampBeforeMaxMilliseconds = log.timestampBeforeMaxMilliseconds
        timestampAfterMaxMilliseconds = log.timestampAfterMaxMilliseconds
        isCompacted = log.isCompacted
        targetCompression = log.compression
        gzipLevel = log.gzipLevel
        lz4Level = log.lz4Level
        zstdLevel = log.zstdLevel
    }
}
