import MartletModel
import MartletRecords
import NIOCore

extension LogReader {
    /// What the records of one batch may inflate to when a look-up has to read them.
    private static let decompressionLimit = 1 << 30

    /// The first record with this timestamp or a later one, or nil when there is none.
    package func offset(forTimestamp target: Timestamp) throws(StorageError) -> TimestampedRecord? {
        for index in segmentIndex(for: logStartOffset)..<segmentCount {
            let greatest = try greatestTimestamp(ofSegment: index)
            // Without any timestamp there may have been no index: then the batches must tell.
            if greatest.timestamp >= 0 && greatest.timestamp < target { continue }
            var entry = try timeIndexEntry(for: target, inSegment: index)
            if let found = entry, try !isBorneOut(found, inSegment: index) { entry = nil }
            var expected = baseOffset(ofSegment: index)
            let start = max(entry?.offset ?? expected, logStartOffset)
            var scanner = try scanner(for: start, inSegment: index)
            while let batch = try scanner.nextInOrder(after: &expected) {
                guard batch.header.maxTimestamp >= target, batch.header.lastOffset >= logStartOffset else {
                    continue
                }
                let record = try firstRecord(of: try scanner.read(batch), batch.position, index) {
                    $0.timestamp >= target && $0.offset >= logStartOffset
                }
                if let record { return record }
            }
        }
        return nil
    }

    /// The record with the greatest timestamp, the first of them if there are several; nil without records.
    package func maxTimestamp() throws(StorageError) -> TimestampedRecord? {
        var best: (index: Int, found: TimestampOffset)?
        for index in segmentIndex(for: logStartOffset)..<segmentCount {
            let greatest = try greatestTimestamp(ofSegment: index)
            guard greatest.timestamp >= 0, greatest.timestamp > best?.found.timestamp ?? .none else {
                continue
            }
            best = (index, greatest)
        }
        guard let best else { return nil }
        var scanner = try scanner(for: best.found.offset, inSegment: best.index)
        let batch = try scanner.firstBatch(
            reaching: best.found.offset, notBelow: baseOffset(ofSegment: best.index))
        guard let batch else { return nil }
        return try firstRecord(of: try scanner.read(batch), batch.position, best.index) {
            $0.timestamp >= best.found.timestamp
        }
    }

    /// The greatest timestamp in the segment and the last offset of its batch; (−1, base) when none is known.
    func greatestTimestamp(ofSegment index: Int) throws(StorageError) -> TimestampOffset {
        guard index < sealed.count else { return active.greatest }
        if let known = sealed[index].greatest { return known }
        let base = sealed[index].baseOffset
        return try times(base)?.last(baseOffset: base) ?? TimestampOffset(timestamp: .none, offset: base)
    }

    /// Nil where there is no time index, which is no damage: a look-up then scans more.
    private func times(_ baseOffset: Offset) throws(StorageError) -> SealedIndex? {
        guard let file = try files.openIfThere(.timeIndex, baseOffset, access) else { return nil }
        return try SealedIndex(.times, file: file, access)
    }

    private func timeIndexEntry(
        for timestamp: Timestamp, inSegment index: Int
    ) throws(StorageError) -> TimestampOffset? {
        guard index < sealed.count else { return active.timeIndex.lookUp(timestamp) }
        let base = sealed[index].baseOffset
        return try times(base)?.entry(for: timestamp, baseOffset: base)
    }

    /// Whether the batch that an entry of the time index is about is where it says, and as late. One that
    /// names a later batch would hide those before it.
    private func isBorneOut(
        _ entry: TimestampOffset, inSegment index: Int
    ) throws(StorageError) -> Bool {
        guard entry.timestamp >= 0, entry.offset > logStartOffset else { return true }
        var scanner = try scanner(for: entry.offset, inSegment: index)
        let batch = try scanner.firstBatch(reaching: entry.offset, notBelow: baseOffset(ofSegment: index))
        return batch.map {
            $0.header.baseOffset <= entry.offset && $0.header.maxTimestamp == entry.timestamp
        } ?? false
    }

    private func firstRecord(
        of batch: RecordBatch, _ position: Int64, _ index: Int, where matches: (Record) -> Bool
    ) throws(StorageError) -> TimestampedRecord? {
        do throws(RecordsError) {
            try batch.checkCRC()
            var records = try batch.records(decompressionLimit: Self.decompressionLimit)
            while let record = try records.next() {
                guard matches(record) else { continue }
                let epoch = batch.header.partitionLeaderEpoch
                return TimestampedRecord(
                    timestamp: record.timestamp, offset: record.offset, leaderEpoch: epoch >= 0 ? epoch : nil)
            }
            return nil
        } catch {
            throw .corrupt(
                path: files.path(.log, baseOffset(ofSegment: index)), position: position, reason: "\(error)")
        }
    }
}
