import MartletModel
import NIOCore

/// One whole record batch. Its header's structure is checked; its checksum and records are not, until asked
/// for.
package struct RecordBatch: Sendable {
    package var header: BatchHeader
    /// The whole batch, header included, as it came.
    package var bytes: ByteBuffer

    /// `bytes` must hold exactly the batch.
    package init(header: BatchHeader, bytes: ByteBuffer) {
        precondition(bytes.readableBytes == header.byteCount, "the bytes are those of the batch")
        self.header = header
        self.bytes = bytes
    }

    /// The records area as it stands: compressed, if the batch is.
    package var payload: ByteBuffer {
        var payload = bytes
        payload.moveReaderIndex(forwardBy: BatchHeader.byteCount)
        return payload
    }

    package func checkCRC() throws(RecordsError) {
        let computed = CRC32C.checksum(
            of: bytes, at: bytes.readerIndex + BatchHeader.checksummedStart,
            length: bytes.readableBytes - BatchHeader.checksummedStart)
        guard computed == header.crc else { throw .checksumMismatch(stated: header.crc, computed: computed) }
    }

    /// The records, decompressed to at most `decompressionLimit` bytes. Check the checksum first.
    package func records(
        decompressionLimit: Int, workspace: CodecWorkspace? = nil
    ) throws(RecordsError) -> RecordIterator {
        let area = try recordsArea(decompressionLimit: decompressionLimit, workspace: workspace)
        return RecordIterator(area, header: header)
    }

    /// The records area, decompressed. A batch that compaction has emptied has none.
    func recordsArea(decompressionLimit: Int, workspace: CodecWorkspace?) throws(RecordsError) -> ByteBuffer {
        guard header.compression != .none else { return payload }
        guard header.recordsCount > 0 else { return ByteBuffer() }
        return try CompressionCodec.decompress(
            payload, with: header.compression, limit: decompressionLimit, workspace: workspace)
    }
}

/// The batches of a stretch of bytes in order, as slices. The stretch may end inside a batch, as fetched
/// bytes and torn files do; damage throws.
package struct RecordBatches: Sendable {
    private let bytes: ByteBuffer
    /// The bytes of the batches returned so far.
    package private(set) var validByteCount = 0

    package init(_ bytes: ByteBuffer) {
        self.bytes = bytes
    }

    /// After `next` has returned nil: the bytes at the end that are not a whole batch.
    package var incompleteByteCount: Int { bytes.readableBytes - validByteCount }

    /// The next batch, or nil when no whole batch is left.
    package mutating func next() throws(RecordsError) -> RecordBatch? {
        let index = bytes.readerIndex + validByteCount
        guard let batchLength = bytes.getInteger(at: index + 8, as: Int32.self),
            let magic = bytes.getInteger(at: index + 16, as: Int8.self)
        else { return nil }
        guard batchLength >= Self.minBatchLengthOfAnyMagic else { throw .invalidBatchLength(batchLength) }
        // Before the length is believed: garbage must not pass for the beginning of a batch.
        guard (0...BatchHeader.magic).contains(magic) else { throw .unsupportedMagic(magic) }
        guard Int(batchLength) <= incompleteByteCount - BatchHeader.lengthPrefixByteCount else { return nil }
        let header = try BatchHeader(reading: bytes, at: index)
        guard let slice = bytes.getSlice(at: index, length: header.byteCount) else { return nil }
        validByteCount += header.byteCount
        return RecordBatch(header: header, bytes: slice)
    }

    /// Checksum, magic, attributes, and the lengths of key and value: a message of magic 0.
    private static let minBatchLengthOfAnyMagic: Int32 = 14
}
