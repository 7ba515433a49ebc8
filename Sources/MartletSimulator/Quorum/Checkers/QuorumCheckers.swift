import MartletModel
import MartletRaft

/// The propositions about the quorum's log that hold at every step, whatever happens to the nodes. It knows
/// what Raft promises, and nothing of how that is done.
struct QuorumCheckers {
    struct Violation: Equatable {
        var checker: String
        var text: String
    }

    /// Where a batch ends, and a digest of it and of all before it.
    private struct Entry {
        var nextOffset: Offset
        var epoch: LeaderEpoch
        var chain: UInt64
    }

    /// What is known of one node; its disk outlives its processes.
    private struct Known {
        /// Nil while it is down.
        var view: MemberView?
        var entries: [Entry] = []
        var startOffset: Offset = 0
        var startChain: UInt64 = 0
        var durableEndOffset: Offset = 0
        var durableState: QuorumState?
        /// What its disk had when its process ended; nil while one runs.
        var durableBefore: Offset?
        /// What its log had then, some of which may be lost.
        var entriesBefore: [Entry] = []
        /// What its disk was called before it was replaced.
        var wiped: DirectoryID?

        mutating func append(_ entry: LogEntry) -> Entry {
            let former = entries.last?.chain ?? startChain
            let chain = digest(
                former, UInt64(entry.baseOffset.rawValue), UInt64(entry.nextOffset.rawValue),
                UInt64(entry.epoch.rawValue), entry.content)
            let new = Entry(nextOffset: entry.nextOffset, epoch: entry.epoch, chain: chain)
            entries.append(new)
            return new
        }

        /// The chain of what ends at `offset`; nil where the log has no such place.
        func chain(at offset: Offset) -> UInt64? {
            if offset == startOffset { return startChain }
            var (low, high) = (0, entries.count)
            while low < high {
                let middle = (low + high) / 2
                if entries[middle].nextOffset < offset { low = middle + 1 } else { high = middle }
            }
            return low < entries.count && entries[low].nextOffset == offset ? entries[low].chain : nil
        }
    }

    private struct Place: Hashable {
        var offset: Offset
        var epoch: LeaderEpoch
    }

    private struct Ballot: Hashable {
        var voter: BrokerID
        var epoch: LeaderEpoch
    }

    private(set) var violations: [Violation] = []
    private var known: [BrokerID: Known] = [:]
    private var leaders: [LeaderEpoch: BrokerID] = [:]
    private var votes: [Ballot: BrokerID] = [:]
    /// What was written at an offset in an epoch.
    private var written: [Place: UInt64] = [:]
    /// What was taken for committed, by where it ends.
    private var committed: [Offset: UInt64] = [0: 0]
    /// Everything below was taken for committed by somebody.
    private(set) var committedEnd: Offset = 0
    /// What the log had, before its last crash, of the node that is looked at.
    private var crashed: [Entry] = []
    /// How many epochs had a leader.
    var leaderCount: Int { leaders.count }

    mutating func fail(_ checker: String, _ text: String) {
        violations.append(Violation(checker: checker, text: text))
    }

    func view(of id: BrokerID) -> MemberView? { known[id]?.view }

    // MARK: - Processes

    mutating func started(_ id: BrokerID) {
        var node = known[id] ?? Known()
        node.view = nil
        node.entriesBefore = node.entries
        node.entries = []
        known[id] = node
    }

    mutating func stopped(_ id: BrokerID) {
        guard var node = known[id] else { return }
        node.view = nil
        node.durableBefore = node.durableBefore ?? node.durableEndOffset
        known[id] = node
    }

    /// Its power failed in the midst of a step, which may have been about to cut its log: what it did not
    /// take for committed may be gone.
    mutating func interrupted(_ id: BrokerID) {
        guard var node = known[id] else { return }
        let mark = max(node.view?.highWatermark ?? 0, node.startOffset)
        node.durableBefore = min(node.durableEndOffset, mark)
        known[id] = node
    }

    mutating func wiped(_ id: BrokerID, _ directory: DirectoryID?) {
        known[id] = Known(wiped: directory)
        // The replica with the new directory is another one.
        votes = votes.filter { $0.key.voter != id }
    }

    // MARK: - Steps

    mutating func observe(_ id: BrokerID, _ view: MemberView, _ changes: [MemberChange]) {
        var node = known[id] ?? Known()
        let former = node.view
        node.view = view
        node.durableEndOffset = view.durableEndOffset
        node.durableState = view.durableState
        known[id] = nil
        crashed = node.entriesBefore
        for change in changes { observe(id, &node, change) }
        crashed = []
        if let before = node.durableBefore, view.endOffset < before {
            fail(
                "DurableMeansThere", "\(id) had what lies below \(before) on disk, and has \(view.endOffset)")
        }
        node.durableBefore = nil
        let lost = node.entriesBefore
        node.entriesBefore = []
        known[id] = node
        if !lost.isEmpty { forget(lost) }
        checkHighWatermark(id, former, view)
        if view.role == .leader, former?.role != .leader || former?.epoch != view.epoch {
            checkLeader(id, view)
        }
    }

    private mutating func observe(_ id: BrokerID, _ node: inout Known, _ change: MemberChange) {
        switch change {
        case .restarted(let offset):
            node.entries = []
            guard let chain = committed[offset] else {
                return fail(
                    "CommittedIsForever", "the log of \(id) begins at \(offset), which is not committed")
            }
            (node.startOffset, node.startChain) = (offset, chain)
        case .appended(let entry): checkMatch(id, node.append(entry))
        case .truncated(let end):
            if end < node.view?.highWatermark ?? 0 {
                fail("CommittedIsForever", "\(id) cuts its log to \(end), and has taken more for committed")
            }
            node.entries.removeAll { $0.nextOffset > end }
        case .committed(let end):
            // Of a snapshot the log before its end may be gone.
            if let chain = node.chain(at: end) {
                checkCommitted(id, node, end, chain)
            } else if end > node.startOffset || committed[end] == nil {
                fail("CommittedIsForever", "\(id) takes \(end) for committed, where it ends no batch")
            }
        }
    }

