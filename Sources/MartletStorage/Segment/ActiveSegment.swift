import MartletModel
import MartletRecords
import NIOCore

/// The segment that is written to. Its indexes are in memory; their files are written when it is sealed or
/// closed, and are worth nothing after a crash.
struct ActiveSegment {
    let baseOffset: Offset
    let files: LogFiles
    /// The log file while it is written to. A log that is quiet, and synced, gives it back.
    private var written: WrittenFile?
    /// When this process made or opened it; what `segment.ms` counts from where batches have no timestamps.
    let createdAt: Timestamp

    /// Of the log file, as far as batches are whole and accounted for.
    private(set) var byteCount: Int64 = 0
    /// The offset after the last batch.
    private(set) var nextOffset: Offset
    private(set) var offsetIndex: OffsetIndex
    private(set) var timeIndex: TimeIndex
    private(set) var transactionIndex: TransactionIndex
    /// The greatest timestamp, and the last offset of the batch that has it.
    private(set) var greatest: TimestampOffset
    private(set) var bytesSinceIndexEntry: Int64 = 0
    private(set) var recent = RecentBatches()
    /// What follows the last index entry was not read yet; see `closed`.
    private(set) var isTailUnread = false
    /// What lies from `hotStart` on was appended at `hotSince` or later.
    private var hotStart: Int64 = 0
    private var hotSince: Timestamp = .none
    /// The greatest timestamp of the first batch; nil while there is none, or it was not read yet.
    private var firstTimestamp: Timestamp?

    /// An empty segment, or one whose batches are yet to be accounted for.
    ///
    /// - Parameter written: the log file, if it is open for writing already.
    init(baseOffset: Offset, files: LogFiles, written: WrittenFile? = nil, createdAt: Timestamp) {
        self.baseOffset = baseOffset
        self.files = files
        self.written = written
        self.createdAt = createdAt
        nextOffset = baseOffset
        offsetIndex = OffsetIndex(baseOffset: baseOffset)
        timeIndex = TimeIndex(baseOffset: baseOffset)
        transactionIndex = TransactionIndex(baseOffset: baseOffset)
        greatest = TimestampOffset(timestamp: .none, offset: baseOffset)
    }

    var isEmpty: Bool { byteCount == 0 }
    var path: String { files.path(.log, baseOffset) }

    // MARK: - The file

    /// The log file, open for writing from now on.
    mutating func fileForWriting() throws(StorageError) -> any File {
        if let written { return written.file }
        let opened = try files.openLogForWriting(baseOffset)
        written = opened
        return opened.file
    }

    /// The log file as far as it may have bytes that are not synced.
    var fileInUse: (any File)? { written?.file }

    /// The log file for a look.
    func fileForReading(_ access: DiskAccess = .allowed) throws(StorageError) -> any File {
        if let written { return written.file }
        return try files.open(.log, baseOffset, access)
    }

    /// Closes the file until it is needed again. Everything in it must have been synced: who opens a file
    /// anew is not told what the kernel could not write before.
    mutating func releaseFile() {
        written = nil
    }

    // MARK: - Batches

    /// Accounts for a batch that stands at the end.
    mutating func appended(_ header: BatchHeader, indexIntervalBytes: Int64) {
        if isEmpty { firstTimestamp = header.maxTimestamp }
        // What compaction has emptied has the time of records that are gone.
        if header.recordsCount > 0, header.maxTimestamp > greatest.timestamp {
            greatest = TimestampOffset(timestamp: header.maxTimestamp, offset: header.lastOffset)
        }
        // Before this batch is counted, so that the first of a segment is never indexed: it is found without.
        if bytesSinceIndexEntry > indexIntervalBytes {
            offsetIndex.append(lastOffset: header.lastOffset, position: byteCount)
            timeIndex.appendIfLater(greatest)
            bytesSinceIndexEntry = 0
        }
        recent.append(header, position: byteCount)
        byteCount += Int64(header.byteCount)
        bytesSinceIndexEntry += Int64(header.byteCount)
        nextOffset = header.nextOffset
    }

    /// Notes a transaction whose marker stands at the end, if it was given up.
    mutating func ended(_ transaction: EndedTransaction) {
        if let aborted = transaction.aborted { transactionIndex.append(aborted) }
    }

