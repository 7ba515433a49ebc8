import MartletCoordination
import MartletModel
import MartletProtocol
import MartletRecords
import MartletStorage
import NIOCore
import Synchronization

/// Reads what a partition of `__consumer_offsets` says. Pieces of the log are taken in one after the other,
/// on storage threads; the partition's owner plans each of them.
final class GroupLoading: Sendable {
    enum Failure: Error {
        case storage(StorageError)
        case damaged(RecordsError)
        /// A record of a kind that is known cannot be read.
        case unreadable(DecodeError, at: Offset)
        /// What was read holds no whole batch.
        case cutShort
    }

    /// Where the log ended when the loading began. Everything below counts, committed or not: it is in this
    /// broker's log, and no other leads the partition.
    let end: Offset
    private let loaded = Mutex(GroupsImage())

    init(end: Offset) {
        self.end = end
    }

    var image: GroupsImage { loaded.withLock { $0 } }

    /// As much as a batch may inflate to.
    private static let decompressionLimit = 256 << 20

    /// Takes in what is read. Returns where to read on; nil if there is nothing more.
    func take(_ read: ColdRead) throws(Failure) -> Offset? {
        guard let bytes = try Self.bytes(of: read) else { return nil }
        var batches = RecordBatches(bytes)
        var next: Offset?
        while let batch = try Self.nextBatch(of: &batches) {
            try take(batch)
            next = batch.header.nextOffset
        }
        guard let next else { throw .cutShort }
        return next
    }

    private static func bytes(of read: ColdRead) throws(Failure) -> ByteBuffer? {
        do throws(StorageError) {
            return try read.run().found?.slice.read()
        } catch {
            throw .storage(error)
        }
    }

    private static func nextBatch(of batches: inout RecordBatches) throws(Failure) -> RecordBatch? {
        do throws(RecordsError) { return try batches.next() } catch { throw .damaged(error) }
    }

    private func take(_ batch: RecordBatch) throws(Failure) {
        let producer = batch.header.isTransactional ? batch.header.producerID : .none
        for record in try Self.records(of: batch) {
            if batch.header.isControl {
                try endTransaction(of: producer, record)
                continue
            }
            guard let decoded = try Self.decoded(record) else { continue }
            loaded.withLock { $0.apply(decoded, at: record.offset, inTransactionOf: producer) }
        }
    }

    private static func records(of batch: RecordBatch) throws(Failure) -> [Record] {
        do throws(RecordsError) {
            var iterator = try batch.records(decompressionLimit: decompressionLimit)
            var records: [Record] = []
            while let record = try iterator.next() { records.append(record) }
            return records
        } catch {
            throw .damaged(error)
        }
    }

    /// Nil for a kind that is not known here.
    private static func decoded(_ record: Record) throws(Failure) -> GroupRecord? {
        guard let key = record.key else { return nil }
        do throws(DecodeError) {
            return try GroupRecord.decode(key: key, value: record.value)
        } catch {
            throw .unreadable(error, at: record.offset)
        }
    }

    private func endTransaction(of producer: ProducerID, _ record: Record) throws(Failure) {
        let marker: ControlRecord
        do throws(RecordsError) { marker = try ControlRecord(record) } catch { throw .damaged(error) }
        guard marker.type == .commit || marker.type == .abort else { return }
        loaded.withLock { $0.endTransaction(of: producer, isCommitted: marker.type == .commit) }
    }
}
