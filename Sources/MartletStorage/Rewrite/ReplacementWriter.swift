import MartletModel
import MartletRecords
import NIOCore

/// Writes the segment that is to replace the sources of a rewrite, in files with the suffix `.cleaned`. Until
/// it is swapped in they mean nothing: who gives up calls `SegmentRewrite.discard`, and what a crash leaves
/// goes when the log is opened.
package struct ReplacementWriter {
    /// What is collected before it is written.
    private static let chunkByteCount = 1 << 20

    private let rewrite: SegmentRewrite
    private let indexIntervalBytes: Int64
    private let file: any File
    /// Accounts for what is written.
    private var segment: ActiveSegment
    private var pending: ByteBuffer
    private var pendingPosition: Int64 = 0

    package init(_ rewrite: SegmentRewrite, indexIntervalBytes: Int64) throws(StorageError) {
        self.rewrite = rewrite
        self.indexIntervalBytes = indexIntervalBytes
        // As long as any is there, nothing counts that is swapped in.
        for entry in try rewrite.fileSystem.list(rewrite.directory)
        where entry.name.hasSuffix(SegmentFile.cleanedSuffix) {
            try rewrite.fileSystem.remove("\(rewrite.directory)/\(entry.name)")
        }
        let path = rewrite.path(.log, rewrite.baseOffset) + SegmentFile.cleanedSuffix
        file = try rewrite.fileSystem.open(path, .createOrTruncate)
        segment = ActiveSegment(baseOffset: rewrite.baseOffset, files: rewrite.files, createdAt: .none)
        pending = ByteBufferAllocator().buffer(capacity: Self.chunkByteCount)
    }

    /// What was appended.
    package var byteCount: Int64 { segment.byteCount }
    /// The offset after the last batch.
    package var nextOffset: Offset { segment.nextOffset }

    /// Appends a whole batch: its offsets are later than those of the last.
    package mutating func append(_ batch: RecordBatch) throws(StorageError) {
        precondition(segment.fault(ofNext: batch.header) == nil, "batches are written in order")
        segment.appended(batch.header, indexIntervalBytes: indexIntervalBytes)
        pending.writeImmutableBuffer(batch.bytes)
        if pending.readableBytes >= Self.chunkByteCount { try writePending() }
    }

    /// Writes the indexes, and makes everything durable. `aborted`: the transactions whose markers are in the
    /// segment.
    package mutating func finish(
        aborted: [AbortedTransaction]
    ) throws(StorageError) -> ReplacementSegment {
        // Recovery takes the sources away by the offsets that the replacement covers.
        precondition(
            nextOffset > rewrite.sources[rewrite.sources.count - 1].baseOffset,
            "a replacement reaches into the last source")
        try writePending()
        segment.completeTimeIndex()
        try file.sync()
        var files: [SegmentFile] = [.log, .offsetIndex, .timeIndex]
        try write(segment.offsetIndex.encoded(), .offsetIndex)
        try write(segment.timeIndex.encoded(), .timeIndex)
        if !aborted.isEmpty {
            var index = TransactionIndex(baseOffset: segment.baseOffset)
            for transaction in aborted { index.append(transaction) }
            try write(index.encoded(), .transactionIndex)
            files.append(.transactionIndex)
        }
        try takeOverTime()
        try rewrite.fileSystem.syncDirectory(rewrite.directory)
        return ReplacementSegment(
            baseOffset: segment.baseOffset, byteCount: segment.byteCount, greatest: segment.timeIndex.last,
            files: files)
    }

    private mutating func writePending() throws(StorageError) {
        guard pending.readableBytes > 0 else { return }
        try file.write([pending], at: pendingPosition)
        pendingPosition += Int64(pending.readableBytes)
        pending.clear()
    }

    private func write(_ bytes: ByteBuffer, _ kind: SegmentFile) throws(StorageError) {
        let path = rewrite.path(kind, segment.baseOffset) + SegmentFile.cleanedSuffix
        let file = try rewrite.fileSystem.open(path, .createOrTruncate)
        try file.write([bytes], at: 0)
        try file.sync()
    }

    /// Where records have no timestamps, retention goes by the time of the file.
    private func takeOverTime() throws(StorageError) {
        let last = rewrite.path(.log, of: rewrite.sources[rewrite.sources.count - 1])
        guard let attributes = try rewrite.fileSystem.attributes(last) else { return }
        try rewrite.fileSystem.setModified(
            file.path, atMilliseconds: attributes.modifiedAtMilliseconds)
    }
}