    /// What is wrong with a batch that stands at the end: its offsets must be later than those before it, and
    /// near enough to the base for an index.
    func fault(ofNext header: BatchHeader) -> RecordsError? {
        header.baseOffset < nextOffset || header.lastOffset - baseOffset > Int64(Int32.max)
            ? misplaced(header) : nil
    }

    private func misplaced(_ header: BatchHeader) -> RecordsError {
        .invalidOffsets(
            baseOffset: header.baseOffset.rawValue, lastOffsetDelta: header.lastOffsetDelta,
            recordsCount: header.recordsCount)
    }

    // MARK: - Look-up

    func findRecent(_ offset: Offset) -> (position: Int64, end: Int64)? {
        offset < nextOffset ? recent.find(offset, end: byteCount) : nil
    }

    /// As `LogReader.read`, for what `recent` knows; nil when it does not.
    func recent(
        from offset: Offset, upTo end: Offset, maxBytes: Int, minOneBatch: Bool
    ) -> FileSlice? {
        guard let written, offset < nextOffset, let found = recent.find(offset, end: byteCount) else {
            return nil
        }
        var limit = byteCount
        if end < nextOffset {
            guard let last = recent.find(end, end: byteCount) else { return nil }
            limit = last.position
        }
        let first = found.end - found.position
        guard found.position < limit, minOneBatch || first <= maxBytes else { return nil }
        let count = min(max(Int64(maxBytes), first), limit - found.position)
        return FileSlice(file: written.file, position: found.position, byteCount: Int(count))
    }

    // MARK: - What is in memory

    /// No page leaves memory as soon as this after it was written.
    private static let hotMilliseconds: Int64 = 20_000

    mutating func noteAppend(at now: Timestamp) {
        // Also when the clock was set back.
        guard now - hotSince > Self.hotMilliseconds / 2 || now < hotSince else { return }
        hotStart = byteCount
        hotSince = now
    }

    /// What lies before `position` is let go of, and not in memory for certain any more.
    mutating func noteDropped(before position: Int64) {
        hotStart = max(hotStart, position)
    }

    /// Before an append: if what the last page has already is not in memory, the kernel reads it from the
    /// disk, to write what is new beside it. Then that is not sound any more.
    func lookAtTail(of file: any File, now: Timestamp) {
        guard byteCount > 0, !isHot(byteCount, now: now) else { return }
        _ = file.isCached(at: byteCount - 1, count: 1)
    }

    /// Whether what lies from `position` on is in memory for certain, as it was appended just now.
    func isHot(_ position: Int64, now: Timestamp) -> Bool {
        position >= hotStart && (0...Self.hotMilliseconds).contains(now - hotSince)
    }

    // MARK: - Rolling

    /// Whether a batch must go to a new segment instead.
    mutating func isFull(
        for header: BatchHeader, _ configuration: LogConfiguration, jitter: Int64, now: Timestamp
    ) throws(StorageError) -> Bool {
        if isEmpty { return false }
        if byteCount > configuration.segmentBytes - Int64(header.byteCount) { return true }
        if header.lastOffset - baseOffset > Int64(Int32.max) { return true }
        let indexBytes = configuration.segmentIndexBytes
        // The time index keeps one place for its last entry.
        if offsetIndex.entries.count >= OffsetIndex.capacity(fileByteCount: indexBytes)
            || timeIndex.count >= TimeIndex.capacity(fileByteCount: indexBytes) - 1
        {
            return true
        }
        let first = try firstBatchTimestamp()
        let waited = first >= 0 ? header.maxTimestamp - first : now - createdAt
        return waited > configuration.segmentMilliseconds - jitter
    }

    /// How many of these batches the segment takes before it is full, the first in any case: it is not full
    /// for that. Near the end of an index it may be fewer.
    func room(
        for headers: some Sequence<BatchHeader>, _ configuration: LogConfiguration, jitter: Int64,
        now: Timestamp
    ) -> Int {
        let indexBytes = configuration.segmentIndexBytes
        let indexRoom = min(
            OffsetIndex.capacity(fileByteCount: indexBytes) - offsetIndex.entries.count,
            TimeIndex.capacity(fileByteCount: indexBytes) - 1 - timeIndex.count)
        var first = isEmpty ? nil : firstTimestamp ?? Timestamp.none
        var (count, end) = (0, byteCount)
        for header in headers {
            end += Int64(header.byteCount)
            let begun = first ?? header.maxTimestamp
            first = begun
            let waited = begun >= 0 ? header.maxTimestamp - begun : now - createdAt
            let fits =
                end <= configuration.segmentBytes && header.lastOffset - baseOffset <= Int64(Int32.max)
                && count < indexRoom && waited <= configuration.segmentMilliseconds - jitter
            guard fits || count == 0 else { break }
            count += 1
        }
        return count
    }

