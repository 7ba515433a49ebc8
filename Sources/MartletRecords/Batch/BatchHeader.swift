import MartletModel
import NIOCore

/// Who gives a record its timestamp: the producer, or the broker when it appends.
package enum TimestampType: Sendable, Equatable { case createTime, logAppendTime }

/// The 61 bytes before the records of a batch of magic 2, the only format that is written today.
package struct BatchHeader: Sendable, Equatable {
    package static let byteCount = 61
    package static let magic: Int8 = 2
    /// The bytes up to and including the batch length, which does not count them.
    package static let lengthPrefixByteCount = 12
    /// Where what the checksum covers begins.
    package static let checksummedStart = 21
    /// What `batchLength` is in a batch without records.
    package static let minBatchLength = Int32(byteCount - lengthPrefixByteCount)

    package var baseOffset: Offset
    /// The bytes after this field.
    package var batchLength: Int32
    /// Of the leader that appended the batch. Not covered by the checksum, like what stands before it.
    package var partitionLeaderEpoch: LeaderEpoch
    package var crc: UInt32
    /// Bits 0–2 codec, 3 log append time, 4 transactional, 5 control, 6 delete horizon.
    package private(set) var attributes: Int16
    package var lastOffsetDelta: Int32
    /// Of the first record, or the delete horizon, as `hasDeleteHorizon` says. Record timestamps count from
    /// it.
    package var baseTimestamp: Timestamp
    package var maxTimestamp: Timestamp
    package var producerID: ProducerID
    package var producerEpoch: ProducerEpoch
    package var baseSequence: Int32
    package var recordsCount: Int32

    /// A header without records, checksum and marks.
    package init(baseOffset: Offset = 0) {
        self.baseOffset = baseOffset
        batchLength = Self.minBatchLength
        partitionLeaderEpoch = .none
        crc = 0
        attributes = 0
        lastOffsetDelta = 0
        baseTimestamp = .none
        maxTimestamp = .none
        producerID = .none
        producerEpoch = .none
        baseSequence = -1
        recordsCount = 0
    }

    /// The bytes of the whole batch.
    package var byteCount: Int { Self.lengthPrefixByteCount + Int(batchLength) }
    package var recordsByteCount: Int { byteCount - Self.byteCount }
    package var lastOffset: Offset { baseOffset + Int64(lastOffsetDelta) }
    package var nextOffset: Offset { baseOffset + Int64(lastOffsetDelta) + 1 }
    package var hasProducer: Bool { producerID.rawValue > ProducerID.none.rawValue }

    /// The sequence of the last offset: sequences wrap from 2³¹−1 to 0.
    package var lastSequence: Int32 {
        baseSequence < 0 ? -1 : (baseSequence &+ lastOffsetDelta) & Int32.max
    }
}

// MARK: - Attributes

extension BatchHeader {
    private static let compressionMask: Int16 = 0b111
    private static let logAppendTimeBit: Int16 = 1 << 3
    private static let transactionalBit: Int16 = 1 << 4
    private static let controlBit: Int16 = 1 << 5
    private static let deleteHorizonBit: Int16 = 1 << 6

    private static func compression(_ attributes: Int16) -> Compression? {
        Compression(rawValue: Int8(attributes & compressionMask))
    }

    package var compression: Compression {
        // `init(reading:)` refuses codes without a codec, and the setter cannot make one.
        get { Self.compression(attributes) ?? .none }
        set { attributes = attributes & ~Self.compressionMask | Int16(newValue.rawValue) }
    }

    package var timestampType: TimestampType {
        get { attributes & Self.logAppendTimeBit == 0 ? .createTime : .logAppendTime }
        set { set(Self.logAppendTimeBit, to: newValue == .logAppendTime) }
    }

    package var isTransactional: Bool {
        get { attributes & Self.transactionalBit != 0 }
        set { set(Self.transactionalBit, to: newValue) }
    }

    package var isControl: Bool {
        get { attributes & Self.controlBit != 0 }
        set { set(Self.controlBit, to: newValue) }
    }

    package var hasDeleteHorizon: Bool {
        get { attributes & Self.deleteHorizonBit != 0 }
        set { set(Self.deleteHorizonBit, to: newValue) }
    }

