import MartletClient
import MartletModel
import Testing

@Suite struct FetchPlanTests {
    private let now = ContinuousClock.now
    private let first = TopicPartition(topic: "t", partition: 0)
    private let second = TopicPartition(topic: "t", partition: 1)

    private func plan(
        bufferBytes: Int = 1_000, _ partitions: TopicPartition..., until end: EndPosition = .never
    )
        -> FetchPlan
    {
        var plan = FetchPlan(bufferBytes: bufferBytes, maxPartitionBytes: 100, retryPolicy: RetryPolicy())
        for partition in partitions { plan.assign(partition, from: .offset(0), to: end) }
        return plan
    }

    @Test func `a partition that is taken back is not fetched, and its buffer is free again`() throws {
        var plan = FetchPlan(
            bufferBytes: 1_000, maxPartitionBytes: 100, retryPolicy: RetryPolicy(), isOpen: true)
        plan.assign(first, from: .offset(5), to: .never)
        let due = try #require(plan.due(now: now).first)
        plan.fetching([first])
        plan.received(first, upTo: 9, byteCount: 300)
        plan.unassign(first)
        #expect(plan.bufferedBytes == 0 && plan.due(now: now).isEmpty)
        #expect(!plan.isCurrent(due) && !plan.isFinished)
        // The same partition again: answers to what was asked before are not for it.
        plan.assign(first, from: .offset(7), to: .never)
        #expect(!plan.isCurrent(due))
        #expect(plan.due(now: now).map(\.offset) == [7] && plan.due(now: now).allSatisfy(plan.isCurrent))
    }

    @Test func `a partition is fetched once at a time`() {
        var plan = plan(first)
        #expect(plan.due(now: now) == [.init(partition: first, offset: 0, maxBytes: 100)])
        plan.fetching([first])
        #expect(plan.due(now: now).isEmpty)
        plan.received(first, upTo: 10, byteCount: 50)
        #expect(plan.due(now: now) == [.init(partition: first, offset: 10, maxBytes: 100)])
    }

    @Test func `nothing is fetched while the buffer is full`() {
        var plan = plan(bufferBytes: 100, first)
        plan.fetching([first])
        plan.received(first, upTo: 10, byteCount: 120)
        #expect(plan.due(now: now).isEmpty)
        plan.delivered(first, byteCount: 120)
        #expect(plan.due(now: now).count == 1)
    }

    @Test func `who was served goes behind the others`() {
        var plan = plan(first, second)
        plan.fetching([first, second])
        plan.received(first, upTo: 10, byteCount: 50)
        plan.receivedNothing(second, isBatchTooLarge: false)
        #expect(plan.due(now: now).map(\.partition) == [second, first])
    }

    @Test func `a partition with an end is looked up first, and finishes there`() {
        var plan = plan(first, until: .currentEnd)
        #expect(plan.due(now: now).isEmpty)
        #expect(plan.unresolved(now: now) == [first])
        plan.resolved(first, position: 0, stopAt: 20)
        plan.fetching([first])
        plan.received(first, upTo: 19, byteCount: 1)
        #expect(!plan.isFinished)
        plan.fetching([first])
        plan.received(first, upTo: 25, byteCount: 1)
        #expect(plan.isFinished)
        #expect(plan.due(now: now).isEmpty)
    }

    @Test func `an empty partition is finished at once`() {
        var plan = plan(first, until: .currentEnd)
        plan.resolved(first, position: 0, stopAt: 0)
        #expect(plan.isFinished)
    }

    @Test func `after an error a partition rests, and says how long it has been failing`() {
        var plan = plan(first)
        plan.fetching([first])
        #expect(plan.failed(first, now: now, spread: 0.5) == .zero)
        #expect(plan.due(now: now).isEmpty)
        #expect(plan.nextDeadline == now + .milliseconds(50))
        #expect(plan.due(now: now + .milliseconds(50)).count == 1)
        plan.fetching([first])
        #expect(plan.failed(first, now: now + .seconds(3), spread: 0.5) == .seconds(3))
        plan.received(first, upTo: 1, byteCount: 1)
        #expect(plan.nextDeadline == nil)
    }

    @Test func `a batch that does not fit is asked for with more room`() {
        var plan = plan(first)
        plan.fetching([first])
        plan.receivedNothing(first, isBatchTooLarge: true)
        #expect(plan.due(now: now).map(\.maxBytes) == [200])
    }
}
