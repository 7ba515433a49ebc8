import MartletModel
import MartletRecords
import NIOCore

/// The producer state in a `.snapshot` file: version, checksum, count, and 46 bytes for each batch that is
/// known of a producer, the last one last.
///
/// Apache Kafka writes the last batch alone, and takes the last entry that it reads of a producer. The
/// others are here so that what was in flight when a log was closed is recognised when it comes again.
package enum ProducerSnapshot {
    private static let version: Int16 = 1
    private static let headByteCount = 10
    /// How long a snapshot without producers is.
    static let emptyByteCount: Int64 = 10
    private static let entryByteCount = 46

    package static func encode(_ state: ProducerState) -> ByteBuffer {
        let count = state.producers.values.reduce(0) { $0 + max(1, $1.batches.count) }
        var body = ByteBufferAllocator().buffer(capacity: 4 + count * entryByteCount)
        body.writeInteger(Int32(count))
        for (producer, entry) in state.producers.sorted(by: { $0.key < $1.key }) {
            for batch in entry.batches.dropLast() {
                write(batch, at: batch.timestamp, of: producer, entry, to: &body)
            }
            write(entry.batches.last, at: entry.lastTimestamp, of: producer, entry, to: &body)
        }
        var buffer = ByteBufferAllocator().buffer(capacity: headByteCount + body.readableBytes)
        buffer.writeMultipleIntegers(version, CRC32C.checksum(body))
        buffer.writeBuffer(&body)
        return buffer
    }

    private static func write(
        _ batch: ProducerBatch?, at timestamp: Timestamp, of producer: ProducerID, _ entry: ProducerEntry,
        to body: inout ByteBuffer
    ) {
        body.writeMultipleIntegers(
            producer.rawValue, entry.epoch.rawValue, batch?.lastSequence ?? -1,
            batch?.lastOffset.rawValue ?? -1, batch?.offsetDelta ?? 0, timestamp.rawValue,
            entry.coordinatorEpoch, entry.transactionStart?.rawValue ?? -1)
    }

    package static func decode(_ bytes: ByteBuffer, path: String) throws(StorageError) -> ProducerState {
        var buffer = bytes
        guard let version = buffer.readInteger(as: Int16.self),
            let stated = buffer.readInteger(as: UInt32.self)
        else { throw .corrupt(path: path, position: 0, reason: "the file is too short") }
        guard version == Self.version else {
            throw .corrupt(path: path, position: 0, reason: "version \(version) instead of \(Self.version)")
        }
        let computed = CRC32C.checksum(buffer)
        guard computed == stated else {
            throw .corrupt(
                path: path, position: 2,
                reason: "\(RecordsError.checksumMismatch(stated: stated, computed: computed))"
            )
        }
        guard let count = buffer.readInteger(as: Int32.self), count >= 0,
            buffer.readableBytes == Int(count) * entryByteCount
        else { throw .corrupt(path: path, position: 6, reason: "the count is not that of the entries") }
        var state = ProducerState()
        for _ in 0..<count { readEntry(&buffer, into: &state) }
        return state
    }

    private static func readEntry(_ buffer: inout ByteBuffer, into state: inout ProducerState) {
        guard
            let (
                producer, epoch, lastSequence, lastOffset, offsetDelta, timestamp, coordinator, transaction
            ) =
                buffer.readMultipleIntegers(
                    as: (Int64, Int16, Int32, Int64, Int32, Int64, Int32, Int64).self)
        else { return }
        var entry = ProducerEntry(epoch: ProducerEpoch(epoch))
        entry.lastTimestamp = Timestamp(timestamp)
        entry.coordinatorEpoch = coordinator
        entry.transactionStart = transaction < 0 ? nil : Offset(transaction)
        if lastOffset >= 0 {
            entry.batches = [
                ProducerBatch(
                    lastSequence: lastSequence, lastOffset: Offset(lastOffset), offsetDelta: offsetDelta,
                    timestamp: Timestamp(timestamp))
            ]
        }
        state.restore(entry, of: ProducerID(producer))
    }
}
