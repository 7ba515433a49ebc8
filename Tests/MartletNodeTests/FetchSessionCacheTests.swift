import MartletModel
import Testing

@testable import MartletNode

@Suite struct FetchSessionCacheTests {
    private var random: any RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()

    private func target(_ partition: Int32) -> FetchTarget {
        FetchTarget(topicID: .zero, topic: "orders", partition: PartitionIndex(partition))
    }

    private func wish(_ offset: Int64) -> FetchWish {
        FetchWish(fetchOffset: Offset(offset), maxBytes: 1_000)
    }

    private mutating func plan(
        _ cache: inout FetchSessionCache, _ id: Int32, _ epoch: Int32,
        _ wishes: [(FetchTarget, FetchWish)] = [],
        forgetting: [FetchTarget] = [], usesTopicIDs: Bool = false, isReplica: Bool = false,
        at now: Duration = .zero
    ) -> FetchSessionCache.Plan {
        cache.plan(
            sessionID: id, epoch: epoch, wishes: wishes, forgetting: forgetting, usesTopicIDs: usesTopicIDs,
            isReplica: isReplica, now: now, random: &random)
    }

    private mutating func begin(
        _ cache: inout FetchSessionCache, isReplica: Bool = false, at now: Duration = .zero
    ) throws -> Int32 {
        let wishes = [(target(0), wish(0)), (target(1), wish(5))]
        guard case .full(let id, _) = plan(&cache, 0, 0, wishes, isReplica: isReplica, at: now) else {
            throw Unexpected()
        }
        return id
    }

    private struct Unexpected: Error {}

    private func offsets(_ plan: FetchSessionCache.Plan) -> [Int64]? {
        guard case .incremental(_, let wishes) = plan else { return nil }
        return wishes.map(\.1.fetchOffset.rawValue)
    }

    private func refusal(_ plan: FetchSessionCache.Plan) -> ErrorCode? {
        guard case .refused(let code) = plan else { return nil }
        return code
    }

    @Test mutating func `an incremental request changes, adds and forgets partitions and keeps the rest`()
        throws
    {
        var cache = FetchSessionCache(slots: 10)
        let id = try begin(&cache)
        #expect(id > 0)
        #expect(offsets(plan(&cache, id, 1)) == [0, 5])
        #expect(offsets(plan(&cache, id, 2, [(target(1), wish(8)), (target(2), wish(1))])) == [0, 8, 1])
        #expect(offsets(plan(&cache, id, 3, forgetting: [target(0)])) == [8, 1])
    }

    @Test mutating func `what does not fit the session is refused`() throws {
        var cache = FetchSessionCache(slots: 10)
        let id = try begin(&cache)
        #expect(refusal(plan(&cache, id == 1 ? 2 : 1, 1)) == .fetchSessionIdNotFound)
        #expect(refusal(plan(&cache, id, 2)) == .invalidFetchSessionEpoch)
        #expect(refusal(plan(&cache, id, 1, usesTopicIDs: true)) == .fetchSessionTopicIdError)
        #expect(offsets(plan(&cache, id, 1)) == [0, 5], "a refusal leaves the session as it was")
    }

    @Test mutating func `the last request ends the session`() throws {
        var cache = FetchSessionCache(slots: 10)
        let id = try begin(&cache)
        guard case .full(0, _) = plan(&cache, id, -1) else { throw Unexpected() }
        #expect(cache.count == 0)
        #expect(refusal(plan(&cache, id, 1)) == .fetchSessionIdNotFound)
    }

    @Test mutating func `a session from which everything is forgotten is over`() throws {
        var cache = FetchSessionCache(slots: 10)
        let id = try begin(&cache)
        guard case .full(0, let wishes) = plan(&cache, id, 1, forgetting: [target(0), target(1)]) else {
            throw Unexpected()
        }
        #expect(wishes.isEmpty)
        #expect(cache.count == 0)
    }

    @Test mutating func `a full cache evicts the session that was unused longest, if long enough`() throws {
        var cache = FetchSessionCache(slots: 2)
        let old = try begin(&cache, at: .seconds(0))
        let young = try begin(&cache, at: .seconds(100))
        guard case .full(0, _) = plan(&cache, 0, 0, [(target(0), wish(0))], at: .seconds(119)) else {
            throw Unexpected()
        }
        guard case .full(let id, _) = plan(&cache, 0, 0, [(target(0), wish(0))], at: .seconds(120)) else {
            throw Unexpected()
        }
        #expect(id > 0)
        #expect(refusal(plan(&cache, old, 1, at: .seconds(120))) == .fetchSessionIdNotFound)
        #expect(offsets(plan(&cache, young, 1, at: .seconds(120))) == [0, 5])
    }

    @Test mutating func `replicas come before clients in a full cache, and clients never before replicas`()
        throws
    {
        var cache = FetchSessionCache(slots: 2)
        let (first, second) = (try begin(&cache), try begin(&cache, at: .seconds(1)))
        let replica = try begin(&cache, isReplica: true, at: .seconds(2))
        #expect(replica != 0)
        #expect(refusal(plan(&cache, first, 1, at: .seconds(2))) == .fetchSessionIdNotFound)
        #expect(offsets(plan(&cache, second, 1, at: .seconds(2))) == [0, 5])
        #expect(try begin(&cache, at: .seconds(3)) == 0)
        let other = try begin(&cache, isReplica: true, at: .seconds(3))
        #expect(refusal(plan(&cache, second, 2, at: .seconds(3))) == .fetchSessionIdNotFound)
        #expect(try begin(&cache, isReplica: true, at: .seconds(4)) == 0)
        for id in [replica, other] { #expect(offsets(plan(&cache, id, 1, at: .seconds(4))) == [0, 5]) }
        #expect(cache.count == 2 && cache.partitionCount == 4)
    }

    @Test(arguments: [true, false])
    mutating func `a replica that asks from elsewhere is told the high watermark again`(isReplica: Bool)
        throws
    {
        var cache = FetchSessionCache(slots: 1)
        let id = try begin(&cache, isReplica: isReplica)
        let outcome = FetchOutcome(highWatermark: 7, logStartOffset: 0)
        _ = cache.tell(id, [(target(0), outcome), (target(1), outcome)], isIncremental: false)
        _ = plan(&cache, id, 1, [(target(1), wish(4))])
        let told = cache.tell(id, [(target(0), outcome), (target(1), outcome)], isIncremental: true)
        #expect(told == [false, isReplica])
    }

    @Test mutating func `only news is told`() throws {
        var cache = FetchSessionCache(slots: 2)
        let id = try begin(&cache)
        func outcomes(_ first: Int64, _ second: Int64) -> [(FetchTarget, FetchOutcome)] {
            [
                (target(0), FetchOutcome(highWatermark: Offset(first), logStartOffset: 0)),
                (target(1), FetchOutcome(highWatermark: Offset(second), logStartOffset: 0)),
            ]
        }
        #expect(cache.tell(id, outcomes(3, 5), isIncremental: false) == [true, true])
        #expect(cache.tell(id, outcomes(3, 5), isIncremental: true) == [false, false])
        #expect(cache.tell(id, outcomes(3, 6), isIncremental: true) == [false, true])
        let failed = [(target(0), FetchOutcome(errorCode: .notLeaderOrFollower)), outcomes(3, 6)[1]]
        #expect(cache.tell(id, failed, isIncremental: true) == [true, false])
        #expect(cache.tell(id, failed, isIncremental: true) == [true, false], "an error is told each time")
        #expect(cache.tell(id, outcomes(3, 6), isIncremental: true) == [true, false])
    }
}
