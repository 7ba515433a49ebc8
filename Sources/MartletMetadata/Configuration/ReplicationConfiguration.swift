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
    /// `martlet.follower.cache.bytes`: how much of a partition's end a follower keeps in the page cache; nil,
    /// as much as there is room for, also where consumers read from followers.
    package var followerCacheBytes: Int64?
    /// `replica.selector.class`: consumers that name their rack are sent to a replica there (KIP-392).
    package var readsFromNearest: Bool

    static let leaderSelector = "org.apache.kafka.common.replica.LeaderSelector"
    static let rackAwareSelector = "org.apache.kafka.common.replica.RackAwareReplicaSelector"

    init(_ settings: StaticConfiguration) {
        lagTimeMax = settings.duration("replica.lag.time.max.ms")
        fetchWaitMax = settings.duration("replica.fetch.wait.max.ms")
        fetchMinBytes = Int(settings.whole("replica.fetch.min.bytes"))
        fetchMaxBytes = Int(settings.whole("replica.fetch.max.bytes"))
        fetchResponseMaxBytes = Int(settings.whole("replica.fetch.response.max.bytes"))
        fetchBackoff = settings.duration("replica.fetch.backoff.ms")
        requestTimeout = settings.duration("replica.socket.timeout.ms")
        readsFromNearest = settings.value("replica.selector.class") == Self.rackAwareSelector
        let kept = settings.whole("martlet.follower.cache.bytes")
        followerCacheBytes = kept < 0 || readsFromNearest ? nil : kept
    }
}

extension ConfigurationSources {
    /// Bytes per second at which throttled replicas that are not in sync are copied, from this broker's
    /// leaders and by its followers (KIP-73); nil: as fast as they can.
    package var throttledRates: (leader: Int64?, follower: Int64?) {
        func rate(_ side: String) -> Int64? {
            let value = ConfigCatalog.broker["\(side).replication.throttled.rate"].flatMap {
                broker($0).value
            }
            guard let rate = value.flatMap({ Int64($0) }), rate < .max else { return nil }
            return rate
        }
        return (rate("leader"), rate("follower"))
    }

    /// Bytes per second at which this broker's replicas heal; nil: as fast as they can.
    package var healingRate: Int64? {
        let value = ConfigCatalog.broker["martlet.healing.bytes.per.second"].flatMap { broker($0).value }
        return value.flatMap { Int64($0) }
    }
}
