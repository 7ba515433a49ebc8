import MartletModel
import MartletRecords
import NIOCore

/// Walks a segment batch by batch and tells the good from the bad: by checksum, by the order of offsets and
/// leader epochs, and by what the segment's frame says. After bytes that are no good batch it goes on with
/// the next good one.
package struct SegmentCheck {
    package enum Step: Sendable, Equatable {
        case batch(BatchLocation)
        case damage(CorruptRange)
        /// A good batch whose leader epoch is not that of the epoch file. Which of the two is wrong cannot be
        /// told.
        case otherEpoch(BatchLocation, expected: LeaderEpoch)
        case end
    }

    private let file: any File
    private let end: Int64
    private let frame: SegmentFrame
    private var scanner: SegmentScanner
    /// The offset after the last good batch.
    private var expected: Offset
    private var lastEpoch = LeaderEpoch.none

    /// - Parameters:
    ///   - position: where a batch begins; none before it has an offset at or above `offset`.
    ///   - end: where a batch ends, or the file.
    package init(
        _ file: any File, from position: Int64 = 0, offset: Offset? = nil, upTo end: Int64,
        frame: SegmentFrame
    ) {
        self.file = file
        self.end = end
        self.frame = frame
        expected = offset ?? frame.baseOffset
        scanner = SegmentScanner(
            file, from: position, upTo: end, chunkByteCount: SegmentScanner.checkChunkByteCount)
    }

    /// Where the next step begins.
    package var position: Int64 { scanner.position }

    package mutating func next() throws(StorageError) -> Step {
        let start = scanner.position
        switch try scanner.next() {
        case .end: return .end
        case .damage(_, let error): return .damage(try damage(from: start, likelyEnd: nil, "\(error)"))
        case .batch(let batch):
            if let error = try scanner.checksumError(of: batch) {
                return .damage(try damage(from: start, likelyEnd: batch.end, "\(error)"))
            }
            if let fault = try fault(of: batch) {
                return .damage(try damage(from: start, likelyEnd: batch.end, fault))
            }
            expected = batch.header.nextOffset
            lastEpoch = max(lastEpoch, batch.header.partitionLeaderEpoch)
            if let epoch = frame.expectedEpoch(of: batch.header), epoch != batch.header.partitionLeaderEpoch {
                return .otherEpoch(batch, expected: epoch)
            }
            return .batch(batch)
        }
    }

    // MARK: - What the checksum does not cover

    private func fault(of batch: BatchLocation) throws(StorageError) -> String? {
        let header = batch.header
        if let fault = frame.fault(of: header, after: expected) { return fault }
        let epoch = frame.expectedEpoch(of: header) ?? header.partitionLeaderEpoch
        // The usual case: the batch is just where the one before it ends, and needs no other witness.
        if header.baseOffset == expected, header.partitionLeaderEpoch == epoch, epoch >= lastEpoch {
            return nil
        }
        let following = try goodBatch(at: batch.end)?.header
        // Of two that contradict each other the one is wrong that the batch before does not lead up to.
        if let following, header.baseOffset > expected, following.baseOffset < header.nextOffset,
            following.baseOffset >= expected
        {
            return
                "base offset \(header.baseOffset) leads to offset \(header.lastOffset), but the next batch "
                + "begins at \(following.baseOffset)"
        }
        return epochFault(of: header, before: following)
    }

    /// A batch that disagrees with the epoch file is wrong if it disagrees with its neighbours too.
    private func epochFault(of header: BatchHeader, before following: BatchHeader?) -> String? {
        let epoch = header.partitionLeaderEpoch
        if epoch < .none { return "leader epoch \(epoch) is negative" }
        guard let known = frame.expectedEpoch(of: header), known != epoch else { return nil }
        let next = following?.partitionLeaderEpoch ?? frame.epochs.epoch(at: frame.nextOffset) ?? known
        guard epoch < lastEpoch || epoch > max(next, known) else { return nil }
        return "leader epoch \(epoch) is out of order: it is \(known) at offset \(header.baseOffset)"
    }

    // MARK: - The next good batch

    private mutating func damage(
        from start: Int64, likelyEnd: Int64?, _ reason: String
    ) throws(StorageError) -> CorruptRange {
        let next = try nextGood(after: start, likelyAt: likelyEnd)
        let stop = next?.position ?? end
        let offset = next?.header.baseOffset ?? max(expected, frame.nextOffset)
        let range = CorruptRange(
            offsets: expected..<offset, segment: frame.baseOffset, path: file.path, position: start,
            byteCount: stop - start, reason: reason)
        expected = offset
        scanner = SegmentScanner(
            file, from: stop, upTo: end, chunkByteCount: SegmentScanner.checkChunkByteCount)
        return range
    }

    private func nextGood(
        after start: Int64, likelyAt likely: Int64?
    ) throws(StorageError) -> BatchLocation? {
        if let likely, let batch = try resumption(at: likely) { return batch }
        var candidates = BatchCandidates(file, from: start + 1, upTo: end)
        while let position = try candidates.next() {
            if let batch = try resumption(at: position) { return batch }
        }
        return nil
    }

    /// A good batch with which the log may go on: what follows it must fit too, as a record may hold the
    /// bytes of a batch.
    private func resumption(at position: Int64) throws(StorageError) -> BatchLocation? {
        guard let batch = try goodBatch(at: position), frame.fault(of: batch.header, after: expected) == nil
        else { return nil }
        if batch.end == end { return batch }
        var ahead = SegmentScanner(file, from: batch.end, upTo: end)
        guard case .batch(let following) = try ahead.next(),
            following.header.baseOffset >= batch.header.nextOffset
        else { return nil }
        return batch
    }

    private func goodBatch(at position: Int64) throws(StorageError) -> BatchLocation? {
        var ahead = scanner
        ahead.move(to: position)
        guard case .batch(let batch) = try ahead.next(), try ahead.checksumError(of: batch) == nil else {
            return nil
        }
        return batch
    }
}
