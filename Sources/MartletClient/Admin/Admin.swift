import MartletModel
import MartletProtocol

/// Looks at a cluster and changes it: topics, configurations, records.
public struct Admin: Sendable {
    let client: Client

    public init(client: Client) {
        self.client = client
    }

    /// How long a broker may take over a change, in the form of the requests.
    var timeoutMilliseconds: Int32 {
        Int32(clamping: client.configuration.requestTimeout.milliseconds)
    }

    /// Throws what an error code says; `none` is no error.
    func check(_ code: ErrorCode, _ operation: String, _ message: String? = nil) throws(ClientError) {
        guard code != .none else { return }
        throw .refused(code, operation: operation, message: message)
    }

    /// Tries again while that may help.
    func trying<Value: Sendable>(
        _ operation: String, _ body: () async throws(ClientError) -> Value
    ) async throws(ClientError) -> Value {
        try await retrying(
            operation, policy: client.configuration.retryPolicy,
            timeout: client.configuration.operationTimeout, body)
    }
}
