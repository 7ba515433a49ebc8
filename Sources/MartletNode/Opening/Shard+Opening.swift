import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// Putting partitions into service: their logs are opened by storage threads, and taken over here.
extension Shard {
    /// `outstanding` counts each of them once, when it is in service or has failed.
    func open(_ added: [OwnPartition], isNew: Bool, _ outstanding: Countdown) {
        if added.isEmpty { return }
        // Partitions of a topic stand together and have one configuration.
        var last: (topic: TopicID, configuration: LogConfiguration)?
        let openings = added.map { partition in
            let topicID = partition.key.topicID
            let configuration =
                last.flatMap { $0.topic == topicID ? $0.configuration : nil }
                ?? sources.logConfiguration(topic: partition.name.topic, image: image)
            last = (topicID, configuration)
            outstandingOpenings[partition.key] = outstanding
            return begin(partition, configuration, isNew: isNew)
        }
        let before = imagesInstalled
        self.openings.open(openings) { opening, result in
            self.run { $0.opened(opening, result, isUnchanged: $0.imagesInstalled == before) }
        }
    }

    private func begin(
        _ partition: OwnPartition, _ configuration: LogConfiguration, isNew: Bool, isAgain: Bool = false
    ) -> PartitionOpening {
        partitions[partition.key] = .opening
        return PartitionOpening(
            key: partition.key, name: partition.name,
            configuration: configuration, directories: directories, isNew: isNew, isAgain: isAgain,
            files: environment.files, clock: environment.clock)
    }

    /// `isUnchanged`: the configurations are still those that the opening began with.
    private func opened(
        _ opening: PartitionOpening, _ result: Result<OpenedPartition, StorageError>, isUnchanged: Bool
    ) {
        switch result {
        case .failure(let error):
            failed(opening, error)
        case .success(let opened):
            // Of records that are lost it was said when the checkpoints could not be lowered.
            if loweredCheckpoints[opening.key] == nil || opening.last != nil {
                report(opened.recovery, of: opening.name)
            }
            if !isUnchanged {
                opened.log.configuration = sources.logConfiguration(topic: opening.name.topic, image: image)
            }
            if opened.recovery?.lostEnd == nil {
                serve(opening, opened)
            } else {
                lowerCheckpoints(opening, opened)
            }
        }
    }

    /// The checkpoints speak of records that are gone. After a crash nothing is checked below the recovery
    /// point: so they are lowered, durably, before anything is appended there.
    private func lowerCheckpoints(_ opening: PartitionOpening, _ opened: OpenedPartition) {
        guard let housekeeping else { return serve(opening, opened) }
        loweredCheckpoints[opening.key] = PartitionOffsets(opening.name, opened)
        housekeeping.writeCheckpoints { failedDirectories in
            let isDurable = !failedDirectories.contains(opened.logDirectory)
            self.run { $0.lowered(opening, opened, isDurable: isDurable) }
        }
    }

    private func lowered(_ opening: PartitionOpening, _ opened: OpenedPartition, isDurable: Bool) {
        if isDurable || opened.log.health.isBroken {
            serve(opening, opened)
        } else {
            leaveOffline(opening)
            openLater(opening)
        }
    }

    private func serve(_ opening: PartitionOpening, _ opened: OpenedPartition) {
        let key = opening.key
        defer { outstandingOpenings.removeValue(forKey: key)?.countDown() }
        // Too late: the shard counts it as not closed.
        if isStopping { return }
        let log = opened.log
        if lacksOwnEnd(log, of: key) {
            leaveOffline(opening)
            return openLater(opening)
        }
        loweredCheckpoints[key] = nil
        failedOpenings.remove(key)
        failedReplicas[key] = nil
        let replica = PartitionReplica(
            key: key, name: opening.name, log: log, logDirectory: opened.logDirectory,
            highWatermark: highWatermark(of: opened, key), rules: rules(log.configuration),
            now: environment.clock.uptime())
        replica.lostEnd = opened.lostEnd
        throttle(replica)
        partitions[key] = .ready(replica)
        if removeIfDeleted(opening) { return }
        if log.health.isBroken {
            takeOffline(replica)
            return
        }
        if let current = image.partition(key.topicID, key.partition) { follow(replica, current) }
        if opening.isAgain {
            logger.info("A partition is open now", metadata: ["partition": "\(opening.name)"])
        }
        if log.durableEndOffset < log.logEndOffset { markDirty(replica) }
    }

