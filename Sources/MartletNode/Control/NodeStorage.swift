import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletStorage

/// What a node finds on its disks at its start.
struct NodeStorage {
    let directories: LogDirectories
    /// That of the directory with the metadata log.
    let metadataFileSystem: GuardedFileSystem
    /// Which replica of the quorum's log this is: one whose disk was wiped is another.
    let metadataDirectoryID: DirectoryID
    let store: QuorumStore
    /// What the store holds, if all of it is committed; empty otherwise.
    let image: ClusterImage
    let clusterID: String
    /// The records with which the cluster begins, or began.
    let bootstrap: [VersionedRecord]

    /// Opens and locks the log directories, formatting those that are empty where nobody else has a say in
    /// it, and the metadata log. Blocks.
    init(configuration: BrokerConfiguration, environment: NodeEnvironment, logger: Logger) throws {
        var generator = environment.makeGenerator()
        var opening = OpenDirectories(configuration: configuration, environment: environment, logger: logger)
        do {
            try Self.checkFormatted(configuration, environment.fileSystem)
            try opening.openAll(using: &generator)
            clusterID = opening.opened[0].clusterID
            let metadataDirectory = configuration.metadataLogDirectory
            let metadataHome = opening.opened.first { $0.path == metadataDirectory }
            metadataFileSystem =
                metadataHome?.fileSystem
                ?? GuardedFileSystem(
                    environment.fileSystem, health: DirectoryHealth(directory: metadataDirectory))
            bootstrap = try Self.bootstrap(
                opening.opened, metadataDirectory, metadataFileSystem, now: environment.clock.now())
            metadataDirectoryID = metadataHome?.directoryID ?? opening.opened[0].directoryID
            store = try Self.store(
                configuration, metadataFileSystem, metadataHome, now: environment.clock.now())
            Self.report(store.recovery, to: logger)
            // What a quorum of others holds they may take back: only alone is all of it known to count.
            let isAlone =
                store.history.current.ids == [configuration.nodeID] && configuration.roles.isController
            if isAlone, store.endOffset == 0, store.newestSnapshot == nil, let lost = opening.firstPartition {
                throw MetadataLogError.lost(partition: lost)
            }
            let known = try Self.image(of: store)
            image = isAlone ? known : ClusterImage()
            try opening.openAdded(knownTo: known, using: &generator)
            directories = LogDirectories(opening.opened, unavailable: opening.unavailable)
            if isAlone {
                let leftovers = try directories.sort(
                    by: image, nodeID: configuration.nodeID, using: &generator)
                directories.report(leftovers, image: image, nodeID: configuration.nodeID, to: logger)
                Self.remove(leftovers.deleted, environment, logger)
            }
        } catch {
            if !opening.opened.isEmpty { _ = LogDirectories(opening.opened).giveBack() }
            throw error
        }
    }

    /// A quorum by itself formats its directories; whoever has others to agree with is told by them, and by
    /// `NodeFormat`, which cluster this is.
    private static func checkFormatted(
        _ configuration: BrokerConfiguration, _ fileSystem: any FileSystem
    ) throws {
        let path = configuration.metadataLogDirectory
        guard !configuration.isQuorumByItself, try !LogDirectory.isFormatted(path, fileSystem: fileSystem)
        else { return }
        throw NodeError.notFormatted(path: path)
    }

    private static func store(
        _ configuration: BrokerConfiguration, _ fileSystem: GuardedFileSystem, _ home: LogDirectory?,
        now: Timestamp
    ) throws(MetadataLogError) -> QuorumStore {
        let log = configuration.metadataLog
        var settings = QuorumStore.Settings()
        settings.segmentBytes = log.segmentBytes
        settings.segmentMilliseconds = log.segmentMilliseconds
        settings.retentionBytes = log.retentionBytes
        settings.retentionMilliseconds = log.retentionMilliseconds
        return try .open(
            directory: configuration.metadataLogDirectory, configuredVoters: configuration.voters,
            settings: settings, isClean: home?.wasClean ?? false, isOnDisk: home?.isOnDisk ?? false,
            fileSystem: fileSystem, now: now)
    }

    private static func report(_ recovery: QuorumStore.Recovery, to logger: Logger) {
        if let cut = recovery.log?.truncated {
            logger.warning(
                "Cut the end of the metadata log, which was not written completely",
                metadata: [
                    "file": "\(cut.path)", "position": "\(cut.position)", "bytes": "\(cut.byteCount)",
                    "reason": "\(cut.reason)",
                ])
        }
        for snapshot in recovery.damagedSnapshots {
            logger.error(
                "A snapshot of the metadata is damaged, and was set aside",
                metadata: ["snapshot": "\(snapshot)"])
        }
        if let snapshot = recovery.restartedAt {
            logger.warning(
                "The metadata log did not meet its newest snapshot, and begins there now",
                metadata: ["snapshot": "\(snapshot)"])
        }
    }

    /// Everything that the store holds, committed or not.
    private static func image(of store: QuorumStore) throws -> ClusterImage {
        var image = ClusterImage()
        try store.replay { record, offset, epoch in
            try image.apply(record)
            image.advance(through: offset, epoch: epoch)
        }
        return image
    }

    /// The records of `bootstrap.checkpoint`; formats directories that have neither it nor a metadata log.
    private static func bootstrap(
        _ directories: [LogDirectory], _ metadataDirectory: String, _ fileSystem: GuardedFileSystem,
        now: Timestamp
    ) throws -> [VersionedRecord] {
        let log = "\(metadataDirectory)/\(TopicPartition.clusterMetadata)"
        if try fileSystem.attributes(log) == nil {
            for directory in directories
            where try Checkpoint.readBootstrap(directory: directory.path, fileSystem: directory.fileSystem)
                == nil
            {
                try Checkpoint.writeBootstrap(
                    Controller.initialFeatures, directory: directory.path, fileSystem: directory.fileSystem,
                    now: now)
            }
        }
        return try Checkpoint.readBootstrap(directory: metadataDirectory, fileSystem: fileSystem)
            ?? Controller.initialFeatures
    }

    /// Removes what an earlier process had renamed and not removed.
    static func remove(_ paths: [String], _ environment: NodeEnvironment, _ logger: Logger) {
        if paths.isEmpty { return }
        environment.storageThreads.run {
            for path in paths {
                do throws(StorageError) {
                    try environment.fileSystem.remove(path)
                } catch {
                    logger.error(
                        "A deleted partition's directory could not be removed",
                        metadata: ["directory": "\(path)", "error": "\(error)"])
                }
            }
        }
    }
}

extension BrokerConfiguration {
    /// The members of the quorum where no record of its log names them.
    fileprivate var voters: VoterSet {
        let listener = controllerListenerNames.first ?? ""
        if !quorum.voters.isEmpty {
            return VoterSet(
                quorum.voters.map {
                    let endpoint = VoterEndpoint(
                        listener: listener, host: $0.address.host, port: $0.address.port)
                    return Voter(key: ReplicaKey($0.id), endpoints: [endpoint])
                })
        }
        return isQuorumByItself ? VoterSet([Voter(key: ReplicaKey(nodeID))]) : VoterSet()
    }
}

extension OpenDirectories {
    /// The path of a partition that knows its topic, if there is one.
    fileprivate var firstPartition: String? {
        opened.lazy.flatMap(\.partitions).first { $0.state == .current && $0.topicID != nil }?.path
    }
}
