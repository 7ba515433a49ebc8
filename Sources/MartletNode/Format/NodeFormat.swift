import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletStorage

/// Prepares the log directories of a node for its first start, as `kafka-storage format` does: each gets its
/// `meta.properties` and the cluster's first records, and a controller's metadata directory the quorum's
/// first members.
package struct NodeFormat: Sendable {
    /// Who the quorum's members are at its beginning (KIP-853).
    package enum Voters: Sendable, Equatable {
        /// `controller.quorum.voters` says it, or this node is no controller.
        case configured
        /// This node alone.
        case thisNode
        case these([FirstVoter])
        /// Others: this node joins as an observer.
        case others
    }

    package struct FirstVoter: Sendable, Equatable {
        package var id: BrokerID
        package var directoryID: DirectoryID
        package var address: NodeAddress

        package init(id: BrokerID, directoryID: DirectoryID, address: NodeAddress) {
            self.id = id
            self.directoryID = directoryID
            self.address = address
        }
    }

    /// One log directory, and whether it was left as it is because it had been formatted before.
    package struct Outcome: Sendable, Equatable {
        package var path: String
        package var directoryID: DirectoryID?
        package var wasFormatted: Bool
    }

    package var configuration: BrokerConfiguration
    package var clusterID: String
    package var voters: Voters
    /// The records with which the cluster begins.
    package var firstRecords: [VersionedRecord] = Controller.initialFeatures
    /// What a listener on every interface is called by others.
    package var hostName = "localhost"
    /// Formatted directories are passed over instead of refused.
    package var ignoresFormatted = false

    package init(configuration: BrokerConfiguration, clusterID: String, voters: Voters) {
        self.configuration = configuration
        self.clusterID = clusterID
        self.voters = voters
    }

    /// Formats what is not formatted. Everything is durable when it returns; a directory counts as formatted
    /// from the moment that the rest of it is durable.
    package func run(
        fileSystem: any FileSystem, now: Timestamp, using generator: inout some RandomNumberGenerator
    ) throws -> [Outcome] {
        let firstVoters = try checkedVoters(using: &generator)
        let home = configuration.metadataLogDirectory
        var paths = configuration.logDirectories
        if !paths.contains(home) { paths.append(home) }
        let formatted = try paths.filter { try LogDirectory.isFormatted($0, fileSystem: fileSystem) }
        guard formatted.isEmpty || ignoresFormatted else {
            throw NodeFormatError.alreadyFormatted(paths: formatted)
        }
        return try paths.map { path in
            if formatted.contains(path) { return Outcome(path: path, directoryID: nil, wasFormatted: true) }
            let isHome = path == home
            let own = isHome ? firstVoters?.first { $0.id == configuration.nodeID }?.directoryID : nil
            let id = own ?? DirectoryID(Uuid.random(using: &generator))
            try format(path, id, isHome ? firstVoters : nil, fileSystem, now)
            return Outcome(path: path, directoryID: id, wasFormatted: false)
        }
    }

    private func format(
        _ path: String, _ id: DirectoryID, _ firstVoters: [FirstVoter]?, _ fileSystem: any FileSystem,
        _ now: Timestamp
    ) throws {
        try fileSystem.createDirectory(path)
        try LogDirectory.syncAncestors(of: path, fileSystem)
        guard let lock = try fileSystem.lock("\(path)/\(LogDirectory.lockFileName)") else {
            throw StorageError.locked(path: path)
        }
        defer { lock.release() }
        try Checkpoint.writeBootstrap(firstRecords, directory: path, fileSystem: fileSystem, now: now)
        if let firstVoters {
            try Checkpoint.writeFirstVoters(
                voterSet(firstVoters), directory: path, fileSystem: fileSystem, now: now)
        }
        // Last: it is what makes the directory a log directory.
        let properties = MetaProperties(
            clusterID: clusterID, nodeID: configuration.nodeID, directoryID: id)
        try fileSystem.replace(MetaProperties.path(in: path), with: properties.encoded())
        try fileSystem.syncDirectory(path)
    }

    private func voterSet(_ voters: [FirstVoter]) -> VoterSet {
        let listener = configuration.controllerListenerNames.first ?? ""
        return VoterSet(
            voters.map { voter in
                Voter(
                    key: ReplicaKey(voter.id, voter.directoryID),
                    endpoints: [
                        VoterEndpoint(
                            listener: listener, host: voter.address.host, port: voter.address.port)
                    ])
            })
    }

    /// The members to write down; nil where none are written.
    private func checkedVoters(
        using generator: inout some RandomNumberGenerator
    ) throws(NodeFormatError) -> [FirstVoter]? {
        let isConfigured = !configuration.quorum.voters.isEmpty
        switch voters {
        case .configured:
            guard isConfigured || !configuration.roles.isController || configuration.isQuorumByItself else {
                throw .votersMissing
            }
            return nil
        case .thisNode, .these, .others:
            guard configuration.roles.isController else { throw .noController }
            guard !isConfigured else { throw .votersConfigured }
        }
        switch voters {
        case .configured, .others: return nil
        case .thisNode:
            guard let listener = configuration.advertisedControllerListeners.first, listener.port > 0 else {
                throw .noAddress
            }
            let host = listener.host.isEmpty ? hostName : listener.host
            return [
                FirstVoter(
                    id: configuration.nodeID, directoryID: DirectoryID(Uuid.random(using: &generator)),
                    address: NodeAddress(host: host, port: listener.port))
            ]
        case .these(let named):
            guard named.contains(where: { $0.id == configuration.nodeID }) else {
                throw .notAmongVoters(configuration.nodeID)
            }
            guard Set(named.map(\.id)).count == named.count,
                Set(named.map(\.directoryID)).count == named.count
            else { throw .voterTwice }
            return named
        }
    }
}

/// Why a node's directories cannot be formatted as it was asked.
package enum NodeFormatError: Error, Sendable, Equatable {
    case alreadyFormatted(paths: [String])
    case votersMissing
    case votersConfigured
    case noController
    case noAddress
    case notAmongVoters(BrokerID)
    case voterTwice
}

extension NodeFormatError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .alreadyFormatted(let paths):
            "formatted already: \(paths.joined(separator: ", ")). Formatting keeps no data and touches none; "
                + "--ignore-formatted formats only the others."
        case .votersMissing:
            "controller.quorum.voters is not set for this controller: say who the quorum's first members "
                + "are, by --standalone, --initial-controllers or --no-initial-controllers."
        case .votersConfigured:
            "controller.quorum.voters is set, and says who the quorum's members are: leave out --standalone, "
                + "--initial-controllers and --no-initial-controllers."
        case .noController:
            "process.roles has no controller: only controllers are told who the quorum's first members are."
        case .noAddress:
            "the controller's listener needs a fixed port, in listeners and controller.listener.names."
        case .notAmongVoters(let id): "--initial-controllers leaves out this node, \(id)."
        case .voterTwice: "--initial-controllers has an id or a directory id twice."
        }
    }
}
