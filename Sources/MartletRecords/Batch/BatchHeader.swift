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
        let available = buffer.writerIndex - index
        guard let batchLength = buffer.getInteger(at: index + 8, as: Int32.self),
            let magic = buffer.getInteger(at: index + 16, as: Int8.self)
        else { throw .incomplete(needed: Self.byteCount, available: max(0, available)) }
        guard magic == Self.magic else { throw .unsupportedMagic(magic) }
        guard batchLength >= Self.minBatchLength else { throw .invalidBatchLength(batchLength) }
        guard index >= buffer.readerIndex, available >= Self.byteCount else {
            throw .incomplete(needed: Self.byteCount, available: max(0, available))
        }
        self.init()
        self.batchLength = batchLength
        buffer.withUnsafeReadableBytes { bytes in
            self.readFields(UnsafeRawBufferPointer(rebasing: bytes[(index - buffer.readerIndex)...]))
        }
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

    private mutating func readFields(_ bytes: UnsafeRawBufferPointer) {
        func integer<T: FixedWidthInteger & BitwiseCopyable>(_ offset: Int, _ type: T.Type) -> T {
            T(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: T.self))
        }
        baseOffset = Offset(integer(0, Int64.self))
        partitionLeaderEpoch = LeaderEpoch(integer(12, Int32.self))
        crc = integer(17, UInt32.self)
        attributes = integer(21, Int16.self)
        lastOffsetDelta = integer(23, Int32.self)
        baseTimestamp = Timestamp(integer(27, Int64.self))
        maxTimestamp = Timestamp(integer(35, Int64.self))
        producerID = ProducerID(integer(43, Int64.self))
        producerEpoch = ProducerEpoch(integer(51, Int16.self))
        baseSequence = integer(53, Int32.self)
        recordsCount = integer(57, Int32.self)
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
