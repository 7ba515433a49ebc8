import MartletRecords
import NIOCore

/// Reads the batches of a segment one after the other, in large pieces, and checks their checksums.
struct BatchReader {
    private static let chunkByteCount = 1 << 20
    /// Before so much memory is set aside for one batch its checksum is checked piece by piece: its length
    /// may be what is damaged.
    private static let trustedByteCount: Int64 = 16 << 20

    private let file: any File
    private let end: Int64
    private let chunkByteCount: Int
    private var batches = RecordBatches(ByteBuffer())
    private var chunkPosition: Int64
    /// What was read since it was last asked for.
    private var readByteCount = 0

    init(
        _ file: any File, from position: Int64 = 0, upTo end: Int64,
        chunkByteCount: Int = BatchReader.chunkByteCount
    ) {
        self.file = file
        self.end = end
        self.chunkByteCount = chunkByteCount
        chunkPosition = position
    }

    /// Where the next batch begins.
    private var position: Int64 { chunkPosition + Int64(batches.validByteCount) }

    /// The bytes that were read since the last call.
    mutating func takeReadByteCount() -> Int {
        defer { readByteCount = 0 }
        return readByteCount
    }

    /// Nil at the end of the segment, which must be whole.
    mutating func next() throws(StorageError) -> RecordBatch? {
        if let batch = try nextLoaded() { return batch }
        guard position < end else { return nil }
        try load()
        if let batch = try nextLoaded() { return batch }
        let error = RecordsError.incomplete(
            needed: batches.incompleteByteCount + 1, available: Int(end - position))
        throw fault(error, at: position)
    }

    private mutating func nextLoaded() throws(StorageError) -> RecordBatch? {
        let start = position
        do throws(RecordsError) {
            guard let batch = try batches.next() else { return nil }
            try batch.checkCRC()
            return batch
        } catch {
            throw fault(error, at: start)
        }
    }

    /// Begins a new piece at the next batch, long enough for the whole of it.
    private mutating func load() throws(StorageError) {
        let start = position
        var bytes = try file.read(at: start, count: Int(min(Int64(chunkByteCount), end - start)))
        if let length = bytes.getInteger(at: bytes.readerIndex + 8, as: Int32.self) {
            let needed = Int64(BatchHeader.lengthPrefixByteCount) + Int64(length)
            if needed > Int64(bytes.readableBytes), needed <= end - start {
                if needed > Self.trustedByteCount { try checkPieceByPiece(from: start) }
                bytes = try file.read(at: start, count: Int(needed))
            }
        }
        readByteCount += bytes.readableBytes
        chunkPosition = start
        batches = RecordBatches(bytes)
    }

    private func checkPieceByPiece(from start: Int64) throws(StorageError) {
        var scanner = SegmentScanner(
            file, from: start, upTo: end, chunkByteCount: SegmentScanner.checkChunkByteCount)
        switch try scanner.next() {
        case .end: break
        case .damage(_, let error): throw fault(error, at: start)
        case .batch(let batch):
            if let error = try scanner.checksumError(of: batch) { throw fault(error, at: start) }
        }
    }

    private func fault(_ error: RecordsError, at position: Int64) -> StorageError {
        switch error {
        case .unsupportedMagic(0), .unsupportedMagic(1):
            .unsupported(path: file.path, position: position, reason: "\(error)")
        default: .corrupt(path: file.path, position: position, reason: "\(error)")
        }
    }
}
