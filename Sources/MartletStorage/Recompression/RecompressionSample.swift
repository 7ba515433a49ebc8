import MartletModel
import MartletRecords

/// What compressing a few stretches of a segment anew comes to. It tells whether to do so with the whole:
/// a segment that was recompressed before a restart is not read again, nor one that does not get smaller.
struct RecompressionSample {
    private static let stretchCount = 16
    /// Whole batches, so that it may be more.
    private static let stretchByteCount = 16 << 10

    private(set) var byteCount = 0
    private(set) var recompressedByteCount = 0
    private(set) var uncompressedByteCount = 0

    /// Takes samples all over the segment, as far as its offset index tells where batches begin. Nil when the
    /// job is not wanted any more.
    init?(of job: RecompressionJob, _ encoder: BatchRecompressor, pace: any IOPace) throws(StorageError) {
        let source = job.rewrite.sources[0]
        let log = try job.openLog()
        for place in try Self.places(in: job) {
            let start = try SegmentScanner(log, at: place, upTo: source.byteCount).position
            var reader = BatchReader(
                log, from: start, upTo: source.byteCount, chunkByteCount: 2 * Self.stretchByteCount)
            let before = byteCount
            while byteCount - before < Self.stretchByteCount, let batch = try reader.next() {
                add(batch, encoder.recompress(batch))
            }
            guard pace.moved(byteCount: reader.takeReadByteCount()), !job.rewrite.isCancelled else {
                return nil
            }
        }
    }

    /// The beginning, and entries of the offset index at even distances.
    private static func places(in job: RecompressionJob) throws(StorageError) -> [IndexedPlace?] {
        let index = try job.open(.offsetIndex)
        let count = Int(try index.byteCount()) / OffsetIndex.entryByteCount
        var places: [IndexedPlace?] = [nil]
        // Of a small segment a part, too.
        let stretches = max(1, min(stretchCount, count + 1, Int(job.byteCount) / (4 * stretchByteCount)))
        for stretch in 1..<stretches {
            let entry = try index.read(
                at: Int64(stretch * count / stretches * OffsetIndex.entryByteCount),
                count: OffsetIndex.entryByteCount)
            guard
                let (relative, position) = entry.getMultipleIntegers(
                    at: entry.readerIndex, as: (Int32, Int32).self)
            else { break }
            places.append(
                IndexedPlace(lastOffset: job.baseOffset + Int64(relative), position: Int64(position)))
        }
        return places
    }

    private mutating func add(_ batch: RecordBatch, _ recompressed: RecordBatch.Recompressed) {
        byteCount += batch.header.byteCount
        recompressedByteCount += recompressed.batch?.header.byteCount ?? batch.header.byteCount
        uncompressedByteCount += recompressed.uncompressedByteCount(of: batch)
    }

    /// What the whole segment would take without compression, if all of it is like the samples.
    func uncompressedByteCount(ofSegment segmentByteCount: Int64) -> Int64 {
        guard byteCount > 0 else { return segmentByteCount }
        return Int64(Double(segmentByteCount) * Double(uncompressedByteCount) / Double(byteCount))
    }
}

extension RecordBatch.Recompressed {
    /// What the batch would take without compression; where that is not known, what it takes.
    func uncompressedByteCount(of batch: RecordBatch) -> Int {
        recordsByteCount.map { BatchHeader.byteCount + $0 } ?? batch.header.byteCount
    }
}
