import MartletModel
import NIOCore

/// Makes one record batch, record by record. What is appended is copied once, into the batch's own memory.
package struct RecordBatchBuilder: Sendable {
    private var header: BatchHeader
    private let compression: Compression
    private let level: Int?
    private let logAppendTime: Timestamp?
    /// Space for the header, then the records as they are before compression.
    private var buffer: ByteBuffer
    private var nextOffset: Offset
    private var isTooLarge = false
    /// Of the first record with the greatest timestamp.
    package private(set) var offsetOfMaxTimestamp: Offset

    /// - Parameters:
    ///   - level: of the codec; nil is its default.
    ///   - logAppendTime: marks the batch as stamped by the broker, then; nil leaves the records their own.
    ///   - deleteHorizon: when compaction may drop tombstones; takes the place of the base timestamp.
    ///   - expectedByteCount: memory to set aside at once.
    package init(
        baseOffset: Offset = 0, compression: Compression = .none, level: Int? = nil,
        logAppendTime: Timestamp? = nil, deleteHorizon: Timestamp? = nil,
        producerID: ProducerID = .none, producerEpoch: ProducerEpoch = .none, baseSequence: Int32 = -1,
        isTransactional: Bool = false, isControl: Bool = false, partitionLeaderEpoch: LeaderEpoch = .none,
        expectedByteCount: Int = 4_096
    ) {
        header = BatchHeader(baseOffset: baseOffset)
        header.producerID = producerID
        header.producerEpoch = producerEpoch
        header.baseSequence = baseSequence
        header.partitionLeaderEpoch = partitionLeaderEpoch
        header.isTransactional = isTransactional
        header.isControl = isControl
        header.timestampType = logAppendTime == nil ? .createTime : .logAppendTime
        if let deleteHorizon {
            header.hasDeleteHorizon = true
            header.baseTimestamp = deleteHorizon
        }
        self.compression = compression
        self.level = level
        self.logAppendTime = logAppendTime
        buffer = ByteBufferAllocator().buffer(capacity: max(BatchHeader.byteCount, expectedByteCount))
        buffer.writeRepeatingByte(0, count: BatchHeader.byteCount)
        nextOffset = baseOffset
        offsetOfMaxTimestamp = baseOffset
    }

    package var recordsCount: Int { Int(header.recordsCount) }
    package var isEmpty: Bool { header.recordsCount == 0 }

    /// The size of the batch if it were built now without compression.
    package var estimatedByteCount: Int { buffer.readableBytes }

    /// How much a record may add to `estimatedByteCount`, at most.
    package static func maxByteCount(key: ByteBuffer?, value: ByteBuffer?, headers: [RecordHeader]) -> Int {
        let lengthByteCount = 5
        var total = 5 * lengthByteCount + 1 + Varint.maxByteCount
        total += (key?.readableBytes ?? 0) + (value?.readableBytes ?? 0)
        for header in headers {
            total += 2 * lengthByteCount + header.key.utf8.count + (header.value?.readableBytes ?? 0)
        }
        return total
    }

    /// Appends a record, at the next offset unless `offset` says a later one.
    package mutating func append(
        key: ByteBuffer?, value: ByteBuffer?, headers: [RecordHeader] = [], timestamp: Timestamp,
        offset: Offset? = nil
    ) {
        let offset = offset ?? nextOffset
        precondition(offset >= nextOffset, "offsets within a batch increase")
        let bound = Self.maxByteCount(key: key, value: value, headers: headers)
        guard !isTooLarge, buffer.readableBytes + bound <= Int(Int32.max),
            let offsetDelta = Int32(exactly: offset - header.baseOffset)
        else {
            isTooLarge = true
            return
        }
        if isEmpty, !header.hasDeleteHorizon { header.baseTimestamp = timestamp }
        if isEmpty || timestamp > header.maxTimestamp {
            header.maxTimestamp = timestamp
            offsetOfMaxTimestamp = offset
        }
        write(
            key, value, headers, timestampDelta: timestamp - header.baseTimestamp, offsetDelta: offsetDelta,
            bound: bound)
        header.recordsCount += 1
        header.lastOffsetDelta = offsetDelta
        nextOffset = offset + 1
    }

    package mutating func append(_ record: Record) {
        append(
            key: record.key, value: record.value, headers: record.headers, timestamp: record.timestamp,
            offset: record.offset)
    }

    private mutating func write(
        _ key: ByteBuffer?, _ value: ByteBuffer?, _ headers: [RecordHeader], timestampDelta: Int64,
        offsetDelta: Int32, bound: Int
    ) {
        var length = 1 + Varint.byteCount(timestampDelta) + Varint.byteCount(Int64(offsetDelta))
        length += Self.byteCount(key) + Self.byteCount(value) + Varint.byteCount(Int64(headers.count))
        for header in headers {
            let keyByteCount = header.key.utf8.count
            length += Varint.byteCount(Int64(keyByteCount)) + keyByteCount + Self.byteCount(header.value)
        }
        buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: bound) { target in
            guard var writer = RecordWriter(target) else { return 0 }
            writer.varint(Int64(length))
            writer.attributes()
            writer.varint(timestampDelta)
            writer.varint(Int64(offsetDelta))
            writer.field(key)
            writer.field(value)
            writer.varint(Int64(headers.count))
            for header in headers {
                writer.field(header.key)
                writer.field(header.value)
            }
            return writer.position
        }
    }

    /// Of a field with its length.
    private static func byteCount(_ field: ByteBuffer?) -> Int {
        guard let field else { return 1 }
        return Varint.byteCount(Int64(field.readableBytes)) + field.readableBytes
    }

    /// Finishes the batch; the builder is spent. `lastOffset` may lie behind the last record, as after
    /// compaction.
    ///
    /// Throws `batchTooLarge` if the records together passed what a batch can hold.
    package mutating func build(
        lastOffset: Offset? = nil, workspace: CodecWorkspace? = nil
    ) throws(RecordsError) -> RecordBatch {
        if let lastOffset {
            guard lastOffset >= nextOffset - 1, let delta = Int32(exactly: lastOffset - header.baseOffset)
            else {
                throw .batchTooLarge
            }
            header.lastOffsetDelta = delta
        }
        guard !isTooLarge else { throw .batchTooLarge }
        if let logAppendTime { header.maxTimestamp = logAppendTime }
        var bytes = buffer
        buffer = ByteBuffer()
        isTooLarge = true
        if compression != .none {
            header.compression = compression
            bytes.moveReaderIndex(forwardBy: BatchHeader.byteCount)
            let compressed = try CompressionCodec.compress(
                bytes, with: compression, level: level, workspace: workspace)
            bytes.clear(minimumCapacity: BatchHeader.byteCount + compressed.readableBytes)
            bytes.writeRepeatingByte(0, count: BatchHeader.byteCount)
            bytes.writeImmutableBuffer(compressed)
        }
        return try seal(bytes)
    }

    /// Writes the header into the space before the records, its checksum last.
    private mutating func seal(_ unsealed: consuming ByteBuffer) throws(RecordsError) -> RecordBatch {
        var bytes = unsealed
        guard let batchLength = Int32(exactly: bytes.readableBytes - BatchHeader.lengthPrefixByteCount) else {
            throw .batchTooLarge
        }
        header.batchLength = batchLength
        let end = bytes.writerIndex
        bytes.moveWriterIndex(to: bytes.readerIndex)
        header.write(into: &bytes)
        bytes.moveWriterIndex(to: end)
        header.crc = CRC32C.checksum(
            of: bytes, at: bytes.readerIndex + BatchHeader.checksummedStart,
            length: bytes.readableBytes - BatchHeader.checksummedStart)
        bytes.setInteger(header.crc, at: bytes.readerIndex + 17)
        return RecordBatch(header: header, bytes: bytes)
    }
}

/// Writes the parts of a record one after the other into memory that is known to suffice.
struct RecordWriter {
    private let base: UnsafeMutableRawPointer
    private(set) var position = 0

    init?(_ target: UnsafeMutableRawBufferPointer) {
        guard let base = target.baseAddress else { return nil }
        self.base = base
    }

    @inline(__always)
    mutating func varint(_ value: Int64) {
        position += Varint.write(value, to: base + position)
    }

    mutating func attributes() {
        base.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
        position += 1
    }

    mutating func bytes(_ source: UnsafeRawBufferPointer) {
        if let start = source.baseAddress {
            (base + position).copyMemory(from: start, byteCount: source.count)
        }
        position += source.count
    }

    mutating func field(_ field: ByteBuffer?) {
        guard let field else { return varint(-1) }
        varint(Int64(field.readableBytes))
        field.withUnsafeReadableBytes { bytes($0) }
    }

    mutating func field(_ text: String) {
        var text = text
        text.withUTF8 { utf8 in
            varint(Int64(utf8.count))
            bytes(UnsafeRawBufferPointer(utf8))
        }
    }
}
