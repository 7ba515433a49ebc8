import MartletModel

/// A log's segments by index: the sealed ones in the order of their offsets, then the active one.
protocol SegmentSequence {
    var sealed: [SealedSegment] { get }
    var activeBaseOffset: Offset { get }
    var activeByteCount: Int64 { get }
    var logEndOffset: Offset { get }
    var corruptRanges: [CorruptRange] { get }
    var epochs: LeaderEpochCache { get }
}

extension SegmentSequence {
    var segmentCount: Int { sealed.count + 1 }

    /// The last segment that begins at or before `offset`.
    func segmentIndex(for offset: Offset) -> Int {
        if offset >= activeBaseOffset { return sealed.count }
        return max(0, sealed.partitioningIndex { $0.baseOffset > offset } - 1)
    }

    func baseOffset(ofSegment index: Int) -> Offset {
        index < sealed.count ? sealed[index].baseOffset : activeBaseOffset
    }

    /// Where the segment's offsets end: at the next segment's, or at the log end.
    func nextOffset(ofSegment index: Int) -> Offset {
        index < sealed.count ? baseOffset(ofSegment: index + 1) : logEndOffset
    }

    func byteCount(ofSegment index: Int) -> Int64 {
        index < sealed.count ? sealed[index].byteCount : activeByteCount
    }
}
