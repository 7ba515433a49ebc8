import MartletClient
import MartletModel
import MartletProtocol
import Testing

@Suite struct MetadataCacheTests {
    private let start = ContinuousClock.now
    private let id = TopicID(Uuid(high: 1, low: 2))

    private func response(
        leader: BrokerID, epoch: LeaderEpoch, id: TopicID? = nil, error: ErrorCode = .none
    ) -> MetadataResponse {
        MetadataResponse(
            brokers: [
                .init(nodeId: 1, host: "one", port: 9092), .init(nodeId: 2, host: "two", port: 9093),
            ],
            topics: [
                .init(
                    errorCode: error, name: "t", topicId: id ?? self.id,
                    partitions: error == .none
                        ? [.init(partitionIndex: 0, leaderId: leader, leaderEpoch: epoch)] : [])
            ])
    }

    private func cache(_ responses: MetadataResponse...) -> MetadataCache {
        var cache = MetadataCache(maxAge: .seconds(300))
        for response in responses { cache.update(response, now: start) }
        return cache
    }

    private let partition = TopicPartition(topic: "t", partition: 0)

    @Test func `a leader is known with its address`() {
        let cache = cache(response(leader: 1, epoch: 5))
        #expect(cache.leader(of: partition) == 1)
        #expect(cache.brokers[1] == ServerAddress(host: "one", port: 9092))
        #expect(cache.name(of: id) == "t")
    }

    @Test func `a broker that lags behind does not bring back an earlier leader`() {
        #expect(
            cache(response(leader: 1, epoch: 5), response(leader: 2, epoch: 4)).leader(of: partition) == 1)
        #expect(
            cache(response(leader: 1, epoch: 5), response(leader: 2, epoch: 6)).leader(of: partition) == 2)
    }

    @Test func `a topic that was made again starts with its own epochs`() {
        let again = TopicID(Uuid(high: 3, low: 4))
        let cache = cache(response(leader: 1, epoch: 5), response(leader: 2, epoch: 0, id: again))
        #expect(cache.leader(of: partition) == 2)
    }

    @Test func `a topic is fresh until it is too old or marked as stale`() {
        var cache = cache(response(leader: 1, epoch: 5))
        #expect(cache.fresh("t", now: start + .seconds(299)) != nil)
        #expect(cache.fresh("t", now: start + .seconds(300)) == nil)
        cache.markStale(ledBy: 2)
        #expect(cache.fresh("t", now: start) != nil)
        cache.markStale(ledBy: 1)
        #expect(cache.fresh("t", now: start) == nil)
        #expect(cache.leader(of: partition) == 1, "what was known last is better than nothing")
        cache.update(response(leader: 1, epoch: 5), now: start)
        #expect(cache.fresh("t", now: start) != nil)
    }

    @Test func `a topic that is gone is forgotten, and one in trouble is not`() {
        let gone = cache(
            response(leader: 1, epoch: 5), response(leader: 1, epoch: 5, error: .unknownTopicOrPartition))
        #expect(gone.topic("t") == nil)
        #expect(gone.failure(of: "t") == .unknownTopicOrPartition)
        let troubled = cache(
            response(leader: 1, epoch: 5), response(leader: 1, epoch: 5, error: .leaderNotAvailable))
        #expect(troubled.topic("t") != nil)
        #expect(troubled.failure(of: "t") == .leaderNotAvailable)
    }

    @Test func `a partition without a leader, or with one that nobody knows, has none`() {
        #expect(cache(response(leader: .none, epoch: 5)).leader(of: partition) == nil)
        #expect(cache(response(leader: 7, epoch: 5)).leader(of: partition) == nil)
    }
}