    /// Up to where the log is committed for certain: all that the only replica has on disk; among several,
    /// what this one knew when it wrote that down last.
    private func highWatermark(of opened: OpenedPartition, _ key: PartitionKey) -> Offset {
        let log = opened.log
        if let partition = image.partition(key.topicID, key.partition), partition.replicas.count > 1 {
            return min(max(opened.highWatermark, log.logStartOffset), log.logEndOffset)
        }
        return settings.durability == .disk ? log.durableEndOffset : log.logEndOffset
    }

    // MARK: - Openings that fail

    /// A full disk may have room again, and so may the process have descriptors: that is tried again. Else it
    /// takes a restart.
    private func failed(_ opening: PartitionOpening, _ error: StorageError) {
        leaveOffline(opening)
        let isPassing =
            switch error {
            case .full, .system: !directories.isOffline(of: opening.name)
            default: false
            }
        if isPassing || opening.last != nil {
            openLater(opening)
        } else {
            failedOpenings.remove(opening.key)
        }
        // Others are to lead it, which they do not before the controller knows what has failed.
        if let directory = directories.directory(of: opening.name), directory.health.isBroken,
            let partition = image.partition(opening.key.topicID, opening.key.partition)
        {
            tellDirectory(directory.path, of: opening.key, partition)
        }
        // That a directory is out of service was said once for all its partitions.
        if case .offline = error { return }
        if opening.isAgain && (isPassing || failedReplicas[opening.key]?.attempts ?? 0 > 1) { return }
        logger.error(
            "A partition could not be opened",
            metadata: ["partition": "\(opening.name)", "error": "\(error)"])
    }

    private func leaveOffline(_ opening: PartitionOpening) {
        partitions[opening.key] = .offline(opening.last)
        if opening.last != nil { loweredCheckpoints[opening.key] = nil }
        _ = removeIfDeleted(opening)
        outstandingOpenings.removeValue(forKey: opening.key)?.countDown()
    }

    private static let retryInterval: Duration = .seconds(5)

    private func openLater(_ opening: PartitionOpening) {
        if opening.last != nil { return reopenLater(opening.key) }
        guard !isStopping, case .offline(nil)? = partitions[opening.key] else { return }
        failedOpenings.insert(opening.key)
        _ = loop.schedule(after: Self.retryInterval) {
            self.assumeIsolated { $0.openAgain(opening.key) }
        }
    }

    private func openAgain(_ key: PartitionKey) {
        guard !isStopping, failedOpenings.contains(key), case .offline(nil)? = partitions[key],
            let topic = image.topic(key.topicID),
            let partition = ownPartitions(of: topic).first(where: { $0.key == key })
        else { return }
        openAgain(partition, as: nil)
    }

    /// `last`: what is known of it, where it was in service.
    func openAgain(_ partition: OwnPartition, as last: PartitionOffsets?) {
        let configuration = sources.logConfiguration(topic: partition.name.topic, image: image)
        var opening = begin(partition, configuration, isNew: false, isAgain: true)
        opening.last = last
        let before = imagesInstalled
        openings.openAgain(opening) { opening, result in
            self.run { $0.opened(opening, result, isUnchanged: $0.imagesInstalled == before) }
        }
    }

    /// Goes on with the removal of a partition that was deleted while it was opening.
    private func removeIfDeleted(_ opening: PartitionOpening) -> Bool {
        guard let outstanding = removalsAfterOpening.removeValue(forKey: opening.key) else { return false }
        remove(OwnPartition(key: opening.key, name: opening.name), outstanding)
        return true
    }
}

extension PartitionOffsets {
    /// Of a log that nobody has written to since it was opened.
    fileprivate init(_ name: TopicPartition, _ opened: OpenedPartition) {
        let log = opened.log
        self.init(
            name: name, logDirectory: opened.logDirectory, recoveryPoint: log.durableEndOffset,
            logStartOffset: log.isLogStartInsideSegment ? log.logStartOffset : nil,
            highWatermark: log.durableEndOffset, firstDirtyOffset: log.firstDirtyOffset)
    }
}
