import MartletModel
import MartletRecords
import NIOCore

/// Which of a producer's batches; later batches have greater numbers.
package struct BatchID: NumericIdentifier {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }
}

/// What an idempotent producer is known by: together with a sequence number it lets a partition's leader tell
/// a batch that it has already.
package struct ProducerIdentity: Sendable, Hashable {
    package var id: ProducerID
    package var epoch: ProducerEpoch

    package init(id: ProducerID, epoch: ProducerEpoch) {
        self.id = id
        self.epoch = epoch
    }
}

/// Records of one partition that travel together.
package struct ProducerBatch: Sendable {
    package let id: BatchID
    package let partition: TopicPartition
    package let createdAt: ContinuousClock.Instant
    package let completion: BatchCompletion
    /// Until the batch is sealed.
    private var builder: RecordBatchBuilder?
    /// From then on: the whole batch as it goes to the broker, but for the producer's fields.
    private var sealed = ByteBuffer()
    package var recordCount = 0
    /// What the batch takes of the producer's buffer.
    package var reservedBytes = 0
    /// How often it was sent in vain.
    package var failedAttempts = 0
    package var identity: ProducerIdentity?
    package var baseSequence: Int32 = -1

    package init(
        id: BatchID, partition: TopicPartition, createdAt: ContinuousClock.Instant,
        compression: BatchCompression, expectedBytes: Int
    ) {
        self.id = id
        self.partition = partition
        self.createdAt = createdAt
        completion = BatchCompletion(partition: partition)
        builder = RecordBatchBuilder(
            compression: compression.codec, level: compression.level,
            expectedByteCount: max(4_096, expectedBytes + 256))
    }

    package mutating func append(_ record: ProducerRecord, timestamp: Timestamp, byteCount: Int) {
        precondition(builder != nil, "records are added to open batches only")
        let headers = record.headers.isEmpty ? [] : record.headers.map(\.recordHeader)
        builder?.append(key: record.key, value: record.value, headers: headers, timestamp: timestamp)
        recordCount += 1
        reservedBytes += byteCount
    }

    /// The bytes to send: built, and compressed, the first time; then only marked with producer and sequence.
    package mutating func seal() throws(RecordsError) -> ByteBuffer {
        if builder != nil {
            if let batch = try builder?.build() { sealed = batch.bytes }
            builder = nil
        }
        if let identity { BatchStamp.apply(identity, baseSequence: baseSequence, to: &sealed) }
        return sealed
    }
}

/// Writes a producer's fields into a batch that is built already, and the checksum that goes with them.
package enum BatchStamp {
    private static let crcIndex = 17
    private static let producerIndex = 43

    package static func apply(_ identity: ProducerIdentity, baseSequence: Int32, to bytes: inout ByteBuffer) {
        let start = bytes.readerIndex
        bytes.setInteger(identity.id.rawValue, at: start + producerIndex)
        bytes.setInteger(identity.epoch.rawValue, at: start + producerIndex + 8)
        bytes.setInteger(baseSequence, at: start + producerIndex + 10)
        let checksum = CRC32C.checksum(
            of: bytes, at: start + BatchHeader.checksummedStart,
            length: bytes.readableBytes - BatchHeader.checksummedStart)
        bytes.setInteger(checksum, at: start + crcIndex)
    }
}

extension Header {
    var recordHeader: RecordHeader {
        RecordHeader(key: name, value: value)
    }
}
