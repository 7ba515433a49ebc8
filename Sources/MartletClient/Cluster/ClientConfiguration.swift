/// What a `Client` needs to know.
public struct ClientConfiguration: Sendable {
    /// Brokers to ask first for the rest of the cluster; one that answers is enough.
    public var bootstrapServers: [ServerAddress]
    /// The name by which brokers know this client in their logs and metrics.
    public var clientID: String
    /// How long a connection may take to open.
    public var connectTimeout: Duration
    /// How long one request may go unanswered before its connection is given up.
    public var requestTimeout: Duration
    /// How long an operation is tried again before its last error is thrown.
    public var operationTimeout: Duration
    /// The pauses between tries.
    public var retryPolicy: RetryPolicy
    /// How old the picture of the cluster may get before it is asked for again.
    public var metadataMaxAge: Duration
    /// The largest response that is accepted.
    public var maxResponseBytes: Int

    public init(
        bootstrapServers: [ServerAddress],
        clientID: String = "martlet-client",
        connectTimeout: Duration = .seconds(10),
        requestTimeout: Duration = .seconds(30),
        operationTimeout: Duration = .seconds(60),
        retryPolicy: RetryPolicy = RetryPolicy(),
        metadataMaxAge: Duration = .seconds(300),
        maxResponseBytes: Int = 256 * 1024 * 1024
    ) {
        self.bootstrapServers = bootstrapServers
        self.clientID = clientID
        self.connectTimeout = connectTimeout
        self.requestTimeout = requestTimeout
        self.operationTimeout = operationTimeout
        self.retryPolicy = retryPolicy
        self.metadataMaxAge = metadataMaxAge
        self.maxResponseBytes = maxResponseBytes
    }
}
