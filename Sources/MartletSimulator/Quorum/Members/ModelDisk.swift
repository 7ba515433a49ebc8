import MartletMetadata
import MartletModel
import MartletProtocol
import MartletRaft
import MartletStorage

/// What a member's disk holds, without files: the simplest thing that can lose what was not synced.
struct ModelDisk {
    struct Batch: Equatable {
        enum Payload: Equatable {
            case leaderChange(VoterSet?)
            case voters(VoterSet)
            case data([VersionedRecord])
        }

        var entry: LogEntry
        var payload: Payload

        /// The members that it names.
        var voters: VoterSet? {
            switch payload {
            case .leaderChange(let voters): voters
            case .voters(let voters): voters
            case .data: nil
            }
        }
    }

    struct Snapshot: Equatable {
        var id: SnapshotID
        var image: ClusterImage
        var voters: VoterSet
        var kraftVersion: Int16
    }

    /// Ascending, from `startOffset` on.
    private(set) var batches: [Batch] = []
    private(set) var startOffset: Offset = 0
    /// How many of the batches a power cut leaves.
    private(set) var durableCount = 0
    /// How often the log was cut or replaced.
    private(set) var generation = 0
    var state: QuorumState?
    /// Written, and perhaps not there after a crash; in order.
    var pendingStates: [(token: Int, state: QuorumState)] = []
    private(set) var snapshots: [Snapshot] = []
    private(set) var pendingSnapshots: [Snapshot] = []

    var endOffset: Offset { batches.last?.entry.nextOffset ?? startOffset }
    var durableEndOffset: Offset {
        durableCount == 0 ? startOffset : batches[durableCount - 1].entry.nextOffset
    }

    /// Of the first batch that does not end before or at `offset`.
    func index(after offset: Offset) -> Int {
        var (low, high) = (0, batches.count)
        while low < high {
            let middle = (low + high) / 2
            if batches[middle].entry.nextOffset <= offset { low = middle + 1 } else { high = middle }
        }
        return low
    }

    func batches(from offset: Offset, count: Int) -> ArraySlice<Batch> {
        let first = index(after: offset)
        return batches[first..<min(first + count, batches.count)]
    }

    // MARK: - Changes

    /// Appends a batch of the leader's own; `content` is like no other's.
    mutating func append(
        _ payload: Batch.Payload, recordCount: Int64, epoch: LeaderEpoch, content: UInt64
    ) -> LogEntry {
        let base = endOffset
        let entry = LogEntry(
            baseOffset: base, nextOffset: base + recordCount, epoch: epoch, content: content)
        batches.append(Batch(entry: entry, payload: payload))
        return entry
    }

    mutating func append(_ batch: Batch) {
        batches.append(batch)
    }

    mutating func sync(upTo end: Offset) {
        durableCount = max(durableCount, index(after: end))
    }

    /// Durable at once.
    mutating func truncate(to offset: Offset) {
        generation += 1
        batches.removeAll { $0.entry.nextOffset > offset }
        durableCount = min(durableCount, batches.count)
    }

    mutating func restart(with snapshot: Snapshot) {
        generation += 1
        batches = []
        durableCount = 0
        startOffset = snapshot.id.endOffset
        snapshots = [snapshot]
        pendingSnapshots = []
    }

    mutating func begin(_ snapshot: Snapshot) {
        pendingSnapshots.append(snapshot)
    }

    mutating func finish(_ snapshot: Snapshot) {
        pendingSnapshots.removeAll { $0.id == snapshot.id }
        guard snapshot.id.endOffset >= startOffset else { return }
        snapshots.append(snapshot)
        snapshots.sort { $0.id < $1.id }
    }

    /// The log begins at the last snapshot but one afterwards.
    mutating func clean() {
        guard snapshots.count >= 2 else { return }
        let kept = snapshots[snapshots.count - 2]
        guard kept.id.endOffset > startOffset, kept.id.endOffset <= durableEndOffset else { return }
        let gone = index(after: kept.id.endOffset)
        batches.removeFirst(gone)
        durableCount -= gone
        startOffset = kept.id.endOffset
        snapshots.removeAll { $0.id.endOffset < kept.id.endOffset }
    }

    mutating func persisted(through token: Int) {
        if let last = pendingStates.last(where: { $0.token <= token }) { state = last.state }
        pendingStates.removeAll { $0.token <= token }
    }

    // MARK: - Crashes

    mutating func crash(power: Bool, _ random: inout SeededGenerator) {
        if power {
            let unsynced = batches.count - durableCount
            if unsynced > 0 { batches.removeLast(Int.random(in: 0...unsynced, using: &random)) }
        }
        // A file that was being replaced is the old one or the new one.
        let reached = Int.random(in: 0...pendingStates.count, using: &random)
        if reached > 0 { state = pendingStates[reached - 1].state }
        pendingStates = []
        for snapshot in pendingSnapshots where random.happens(0.5) { finish(snapshot) }
        pendingSnapshots = []
        // An opened log is synced before it is used.
        durableCount = batches.count
        if let newest = snapshots.last, endOffset < newest.id.endOffset { restart(with: newest) }
    }
}
