/// The limits of one connection.
package struct ConnectionConfiguration: Sendable, Equatable {
    /// `socket.request.max.bytes`: what the size in front of a request may say at most.
    package var maxRequestBytes = 104_857_600
    /// `connections.max.idle.ms`. Requests in flight are not idleness.
    package var maxIdle: Duration = .seconds(600)
    /// No further request is taken from the connection while so many are unanswered,
    package var maxInFlightRequests = 256
    /// or so many bytes of them.
    package var maxInFlightBytes = 64 << 20
    /// No further request is taken while more than this waits in the channel to be sent, until it is below
    /// `outboundLowWatermark`.
    package var outboundHighWatermark = 1 << 20
    package var outboundLowWatermark = 256 << 10
    /// A connection closes when more than this of its responses waits in memory, unless it is only one.
    package var maxResponseBacklogBytes = 128 << 20
    /// A connection that closes after a request goes on to read, and drops what it reads, until the peer
    /// closes too, so that a reset does not overtake the last responses. This is for how long at most.
    package var linger: Duration = .seconds(1)
    /// How often a file that is being sent is looked at: one that is cut meanwhile would never be sent in
    /// full.
    package var fileCheckInterval: Duration = .seconds(5)

    package init() {}
}
