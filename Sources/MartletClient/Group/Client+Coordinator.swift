import MartletModel
import MartletProtocol

extension Client {
    /// The broker that looks after a group.
    func coordinator(
        of group: String
    ) async throws(ClientError) -> (broker: BrokerID, connection: BrokerConnection) {
        let any = try await anyConnection()
        let isSingle = try await any.version(for: .findCoordinator) < 4
        let response = try await any.request(
            isSingle
                ? FindCoordinatorRequest(key: group) : FindCoordinatorRequest(coordinatorKeys: [group]))
        let (code, broker, address) =
            response.coordinators.first.map {
                ($0.errorCode, $0.nodeId, ServerAddress(host: $0.host, port: Int($0.port)))
            } ?? (
                response.errorCode, response.nodeId,
                ServerAddress(host: response.host, port: Int(response.port))
            )
        guard code == .none else {
            throw .refused(
                code, operation: "looking for the coordinator of group '\(group)'", message: nil)
        }
        return (broker, try await connection(to: address))
    }
}
