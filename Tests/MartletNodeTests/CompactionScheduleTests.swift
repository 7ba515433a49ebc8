import MartletModel
import MartletNode
import Testing

@Suite struct CompactionScheduleTests {
    private static let topic = TopicID(Uuid(high: 1, low: 1))

    private func key(_ index: Int32) -> PartitionKey {
        PartitionKey(topicID: Self.topic, partition: PartitionIndex(index))
    }

    private func log(
        _ index: Int32, _ dirtyRatio: Double, min: Double = 0.5, isOverdue: Bool = false
    ) -> DirtyLog {
        DirtyLog(key: key(index), dirtyRatio: dirtyRatio, minDirtyRatio: min, isOverdue: isOverdue)
    }

    @Test func `the dirtiest log that is worth it goes first`() {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .seconds(15))
        #expect(schedule.steps(.timePassed, at: 0) == [.survey])
        let logs = [log(1, 0.6), log(2, 0.9), log(3, 0.4), log(4, 0.2, isOverdue: true), log(5, 0.9)]
        #expect(schedule.steps(.surveyed(logs), at: 0) == [.compact(key(2))])
        #expect(schedule.steps(.ended(key(2), .completed), at: 1) == [.compact(key(5))])
        #expect(schedule.steps(.ended(key(5), .completed), at: 2) == [.compact(key(1))])
        #expect(schedule.steps(.ended(key(1), .completed), at: 3) == [.compact(key(4))])
        #expect(schedule.steps(.ended(key(4), .completed), at: 4) == [.survey])
    }

    @Test(arguments: [
        (0.5, 0.5, false, false), (0.51, 0.5, false, true), (0.0, 0.5, true, true), (0.0, 0.0, false, false),
        (0.01, 0.0, false, true), (1.0, 1.0, false, false),
    ])
    func `a log is worth it above its ratio, or when a record has waited too long`(
        ratio: Double, min: Double, isOverdue: Bool, isCompacted: Bool
    ) {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .seconds(15))
        _ = schedule.steps(.timePassed, at: 0)
        let effects = schedule.steps(.surveyed([log(1, ratio, min: min, isOverdue: isOverdue)]), at: 0)
        #expect(effects == (isCompacted ? [.compact(key(1))] : []))
    }

    @Test func `with nothing to do it asks again after the back-off`() {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .seconds(15))
        #expect(schedule.nextDeadline == .zero)
        #expect(schedule.steps(.timePassed, at: 0) == [.survey])
        #expect(schedule.nextDeadline == nil)
        #expect(schedule.steps(.surveyed([]), at: 1) == [])
        #expect(schedule.nextDeadline == .seconds(16))
        #expect(schedule.steps(.timePassed, at: 15) == [])
        #expect(schedule.steps(.timePassed, at: 16) == [.survey])
    }

    @Test func `each thread has a log of its own`() {
        var schedule = CompactionSchedule(threadCount: 2, backoff: .seconds(15))
        _ = schedule.steps(.timePassed, at: 0)
        let logs = [log(1, 0.9), log(2, 0.8), log(3, 0.7)]
        #expect(schedule.steps(.surveyed(logs), at: 0) == [.compact(key(1)), .compact(key(2))])
        #expect(schedule.nextDeadline == nil)
        #expect(schedule.steps(.ended(key(2), .completed), at: 1) == [.compact(key(3))])
        // The round is over, and the free thread asks for the next, which leaves out what is under way.
        #expect(schedule.steps(.ended(key(3), .completed), at: 2) == [.survey])
        #expect(schedule.steps(.surveyed([log(1, 0.9), log(2, 0.1)]), at: 2) == [])
        #expect(schedule.nextDeadline == .seconds(17))
    }

    @Test(arguments: [BackgroundJobEnd.nothingToDo, .cancelled, .failed])
    func `a log that came to nothing waits for the next round`(end: BackgroundJobEnd) {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .seconds(15))
        _ = schedule.steps(.timePassed, at: 0)
        #expect(schedule.steps(.surveyed([log(1, 0.9), log(2, 0.8)]), at: 0) == [.compact(key(1))])
        #expect(schedule.steps(.ended(key(1), end), at: 1) == [.compact(key(2))])
        #expect(schedule.steps(.ended(key(2), end), at: 2) == [])
        #expect(schedule.nextDeadline == .seconds(15))
    }

    @Test func `what was asked too long ago is asked again`() {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .seconds(15))
        _ = schedule.steps(.timePassed, at: 0)
        #expect(schedule.steps(.surveyed([log(1, 0.9), log(2, 0.8)]), at: 0) == [.compact(key(1))])
        #expect(schedule.steps(.ended(key(1), .completed), at: 100) == [.survey])
    }

    @Test func `without threads nothing is compacted, and with new ones it begins`() {
        var schedule = CompactionSchedule(threadCount: 0, backoff: .seconds(15))
        #expect(schedule.steps(.timePassed, at: 0) == [])
        #expect(schedule.nextDeadline == nil)
        #expect(schedule.steps(.reconfigured(threadCount: 1, backoff: .seconds(15)), at: 1) == [.survey])
    }

    @Test func `a shorter back-off holds at once`() {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .seconds(1_000))
        _ = schedule.steps(.timePassed, at: 0)
        _ = schedule.steps(.surveyed([]), at: 0)
        #expect(schedule.steps(.reconfigured(threadCount: 1, backoff: .seconds(5)), at: 10) == [])
        #expect(schedule.nextDeadline == .seconds(15))
    }

    @Test func `no back-off at all is still a pause`() {
        var schedule = CompactionSchedule(threadCount: 1, backoff: .zero)
        _ = schedule.steps(.timePassed, at: 0)
        #expect(schedule.steps(.surveyed([]), at: 0) == [])
        #expect(schedule.nextDeadline == .milliseconds(10))
    }

    @Test func `nothing begins after the stop`() {
        var schedule = CompactionSchedule(threadCount: 2, backoff: .seconds(15))
        _ = schedule.steps(.timePassed, at: 0)
        #expect(schedule.steps(.stopped, at: 0) == [])
        #expect(schedule.steps(.surveyed([log(1, 0.9)]), at: 0) == [])
        #expect(schedule.nextDeadline == nil)
    }
}

extension CompactionSchedule {
    fileprivate mutating func steps(_ input: Input, at seconds: Int) -> [Effect] {
        var effects: [Effect] = []
        step(input, now: .seconds(seconds), effects: &effects)
        return effects
    }
}
