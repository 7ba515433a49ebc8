import ArgumentParser
import MartletClient
import MartletModel

struct QuorumRemove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove",
        abstract: "Take a controller's vote away.",
        discussion: """
            It may be running or not. One that runs goes on as an observer; one whose disk was lost is \
            removed before it is added again, as its new directory makes it another replica.
            """)

    @Argument(help: "The controller's node.id.")
    var id: Int32

    @Option(
        help: "The id of its metadata directory (default: what the quorum has of it).",
        transform: DirectoryID.init(option:))
    var directoryID: DirectoryID?

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        let id = BrokerID(id)
        let removed = try await connection.withClient { client in
            let admin = Admin(client: client)
            var directory = directoryID
            if directory == nil {
                directory = try QuorumAdd.directory(of: id, in: try await admin.describeQuorum().voters)
            }
            guard let directory else {
                throw CommandError(
                    "the quorum's members are configured (controller.quorum.voters) and cannot be removed")
            }
            try await admin.removeVoter(id, directoryID: directory)
            return directory
        }
        print("Controller \(id), directory \(removed), is no voter any more.")
    }
}