    private mutating func firstBatchTimestamp() throws(StorageError) -> Timestamp {
        if let firstTimestamp { return firstTimestamp }
        let file = try fileForWriting()
        guard file.isCached(at: 0, count: BatchHeader.byteCount) else {
            // Appending must not wait for it. Until it is there, the segment counts as begun when it was
            // opened.
            file.advise(.willNeed(0..<Int64(BatchHeader.byteCount)))
            return .none
        }
        var scanner = SegmentScanner(file, upTo: byteCount, chunkByteCount: BatchHeader.byteCount)
        let first: Timestamp =
            if case .batch(let batch) = try scanner.next() { batch.header.maxTimestamp } else { .none }
        firstTimestamp = first
        return first
    }

    /// Adds the time index's last entry, as a segment that is sealed or closed must have it.
    mutating func completeTimeIndex() {
        timeIndex.appendIfLater(greatest)
    }

    // MARK: - Loading

    /// Takes over the indexes of a segment that was closed cleanly, and accounts for the batches after their
    /// last entry. Returns what is wrong if the file does not end with a whole batch.
    mutating func load(
        _ offsets: OffsetIndex, _ times: TimeIndex, _ transactions: TransactionIndex, upTo end: Int64,
        indexIntervalBytes: Int64, skipping gaps: [Range<Int64>] = []
    ) throws(StorageError) -> RecordsError? {
        resume(offsets, times, transactions)
        var scanner = try SegmentScanner(
            try fileForReading(), at: offsets.lastPlace, upTo: end, skipping: gaps)
        // A scan that begins elsewhere has found that the index is not this file's.
        if scanner.position != byteCount { return .incomplete(needed: Int(byteCount), available: Int(end)) }
        while true {
            switch try scanner.next() {
            case .end:
                byteCount = end
                return nil
            case .damage(_, let error): return error
            case .batch(let batch):
                if let fault = fault(ofNext: batch.header) { return fault }
                byteCount = batch.position
                appended(batch.header, indexIntervalBytes: indexIntervalBytes)
            }
        }
    }

    /// As `load`. Where that finds something wrong, which may be the indexes alone, both are made again from
    /// the batches, all of which are read then. Returns what is wrong with the log file.
    mutating func loadMending(
        _ offsets: OffsetIndex, _ times: TimeIndex, _ transactions: TransactionIndex, upTo end: Int64,
        indexIntervalBytes: Int64, skipping gaps: [Range<Int64>] = []
    ) throws(StorageError) -> RecordsError? {
        let fault = try load(
            offsets, times, transactions, upTo: end, indexIntervalBytes: indexIntervalBytes, skipping: gaps)
        guard fault != nil else { return nil }
        return try load(
            OffsetIndex(baseOffset: baseOffset), TimeIndex(baseOffset: baseOffset), transactions, upTo: end,
            indexIntervalBytes: indexIntervalBytes, skipping: gaps)
    }

    /// Takes over indexes; the batch that their last entry is about is the next to be accounted for.
    mutating func resume(_ offsets: OffsetIndex, _ times: TimeIndex, _ transactions: TransactionIndex) {
        offsetIndex = offsets
        timeIndex = times
        transactionIndex = transactions
        greatest = times.last
        byteCount = offsets.lastPlace?.position ?? 0
        bytesSinceIndexEntry = 0
        isTailUnread = false
        firstTimestamp = nil
        recent = RecentBatches()
        nextOffset = baseOffset
    }

    /// Takes over the indexes of a segment that was closed at `end`, as two witnesses say: a checkpoint and a
    /// snapshot. Reads nothing: what follows the last entry is read when something is appended to it. Returns
    /// whether the indexes can be those of such a segment.
    mutating func closed(
        _ offsets: OffsetIndex, _ times: TimeIndex, _ transactions: TransactionIndex, byteCount end: Int64,
        at nextOffset: Offset
    ) -> Bool {
        resume(offsets, times, transactions)
        guard nextOffset > max(offsets.lastPlace?.lastOffset ?? baseOffset - 1, times.last.offset - 1) else {
            return false
        }
        bytesSinceIndexEntry = end - byteCount
        byteCount = end
        self.nextOffset = nextOffset
        isTailUnread = true
        return true
    }