    private mutating func set(_ bit: Int16, to isSet: Bool) {
        attributes = isSet ? attributes | bit : attributes & ~bit
    }
}

// MARK: - Bytes

extension BatchHeader {
    /// Reads the header at `index`, and checks what can be checked without the records: that lengths, counts
    /// and offsets are possible, magic and codec known. The rest of the batch need not be there.
    package init(reading buffer: ByteBuffer, at index: Int) throws(RecordsError) {
        let start = index - buffer.readerIndex
        let available = buffer.readableBytes - start
        guard start >= 0, available >= 0 else {
            throw .incomplete(needed: Self.byteCount, available: max(0, available))
        }
        // One look into the buffer: recovery reads millions of headers.
        self = try buffer.withUnsafeReadableBytes { bytes in
            Result { () throws(RecordsError) in
                try BatchHeader(reading: UnsafeRawBufferPointer(rebasing: bytes[start...]))
            }
        }.get()
    }

    /// As above, for bytes that begin with the header.
    @inline(__always)
    private init(reading bytes: UnsafeRawBufferPointer) throws(RecordsError) {
        let magicEnd = 17
        guard bytes.count >= magicEnd else {
            throw .incomplete(needed: Self.byteCount, available: bytes.count)
        }
        let magic = Self.integer(in: bytes, at: 16, Int8.self)
        guard magic == Self.magic else { throw .unsupportedMagic(magic) }
        batchLength = Self.integer(in: bytes, at: 8, Int32.self)
        guard batchLength >= Self.minBatchLength else { throw .invalidBatchLength(batchLength) }
        guard bytes.count >= Self.byteCount else {
            throw .incomplete(needed: Self.byteCount, available: bytes.count)
        }
        baseOffset = Offset(Self.integer(in: bytes, at: 0, Int64.self))
        partitionLeaderEpoch = LeaderEpoch(Self.integer(in: bytes, at: 12, Int32.self))
        crc = Self.integer(in: bytes, at: 17, UInt32.self)
        attributes = Self.integer(in: bytes, at: 21, Int16.self)
        lastOffsetDelta = Self.integer(in: bytes, at: 23, Int32.self)
        baseTimestamp = Timestamp(Self.integer(in: bytes, at: 27, Int64.self))
        maxTimestamp = Timestamp(Self.integer(in: bytes, at: 35, Int64.self))
        producerID = ProducerID(Self.integer(in: bytes, at: 43, Int64.self))
        producerEpoch = ProducerEpoch(Self.integer(in: bytes, at: 51, Int16.self))
        baseSequence = Self.integer(in: bytes, at: 53, Int32.self)
        recordsCount = Self.integer(in: bytes, at: 57, Int32.self)
        guard Self.compression(attributes) != nil else {
            throw .unknownCompression(attributes & Self.compressionMask)
        }
        guard baseOffset >= 0, lastOffsetDelta >= 0, recordsCount >= 0,
            baseOffset.rawValue < Int64.max - Int64(lastOffsetDelta)
        else {
            throw .invalidOffsets(
                baseOffset: baseOffset.rawValue, lastOffsetDelta: lastOffsetDelta, recordsCount: recordsCount)
        }
    }

    @inline(__always)
    private static func integer<T: FixedWidthInteger & BitwiseCopyable>(
        in bytes: UnsafeRawBufferPointer, at offset: Int, _ type: T.Type
    ) -> T {
        T(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
    }

    /// Appends the 61 bytes.
    package func write(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(
            baseOffset.rawValue, batchLength, partitionLeaderEpoch.rawValue, Self.magic, crc, attributes,
            lastOffsetDelta, baseTimestamp.rawValue, maxTimestamp.rawValue, producerID.rawValue,
            producerEpoch.rawValue, baseSequence, recordsCount)
    }

    /// The checksum that belongs to this header before `payload`, the bytes of the records area.
    package func checksum(payload: ByteBuffer) -> UInt32 {
        var buffer = ByteBufferAllocator().buffer(capacity: Self.byteCount)
        write(into: &buffer)
        buffer.moveReaderIndex(forwardBy: Self.checksummedStart)
        return CRC32C.checksum(payload, continuing: CRC32C.checksum(buffer))
    }
}
