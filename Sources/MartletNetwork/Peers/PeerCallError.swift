/// Why a call to another node has no answer.
package enum PeerCallError: Error, Sendable, Equatable {
    /// Nothing was sent: the name is unknown, the connection took too long, or too much waits already.
    case unreachable(reason: String)
    /// Nothing was sent: the machine is there, and nobody listens.
    case refused
    /// Nothing was sent: the node does not serve the request in this version. `offered` is what it serves;
    /// nil for nothing.
    case unsupported(offered: ClosedRange<Int16>?)
    /// The connection was lost before the answer.
    case disconnected
    case timedOut
    /// What came cannot be the answer.
    case malformed(reason: String)
    /// This node stops.
    case closed
}

/// The limits of the connections to other nodes.
package struct PeerConfiguration: Sendable, Equatable {
    /// What this node calls itself in ApiVersions.
    package var clientID = "martlet"
    package var softwareVersion = "0.1.0"
    package var connectTimeout: Duration = .seconds(10)
    /// A connection without calls is closed after so long.
    package var maxIdle: Duration = .seconds(60)
    /// After a connection could not be made, calls fail at once for so long,
    package var reconnectBackoff: Duration = .milliseconds(20)
    /// and twice as long after each further failure, up to this.
    package var reconnectBackoffMax: Duration = .milliseconds(200)
    /// No further call is taken for a node while so many are under way,
    package var maxCalls = 4_096
    /// or so many bytes of them, unless it is the only one.
    package var maxCallBytes = 64 << 20
    package var maxResponseBytes = 104_857_600
    package var sendBufferBytes: Int?
    package var receiveBufferBytes: Int?

    package init() {}
}

/// Which connection: one for each address and lane.
package struct PeerID: Sendable, Hashable {
    package var host: String
    package var port: Int
    /// Answers come in the order of the calls: what must not wait behind another call takes another lane.
    package var lane: Int

    package init(host: String, port: Int, lane: Int) {
        self.host = host
        self.port = port
        self.lane = lane
    }
}
