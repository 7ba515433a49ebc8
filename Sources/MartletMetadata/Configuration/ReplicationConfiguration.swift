/// `replica.…`: how a broker copies the partitions that others lead, and judges those who copy its own.
package struct ReplicationConfiguration: Sendable, Equatable {
    /// `replica.lag.time.max.ms`: a follower that has not caught up for so long is not in sync.
    package var lagTimeMax: Duration
    /// `replica.fetch.wait.max.ms`: how long a leader keeps a fetch while it has too little to answer.
    package var fetchWaitMax: Duration
    /// `replica.fetch.min.bytes`.
    package var fetchMinBytes: Int
    /// `replica.fetch.max.bytes`, of one partition; a longer batch comes alone.
    package var fetchMaxBytes: Int
    /// `replica.fetch.response.max.bytes`.
    package var fetchResponseMaxBytes: Int
    /// `replica.fetch.backoff.ms`: the longest pause after a failure.
    package var fetchBackoff: Duration
    /// `replica.socket.timeout.ms`: how long a leader's answer may take beyond what it was allowed to wait.
    package var requestTimeout: Duration

    init(_ settings: StaticConfiguration) {
        lagTimeMax = settings.duration("replica.lag.time.max.ms")
        fetchWaitMax = settings.duration("replica.fetch.wait.max.ms")
        fetchMinBytes = Int(settings.whole("replica.fetch.min.bytes"))
        fetchMaxBytes = Int(settings.whole("replica.fetch.max.bytes"))
        fetchResponseMaxBytes = Int(settings.whole("replica.fetch.response.max.bytes"))
        fetchBackoff = settings.duration("replica.fetch.backoff.ms")
        requestTimeout = settings.duration("replica.socket.timeout.ms")
    }
}
