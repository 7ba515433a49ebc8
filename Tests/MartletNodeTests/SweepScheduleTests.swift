import MartletNode
import Testing

@Suite struct SweepScheduleTests {
    @Test func `a round goes from shard to shard, until each has nothing left`() {
        var schedule = SweepSchedule(
            shardCount: 2, firstRound: .zero, idleRest: .seconds(1), rest: .seconds(10))
        #expect(schedule.steps(.timePassed, at: 0) == [.seek(shard: 0, isFirst: true)])
        #expect(schedule.steps(.began, at: 0) == [])
        #expect(schedule.nextDeadline == nil)
        #expect(schedule.steps(.ended, at: 1) == [.seek(shard: 0, isFirst: false)])
        #expect(schedule.steps(.foundNothing, at: 1) == [.seek(shard: 1, isFirst: true)])
        #expect(schedule.steps(.began, at: 1) == [])
        #expect(schedule.steps(.ended, at: 2) == [.seek(shard: 1, isFirst: false)])
        #expect(schedule.steps(.foundNothing, at: 2) == [])
        #expect(schedule.nextDeadline == .seconds(10))
    }

    @Test func `a round that took longer than the rest is followed by the next`() {
        var schedule = SweepSchedule(
            shardCount: 1, firstRound: .zero, idleRest: .seconds(1), rest: .seconds(10))
        _ = schedule.steps(.timePassed, at: 0)
        _ = schedule.steps(.began, at: 0)
        _ = schedule.steps(.ended, at: 30)
        #expect(schedule.steps(.foundNothing, at: 30) == [])
        #expect(schedule.nextDeadline == .seconds(30))
        #expect(schedule.steps(.timePassed, at: 30) == [.seek(shard: 0, isFirst: true)])
    }

    @Test func `a round without work is soon followed by the next`() {
        var schedule = SweepSchedule(
            shardCount: 2, firstRound: .zero, idleRest: .seconds(1), rest: .seconds(10))
        _ = schedule.steps(.timePassed, at: 0)
        #expect(schedule.steps(.foundNothing, at: 5) == [.seek(shard: 1, isFirst: true)])
        #expect(schedule.steps(.foundNothing, at: 5) == [])
        #expect(schedule.nextDeadline == .seconds(6))
    }

    @Test func `the first round waits for its time`() {
        var schedule = SweepSchedule(
            shardCount: 1, firstRound: .seconds(5), idleRest: .seconds(1), rest: .seconds(10))
        #expect(schedule.nextDeadline == .seconds(5))
        #expect(schedule.steps(.timePassed, at: 4) == [])
        #expect(schedule.steps(.timePassed, at: 5) == [.seek(shard: 0, isFirst: true)])
    }

    @Test func `what is switched off finishes its job and begins no other`() {
        var schedule = SweepSchedule(
            shardCount: 1, firstRound: .zero, idleRest: .seconds(1), rest: .seconds(10))
        _ = schedule.steps(.timePassed, at: 0)
        _ = schedule.steps(.began, at: 0)
        #expect(schedule.steps(.reconfigured(idleRest: .seconds(1), rest: nil), at: 0) == [])
        #expect(schedule.steps(.ended, at: 1) == [])
        #expect(schedule.nextDeadline == nil)
        #expect(schedule.steps(.timePassed, at: 100) == [])
        #expect(schedule.steps(.reconfigured(idleRest: .seconds(1), rest: .seconds(10)), at: 100) == [])
        #expect(schedule.steps(.timePassed, at: 100) == [.seek(shard: 0, isFirst: true)])
    }

    @Test func `nothing begins after the stop, whatever still comes in`() {
        var schedule = SweepSchedule(
            shardCount: 1, firstRound: .zero, idleRest: .seconds(1), rest: .seconds(10))
        _ = schedule.steps(.timePassed, at: 0)
        #expect(schedule.steps(.stopped, at: 0) == [])
        #expect(schedule.steps(.began, at: 0) == [])
        #expect(schedule.steps(.ended, at: 1) == [])
        #expect(schedule.nextDeadline == nil)
    }
}

extension SweepSchedule {
    fileprivate mutating func steps(_ input: Input, at seconds: Int) -> [Effect] {
        var effects: [Effect] = []
        step(input, now: .seconds(seconds), effects: &effects)
        return effects
    }
}
