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
    package func install(_ image: ClusterImage, _ change: ImageChange, done: @escaping @Sendable () -> Void) {
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
        followLeaders(change)
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
    private func ownPartitions(of topic: TopicImage) -> [OwnPartition] {
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

    /// Leaders come and go: whoever waits at one that has gone asks the next.
    private func followLeaders(_ change: ImageChange) {
        for id in change.changedPartitions.keys.sorted() {
            guard let topic = image.topic(id) else { continue }
            for index in (change.changedPartitions[id] ?? []).sorted() {
                let key = PartitionKey(topicID: id, partition: index)
                guard case .ready(let replica)? = partitions[key], let partition = topic.partition(index)
                else { continue }
                if replica.follow(partition, on: settings.nodeID) { abandon(replica, .notLeaderOrFollower) }
            }
        }
    }

    private func rules(_ log: LogConfiguration) -> ProduceValidation.Rules {
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
        }
    }

    private func open(_ added: [OwnPartition], isNew: Bool, _ outstanding: Countdown) {
        if added.isEmpty { return }
        // Partitions of a topic stand together and have one configuration.
        var last: (topic: TopicID, configuration: LogConfiguration)?
        let openings = added.map { partition in
            let topicID = partition.key.topicID
            let configuration =
                last.flatMap { $0.topic == topicID ? $0.configuration : nil }
                ?? sources.logConfiguration(topic: partition.name.topic, image: image)
            last = (topicID, configuration)
            partitions[partition.key] = .opening
            outstandingOpenings[partition.key] = outstanding
            return PartitionOpening(
                key: partition.key, name: partition.name,
                configuration: configuration, directories: directories, isNew: isNew,
                files: environment.files, clock: environment.clock)
        }
        let before = imagesInstalled
        self.openings.open(openings) { opening, result in
            let partition = OwnPartition(key: opening.key, name: opening.name)
            self.run { $0.opened(partition, result, isUnchanged: $0.imagesInstalled == before) }
        }
    }

    /// `isUnchanged`: the configurations are still those that the opening began with.
    private func opened(
        _ partition: OwnPartition, _ result: Result<OpenedPartition, StorageError>, isUnchanged: Bool
    ) {
        defer { outstandingOpenings.removeValue(forKey: partition.key)?.countDown() }
        switch result {
        case .failure(let error):
            partitions[partition.key] = .offline(nil)
            if let outstanding = removalsAfterOpening.removeValue(forKey: partition.key) {
                remove(partition, outstanding)
            }
            // That a directory is out of service was said once for all its partitions.
            if case .offline = error { return }
            logger.error(
                "A partition could not be opened",
                metadata: ["partition": "\(partition.name)", "error": "\(error)"])
        case .success(let opened):
            report(opened.recovery, of: partition.name)
            // Too late: the shard counts it as not closed.
            if isStopping { return }
            let log = opened.log
            if !isUnchanged {
                log.configuration = sources.logConfiguration(topic: partition.name.topic, image: image)
            }
            let highWatermark = settings.durability == .disk ? log.durableEndOffset : log.logEndOffset
            let replica = PartitionReplica(
                key: partition.key, name: partition.name, log: log, logDirectory: opened.logDirectory,
                highWatermark: highWatermark, rules: rules(log.configuration),
                now: environment.clock.uptime())
            partitions[partition.key] = .ready(replica)
            if let current = image.partition(partition.key.topicID, partition.key.partition) {
                _ = replica.follow(current, on: settings.nodeID)
            }
            if let outstanding = removalsAfterOpening.removeValue(forKey: partition.key) {
                remove(partition, outstanding)
                return
            }
            if log.health.isBroken {
                takeOffline(replica)
                return
            }
            if log.durableEndOffset < log.logEndOffset { markDirty(replica) }
        }
    }

    private func remove(_ partition: OwnPartition, _ outstanding: Countdown) {
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
        case .ready(let replica)?:
            delay = replica.log.configuration.fileDeleteDelayMilliseconds
            partitions[partition.key] = nil
            abandon(replica, partition.hasMoved ? .notLeaderOrFollower : .unknownTopicOrPartition)
            cancelJobs(on: replica) {
                self.assumeIsolated { $0.retire(partition, removingAfter: delay, outstanding) }
            }
            return
        case .closing?:
            preconditionFailure("a topic was deleted after the controller had finished")
        case .offline?, .closed?, nil:
            delay = 0
            partitions[partition.key] = nil
        }
        retire(partition, removingAfter: delay, outstanding)
    }

    /// Sets the directory of a partition aside that nothing works on any more.
    private func retire(
        _ partition: OwnPartition, removingAfter delay: Int64, _ outstanding: Countdown
    ) {
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
