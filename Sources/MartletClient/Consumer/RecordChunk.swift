import MartletModel
import MartletRecords
import NIOCore

/// A record as it was read.
public struct ConsumerRecord: Sendable, Hashable {
    public var partition: TopicPartition
    public var offset: Offset
    public var timestamp: Timestamp
    public var key: ByteBuffer?
    /// Nil is a tombstone: the key was deleted.
    public var value: ByteBuffer?
    public var headers: [Header]

    public init(
        partition: TopicPartition, offset: Offset, timestamp: Timestamp, key: ByteBuffer?,
        value: ByteBuffer?, headers: [Header] = []
    ) {
        self.partition = partition
        self.offset = offset
        self.timestamp = timestamp
        self.key = key
        self.value = value
        self.headers = headers
    }
}

/// A stretch of one partition as a broker sent it: its records are decoded when they are asked for.
public struct RecordChunk: Sendable {
    public let partition: TopicPartition
    /// Where the partition ended for consumers when this was fetched.
    public let highWatermark: Offset
    /// The size of the batches, compressed as they came.
    public var byteCount: Int { bytes.readableBytes }

    /// Where reading goes on after it. A group that has come so far has read it.
    public var nextOffset: Offset { wanted.upperBound }

    /// The offsets that were asked for; batches may hold others before and behind.
    let wanted: Range<Offset>
    let bytes: ByteBuffer
    let decompressionLimit: Int

    /// Calls `body` with the records in the order of their offsets, each as it is decoded.
    ///
    /// Every batch's checksum is verified before any of its records is handed out. Control records, which
    /// mark the ends of transactions, are left out. `body` returns whether to go on.
    public func forEachRecord(_ body: (ConsumerRecord) -> Bool) throws(ClientError) {
        var batches = RecordBatches(bytes)
        var offset = wanted.lowerBound
        do throws(RecordsError) {
            while let batch = try batches.next() {
                offset = max(offset, batch.header.baseOffset)
                guard batch.header.nextOffset > wanted.lowerBound, !batch.header.isControl else { continue }
                try batch.checkCRC()
                var records = try batch.records(decompressionLimit: decompressionLimit)
                while let layout = try records.nextLayout() {
                    offset = records.offset(layout)
                    guard wanted.contains(offset) else { continue }
                    let record = records.record(layout)
                    let isWanted = body(
                        ConsumerRecord(
                            partition: partition, offset: record.offset, timestamp: record.timestamp,
                            key: record.key, value: record.value,
                            headers: record.headers.map { Header(name: $0.key, value: $0.value) }))
                    guard isWanted else { return }
                }
            }
        } catch {
            throw .corruptRecords(partition, offset: offset, reason: "\(error)")
        }
    }

    /// All records of the chunk.
    public func records() throws(ClientError) -> [ConsumerRecord] {
        var records: [ConsumerRecord] = []
        try forEachRecord {
            records.append($0)
            return true
        }
        return records
    }
}
