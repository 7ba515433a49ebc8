import MartletModel
import MartletStorage

/// A snapshot's name: it holds the state below `endOffset`, whose last record was of `epoch`.
package struct SnapshotID: Sendable, Hashable, Comparable {
    package var endOffset: Offset
    package var epoch: LeaderEpoch

    package init(endOffset: Offset, epoch: LeaderEpoch) {
        self.endOffset = endOffset
        self.epoch = epoch
    }

    /// That with which a dynamic quorum is formatted. It names the first voters, and is never sent.
    package static let bootstrap = SnapshotID(endOffset: 0, epoch: 0)

    package static func < (left: SnapshotID, right: SnapshotID) -> Bool {
        (left.endOffset, left.epoch) < (right.endOffset, right.epoch)
    }
}

/// What a replica knows of its own log: enough to vote, to answer a fetch and to find where two logs part.
///
/// Invariant: `startOffset <= durableEndOffset <= endOffset`.
package struct QuorumLog: Sendable, Equatable {
    package var startOffset: Offset
    package private(set) var endOffset: Offset
    /// Everything below is on disk.
    package private(set) var durableEndOffset: Offset
    package private(set) var epochs: LeaderEpochCache
    /// Ascending, the one with which a quorum is formatted left out.
    package private(set) var snapshots: [SnapshotID]

    /// A log as it was found: all of it is on disk.
    package init(
        startOffset: Offset = 0, endOffset: Offset = 0, epochs: LeaderEpochCache = LeaderEpochCache(),
        snapshots: [SnapshotID] = []
    ) {
        self.startOffset = startOffset
        self.endOffset = endOffset
        durableEndOffset = endOffset
        self.epochs = epochs
        self.snapshots = snapshots.filter { $0 != .bootstrap }.sorted()
    }

    /// Of the last record; 0 where there is none.
    package var lastEpoch: LeaderEpoch {
        epochs.latestEpoch ?? snapshots.last?.epoch ?? 0
    }

    /// Raft's rule for votes: the later last epoch wins, then the longer log (Raft §5.4.1).
    package func isUpToDate(_ lastEpoch: LeaderEpoch, _ endOffset: Offset) -> Bool {
        (lastEpoch, endOffset) >= (self.lastEpoch, self.endOffset)
    }

    /// Where this log ends for an epoch: the greatest epoch it has that is not above, and the offset after
    /// its last record. An epoch that is not known gives the end of the log.
    package func end(of epoch: LeaderEpoch) -> (epoch: LeaderEpoch, endOffset: Offset) {
        let known = epochs.endOffset(for: epoch, logEndOffset: endOffset)
        if let oldest = snapshots.first {
            // Below the first epoch of the log the snapshot with which it begins answers.
            let isBelowLog = known.epoch == epoch && known.endOffset == oldest.endOffset
            let hasNoRecords = known.epoch == .none && startOffset == oldest.endOffset
            if epoch != oldest.epoch, isBelowLog || hasNoRecords && epoch < oldest.epoch {
                return (oldest.epoch, oldest.endOffset)
            }
        }
        return known.epoch != .none ? known : (lastEpoch, endOffset)
    }

    // MARK: - Changes

    /// Records of one epoch were added, in the page cache so far.
    package mutating func append(upTo end: Offset, epoch: LeaderEpoch) {
        _ = epochs.assign(epoch, at: endOffset)
        endOffset = end
    }

    /// What lies below is on disk.
    package mutating func synced(upTo end: Offset) {
        durableEndOffset = max(durableEndOffset, min(end, endOffset))
    }

    /// What lies from here on is gone.
    package mutating func truncate(to end: Offset) {
        _ = epochs.truncateEnd(to: end)
        endOffset = min(endOffset, end)
        durableEndOffset = min(durableEndOffset, endOffset)
    }

    /// This snapshot is on disk.
    package mutating func wrote(_ snapshot: SnapshotID) {
        guard !snapshots.contains(snapshot) else { return }
        snapshots.append(snapshot)
        snapshots.sort()
    }

    /// Nothing is left but the snapshot, and the log begins where it ends.
    package mutating func restart(at snapshot: SnapshotID) {
        startOffset = snapshot.endOffset
        endOffset = snapshot.endOffset
        durableEndOffset = snapshot.endOffset
        epochs = LeaderEpochCache()
        snapshots = [snapshot]
    }

    /// Segments and snapshots below the new start are gone.
    package mutating func advanceStart(to offset: Offset) {
        startOffset = offset
        _ = epochs.truncateStart(to: offset)
        snapshots.removeAll { $0.endOffset < offset }
    }
}
