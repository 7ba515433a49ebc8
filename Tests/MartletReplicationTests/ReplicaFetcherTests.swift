import MartletModel
import Testing

@testable import MartletReplication

/// A fetcher, its inputs one after the other, and a clock.
private struct Fixture {
    typealias Effect = ReplicaFetcher.Effect

    var fetcher: ReplicaFetcher
    var now: Duration = .seconds(50)

    init(lanes: Int = 2) {
        var rules = FetcherRules()
        rules.lanes = lanes
        fetcher = ReplicaFetcher(rules: rules)
    }

    mutating func steps(_ inputs: ReplicaFetcher.Input...) -> [Effect] {
        var effects: [Effect] = []
        for input in inputs { fetcher.step(input, now: now, effects: &effects) }
        return effects
    }

    mutating func pass(_ time: Duration) -> [Effect] {
        now += time
        return steps(.ticked)
    }

    static func key(_ index: Int32) -> PartitionKey {
        PartitionKey(topicID: TopicID(Uuid(high: 0, low: 7)), partition: PartitionIndex(index))
    }

    static func question(_ offset: Offset) -> FollowerQuestion {
        FollowerQuestion(leaderEpoch: 5, .fetch(offset: offset, lastEpoch: 5, logStart: 0))
    }

    static func wants(_ index: Int32, from offset: Offset, isRetry: Bool = false) -> ReplicaFetcher.Input {
        .asked(key(index), question(offset), isRetry: isRetry)
    }

    /// A request with these partitions (index, offset).
    static func fetch(
        _ id: FetchCallID, _ partitions: [(Int32, Offset)], session: (Int32, Int32) = (0, 0),
        forgotten: [Int32] = [], maxWait: Duration = .milliseconds(500), lane: Int = 0
    ) -> Effect {
        .call(
            id,
            .fetch(
                SessionFetch(
                    sessionID: session.0, sessionEpoch: session.1,
                    partitions: partitions.map { PartitionQuestion(key($0.0), question($0.1)) },
                    forgotten: forgotten.map(key), maxWait: maxWait, lane: lane)))
    }

    static let records = FollowerAnswer.fetched(FetchedPartition(highWatermark: 0))

    static func answer(
        _ id: FetchCallID, session: Int32 = 77, _ indexes: Int32...
    ) -> ReplicaFetcher.Input {
        .answered(
            id, FetchCallAnswer(sessionID: session, parts: indexes.map { .init(key($0), records) }))
    }

    static func delivery(_ index: Int32, _ offset: Offset) -> Effect {
        .deliver(key(index), question(offset), records)
    }
}

