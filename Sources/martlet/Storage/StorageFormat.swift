import ArgumentParser
import MartletBroker
import MartletMetadata
import MartletModel
import MartletNode
import MartletStorage

struct StorageFormat: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "format",
        abstract: "Prepare a node's log directories for its first start.",
        discussion: """
            All nodes of a cluster are formatted with the same cluster id: martlet storage random-uuid makes \
            one. The first controllers are told who they are, in one of three ways: --standalone makes this \
            one the only voter; --initial-controllers names all voters, the same on each of them; \
            --no-initial-controllers makes a controller that joins later, by martlet quorum add. With \
            controller.quorum.voters none of the three is given.
            """)

    @Option(name: .shortAndLong, help: ArgumentHelp("The node's server.properties.", valueName: "file"))
    var config: String?

    @Option(
        name: .customLong("set"),
        help: ArgumentHelp("A setting, which overrides the file's.", valueName: "key=value"))
    var settings: [String] = []

    @Option(name: [.customShort("t"), .long], help: "The id of the cluster.")
    var clusterID: String

    @Flag(name: .shortAndLong, help: "This controller is the only voter.")
    var standalone = false

    @Flag(name: [.customShort("N"), .long], help: "This controller joins a quorum that others begin.")
    var noInitialControllers = false

    @Option(
        name: [.customShort("I"), .long],
        help: ArgumentHelp(
            "All first voters, separated by commas.", valueName: "id@host:port:directory-id"))
    var initialControllers: String?

    @Option(
        name: .shortAndLong,
        help: "The release whose metadata.version the cluster begins with, for example 4.0.")
    var releaseVersion: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("The level of a feature; may be given several times.", valueName: "name=level"))
    var feature: [FeatureLevel] = []

    @Flag(name: [.customShort("g"), .long], help: "Leave directories alone that are formatted already.")
    var ignoreFormatted = false

    func validate() throws {
        let ways = (standalone ? 1 : 0) + (noInitialControllers ? 1 : 0) + (initialControllers == nil ? 0 : 1)
        guard ways <= 1 else {
            throw ValidationError(
                "--standalone, --initial-controllers and --no-initial-controllers exclude each other")
        }
        guard !clusterID.isEmpty, !clusterID.contains(where: \.isWhitespace) else {
            throw ValidationError("--cluster-id is a word, by convention 22 characters of a uuid")
        }
    }

    func run() throws {
        let configuration = try BrokerConfiguration(
            properties: try config.map(readText),
            overrides: try settings.map { try PropertiesText.Entry(override: $0) })
        var format = NodeFormat(
            configuration: configuration, clusterID: clusterID, voters: try voters)
        format.hostName = BrokerConfiguration.hostName
        format.ignoresFormatted = ignoreFormatted
        format.firstRecords = try FirstFeatures(release: releaseVersion, named: feature).records
        var generator = SystemRandomNumberGenerator()
        let outcomes = try format.run(
            fileSystem: POSIXFileSystem(), now: SystemClock().now(), using: &generator)
        for outcome in outcomes {
            if outcome.wasFormatted {
                print("\(outcome.path): formatted already, left as it is")
            } else {
                print("\(outcome.path): formatted, directory id \(outcome.directoryID?.description ?? "-")")
            }
        }
    }

    private var voters: NodeFormat.Voters {
        get throws {
            if standalone { return .thisNode }
            if noInitialControllers { return .others }
            guard let initialControllers else { return .configured }
            return .these(
                try initialControllers.split(separator: ",").map { text in
                    guard let voter = NodeFormat.FirstVoter(String(text)) else {
                        throw ValidationError("'\(text)' is not id@host:port:directory-id")
                    }
                    return voter
                })
        }
    }
}

extension NodeFormat.FirstVoter {
    /// `id@host:port:directory-id`, as Kafka's tools have it; nil for anything else.
    init?(_ text: String) {
        guard let at = text.firstIndex(of: "@"), let colon = text.lastIndex(of: ":"), at < colon,
            let id = Int32(text[..<at]), id >= 0,
            let address = NodeAddress(text[text.index(after: at)..<colon]),
            let uuid = Uuid(String(text[text.index(after: colon)...])), !DirectoryID(uuid).isReserved
        else { return nil }
        self.init(id: BrokerID(id), directoryID: DirectoryID(uuid), address: address)
    }
}
