import MartletModel
import NIOCore

/// Which leader epoch begins at which offset, of one log; what `leader-epoch-checkpoint` holds.
///
/// Invariant: epochs and start offsets strictly increase.
package struct LeaderEpochCache: Sendable, Equatable {
    package struct Entry: Sendable, Equatable {
        package var epoch: LeaderEpoch
        package var startOffset: Offset

        package init(epoch: LeaderEpoch, startOffset: Offset) {
            self.epoch = epoch
            self.startOffset = startOffset
        }
    }

    package static let fileName = "leader-epoch-checkpoint"

    package private(set) var entries: [Entry] = []

    package init() {}

    package var latestEpoch: LeaderEpoch? { entries.last?.epoch }

    /// Notes that `epoch` begins at `startOffset`. Returns whether that was news.
    package mutating func assign(_ epoch: LeaderEpoch, at startOffset: Offset) -> Bool {
        if let last = entries.last, last.epoch == epoch, startOffset >= last.startOffset { return false }
        // What a later or equal entry says is overruled: the log there was another leader's, and is no more.
        let kept = entries.partitioningIndex { $0.epoch >= epoch || $0.startOffset >= startOffset }
        entries.removeSubrange(kept...)
        entries.append(Entry(epoch: epoch, startOffset: startOffset))
        return true
    }

    /// The log now ends at `offset`. Returns whether an entry went.
    package mutating func truncateEnd(to offset: Offset) -> Bool {
        let kept = entries.partitioningIndex { $0.startOffset >= offset }
        defer { entries.removeSubrange(kept...) }
        return kept < entries.count
    }

    /// The log now starts at `offset`: the epoch that is current there starts there. Returns whether that was
    /// news.
    package mutating func truncateStart(to offset: Offset) -> Bool {
        let later = entries.partitioningIndex { $0.startOffset > offset }
        guard later > 0, later > 1 || entries[0].startOffset < offset else { return false }
        let current = Entry(epoch: entries[later - 1].epoch, startOffset: offset)
        entries.replaceSubrange(..<later, with: [current])
        return true
    }

    /// The epoch of the record at `offset`, were it there.
    package func epoch(at offset: Offset) -> LeaderEpoch? {
        let after = entries.partitioningIndex { $0.startOffset > offset }
        return after == 0 ? nil : entries[after - 1].epoch
    }

    /// KIP-101 and KIP-279: the greatest epoch that is known and not above `epoch`, and where it ends.
    /// (−1, −1) for an epoch that this log cannot know.
    package func endOffset(
        for epoch: LeaderEpoch, logEndOffset: Offset
    ) -> (epoch: LeaderEpoch, endOffset: Offset) {
        guard let latest = latestEpoch, epoch != .none, epoch <= latest else { return (.none, .none) }
        if epoch == latest { return (epoch, logEndOffset) }
        let higher = entries.partitioningIndex { $0.epoch > epoch }
        return (higher == 0 ? epoch : entries[higher - 1].epoch, entries[higher].startOffset)
    }

    // MARK: - leader-epoch-checkpoint

    package func encoded() -> ByteBuffer {
        CheckpointText.encode(entries.map { "\($0.epoch) \($0.startOffset)" })
    }

    package init(decoding buffer: ByteBuffer, path: String) throws(StorageError) {
        for (line, fields) in try CheckpointText.decode(buffer, path: path).enumerated() {
            guard fields.count == 2, let epoch = Int32(fields[0]), let start = Int64(fields[1]),
                epoch >= 0, start >= 0
            else { throw CheckpointText.malformed(path, line: line + 3) }
            let entry = Entry(epoch: LeaderEpoch(epoch), startOffset: Offset(start))
            if let last = entries.last, entry.epoch <= last.epoch || entry.startOffset <= last.startOffset {
                throw CheckpointText.malformed(path, line: line + 3)
            }
            entries.append(entry)
        }
    }
}