    /// Makes up for what `closed` did not read. An index that does not go with the batches it names last is
    /// damaged: then both are made again from all batches, and what was wrong is returned.
    mutating func readTail(indexIntervalBytes: Int64) throws(StorageError) -> IndexFault? {
        var read = self
        var fault: IndexFault?
        if let reason = try read.readTail(offsetIndex, timeIndex, indexIntervalBytes) {
            fault = IndexFault(
                path: files.path(.offsetIndex, baseOffset),
                position: Int64(max(0, offsetIndex.entries.count - 1) * OffsetIndex.entryByteCount),
                reason: reason)
        } else if let named = timeIndex.count > 0 ? timeIndex.last : nil, try !read.hasBatch(of: named) {
            fault = IndexFault(
                path: files.path(.timeIndex, baseOffset),
                position: Int64((timeIndex.count - 1) * TimeIndex.entryByteCount),
                reason: "no batch that ends with offset \(named.offset) has timestamp \(named.timestamp)")
        }
        if fault != nil {
            read = self
            let empty = (OffsetIndex(baseOffset: baseOffset), TimeIndex(baseOffset: baseOffset))
            if let reason = try read.readTail(empty.0, empty.1, indexIntervalBytes) {
                throw .corrupt(path: path, position: read.byteCount, reason: reason)
            }
        }
        read.nextOffset = nextOffset
        self = read
        return fault
    }

    private mutating func readTail(
        _ offsets: OffsetIndex, _ times: TimeIndex, _ indexIntervalBytes: Int64
    ) throws(StorageError) -> String? {
        let end = nextOffset
        let fault = try load(
            offsets, times, transactionIndex, upTo: byteCount, indexIntervalBytes: indexIntervalBytes)
        if let fault { return "\(fault)" }
        // Below it may be a gap that a truncation has left.
        if nextOffset <= end { return nil }
        return "the log ends at offset \(nextOffset), and was closed at \(end)"
    }

    /// Whether the batch is there that an entry of the time index means.
    func hasBatch(of entry: TimestampOffset) throws(StorageError) -> Bool {
        var scanner = try SegmentScanner(
            try fileForReading(), at: offsetIndex.place(for: entry.offset), upTo: byteCount)
        while case .batch(let batch) = try scanner.next() {
            if batch.header.lastOffset < entry.offset { continue }
            return batch.header.lastOffset == entry.offset && batch.header.maxTimestamp == entry.timestamp
        }
        return false
    }

    /// Takes over what another thread has read of the same segment by `readTail`. Returns whether it can.
    mutating func adoptTail(of other: ActiveSegment) -> Bool {
        guard isTailUnread, other.baseOffset == baseOffset, other.byteCount == byteCount,
            other.nextOffset == nextOffset
        else { return false }
        let own = self
        self = other
        (written, hotStart, hotSince) = (own.written, own.hotStart, own.hotSince)
        return true
    }

    /// Forgets what lies at `position` or beyond, where the batch with `offset` begins; the file is cut
    /// already. `end` is where the offsets end of what cannot be told of the rest.
    mutating func truncated(
        to position: Int64, offset: Offset, notBefore end: Offset?, indexIntervalBytes: Int64,
        skipping gaps: [Range<Int64>] = []
    ) throws(StorageError) {
        var (offsets, times, transactions) = (offsetIndex, timeIndex, transactionIndex)
        offsets.truncate(toPosition: position)
        times.truncate(toOffset: offset)
        transactions.truncate(toOffset: offset)
        // There is no batch to begin with where bytes are corrupt.
        while let last = offsets.entries.last.map({ Int64($0.position) }),
            gaps.contains(where: { $0.contains(last) })
        {
            offsets.truncate(toPosition: last)
        }
        let fault = try loadMending(
            offsets, times, transactions, upTo: position, indexIntervalBytes: indexIntervalBytes,
            skipping: gaps)
        if let fault { throw .corrupt(path: path, position: byteCount, reason: "\(fault)") }
        if let end { nextOffset = max(nextOffset, end) }
    }
}