@Suite struct ReplicaFetcherTests {
    @Test func `the first fetch asks for a session, later ones say what has changed`() {
        var fixture = Fixture(lanes: 1)
        #expect(fixture.steps(Fixture.wants(0, from: 4)) == [Fixture.fetch(1, [(0, 4)])])
        // It is on its way; the next goes with the next.
        #expect(fixture.steps(Fixture.wants(1, from: 2)) == [])
        #expect(fixture.steps(Fixture.answer(1, 0)) == [Fixture.delivery(0, 4)])
        // The first comes back in a moment: they go together.
        #expect(
            fixture.steps(Fixture.wants(0, from: 9))
                == [Fixture.fetch(2, [(0, 9), (1, 2)], session: (77, 1))])
        // Nothing new: the session has all that is wanted.
        #expect(fixture.steps(Fixture.answer(2)) == [Fixture.fetch(3, [], session: (77, 2))])
        #expect(fixture.steps(Fixture.answer(3, 1)) == [Fixture.delivery(1, 2)])
        #expect(
            fixture.steps(Fixture.wants(1, from: 5)) == [Fixture.fetch(4, [(1, 5)], session: (77, 3))])
    }

    @Test func `an answer without news need not be told to the session again`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4), Fixture.answer(1, 0))
        #expect(fixture.steps(Fixture.wants(0, from: 4)) == [Fixture.fetch(2, [], session: (77, 1))])
    }

    @Test func `what is written in a moment goes with the next fetch, what takes longer with a later one`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 0), Fixture.wants(1, from: 0), Fixture.answer(1))
        #expect(fixture.steps(Fixture.answer(2, 0, 1)).count == 2)
        #expect(fixture.steps(Fixture.wants(0, from: 5)) == [])
        #expect(fixture.fetcher.nextDeadline == fixture.now + .milliseconds(10))
        // Partition 1 takes longer: it leaves the session, and the fetch must not be kept for long.
        #expect(
            fixture.pass(.milliseconds(10))
                == [
                    Fixture.fetch(
                        3, [(0, 5)], session: (77, 2), forgotten: [1], maxWait: .milliseconds(5))
                ])
        // The longer it takes the longer the fetch may be kept.
        #expect(
            fixture.pass(.milliseconds(7)) == []
                && fixture.steps(Fixture.answer(3))
                    == [Fixture.fetch(4, [], session: (77, 3), maxWait: .milliseconds(7))]
        )
        #expect(fixture.steps(Fixture.wants(1, from: 6)) == [])
        #expect(
            fixture.steps(Fixture.answer(4)) == [Fixture.fetch(5, [(1, 6)], session: (77, 4))])
    }

    @Test func `while a lane is left for those who take longer, the others wait as long as ever`() {
        for isOtherLeft in [true, false] {
            var fixture = Fixture(lanes: 2)
            _ = fixture.steps(Fixture.wants(0, from: 0), Fixture.wants(9, from: 0), Fixture.wants(1, from: 0))
            #expect(fixture.steps(Fixture.answer(1)) == [Fixture.fetch(3, [(1, 0)], session: (77, 1))])
            if isOtherLeft {
                _ = fixture.steps(Fixture.answer(2), .withdrawn(Fixture.key(9)), Fixture.answer(4))
            }
            _ = fixture.steps(Fixture.answer(3, 0, 1), Fixture.wants(0, from: 5))
            #expect(
                fixture.pass(.milliseconds(10))
                    == [
                        Fixture.fetch(
                            isOtherLeft ? 5 : 4, [(0, 5)], session: (77, 2), forgotten: [1],
                            maxWait: .milliseconds(isOtherLeft ? 500 : 5))
                    ])
        }
    }

    @Test func `whoever left and is not wanted any more is not waited for`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 0), Fixture.wants(1, from: 0), Fixture.answer(1))
        _ = fixture.steps(Fixture.answer(2, 0, 1), Fixture.wants(0, from: 5))
        _ = fixture.pass(.milliseconds(10))
        #expect(
            fixture.steps(.withdrawn(Fixture.key(1)), Fixture.answer(3))
                == [Fixture.fetch(4, [], session: (77, 3))])
    }

    @Test func `a partition whose lane is on its way takes the next that is free`() {
        var fixture = Fixture(lanes: 2)
        _ = fixture.steps(Fixture.wants(0, from: 0), Fixture.answer(1))
        // Lane 0 waits at the leader; a new partition does not wait for it.
        #expect(fixture.steps(Fixture.wants(1, from: 0)) == [Fixture.fetch(3, [(1, 0)], lane: 1)])
        #expect(fixture.steps(Fixture.wants(2, from: 0)) == [])
        #expect(
            fixture.steps(Fixture.answer(3, session: 78))
                == [Fixture.fetch(4, [(2, 0)], session: (78, 1), lane: 1)])
    }

    @Test func `those who ask together go together`() {
        var fixture = Fixture(lanes: 2)
        let asks = (0..<5 as Range<Int32>).map {
            FollowerAsk(Fixture.key($0), Fixture.question(7), isRetry: $0 == 3)
        }
        #expect(
            fixture.steps(.askedTogether(asks)) == [Fixture.fetch(1, [(0, 7), (1, 7), (2, 7), (4, 7)])])
        #expect(fixture.pass(.milliseconds(20)) == [Fixture.fetch(2, [(3, 7)], lane: 1)])
    }

    @Test func `who is throttled pauses, and leaves the session until then`() {
        var fixture = Fixture(lanes: 1)
        func ask(_ index: Int32, _ offset: Offset, after pause: Duration = .zero) -> FollowerAsk {
            FollowerAsk(Fixture.key(index), Fixture.question(offset), isRetry: false, pause: pause)
        }
        #expect(
            fixture.steps(.askedTogether([ask(0, 7), ask(1, 7)])) == [Fixture.fetch(1, [(0, 7), (1, 7)])])
        _ = fixture.steps(Fixture.answer(1, 0, 1))
        #expect(
            fixture.steps(.askedTogether([ask(0, 8), ask(1, 9, after: .seconds(2))]))
                == [Fixture.fetch(2, [(0, 8)], session: (77, 1), forgotten: [1])])
        #expect(
            fixture.pass(.milliseconds(1_999)) == []
                && fixture.steps(Fixture.answer(2)) == [Fixture.fetch(3, [], session: (77, 2))])
        #expect(fixture.fetcher.nextDeadline == fixture.now + .milliseconds(1))
        #expect(fixture.pass(.milliseconds(1)) == [])
        #expect(fixture.steps(Fixture.answer(3)) == [Fixture.fetch(4, [(1, 9)], session: (77, 3))])
    }

    @Test func `a lost session is begun again at once, but not without end`() {
        for error in [
            ErrorCode.fetchSessionIdNotFound, .invalidFetchSessionEpoch, .fetchSessionTopicIdError,
        ] {
            var fixture = Fixture(lanes: 1)
            _ = fixture.steps(Fixture.wants(0, from: 4), Fixture.answer(1))
            let refusal = FetchCallAnswer(error: error)
            #expect(fixture.steps(.answered(2, refusal)) == [Fixture.fetch(3, [(0, 4)])])
            #expect(fixture.steps(.answered(3, refusal)) == [])
            #expect(fixture.pass(.milliseconds(20)) == [Fixture.fetch(4, [(0, 4)])])
        }
    }

    @Test func `a leader without room for sessions is told everything each time`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4), Fixture.wants(1, from: 2))
        #expect(
            fixture.steps(Fixture.answer(1, session: 0)) == [Fixture.fetch(2, [(0, 4), (1, 2)])])
        _ = fixture.steps(Fixture.answer(2, session: 0, 0, 1))
        #expect(
            fixture.steps(Fixture.wants(1, from: 2), Fixture.wants(0, from: 8))
                == [Fixture.fetch(3, [(0, 8), (1, 2)])])
    }

    @Test func `a leader that cannot be reached is asked again after pauses that grow`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4))
        var call: FetchCallID = 1
        for wait in [20, 40, 80, 160, 320, 640, 1_000, 1_000] {
            #expect(fixture.steps(.callFailed(call)) == [])
            #expect(fixture.fetcher.nextDeadline == fixture.now + .milliseconds(wait))
            call = FetchCallID(call.rawValue + 1)
            #expect(fixture.pass(.milliseconds(wait)) == [Fixture.fetch(call, [(0, 4)])])
        }
    }

    @Test func `a call without an answer is given up`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4))
        #expect(fixture.fetcher.nextDeadline == fixture.now + .milliseconds(30_500))
        #expect(fixture.pass(.milliseconds(30_500)) == [])
        #expect(fixture.steps(Fixture.answer(1, 0)) == [])
        #expect(fixture.pass(.milliseconds(20)) == [Fixture.fetch(2, [(0, 4)])])
    }

    @Test func `a partition that was refused pauses alone, longer each time`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4), Fixture.wants(1, from: 2), Fixture.answer(1))
        _ = fixture.steps(Fixture.answer(2, 0))
        #expect(
            fixture.steps(Fixture.wants(0, from: 4, isRetry: true))
                == [Fixture.fetch(3, [], session: (77, 2), forgotten: [0])])
        #expect(fixture.pass(.milliseconds(20)) == [])
        #expect(fixture.steps(Fixture.answer(3)) == [Fixture.fetch(4, [(0, 4)], session: (77, 3))])
        _ = fixture.steps(Fixture.answer(4, 0), Fixture.wants(0, from: 4, isRetry: true))
        #expect(fixture.fetcher.nextDeadline == fixture.now + .milliseconds(40))
    }

    @Test func `what nobody follows any more leaves the session, and its answers go nowhere`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4), Fixture.wants(1, from: 2), Fixture.answer(1))
        #expect(fixture.steps(.withdrawn(Fixture.key(0))) == [])
        #expect(
            fixture.steps(Fixture.answer(2, 0)) == [Fixture.fetch(3, [], session: (77, 2), forgotten: [0])])
        #expect(fixture.steps(.withdrawn(Fixture.key(1)), Fixture.answer(3)) == [])
        #expect(fixture.fetcher.isEmpty)
        #expect(fixture.fetcher.nextDeadline == nil)
    }

    @Test func `a partition that changes its question is not given the answer to the old one`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4))
        #expect(fixture.steps(Fixture.wants(0, from: 2)) == [])
        #expect(
            fixture.steps(Fixture.answer(1, 0)) == [Fixture.fetch(2, [(0, 2)], session: (77, 1))])
    }

    @Test func `questions about epochs and offsets do not wait behind fetches`() {
        var fixture = Fixture(lanes: 1)
        _ = fixture.steps(Fixture.wants(0, from: 4), Fixture.wants(1, from: 2), Fixture.answer(1))
        let end = FollowerQuestion(leaderEpoch: 5, .endOffset)
        let epoch = FollowerQuestion(leaderEpoch: 5, .epochEnd(3))
        #expect(
            fixture.steps(.asked(Fixture.key(7), end, isRetry: false))
                == [.call(3, .offsets([PartitionQuestion(Fixture.key(7), end)]))])
        #expect(
            fixture.steps(.asked(Fixture.key(8), epoch, isRetry: false))
                == [.call(4, .epochEnds([PartitionQuestion(Fixture.key(8), epoch)]))])
        #expect(
            fixture.steps(.answered(3, FetchCallAnswer(parts: [.init(Fixture.key(7), .offset(9))])))
                == [.deliver(Fixture.key(7), end, .offset(9))])
        #expect(
            fixture.steps(.answered(4, FetchCallAnswer(error: .unknownServerError)))
                == [.deliver(Fixture.key(8), epoch, .refused(.unknownServerError))])
    }

    @Test func `a question that failed is asked again after a pause`() {
        var fixture = Fixture(lanes: 1)
        let end = FollowerQuestion(leaderEpoch: 5, .endOffset)
        _ = fixture.steps(.asked(Fixture.key(7), end, isRetry: false), .callFailed(1))
        #expect(
            fixture.pass(.milliseconds(20))
                == [.call(2, .offsets([PartitionQuestion(Fixture.key(7), end)]))])
    }
}
