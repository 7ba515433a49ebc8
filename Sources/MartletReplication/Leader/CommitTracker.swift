import DequeModule
import MartletModel

/// What of a partition is committed, and who waits for it. Pure.
///
/// Invariant: `highWatermark` never decreases, except when the log is truncated.
package struct CommitTracker<Acknowledgement: Sendable>: Sendable {
    /// Everything below is committed: on the disk of each in-sync replica, or, with
    /// `martlet.durability=page-cache`, in its page cache.
    package private(set) var highWatermark: Offset

    private struct Waiting: Sendable {
        var end: Offset
        var deadline: Duration
        var acknowledgement: Acknowledgement
    }

    /// Ends ascend, because appends are in order; a batch that is sent again may stand behind later ones, and
    /// is answered with them.
    private var waiting: Deque<Waiting> = []

    package init(highWatermark: Offset) {
        self.highWatermark = highWatermark
    }

    package var isWaitedFor: Bool { !waiting.isEmpty }

    /// Somebody is to be told when everything below `end` is committed, or that it was not by `deadline`.
    package mutating func wait(for end: Offset, until deadline: Duration, _ acknowledgement: Acknowledgement)
    {
        waiting.append(Waiting(end: end, deadline: deadline, acknowledgement: acknowledgement))
    }

    /// Everything below `end` is committed; returns whom to tell, in the order of their appends.
    package mutating func committed(upTo end: Offset) -> [Acknowledgement] {
        guard end > highWatermark else { return [] }
        highWatermark = end
        var reached: [Acknowledgement] = []
        while let first = waiting.first, first.end <= end {
            reached.append(first.acknowledgement)
            waiting.removeFirst()
        }
        return reached
    }

    /// Those whose deadline has passed; they wait no longer.
    package mutating func expired(at now: Duration) -> [Acknowledgement] {
        guard waiting.contains(where: { $0.deadline <= now }) else { return [] }
        let late = waiting.filter { $0.deadline <= now }
        waiting.removeAll { $0.deadline <= now }
        return late.map(\.acknowledgement)
    }

    /// Nothing more will be committed here; returns all who wait.
    package mutating func abandoned() -> [Acknowledgement] {
        defer { waiting = [] }
        return waiting.map(\.acknowledgement)
    }
}
