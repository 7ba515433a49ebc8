import MartletMetadata
import MartletModel

/// Where clients reach a broker.
struct BrokerEndpoint: Sendable {
    var id: BrokerID
    var host: String
    var port: Int32
    var rack: String?
    var isFenced: Bool
}

extension ClusterImage {
    /// The brokers that serve, and where each is reached through the listener of this name, by id.
    func endpoints(of listenerName: String, includingFenced: Bool = false) -> [BrokerEndpoint] {
        sortedBrokers.compactMap { broker in
            guard includingFenced || !broker.isFenced, let endpoint = broker.endpoint(listenerName) else {
                return nil
            }
            return BrokerEndpoint(
                id: broker.id, host: endpoint.host, port: Int32(endpoint.port), rack: broker.rack,
                isFenced: broker.isFenced)
        }
    }

    func isActive(_ id: BrokerID) -> Bool {
        brokers[id]?.isActive ?? false
    }
}
