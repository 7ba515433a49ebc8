import MartletModel
import MartletRecords
import NIOCore

/// Why nothing could be read.
package enum ReadError: Error, Sendable, Equatable {
    case outOfRange(logStart: Offset, logEnd: Offset)
    /// The offset lies in a range that cannot be told any more; what follows it can be read.
    case corrupt(CorruptRange)
    case storage(StorageError)
}

extension PartitionLog {
    /// The bytes from the batch that holds `from`, or the first after it, as far as one segment has them.
    ///
    /// The slice holds no batch that reaches `upTo`. It is at most `maxBytes` long, so its last batch may be
    /// cut; with `minOneBatch` it is long enough for its first batch. Nil when there is nothing to return:
    /// nothing lies between the two offsets, or the first batch is longer than `maxBytes`.
    package func read(
        from offset: Offset, upTo end: Offset, maxBytes: Int, minOneBatch: Bool
    ) throws(ReadError) -> FileSlice? {
        guard offset >= logStartOffset, offset <= logEndOffset else {
            throw .outOfRange(logStart: logStartOffset, logEnd: logEndOffset)
        }
        guard offset < end else { return nil }
        if let range = corruptRange(at: offset) { throw .corrupt(range) }
        do throws(StorageError) {
            // Compaction leaves gaps: what a segment does not have the next one may.
            for index in segmentIndex(for: offset)..<segmentCount {
                guard let found = try find(offset, inSegment: index) else { continue }
                let limit = soundEnd(
                    ofSegment: index, from: found.position, upTo: try readableEnd(ofSegment: index, upTo: end)
                )
                guard found.position < limit else { return nil }
                let first = Int(found.end - found.position)
                guard minOneBatch || first <= maxBytes else { return nil }
                let count = min(max(maxBytes, first), Int(limit - found.position))
                return FileSlice(
                    file: try logFile(ofSegment: index), position: found.position, byteCount: count)
            }
            return nil
        } catch {
            throw .storage(error)
        }
    }

    // MARK: - Segments by index: the sealed ones, then the active one

    /// The last segment that begins at or before `offset`.
    func segmentIndex(for offset: Offset) -> Int {
        if offset >= active.baseOffset { return sealed.count }
        return max(0, sealed.partitioningIndex { $0.baseOffset > offset } - 1)
    }

    func baseOffset(ofSegment index: Int) -> Offset {
        index < sealed.count ? sealed[index].baseOffset : active.baseOffset
    }

    /// Where the segment's offsets end: at the next segment's, or at the log end.
    func nextOffset(ofSegment index: Int) -> Offset {
        index < sealed.count ? baseOffset(ofSegment: index + 1) : active.nextOffset
    }

    func byteCount(ofSegment index: Int) -> Int64 {
        index < sealed.count ? sealed[index].byteCount : active.byteCount
    }

    func logFile(ofSegment index: Int) throws(StorageError) -> any File {
        index < sealed.count
            ? try files.open(.log, sealed[index].baseOffset) : try active.fileForReading()
    }

    /// The first batch of the segment that reaches `offset`: its position and where the next begins.
    func find(
        _ offset: Offset, inSegment index: Int
    ) throws(StorageError) -> (position: Int64, end: Int64)? {
        guard index < sealed.count else { return try active.find(offset, skipping: gaps(ofSegment: index)) }
        var scanner = try scanner(for: offset, inSegment: index)
        guard let batch = try scanner.firstBatch(reaching: offset) else { return nil }
        return (batch.position, batch.end)
    }

    /// Begins at a batch that does not reach `offset`, or at the one that does, as the segment's index says.
    func scanner(for offset: Offset, inSegment index: Int) throws(StorageError) -> SegmentScanner {
        let file = try logFile(ofSegment: index)
        guard index < sealed.count else {
            return try SegmentScanner(
                file, at: active.offsetIndex.place(for: offset), upTo: active.byteCount,
                skipping: gaps(ofSegment: index))
        }
        let segment = sealed[index]
        var place: IndexedPlace?
        if offset > segment.baseOffset {
            place = try SealedIndex(.offsets, file: try files.open(.offsetIndex, segment.baseOffset))
                .place(for: offset, baseOffset: segment.baseOffset)
        }
        return try SegmentScanner(
            file, at: place, upTo: segment.byteCount, skipping: gaps(ofSegment: index))
    }

    /// Where the batches that lie wholly below `end` end in the segment.
    private func readableEnd(ofSegment index: Int, upTo end: Offset) throws(StorageError) -> Int64 {
        if end >= nextOffset(ofSegment: index) { return byteCount(ofSegment: index) }
        return try find(end, inSegment: index)?.position ?? byteCount(ofSegment: index)
    }
}
