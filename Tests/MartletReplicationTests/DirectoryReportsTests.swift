import MartletModel
import Testing

@testable import MartletReplication

@Suite struct DirectoryReportsTests {
    private static let (one, other) = (DirectoryID(Uuid(high: 3, low: 1)), DirectoryID(Uuid(high: 3, low: 2)))

    private static func key(_ index: Int32) -> PartitionKey {
        PartitionKey(topicID: TopicID(Uuid(high: 0, low: 7)), partition: PartitionIndex(index))
    }

    private static func send(_ items: (Int32, DirectoryID)...) -> DirectoryReports.Effect {
        .send(items.map { DirectoryReports.Item(key($0.0), $0.1) })
    }

    private static func answered(_ answers: (Int32, ErrorCode)...) -> DirectoryReports.Input {
        .answered(Dictionary(uniqueKeysWithValues: answers.map { (key($0.0), $0.1) }))
    }

    private var reports = DirectoryReports()
    private var now: Duration = .seconds(9)

    private mutating func steps(_ inputs: DirectoryReports.Input...) -> [DirectoryReports.Effect] {
        var effects: [DirectoryReports.Effect] = []
        for input in inputs { reports.step(input, now: now, effects: &effects) }
        return effects
    }

    @Test mutating func `what comes during a request goes with the next, together`() {
        #expect(steps(.placed(Self.key(0), Self.one)) == [Self.send((0, Self.one))])
        #expect(steps(.placed(Self.key(2), Self.one), .placed(Self.key(1), Self.other)) == [])
        #expect(steps(Self.answered((0, .none))) == [Self.send((2, Self.one), (1, Self.other))])
        #expect(steps(Self.answered((1, .none), (2, .none))) == [])
        #expect(reports.nextDeadline == nil)
    }

    @Test mutating func `a replica that has moved meanwhile is told of again`() {
        _ = steps(.placed(Self.key(0), Self.one), .placed(Self.key(0), Self.other))
        #expect(steps(Self.answered((0, .none))) == [Self.send((0, Self.other))])
    }

    @Test mutating func `what metadata says already is told no more`() {
        _ = steps(
            .placed(Self.key(0), Self.one), .placed(Self.key(1), Self.one), .placed(Self.key(2), Self.one))
        #expect(steps(.settled(Self.key(1)), Self.answered((0, .none))) == [Self.send((2, Self.one))])
    }

    @Test(arguments: [
        (ErrorCode.none, true), (.unknownTopicId, true), (.unknownTopicOrPartition, true),
        (.notLeaderOrFollower, true), (.unknownServerError, false),
    ])
    mutating func `a partition that the controller does not have here is let go, others are tried again`(
        error: ErrorCode, isOver: Bool
    ) {
        _ = steps(.placed(Self.key(0), Self.one))
        #expect(steps(Self.answered((0, error))) == [])
        #expect(reports.nextDeadline == (isOver ? nil : now + .milliseconds(50)))
    }

    @Test mutating func `a request that failed is sent again after ever longer pauses`() {
        _ = steps(.placed(Self.key(0), Self.one))
        for pause in [50, 100, 200, 400, 800, 1_600, 3_200, 5_000, 5_000] as [Int64] {
            #expect(steps(.callFailed) == [])
            #expect(reports.nextDeadline == now + .milliseconds(pause))
            now += .milliseconds(pause)
            #expect(steps(.ticked) == [Self.send((0, Self.one))])
        }
        #expect(
            steps(Self.answered((0, .none)), .placed(Self.key(1), Self.one)) == [Self.send((1, Self.one))])
        _ = steps(.callFailed)
        #expect(reports.nextDeadline == now + .milliseconds(50))
    }

    @Test mutating func `a request names a thousand partitions at most`() {
        _ = steps(.placed(Self.key(0), Self.one))
        for index in 1...1_001 as ClosedRange<Int32> { _ = steps(.placed(Self.key(index), Self.one)) }
        guard case .send(let items)? = steps(Self.answered((0, .none))).first else {
            Issue.record("nothing was sent")
            return
        }
        #expect(items.count == 1_000 && items.first?.key == Self.key(1))
    }
}
