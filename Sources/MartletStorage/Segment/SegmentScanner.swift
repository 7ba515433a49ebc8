import MartletModel
import MartletRecords
import NIOCore

/// A batch in a log file.
package struct BatchLocation: Sendable, Equatable {
    package var position: Int64
    package var header: BatchHeader

    package init(position: Int64, header: BatchHeader) {
        self.position = position
        self.header = header
    }

    package var byteCount: Int { header.byteCount }
    /// Where the next batch begins.
    package var end: Int64 { position + Int64(header.byteCount) }
}

/// Walks the batches of a log file from header to header. It reads in chunks: small ones for a look-up that
/// ends after a few batches, large ones to check a whole file; never more at once than a chunk.
package struct SegmentScanner {
    package enum Step: Sendable, Equatable {
        /// A batch that lies wholly in the file. Its checksum is not checked yet.
        case batch(BatchLocation)
        /// What begins here is no whole batch; there is no telling where the next one begins.
        case damage(position: Int64, RecordsError)
        case end
    }

    package static let lookUpChunkByteCount = 4 << 10
    package static let checkChunkByteCount = 1 << 20

    private let file: any File
    private let end: Int64
    private let chunkByteCount: Int
    private let access: DiskAccess
    /// Stretches that hold no good batches and are passed over, in order.
    private var gaps: ArraySlice<Range<Int64>>
    private var chunk = ByteBuffer()
    private var chunkPosition: Int64 = 0
    /// Where the next batch begins.
    package private(set) var position: Int64

    package init(
        _ file: any File, from position: Int64 = 0, upTo end: Int64,
        chunkByteCount: Int = SegmentScanner.lookUpChunkByteCount, skipping gaps: [Range<Int64>] = [],
        _ access: DiskAccess = .allowed
    ) {
        self.gaps = gaps[...]
        self.file = file
        self.position = position
        self.end = end
        self.chunkByteCount = chunkByteCount
        self.access = access
    }

    package mutating func next() throws(StorageError) -> Step {
        while let gap = gaps.first, gap.lowerBound <= position {
            position = max(position, gap.upperBound)
            gaps.removeFirst()
        }
        guard position < end else { return .end }
        try load(position, count: BatchHeader.byteCount)
        do throws(RecordsError) {
            let header = try BatchHeader(reading: chunk, at: index(of: position))
            guard Int64(header.byteCount) <= end - position else {
                throw .incomplete(needed: header.byteCount, available: Int(end - position))
            }
            let location = BatchLocation(position: position, header: header)
            position = location.end
            return .batch(location)
        } catch {
            return .damage(position: position, error)
        }
    }

    /// Goes on at another place, where a batch begins.
    mutating func move(to position: Int64) {
        self.position = position
    }

    /// Nil when the batch's checksum is right, else what is wrong.
    package mutating func checksumError(of batch: BatchLocation) throws(StorageError) -> RecordsError? {
        var computed: UInt32 = 0
        var at = batch.position + Int64(BatchHeader.checksummedStart)
        while at < batch.end {
            try load(at, count: 1)
            let count = Int(min(chunkPosition + Int64(chunk.readableBytes), batch.end) - at)
            guard count > 0 else {
                return .incomplete(needed: batch.byteCount, available: Int(at - batch.position))
            }
            let start = Int(at - chunkPosition)
            computed = chunk.withUnsafeReadableBytes {
                CRC32C.checksum(
                    UnsafeRawBufferPointer(rebasing: $0[start..<start + count]), continuing: computed)
            }
            at += Int64(count)
        }
        guard computed != batch.header.crc else { return nil }
        return .checksumMismatch(stated: batch.header.crc, computed: computed)
    }

    /// The whole batch.
    package func read(_ batch: BatchLocation) throws(StorageError) -> RecordBatch {
        let bytes = try file.read(at: batch.position, count: batch.byteCount, access)
        guard bytes.readableBytes == batch.byteCount else {
            throw .corrupt(path: file.path, position: batch.position, reason: "the file ends inside a batch")
        }
        return RecordBatch(header: batch.header, bytes: bytes)
    }

    /// Sees to it that `count` bytes from `position` are in the chunk, as far as the file has them.
    private mutating func load(_ position: Int64, count: Int) throws(StorageError) {
        let chunkEnd = chunkPosition + Int64(chunk.readableBytes)
        if position >= chunkPosition && position + Int64(count) <= chunkEnd { return }
        chunk = try file.read(
            at: position, count: Int(min(Int64(max(chunkByteCount, count)), end - position)), access)
        chunkPosition = position
    }

    private func index(of position: Int64) -> Int {
        chunk.readerIndex + Int(position - chunkPosition)
    }
}

