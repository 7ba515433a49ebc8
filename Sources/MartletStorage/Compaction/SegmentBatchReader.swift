import MartletModel
import MartletRecords
import NIOCore

/// All batches of a log file in order, read in large pieces, their checksums checked, and that their offsets
/// go up.
struct SegmentBatchReader {
    private static let chunkByteCount = 1 << 20

    private let file: any File
    private let end: Int64
    /// Where `batches` begins in the file.
    private var start: Int64 = 0
    private var batches = RecordBatches(ByteBuffer())
    private var expected: Offset = 0

    init(_ file: any File, upTo end: Int64) {
        self.file = file
        self.end = end
    }

    /// Where the next batch begins.
    var position: Int64 { start + Int64(batches.validByteCount) }
    var isAtEnd: Bool { position >= end }

    /// Nil at the end. Anything that is no good batch is an error.
    mutating func next() throws(StorageError) -> RecordBatch? {
        while true {
            if let batch = try nextRead() { return batch }
            if isAtEnd { return nil }
            try read()
        }
    }

    private mutating func nextRead() throws(StorageError) -> RecordBatch? {
        let position = position
        do throws(RecordsError) {
            guard let batch = try batches.next() else { return nil }
            try batch.checkCRC()
            let header = batch.header
            guard header.baseOffset >= expected else {
                throw RecordsError.invalidOffsets(
                    baseOffset: header.baseOffset.rawValue, lastOffsetDelta: header.lastOffsetDelta,
                    recordsCount: header.recordsCount)
            }
            expected = header.nextOffset
            return batch
        } catch {
            throw corrupt(at: position, error)
        }
    }

    /// The piece from the next batch on: a larger one, if that was too short for the batch.
    private mutating func read() throws(StorageError) {
        let position = position
        let known = position == start ? batches.incompleteByteCount : 0
        let count = Int(min(Int64(max(Self.chunkByteCount, known * 2)), end - position))
        let chunk = try file.read(at: position, count: count)
        guard chunk.readableBytes > known else {
            throw corrupt(at: position, .incomplete(needed: known + 1, available: known))
        }
        start = position
        batches = RecordBatches(chunk)
    }

    private func corrupt(at position: Int64, _ error: RecordsError) -> StorageError {
        .corrupt(path: file.path, position: position, reason: "\(error)")
    }
}
