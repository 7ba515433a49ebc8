import MartletModel

/// What is known to be corrupt, as it concerns those who look into segments.
extension SegmentSequence {
    /// The bytes of a segment that are corrupt.
    func gaps(ofSegment index: Int) -> [Range<Int64>] {
        if corruptRanges.isEmpty { return [] }
        let base = baseOffset(ofSegment: index)
        return corruptRanges.filter { $0.segment == base }.map(\.positions)
    }

    /// Where good batches end that begin at `position`.
    func soundEnd(ofSegment index: Int, from position: Int64, upTo end: Int64) -> Int64 {
        gaps(ofSegment: index).first { $0.lowerBound >= position }.map { min(end, $0.lowerBound) } ?? end
    }

    func frame(ofSegment index: Int) -> SegmentFrame {
        SegmentFrame(
            baseOffset: baseOffset(ofSegment: index), nextOffset: nextOffset(ofSegment: index), epochs: epochs
        )
    }
}

extension PartitionLog {
    /// The corrupt range that an offset lies in.
    package func corruptRange(at offset: Offset) -> CorruptRange? {
        corruptRanges.first { $0.offsets.contains(offset) }
    }
}
