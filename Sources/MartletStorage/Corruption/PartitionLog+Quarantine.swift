import MartletModel
import MartletRecords
import NIOCore

/// A bad batch is never served: reads end before it, and go on after it. Whoever finds one says so here.
extension PartitionLog {
    /// Keeps reads from a range. False when that was known, or the log has no such bytes any more.
    @discardableResult
    package func quarantine(_ range: CorruptRange) -> Bool {
        let index = segmentIndex(for: range.segment)
        guard baseOffset(ofSegment: index) == range.segment, range.position < byteCount(ofSegment: index)
        else { return false }
        let known = corruptRanges.filter {
            $0.segment == range.segment && $0.positions.overlaps(range.positions)
        }
        let isCovered = known.contains {
            $0.position <= range.position && $0.positions.upperBound >= range.positions.upperBound
        }
        if isCovered { return false }
        var union = range
        for other in known { union = union.joined(with: other) }
        corruptRanges.removeAll { known.contains($0) }
        let place = corruptRanges.partitioningIndex {
            ($0.segment, $0.position) > (union.segment, union.position)
        }
        corruptRanges.insert(union, at: place)
        return true
    }

    /// Looks where somebody has met bytes that are no good batch, and quarantines what is corrupt there.
    /// Reads as much as lies between two entries of the segment's index, or more where the damage is larger.
    ///
    /// Returns what is news. Nothing, if the error is of another file, or the batches there are as they were
    /// written.
    package func quarantine(damage error: StorageError) throws(StorageError) -> [CorruptRange] {
        guard case .corrupt(let path, let position, _) = error,
            let index = (0..<segmentCount).last(where: {
                self.path(.log, baseOffset(ofSegment: $0)) == path
            }), position < byteCount(ofSegment: index)
        else { return [] }
        var check = try check(ofSegment: index, before: position)
        var found: [CorruptRange] = []
        while check.position <= position {
            switch try check.next() {
            case .end: return found
            case .batch, .otherEpoch: continue
            case .damage(let range): if quarantine(range) { found.append(range) }
            }
        }
        return found
    }

    /// For segments whose bytes from `position` on are gone, or others.
    package func forgetCorruption(ofSegment base: Offset, from position: Int64 = 0) {
        corruptRanges.removeAll { $0.segment == base && $0.position >= position }
    }

    // MARK: - Where to begin

    /// A check of a segment that begins some good batches before `position`.
    private func check(ofSegment index: Int, before position: Int64) throws(StorageError) -> SegmentCheck {
        let file = try reader().logFile(ofSegment: index)
        let end = byteCount(ofSegment: index)
        let frame = frame(ofSegment: index)
        for entry in try indexEntries(ofSegment: index, before: position) {
            let start = Int64(entry.position)
            var scanner = SegmentScanner(file, from: start, upTo: end)
            guard case .batch(let batch) = try scanner.next(),
                try scanner.checksumError(of: batch) == nil,
                batch.header.lastOffset == frame.baseOffset + Int64(entry.relativeOffset)
            else { continue }
            return SegmentCheck(file, from: start, offset: batch.header.baseOffset, upTo: end, frame: frame)
        }
        return SegmentCheck(file, upTo: end, frame: frame)
    }

    /// The last entries that lie well before a position, the nearest first.
    private func indexEntries(
        ofSegment index: Int, before position: Int64
    ) throws(StorageError) -> [OffsetIndex.Entry] {
        let base = baseOffset(ofSegment: index)
        var offsets: OffsetIndex? = active.offsetIndex
        if index < sealed.count {
            offsets = OffsetIndex(
                baseOffset: base,
                decoding: try fileSystem.readIfThere(path(.offsetIndex, base)) ?? ByteBuffer(),
                logByteCount: sealed[index].byteCount)
        }
        let before = offsets?.entries.prefix { Int64($0.position) < position } ?? []
        // The one before the damage may name the batch that is damaged: one more is sure not to.
        return before.dropLast().suffix(4).reversed()
    }
}

extension CorruptRange {
    fileprivate func joined(with other: CorruptRange) -> CorruptRange {
        var joined = self
        let start = min(position, other.position)
        joined.position = start
        joined.byteCount = max(positions.upperBound, other.positions.upperBound) - start
        joined.offsets =
            min(
                offsets.lowerBound, other.offsets.lowerBound)..<max(
                offsets.upperBound, other.offsets.upperBound)
        return joined
    }
}