    /// What a crash has taken from the only log that had it was never there: a candidate that wins its epoch
    /// anew, as nothing said yet that it had won it, may write something else.
    private mutating func forget(_ lost: [Entry]) {
        for entry in lost.reversed() {
            let isThere = known.values.contains { $0.chain(at: entry.nextOffset) == entry.chain }
            if isThere { return }
            let place = Place(offset: entry.nextOffset, epoch: entry.epoch)
            if written[place] == entry.chain { written[place] = nil }
        }
    }

    /// The crash after which this node is first looked at has taken it, and nobody else has it.
    private func isLost(_ chain: UInt64, at offset: Offset) -> Bool {
        crashed.contains { $0.nextOffset == offset && $0.chain == chain }
            && !known.values.contains { $0.chain(at: offset) == chain }
    }

    /// LogsMatch: what two logs have at one offset in one epoch is the same, and so is all before it.
    private mutating func checkMatch(_ id: BrokerID, _ entry: Entry) {
        let place = Place(offset: entry.nextOffset, epoch: entry.epoch)
        if let other = written[place], other != entry.chain, !isLost(other, at: entry.nextOffset) {
            fail(
                "LogsMatch",
                "\(id) has records up to \(entry.nextOffset) in epoch \(entry.epoch) that are, or follow, "
                    + "others than in another log")
        }
        written[place] = entry.chain
    }

    /// CommittedIsForever: no two nodes ever disagree on what is committed, and a majority has it on disk.
    private mutating func checkCommitted(_ id: BrokerID, _ node: Known, _ end: Offset, _ chain: UInt64) {
        if let other = committed[end] {
            if other != chain {
                fail("CommittedIsForever", "\(id) takes other records below \(end) for committed")
            }
            return
        }
        if end <= committedEnd {
            return fail("CommittedIsForever", "\(id) ends a batch at \(end), and others did not")
        }
        committed[end] = chain
        committedEnd = end
        guard let voters = node.view?.voters, node.view?.role == .leader else { return }
        let holders = voters.voters.map(\.key).filter { voter in
            let other = voter.id == id ? node : known[voter.id] ?? Known()
            // A member whose disk was wiped never votes again: it lets nobody lead who does not have this.
            if let wiped = other.wiped, wiped == voter.directoryID { return true }
            return other.durableEndOffset >= end && (other.chain(at: end) == chain || other.startOffset > end)
        }
        if holders.count < voters.voters.count / 2 + 1 {
            fail(
                "CommittedIsForever",
                "\(id) takes what lies below \(end) for committed, and only \(holders.map(\.id)) of "
                    + "\(voters.ids) have it on disk")
        }
    }

    /// MonotonicHighWatermark: while it runs, no node takes less for committed than before.
    private mutating func checkHighWatermark(_ id: BrokerID, _ former: MemberView?, _ view: MemberView) {
        let mark = view.highWatermark ?? 0
        if let before = former?.highWatermark, mark < before {
            fail("MonotonicHighWatermark", "that of \(id) goes back from \(before) to \(mark)")
        }
        if mark > view.endOffset {
            fail("MonotonicHighWatermark", "\(id) takes \(mark) for committed, and has \(view.endOffset)")
        }
    }

    /// SingleLeaderPerEpoch; and who leads has all that was ever committed.
    private mutating func checkLeader(_ id: BrokerID, _ view: MemberView) {
        if let other = leaders[view.epoch], other != id {
            fail("SingleLeaderPerEpoch", "both \(other) and \(id) lead epoch \(view.epoch)")
        }
        leaders[view.epoch] = id
        guard let node = known[id], let last = committed[committedEnd] else { return }
        // One may be elected late in an old epoch, while the leader of a newer one goes on.
        if view.epoch == leaders.keys.max(), node.startOffset <= committedEnd,
            node.chain(at: committedEnd) != last
        {
            fail(
                "CommittedIsForever",
                "\(id) leads epoch \(view.epoch) without what was committed below \(committedEnd)")
        }
    }

    // MARK: - Messages

    /// VotesAreDurable: a vote that anybody hears of is on disk, and there is one for each epoch. A fetch
    /// acknowledges nothing that is not on disk, either.
    mutating func promised(_ id: BrokerID, _ promise: MemberPromise) {
        guard let node = known[id] else { return }
        switch promise {
        case .vote(let epoch, let candidate):
            let ballot = Ballot(voter: id, epoch: epoch)
            if let other = votes[ballot], other != candidate {
                fail("VotesAreDurable", "\(id) votes for \(other) and \(candidate) in epoch \(epoch)")
            }
            votes[ballot] = candidate
            let state = node.durableState
            // In a later epoch nobody is voted for in this one any more.
            let isDurable =
                state.map { $0.epoch > epoch || $0.epoch == epoch && $0.votedFor == candidate } ?? false
            if !isDurable {
                fail("VotesAreDurable", "\(id) votes for \(candidate) in epoch \(epoch), and forgets it")
            }
        case .log(let end):
            if end > node.durableEndOffset {
                fail(
                    "AcknowledgedIsDurable",
                    "\(id) says that it has what lies below \(end), and has \(node.durableEndOffset) on disk")
            }
        }
    }
}
