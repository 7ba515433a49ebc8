import MartletModel
import MartletRecords

/// What is known of a segment's batches without looking at them, and what they are held against: the
/// checksum of a batch covers neither its base offset nor its leader epoch.
package struct SegmentFrame: Sendable {
    /// The segment's own, below which none of its offsets lie.
    package var baseOffset: Offset
    /// Where the offsets of what follows begin.
    package var nextOffset: Offset
    package var epochs: LeaderEpochCache

    package init(baseOffset: Offset, nextOffset: Offset, epochs: LeaderEpochCache) {
        self.baseOffset = baseOffset
        self.nextOffset = nextOffset
        self.epochs = epochs
    }

    /// What is wrong with the place of a batch that comes after those below `expected`.
    func fault(of header: BatchHeader, after expected: Offset) -> String? {
        if header.baseOffset < expected {
            return "base offset \(header.baseOffset) is below \(expected), where the batch before it ends"
        }
        if header.nextOffset > nextOffset {
            return "offset \(header.lastOffset) is not below \(nextOffset), where the segment ends"
        }
        return nil
    }

    /// The epoch that the batch should have; nil if there is no telling.
    func expectedEpoch(of header: BatchHeader) -> LeaderEpoch? {
        header.partitionLeaderEpoch == .none ? nil : epochs.epoch(at: header.baseOffset)
    }
}
