import MartletModel
import MartletStorage

/// Where an epoch ends, as a leader says.
package struct EpochEnd: Sendable, Equatable {
    /// −1: the leader knows no such epoch.
    package var epoch: LeaderEpoch
    /// −1: the leader does not know.
    package var endOffset: Offset

    package init(epoch: LeaderEpoch, endOffset: Offset) {
        self.epoch = epoch
        self.endOffset = endOffset
    }
}

/// What a replica's state machine knows of its log. The driver performs the effects on the real one, and the
/// inputs tell what came of them.
///
/// Invariant: `startOffset <= endOffset`, `durableEndOffset <= endOffset`.
package struct ReplicaLog: Sendable, Equatable {
    package private(set) var startOffset: Offset
    package private(set) var endOffset: Offset
    /// Everything below is on disk.
    package private(set) var durableEndOffset: Offset
    package private(set) var epochs: LeaderEpochCache

    package init(
        startOffset: Offset = 0, endOffset: Offset = 0, durableEndOffset: Offset? = nil,
        epochs: LeaderEpochCache = LeaderEpochCache()
    ) {
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.durableEndOffset = durableEndOffset ?? endOffset
        self.epochs = epochs
        precondition(startOffset <= endOffset, "a log starts at or before its end")
        precondition(self.durableEndOffset <= endOffset, "a log is durable up to its end at most")
    }

    package var isEmpty: Bool { startOffset == endOffset }

    /// Up to where this replica has the records in the sense of `martlet.durability`.
    package func heldEnd(_ durability: ReplicationRules.Durability) -> Offset {
        switch durability {
        case .disk: durableEndOffset
        case .pageCache: endOffset
        }
    }

    package mutating func began(_ epoch: LeaderEpoch) {
        _ = epochs.assign(epoch, at: endOffset)
    }

    package mutating func appended(upTo end: Offset) {
        endOffset = max(endOffset, end)
    }

    /// A leader's batches were appended as they were.
    package mutating func appended(_ batches: some Sequence<FetchedBatch>) {
        for batch in batches {
            if batch.epoch != .none { _ = epochs.assign(batch.epoch, at: batch.baseOffset) }
            endOffset = batch.nextOffset
        }
    }

    package mutating func synced(upTo end: Offset) {
        durableEndOffset = min(max(durableEndOffset, end), endOffset)
    }

    /// Only what was there below `end` still is.
    package mutating func cut(to end: Offset) {
        endOffset = min(endOffset, end)
        startOffset = min(startOffset, endOffset)
        durableEndOffset = min(durableEndOffset, endOffset)
        _ = epochs.truncateEnd(to: endOffset)
    }

    /// Nothing is left, and the log begins at `offset`.
    package mutating func restarted(at offset: Offset) {
        self = ReplicaLog(startOffset: offset, endOffset: offset)
    }

    package mutating func advancedStart(to offset: Offset) {
        guard offset > startOffset else { return }
        startOffset = min(offset, endOffset)
        _ = epochs.truncateStart(to: startOffset)
    }

    /// The greatest epoch that this log has and that is not above `epoch`, and where it ends.
    package func end(of epoch: LeaderEpoch) -> EpochEnd {
        let end = epochs.endOffset(for: epoch, logEndOffset: endOffset)
        return EpochEnd(epoch: end.epoch, endOffset: end.endOffset)
    }

    /// Whether a log that ends at `offset` with a record of `lastEpoch` is a beginning of this one
    /// (KIP-595).
    package func compare(endingAt offset: Offset, lastEpoch: LeaderEpoch) -> LogComparison {
        guard lastEpoch != .none else { return .agrees }
        let end = end(of: lastEpoch)
        if end.epoch == .none { return .unknown }
        return end.epoch < lastEpoch || end.endOffset < offset ? .diverges(end) : .agrees
    }
}

package enum LogComparison: Sendable, Equatable {
    case agrees
    /// What they have in common ends there, or before.
    case diverges(EpochEnd)
    /// The log knows nothing of the other's last epoch.
    case unknown
}
