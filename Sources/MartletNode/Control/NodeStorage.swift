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
    let metadataLog: MetadataLog
    let image: ClusterImage
    let clusterID: String
    /// The records with which the cluster begins, or began.
    let bootstrap: [VersionedRecord]

    /// Opens and locks the log directories, formatting those that are empty, and replays the metadata log.
    /// Blocks.
    init(configuration: BrokerConfiguration, environment: NodeEnvironment, logger: Logger) throws {
        var generator = environment.makeGenerator()
        var opening = OpenDirectories(configuration: configuration, environment: environment, logger: logger)
        do {
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
            metadataLog = try MetadataLog(
                directory: metadataDirectory, nodeID: configuration.nodeID,
                segmentBytes: configuration.metadataLog.segmentBytes,
                segmentMilliseconds: configuration.metadataLog.segmentMilliseconds,
                isClean: metadataHome?.wasClean ?? false,
                partition: opening.opened.lazy.flatMap(\.partitions)
                    .first { $0.state == .current && $0.topicID != nil }?.path,
                fileSystem: metadataFileSystem, now: environment.clock.now())
            if let cut = metadataLog.recovery?.truncated {
                logger.warning(
                    "Cut the end of the metadata log, which was not written completely",
                    metadata: [
                        "file": "\(cut.path)", "position": "\(cut.position)", "bytes": "\(cut.byteCount)",
                        "reason": "\(cut.reason)",
                    ])
            }
            var image = ClusterImage()
            try metadataLog.replay { record, offset, epoch in
                try image.apply(record)
                image.advance(through: offset, epoch: epoch)
            }
            self.image = image
            try opening.openAdded(knownTo: image, using: &generator)
            directories = LogDirectories(opening.opened, unavailable: opening.unavailable)
            let leftovers = try directories.sort(by: image, nodeID: configuration.nodeID, using: &generator)
            directories.report(leftovers, image: image, nodeID: configuration.nodeID, to: logger)
            Self.remove(leftovers.deleted, environment, logger)
        } catch {
            if !opening.opened.isEmpty { _ = LogDirectories(opening.opened).giveBack() }
            throw error
        }
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
    private static func remove(_ paths: [String], _ environment: NodeEnvironment, _ logger: Logger) {
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
