import Logging
import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletStorage

/// What a node finds on its disks at its start.
struct NodeStorage {
    let directories: LogDirectories
    let metadataLog: MetadataLog
    let image: ClusterImage
    let clusterID: String
    /// The records with which the cluster begins, or began.
    let bootstrap: [VersionedRecord]

    /// Opens and locks the log directories, formatting those that are empty, and replays the metadata log.
    /// Blocks.
    init(configuration: BrokerConfiguration, environment: NodeEnvironment, logger: Logger) throws {
        var generator = environment.makeGenerator()
        let fileSystem = environment.fileSystem
        var opened: [LogDirectory] = []
        do {
            for path in configuration.logDirectories {
                let directory = try LogDirectory.open(
                    path, fileSystem: fileSystem, nodeID: configuration.nodeID,
                    clusterID: opened.first?.clusterID, using: &generator)
                opened.append(directory)
                for problem in directory.problems {
                    logger.warning(
                        "A checkpoint could not be read: deleted records may come back",
                        metadata: ["directory": "\(path)", "error": "\(problem)"])
                }
            }
            try Self.checkIdentities(of: opened)
            clusterID = opened[0].clusterID
            directories = LogDirectories(opened)
            let metadataDirectory = configuration.metadataLogDirectory
            bootstrap = try Self.bootstrap(opened, metadataDirectory, environment)
            metadataLog = try MetadataLog(
                directory: metadataDirectory, nodeID: configuration.nodeID,
                segmentBytes: configuration.metadataLogSegmentBytes,
                segmentMilliseconds: configuration.metadataLogSegmentMilliseconds,
                isClean: opened.first { $0.path == metadataDirectory }?.wasClean ?? false,
                partition: opened.lazy.flatMap(\.partitions)
                    .first { $0.state == .current && $0.topicID != nil }?.path,
                fileSystem: fileSystem, now: environment.clock.now())
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
            let found = try directories.sort(
                by: image, nodeID: configuration.nodeID, fileSystem: fileSystem, using: &generator)
            for path in found.strays {
                logger.warning(
                    "Set aside a directory that belongs to no partition of this broker",
                    metadata: ["directory": "\(path)"])
            }
            Self.remove(found.leftOver, environment, logger)
        } catch {
            if !opened.isEmpty { _ = LogDirectories(opened).giveBack() }
            throw error
        }
    }

    /// The records of `bootstrap.checkpoint`; formats directories that have neither it nor a metadata log.
    private static func bootstrap(
        _ directories: [LogDirectory], _ metadataDirectory: String, _ environment: NodeEnvironment
    ) throws -> [VersionedRecord] {
        let fileSystem = environment.fileSystem
        let log = "\(metadataDirectory)/\(TopicPartition.clusterMetadata)"
        if try fileSystem.attributes(log) == nil {
            for directory in directories
            where try Checkpoint.readBootstrap(directory: directory.path, fileSystem: fileSystem) == nil {
                try Checkpoint.writeBootstrap(
                    Controller.initialFeatures, directory: directory.path, fileSystem: fileSystem,
                    now: environment.clock.now())
            }
        }
        return try Checkpoint.readBootstrap(directory: metadataDirectory, fileSystem: fileSystem)
            ?? Controller.initialFeatures
    }

    /// Two directories with one id would be taken for one.
    private static func checkIdentities(of directories: [LogDirectory]) throws {
        for (index, directory) in directories.enumerated() {
            if let twin = directories[..<index].first(where: { $0.directoryID == directory.directoryID }) {
                throw StorageError.corrupt(
                    path: "\(directory.path)/meta.properties", position: 0,
                    reason: "directory.id \(directory.directoryID) is that of \(twin.path) too")
            }
        }
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
