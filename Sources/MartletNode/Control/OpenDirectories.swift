import Logging
import MartletMetadata
import MartletModel
import MartletStorage

/// The opening of the log directories at a node's start. One that cannot be used is left out, as long as it
/// is not the one that has the metadata log.
struct OpenDirectories {
    private(set) var opened: [LogDirectory] = []
    private(set) var unavailable: [UnavailableDirectory] = []
    /// Those without `meta.properties`, of a node that is not new: either a disk was added, or one is not
    /// mounted. Metadata tells.
    private var unformatted: [String] = []

    private let paths: [String]
    /// Without it there is no start.
    private let metadataDirectory: String
    private let nodeID: BrokerID
    private let environment: NodeEnvironment
    private let logger: Logger

    init(configuration: BrokerConfiguration, environment: NodeEnvironment, logger: Logger) {
        paths = configuration.logDirectories
        metadataDirectory = configuration.metadataLogDirectory
        nodeID = configuration.nodeID
        self.environment = environment
        self.logger = logger
    }

    /// Opens and locks the directories. Those of a new node are formatted.
    mutating func openAll(using generator: inout some RandomNumberGenerator) throws(StorageError) {
        let isNewNode = try !LogDirectory.isFormatted(metadataDirectory, fileSystem: environment.fileSystem)
        // The metadata log's first: it says which cluster this is.
        for path in paths.filter({ $0 == metadataDirectory }) + paths.filter({ $0 != metadataDirectory }) {
            try open(path, mayFormat: isNewNode, using: &generator)
        }
        guard !opened.isEmpty else {
            throw unavailable.first?.cause ?? .offline(directory: metadataDirectory)
        }
        try finish()
    }

    /// Formats and opens the directories that have been added, now that `image` tells which there were.
    ///
    /// If directories that the broker had are missing, an empty one is more likely the place of a disk that
    /// is not mounted: to begin it anew would make its partitions twice.
    mutating func openAdded(
        knownTo image: ClusterImage, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) {
        if unformatted.isEmpty { return }
        let missing = image.directories(of: nodeID).subtracting(opened.map(\.directoryID))
        let isAdded = missing.count <= unavailable.count
        for path in unformatted {
            if isAdded {
                try open(path, mayFormat: true, using: &generator)
            } else {
                leaveOut(
                    path,
                    .corrupt(
                        path: MetaProperties.path(in: path), position: 0,
                        reason: "the file is missing, and so is a directory that this broker had: is the "
                            + "disk mounted?"))
            }
        }
        unformatted = []
        try finish()
    }

    private mutating func open(
        _ path: String, mayFormat: Bool, using generator: inout some RandomNumberGenerator
    ) throws(StorageError) {
        do throws(StorageError) {
            if !mayFormat, try !LogDirectory.isFormatted(path, fileSystem: environment.fileSystem) {
                unformatted.append(path)
                return
            }
            let directory = try LogDirectory.open(
                path, fileSystem: environment.fileSystem, nodeID: nodeID, clusterID: opened.first?.clusterID,
                using: &generator)
            opened.append(directory)
            for problem in directory.problems {
                logger.warning(
                    "A checkpoint could not be read: deleted records may come back",
                    metadata: ["directory": "\(path)", "error": "\(problem)"])
            }
        } catch {
            guard path != metadataDirectory, error.leavesDirectoryOut else { throw error }
            leaveOut(path, error)
        }
    }

    private mutating func leaveOut(_ path: String, _ cause: StorageError) {
        unavailable.append(UnavailableDirectory(path: path, cause: cause))
        logger.error(
            """
            A log directory cannot be used: its partitions are out of service until it is mended and the \
            broker started again
            """,
            metadata: ["directory": "\(path)", "error": "\(cause)"])
    }

    /// In the order of `log.dirs`, each with an id of its own: two with one would be taken for one.
    private mutating func finish() throws(StorageError) {
        opened = paths.compactMap { path in opened.first { $0.path == path } }
        for (index, directory) in opened.enumerated() {
            if let twin = opened[..<index].first(where: { $0.directoryID == directory.directoryID }) {
                throw .corrupt(
                    path: MetaProperties.path(in: directory.path), position: 0,
                    reason: "directory.id \(directory.directoryID) is that of \(twin.path) too")
            }
        }
    }
}

extension ClusterImage {
    /// Those that the broker has registered, and those that its replicas are said to be in.
    fileprivate func directories(of broker: BrokerID) -> Set<DirectoryID> {
        var directories = Set(brokers[broker]?.directories ?? [])
        for topic in topics {
            for partition in topic.partitions {
                for (replica, directory) in zip(partition.replicas, partition.directories)
                where replica == broker && !directory.isReserved {
                    directories.insert(directory)
                }
            }
        }
        return directories
    }
}

extension StorageError {
    /// Whether the others may start without a directory that cannot be opened for this reason. What says that
    /// the configuration is wrong is for the operator to settle first.
    fileprivate var leavesDirectoryOut: Bool {
        switch self {
        case .system, .full, .notFound, .corrupt, .unsupported, .offline, .wouldBlock: true
        case .mismatch, .locked, .unexpectedDirectory, .twin: false
        }
    }
}
