import MartletModel
import Testing

@testable import MartletReplication

@Suite struct CommitTrackerTests {
    @Test func `appends are acknowledged in order, as far as the commit reaches`() {
        var tracker = CommitTracker<String>(highWatermark: 0)
        tracker.wait(for: 5, until: .seconds(30), "first")
        tracker.wait(for: 9, until: .seconds(30), "second")
        tracker.wait(for: 12, until: .seconds(30), "third")
        #expect(tracker.committed(upTo: 4) == [])
        #expect(tracker.committed(upTo: 10) == ["first", "second"])
        #expect(tracker.highWatermark == 10)
        #expect(tracker.committed(upTo: 12) == ["third"])
        #expect(!tracker.isWaitedFor)
    }

    @Test func `the high watermark never goes back`() {
        var tracker = CommitTracker<Int>(highWatermark: 7)
        #expect(tracker.committed(upTo: 3) == [])
        #expect(tracker.highWatermark == 7)
    }

    @Test func `who has waited too long is told once, and the others wait on`() {
        var tracker = CommitTracker<String>(highWatermark: 0)
        tracker.wait(for: 1, until: .seconds(3), "patient")
        tracker.wait(for: 2, until: .seconds(1), "hasty")
        #expect(tracker.expired(at: .milliseconds(999)) == [])
        #expect(tracker.expired(at: .seconds(1)) == ["hasty"])
        #expect(tracker.expired(at: .seconds(1)) == [])
        #expect(tracker.committed(upTo: 2) == ["patient"])
    }

    @Test func `nobody waits any more for a partition that is given up`() {
        var tracker = CommitTracker<Int>(highWatermark: 0)
        tracker.wait(for: 1, until: .seconds(1), 1)
        tracker.wait(for: 2, until: .seconds(1), 2)
        #expect(tracker.abandoned() == [1, 2])
        #expect(tracker.committed(upTo: 2) == [])
    }
}
