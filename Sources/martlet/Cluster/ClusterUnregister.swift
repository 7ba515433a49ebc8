import ArgumentParser
import MartletClient
import MartletModel

struct ClusterUnregister: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unregister",
        abstract: "Make the cluster forget a broker that does not come back.",
        discussion: """
            A broker that is gone for good and still registered keeps its word on which features it knows, \
            and so may hold up upgrades. Its replicas stay assigned to it until they are reassigned.
            """)

    @Argument(help: "The broker's node.id.")
    var id: Int32

    @OptionGroup var connection: ConnectionOptions

    func run() async throws {
        try await connection.withClient { try await Admin(client: $0).unregisterBroker(BrokerID(id)) }
        print("Broker \(id) is forgotten.")
    }
}
