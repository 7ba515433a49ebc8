import CXXHash
import MartletModel
import MartletRecords
import NIOCore

/// What records are, in 128 bits: their offsets, timestamps, keys, values and headers, and their producers'
/// ids, epochs and sequences. How they are compressed or cut into segments makes no difference. The digests
/// of two stretches add up to that of both.
package struct RecordDigest: Sendable, Hashable {
    package private(set) var recordCount: Int64
    package private(set) var high: UInt64
    package private(set) var low: UInt64

    package init(recordCount: Int64 = 0, high: UInt64 = 0, low: UInt64 = 0) {
        (self.recordCount, self.high, self.low) = (recordCount, high, low)
    }

    package static func += (digest: inout RecordDigest, other: RecordDigest) {
        let (low, carries) = digest.low.addingReportingOverflow(other.low)
        digest.low = low
        digest.high &+= other.high &+ (carries ? 1 : 0)
        digest.recordCount += other.recordCount
    }

    /// `scratch` is used for what is hashed.
    mutating func add(_ record: Record, of header: BatchHeader, _ scratch: inout ByteBuffer) {
        scratch.clear()
        scratch.writeInteger(record.offset.rawValue)
        scratch.writeInteger(record.timestamp.rawValue)
        scratch.writeInteger(header.producerID.rawValue)
        scratch.writeInteger(header.producerEpoch.rawValue)
        let sequence =
            header.hasProducer
            ? header.baseSequence &+ Int32(truncatingIfNeeded: record.offset - header.baseOffset) : -1
        scratch.writeInteger(sequence)
        scratch.writeInteger(UInt8((header.isControl ? 1 : 0) | (header.isTransactional ? 2 : 0)))
        Self.write(record.key, into: &scratch)
        Self.write(record.value, into: &scratch)
        scratch.writeInteger(Int64(record.headers.count))
        for header in record.headers {
            Self.write(ByteBuffer(string: header.key), into: &scratch)
            Self.write(header.value, into: &scratch)
        }
        let hash = scratch.withUnsafeReadableBytes { XXH3_128bits_withSeed($0.baseAddress, $0.count, 0) }
        self += RecordDigest(recordCount: 1, high: hash.high64, low: hash.low64)
    }

    private static func write(_ bytes: ByteBuffer?, into scratch: inout ByteBuffer) {
        scratch.writeInteger(Int64(bytes?.readableBytes ?? -1))
        if let bytes { scratch.writeImmutableBuffer(bytes) }
    }
}

/// Digests what a log has of a range of offsets, piece by piece. Made by the log's owner, it runs on a
/// storage thread.
package struct DigestRead: Sendable {
    /// What one batch may inflate to.
    private static let decompressionLimit = 256 << 20

    private let read: ColdRead
    private let range: Range<Offset>

    package struct Outcome: Sendable, Equatable {
        package var digest = RecordDigest()
        /// Up to where; the end of the range, or before.
        package var end: Offset
        /// What was read.
        package var byteCount = 0
    }

    init(_ read: ColdRead, _ range: Range<Offset>) {
        self.read = read
        self.range = range
    }

    /// If that of the log is another one afterwards, the outcome counts for nothing.
    package var layout: Int { read.layout }

    /// Checks the batches. Throws `StorageError.corrupt` where the first that is needed is damaged, and ends
    /// before a later one.
    package func run() throws(StorageError) -> Outcome {
        let outcome = try digest()
        // What is known to be corrupt reads pass over.
        let passed = range.lowerBound..<outcome.end
        if let gap = read.reader.corruptRanges.first(where: { $0.offsets.overlaps(passed) }) {
            throw .corrupt(path: gap.path, position: gap.position, reason: gap.reason)
        }
        return outcome
    }

    private func digest() throws(StorageError) -> Outcome {
        guard let found = try read.run().found else { return Outcome(end: range.upperBound) }
        let path = found.slice.file.path
        var outcome = Outcome(end: range.lowerBound, byteCount: found.slice.byteCount)
        var frames = RecordBatches(try found.slice.read())
        var scratch = ByteBuffer()
        do throws(RecordsError) {
            while outcome.end < range.upperBound, let batch = try frames.next() {
                try batch.checkCRC()
                try add(batch, to: &outcome, &scratch)
            }
        } catch {
            let position = found.slice.position + Int64(frames.validByteCount)
            throw .corrupt(path: path, position: position, reason: "\(error)")
        }
        return outcome
    }

    private func add(
        _ batch: RecordBatch, to outcome: inout Outcome, _ scratch: inout ByteBuffer
    ) throws(RecordsError) {
        if batch.header.baseOffset < range.upperBound {
            var records = try batch.records(decompressionLimit: Self.decompressionLimit)
            while let record = try records.next() {
                if range.contains(record.offset) { outcome.digest.add(record, of: batch.header, &scratch) }
            }
        }
        outcome.end = min(max(batch.header.nextOffset, outcome.end), range.upperBound)
    }
}

extension PartitionLog {
    /// A digest of so much of a range as one read of at most `maxBytes` finds. The range lies in the log, and
    /// nothing at its beginning is known to be corrupt.
    package func digestRead(of range: Range<Offset>, maxBytes: Int) -> DigestRead {
        DigestRead(
            coldRead(
                from: range.lowerBound, upTo: logEndOffset, maxBytes: maxBytes, minOneBatch: true,
                isReadCommitted: false),
            range)
    }

    /// From where on replicas have the same records: what is older may be deleted or compacted by one and not
    /// by others yet.
    package var comparableStart: Offset { max(logStartOffset, firstDirtyOffset ?? logStartOffset) }
}