extension SegmentScanner {
    /// Begins where an index says. If no batch is there, or one that the index cannot mean, the index is
    /// damaged: then the scan begins at the beginning, which takes longer but misses nothing.
    init(
        _ file: any File, at place: IndexedPlace?, upTo end: Int64, skipping gaps: [Range<Int64>] = [],
        _ access: DiskAccess = .allowed
    ) throws(StorageError) {
        if let place, place.position >= 0, place.position < end {
            self.init(file, from: place.position, upTo: end, skipping: gaps, access)
            if case .batch(let batch) = try next(), batch.position == place.position,
                batch.header.lastOffset <= place.lastOffset
            {
                position = place.position
                return
            }
        }
        self.init(file, upTo: end, skipping: gaps, access)
    }

    /// The next batch of a file that must be whole, or nil at its end.
    mutating func nextWhole() throws(StorageError) -> BatchLocation? {
        switch try next() {
        case .end: return nil
        case .batch(let batch): return batch
        case .damage(let position, let error):
            throw .corrupt(path: file.path, position: position, reason: "\(error)")
        }
    }

    /// As `nextWhole`, of batches whose offsets go up: none is below `expected`, which is where the batch
    /// before it ends. No checksum is about the base offset, and one that is too small hides its records.
    mutating func nextInOrder(after expected: inout Offset) throws(StorageError) -> BatchLocation? {
        guard let batch = try nextWhole() else { return nil }
        guard batch.header.baseOffset >= expected else {
            throw .corrupt(
                path: file.path, position: batch.position,
                reason: "base offset \(batch.header.baseOffset) is below \(expected), where the batch before "
                    + "it ends")
        }
        expected = batch.header.nextOffset
        return batch
    }

    /// The first batch that reaches `offset`, or nil where none does. The file must be whole up to there, and
    /// have nothing below `start`.
    mutating func firstBatch(
        reaching offset: Offset, notBelow start: Offset
    ) throws(StorageError) -> BatchLocation? {
        var expected = start
        while let batch = try nextInOrder(after: &expected) {
            if batch.header.lastOffset >= offset { return batch }
        }
        return nil
    }
}

extension SegmentScanner {
    /// Whether a batch with a good checksum, and with `offset` or later ones, begins anywhere after
    /// `position`.
    static func hasBatch(
        in file: any File, after position: Int64, upTo end: Int64, from offset: Offset
    ) throws(StorageError) -> Bool {
        var start = position + 1
        while end - start >= Int64(BatchHeader.byteCount) {
            let chunk = try file.read(at: start, count: Int(min(Int64(checkChunkByteCount), end - start)))
            let count = chunk.readableBytes - BatchHeader.byteCount + 1
            guard count > 0 else { return false }
            for index in chunk.readerIndex..<chunk.readerIndex + count {
                guard let header = try? BatchHeader(reading: chunk, at: index), header.baseOffset >= offset
                else { continue }
                let batch = BatchLocation(position: start + Int64(index - chunk.readerIndex), header: header)
                guard batch.end <= end else { continue }
                var scanner = SegmentScanner(file, from: batch.position, upTo: end)
                if try scanner.checksumError(of: batch) == nil { return true }
            }
            start += Int64(count)
        }
        return false
    }
}
