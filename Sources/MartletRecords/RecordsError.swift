/// Why bytes are not the record batch that they should be, or could not be made into one.
package enum RecordsError: Error, Sendable, Equatable {
    /// The bytes end before the batch does.
    case incomplete(needed: Int, available: Int)
    /// A batch length that no batch of its magic can have.
    case invalidBatchLength(Int32)
    /// A batch of an older or an unknown format.
    case unsupportedMagic(Int8)
    case unknownCompression(Int16)
    /// A record count or an offset range that contradicts itself.
    case invalidOffsets(baseOffset: Int64, lastOffsetDelta: Int32, recordsCount: Int32)
    case checksumMismatch(stated: UInt32, computed: UInt32)
    /// The record at `index` (from 0) of its batch.
    case damagedRecord(index: Int, RecordFault)
    /// Bytes are left after as many records as the header counts.
    case bytesAfterLastRecord(Int)
    case damagedCompression(Compression)
    case decompressedTooLarge(limit: Int)
    case compressionFailed(Compression)
    case invalidCompressionLevel(Compression, Int)
    /// More than the format can express: a batch over 2 GiB, or an offset too far from the base.
    case batchTooLarge
    case damagedControlRecord
}

/// What is wrong with one record.
package enum RecordFault: String, Error, Sendable, Equatable {
    case missing = "the records end before it"
    case endsEarly = "a field reaches beyond the record"
    case varintTooLong = "a varint has too many bytes"
    case negativeLength = "its length is negative"
    case lengthTooLarge = "its length reaches beyond the records"
    case lengthMismatch = "its length is not that of its fields"
    case headerCount = "its header count is negative or exceeds its bytes"
    case nullHeaderKey = "a header's key is null"
}
