import MartletModel
import MartletRecords
import NIOCore

/// A log's segments at one moment, to look into. A value: a storage thread may do so while the log's owner
/// goes on.
///
/// What is found is true as long as the log's `layout` is still `layout`: the owner compares, and asks again
/// if segments have gone, or were replaced, in between.
package struct LogReader: Sendable, SegmentSequence {
    package let layout: Int
    let files: LogFiles
    let access: DiskAccess
    let logStartOffset: Offset
    let sealed: [SealedSegment]
    let active: Active
    package let corruptRanges: [CorruptRange]
    let epochs: LeaderEpochCache

    /// The active segment as it was. Its indexes may have only the entries that the look-up needs.
    struct Active: Sendable {
        var baseOffset: Offset
        var byteCount: Int64
        var nextOffset: Offset
        /// Nil: to be opened.
        var file: (any File)?
        var offsetIndex: OffsetIndex
        var timeIndex: TimeIndex
        var transactionIndex: TransactionIndex
        var greatest: TimestampOffset
    }

    /// What a reader is for.
    enum Question {
        /// Anything, on the owner's thread.
        case any
        case read(from: Offset, upTo: Offset, maxBytes: Int)
        case timestamp(Timestamp)
        case greatestTimestamp
    }

    init(_ log: PartitionLog, for question: Question, _ access: DiskAccess) {
        layout = log.layout
        files = log.files
        self.access = access
        logStartOffset = log.logStartOffset
        sealed = log.sealed
        active = Active(log.active, for: question)
        corruptRanges = log.corruptRanges
        epochs = log.epochs
    }

    package var logEndOffset: Offset { active.nextOffset }
    var activeBaseOffset: Offset { active.baseOffset }
    var activeByteCount: Int64 { active.byteCount }

    func logFile(ofSegment index: Int) throws(StorageError) -> any File {
        if index == sealed.count, let file = active.file { return file }
        return try files.open(.log, baseOffset(ofSegment: index), access)
    }

    // MARK: - Offsets

    /// See `PartitionLog.read`.
    func read(
        from offset: Offset, upTo end: Offset, maxBytes: Int, minOneBatch: Bool
    ) throws(StorageError) -> LocatedSlice? {
        // Compaction leaves gaps: what a segment does not have the next one may.
        for index in segmentIndex(for: offset)..<segmentCount {
            guard let found = try find(offset, inSegment: index) else { continue }
            let limit = soundEnd(
                ofSegment: index, from: found.position, upTo: try readableEnd(ofSegment: index, upTo: end))
            guard found.position < limit else { return nil }
            let first = Int(found.end - found.position)
            guard minOneBatch || first <= maxBytes else { return nil }
            let count = min(max(maxBytes, first), Int(limit - found.position))
            return LocatedSlice(
                slice: FileSlice(
                    file: try logFile(ofSegment: index), position: found.position, byteCount: count),
                soundByteCount: soundEnd(
                    ofSegment: index, from: found.position, upTo: byteCount(ofSegment: index)),
                isSealed: index < sealed.count, frame: frame(ofSegment: index))
        }
        return nil
    }

    /// The first batch of the segment that reaches `offset`: its position and where the next begins.
    func find(
        _ offset: Offset, inSegment index: Int
    ) throws(StorageError) -> (position: Int64, end: Int64)? {
        guard offset < nextOffset(ofSegment: index) else { return nil }
        var place = try place(for: offset, inSegment: index)
        // What comes from the disk the batch before it is to bear out: it may say that it has other offsets.
        if access == .allowed, let nearest = place {
            place = try self.place(for: nearest.lastOffset - 1, inSegment: index)
        }
        var scanner = try scanner(at: place, inSegment: index)
        let start = scanner.position
        let found = try scanner.firstBatch(reaching: offset, notBelow: baseOffset(ofSegment: index))
        if access == .refused, found.map({ $0.header.baseOffset > offset }) ?? true {
            // Compaction leaves gaps. That this is one only batches can say that were checked.
            let end = found?.position ?? byteCount(ofSegment: index)
            let file = try logFile(ofSegment: index)
            guard file.isSound(at: start, count: Int(end - start)) else {
                throw .wouldBlock(path: file.path)
            }
        }
        return found.map { ($0.position, $0.end) }
    }

    /// What the segment's index says of an offset.
    private func place(for offset: Offset, inSegment index: Int) throws(StorageError) -> IndexedPlace? {
        guard index < sealed.count else { return active.offsetIndex.place(for: offset) }
        let segment = sealed[index]
        guard offset > segment.baseOffset else { return nil }
        return try offsetIndex(of: segment).place(
            for: offset, baseOffset: segment.baseOffset, nextOffset: nextOffset(ofSegment: index))
    }

    private func scanner(
        at place: IndexedPlace?, inSegment index: Int
    ) throws(StorageError) -> SegmentScanner {
        try SegmentScanner(
            try logFile(ofSegment: index), at: place, upTo: byteCount(ofSegment: index),
            skipping: gaps(ofSegment: index), access)
    }

    /// Begins at a batch that does not reach `offset`, or at the one that does, as the segment's index says.
    func scanner(for offset: Offset, inSegment index: Int) throws(StorageError) -> SegmentScanner {
        try scanner(at: try place(for: offset, inSegment: index), inSegment: index)
    }

    func offsetIndex(of segment: SealedSegment) throws(StorageError) -> SealedIndex {
        try SealedIndex(.offsets, file: try files.open(.offsetIndex, segment.baseOffset, access), access)
    }

    /// Where the batches that lie wholly below `end` end in the segment.
    private func readableEnd(ofSegment index: Int, upTo end: Offset) throws(StorageError) -> Int64 {
        if end >= nextOffset(ofSegment: index) { return byteCount(ofSegment: index) }
        return try find(end, inSegment: index)?.position ?? byteCount(ofSegment: index)
    }
}

/// A slice of a segment's log file.
package struct LocatedSlice: Sendable {
    package var slice: FileSlice
    /// How far the file goes, or up to what is known to be corrupt.
    package var soundByteCount: Int64
    package var isSealed: Bool
    /// What its batches must keep to.
    var frame: SegmentFrame
}

extension LogReader.Active {
    init(_ segment: ActiveSegment, for question: LogReader.Question) {
        baseOffset = segment.baseOffset
        byteCount = segment.byteCount
        nextOffset = segment.nextOffset
        file = segment.fileInUse
        transactionIndex = segment.transactionIndex
        greatest = segment.greatest
        offsetIndex = segment.offsetIndex
        timeIndex = segment.timeIndex
        // An index that another thread holds is copied, all of it, when the owner appends to it. So others
        // get the few entries that answer their question.
        switch question {
        case .any: break
        case .read(let start, let end, let maxBytes):
            offsetIndex = offsetIndex.narrowed(to: [start, end], following: Int64(maxBytes))
            timeIndex = TimeIndex(baseOffset: baseOffset)
        case .timestamp(let timestamp):
            let entry = timeIndex.lookUp(timestamp)
            timeIndex = TimeIndex(baseOffset: baseOffset)
            timeIndex.appendIfLater(entry)
            offsetIndex = offsetIndex.narrowed(to: [entry.offset])
        case .greatestTimestamp:
            timeIndex = TimeIndex(baseOffset: baseOffset)
            offsetIndex = offsetIndex.narrowed(to: [greatest.offset])
        }
    }
}
