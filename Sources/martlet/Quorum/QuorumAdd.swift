import ArgumentParser
import MartletClient
import MartletMetadata
import MartletModel
import MartletStorage
import NIOCore

struct QuorumAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Make a controller a voter of the quorum.",
        discussion: """
            The controller must be running, as an observer, and be close to the end of the log. Either \
            --config names its server.properties, on the machine that has its disk, or its id and address \
            are given; then its directory id is what the quorum's leader has seen of it.
            """)

    @Argument(help: "The controller's node.id.")
    var id: Int32?

    @Option(
        help: ArgumentHelp(
            "Where voters reach it; may be given several times.", valueName: "name://host:port"),
        transform: { text in
            guard let endpoint = QuorumDescription.Endpoint(text) else {
                throw ValidationError("'\(text)' is not name://host:port")
            }
            return endpoint
        })
    var endpoint: [QuorumDescription.Endpoint] = []

    @Option(
        help: "The id of its metadata directory, if the leader knows several of this node.",
        transform: DirectoryID.init(option:))
    var directoryID: DirectoryID?

    @Option(help: ArgumentHelp("The controller's server.properties.", valueName: "file"))
    var config: String?

    @OptionGroup var connection: ConnectionOptions

    func validate() throws {
        if config == nil, id == nil || endpoint.isEmpty {
            throw ValidationError("name the controller: its id and --endpoint, or --config")
        }
    }

    func run() async throws {
        let replica = try config.map(LocalController.init)
        if let id, let replica, replica.id != BrokerID(id) {
            throw ValidationError("\(config ?? "") is the configuration of node \(replica.id)")
        }
        guard let id = replica?.id ?? id.map({ BrokerID($0) }) else { return }
        let endpoints = endpoint.isEmpty ? replica?.endpoints ?? [] : endpoint
        let added = try await connection.withClient { client in
            let admin = Admin(client: client)
            var directory = directoryID ?? replica?.directoryID
            if directory == nil {
                directory = try await Self.directory(of: id, admin)
            }
            guard let directory else { throw CommandError("node \(id) has no directory id") }
            try await admin.addVoter(id, directoryID: directory, endpoints: endpoints)
            return directory
        }
        print("Controller \(id), directory \(added), is a voter now.")
    }

    /// As below. Two that have fetched a moment ago are one whose disk was lost just now and the one that is
    /// there; after a while it shows which is which.
    private static func directory(of id: BrokerID, _ admin: Admin) async throws -> DirectoryID? {
        for _ in 0..<10 {
            let observers = try await admin.describeQuorum().observers
            if rivals(of: id, in: observers).isEmpty { return try directory(of: id, in: observers) }
            try await Task.sleep(for: .milliseconds(250))
        }
        return try directory(of: id, in: try await admin.describeQuorum().observers)
    }

    /// Those of this id that have fetched about as lately as the last that did.
    private static func rivals(
        of id: BrokerID, in replicas: [QuorumDescription.Replica]
    ) -> [QuorumDescription.Replica] {
        let found = replicas.filter { $0.id == id }
            .sorted { ($0.lastFetchTimestamp ?? 0) > ($1.lastFetchTimestamp ?? 0) }
        guard let latest = found.first else { return [] }
        return found.dropFirst().filter {
            (latest.lastFetchTimestamp ?? 0) - ($0.lastFetchTimestamp ?? 0) < 1_500
        }
    }

    /// The directory of the replica of this id. Where there are several, because the leader remembers one
    /// whose disk was lost for a while, it is the one that is there: it fetches all the time.
    static func directory(
        of id: BrokerID, in replicas: [QuorumDescription.Replica]
    ) throws -> DirectoryID? {
        let found = replicas.filter { $0.id == id }
        let latest = found.max { ($0.lastFetchTimestamp ?? 0) < ($1.lastFetchTimestamp ?? 0) }
        guard let latest else {
            throw CommandError(
                "the quorum's leader has not heard of node \(id) in this role: "
                    + "it knows \(replicas.map(\.id.description).joined(separator: ", "))")
        }
        guard rivals(of: id, in: replicas).isEmpty else {
            let directories = found.compactMap(\.directoryID?.description).joined(separator: ", ")
            throw CommandError(
                "node \(id) is there several times: choose one by --directory-id: \(directories)")
        }
        return latest.directoryID
    }
}

/// What a controller's own configuration and disk say of it.
struct LocalController {
    var id: BrokerID
    var directoryID: DirectoryID?
    var endpoints: [QuorumDescription.Endpoint]

    init(_ path: String) throws {
        let configuration = try BrokerConfiguration(properties: try readText(path))
        guard configuration.roles.isController, !configuration.controllerListenerNames.isEmpty else {
            throw CommandError("\(path) is not the configuration of a controller with a listener")
        }
        id = configuration.nodeID
        let metaPath = MetaProperties.path(in: configuration.metadataLogDirectory)
        directoryID = try MetaProperties(
            decoding: ByteBuffer(string: try readText(metaPath)), path: metaPath
        ).directoryID
        endpoints = configuration.advertisedControllerListeners.map { listener in
            QuorumDescription.Endpoint(
                listener: listener.name,
                address: ServerAddress(
                    host: listener.host.isEmpty ? "localhost" : listener.host, port: Int(listener.port)))
        }
    }
}

extension QuorumDescription.Endpoint {
    /// `name://host:port`; nil for anything else.
    init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, parts[0].hasSuffix(":"), parts[0].count > 1,
            let address = ServerAddress(parts[2])
        else { return nil }
        self.init(listener: parts[0].dropLast().uppercased(), address: address)
    }
}

extension DirectoryID {
    init(option text: String) throws {
        guard let uuid = Uuid(text), !DirectoryID(uuid).isReserved else {
            throw ValidationError("'\(text)' is not the id of a directory, which has 22 characters")
        }
        self.init(uuid)
    }
}
