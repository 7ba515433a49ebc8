import DequeModule
import MartletModel

/// What was written and is not committed yet, and who waits for that. Pure.
///
/// Invariant: the ends of what is `held` ascend.
struct Ledger: Sendable {
    enum Waiter: Sendable {
        case answer(CallID, GroupReply)
        case classic(group: String, ClassicGroup.Persistence)
        case nobody
    }

    struct Write: Sendable {
        var records: [GroupRecord]
        var waiter: Waiter
    }

    private struct Held: Sendable {
        var end: Offset
        var deadline: Duration
        var waiter: Waiter
    }

    /// Everything below is committed.
    private(set) var committedEnd: Offset
    /// On their way into the log.
    private var writes: [WriteID: Write] = [:]
    private var lastWrite: WriteID = 0
    private var held: Deque<Held> = []
    /// Where the last record about a group ends, if that is not committed.
    private var uncommitted: [String: Offset] = [:]
    private var uncommittedEnds: Deque<(end: Offset, group: String)> = []

    init(committedEnd: Offset) {
        self.committedEnd = committedEnd
    }

    /// Of what waits somebody has to be told by then.
    var nextDeadline: Duration? { held.first?.deadline }

    mutating func begin(_ write: Write) -> WriteID {
        lastWrite = WriteID(lastWrite.rawValue + 1)
        writes[lastWrite] = write
        return lastWrite
    }

    mutating func end(_ id: WriteID) -> Write? {
        writes.removeValue(forKey: id)
    }

    /// The last record about the group ends there.
    mutating func note(_ group: String, upTo end: Offset) {
        guard end > committedEnd else { return }
        uncommitted[group] = end
        uncommittedEnds.append((end, group))
    }

    /// Everything that is known of the group is committed when everything below this is; nil if it is.
    func pendingEnd(of group: String) -> Offset? { uncommitted[group] }

    /// False if nothing has to be waited for.
    mutating func hold(_ waiter: Waiter, for end: Offset, until deadline: Duration) -> Bool {
        guard end > committedEnd else { return false }
        // Behind those that wait for no more: an answer never overtakes an earlier one about the same.
        let behind = held.lastIndex { $0.end <= end }.map { $0 + 1 } ?? 0
        held.insert(Held(end: end, deadline: deadline, waiter: waiter), at: behind)
        return true
    }

    mutating func committed(upTo end: Offset) -> [Waiter] {
        guard end > committedEnd else { return [] }
        committedEnd = end
        while let first = uncommittedEnds.first, first.end <= end {
            uncommittedEnds.removeFirst()
            if uncommitted[first.group] == first.end { uncommitted[first.group] = nil }
        }
        var reached: [Waiter] = []
        while let first = held.first, first.end <= end {
            reached.append(first.waiter)
            held.removeFirst()
        }
        return reached
    }

    /// Those that have waited too long; their records may still be committed.
    mutating func expired(at now: Duration) -> [Waiter] {
        guard held.contains(where: { $0.deadline <= now }) else { return [] }
        let late = held.filter { $0.deadline <= now }
        held.removeAll { $0.deadline <= now }
        return late.map(\.waiter)
    }

    /// Nothing more will be committed here.
    mutating func abandoned() -> [Waiter] {
        defer {
            held = []
            writes = [:]
        }
        return held.map(\.waiter) + writes.sorted { $0.key < $1.key }.map(\.value.waiter)
    }
}
