import MartletModel
import MartletProtocol
import MartletRecords
import NIOCore

/// Batches of the metadata log, and their records.
enum MetadataBatch {
    /// Kafka's limit for records that belong together.
    static let maxByteCount = 8 << 20

    static func data(
        _ records: [VersionedRecord], baseOffset: Offset = 0, epoch: LeaderEpoch, now: Timestamp
    ) throws(MetadataLogError) -> RecordBatch {
        var builder = RecordBatchBuilder(baseOffset: baseOffset, partitionLeaderEpoch: epoch)
        for record in records {
            do throws(EncodeError) {
                builder.append(key: nil, value: try record.encoded(), timestamp: now)
            } catch {
                throw .unwritable(error)
            }
        }
        guard builder.estimatedByteCount <= maxByteCount else { throw .tooLargeTogether(.batchTooLarge) }
        do throws(RecordsError) {
            return try builder.build()
        } catch {
            throw .tooLargeTogether(error)
        }
    }

    /// One batch of control records.
    static func control(
        _ kinds: ControlRecordKind..., baseOffset: Offset = 0, epoch: LeaderEpoch, now: Timestamp
    ) throws(MetadataLogError) -> RecordBatch {
        try control(kinds, baseOffset: baseOffset, epoch: epoch, now: now)
    }

    static func control(
        _ kinds: [ControlRecordKind], baseOffset: Offset = 0, epoch: LeaderEpoch, now: Timestamp
    ) throws(MetadataLogError) -> RecordBatch {
        var records: [ControlRecord] = []
        for kind in kinds {
            do throws(EncodeError) {
                records.append(try kind.record())
            } catch {
                throw .unwritable(error)
            }
        }
        do throws(RecordsError) {
            return try .control(
                records, baseOffset: baseOffset, timestamp: now, partitionLeaderEpoch: epoch)
        } catch {
            throw .tooLargeTogether(error)
        }
    }

    /// The data records of a batch, each with its offset. The checksum is checked first.
    static func decode(
        _ batch: RecordBatch, _ body: (VersionedRecord, Offset) throws -> Void
    ) throws {
        try forEachRecord(of: batch) { record in
            let value: VersionedRecord
            do throws(DecodeError) {
                guard let bytes = record.value else { throw .unexpectedNull }
                value = try VersionedRecord.decode(bytes)
            } catch {
                throw MetadataLogError.damagedRecord(offset: record.offset, error)
            }
            try body(value, record.offset)
        }
    }

    /// The records of a control batch, each with its offset. The checksum is checked first.
    static func controlRecords(
        of batch: RecordBatch
    ) throws(MetadataLogError) -> [(record: ControlRecord, offset: Offset)] {
        do throws(RecordsError) {
            try batch.checkCRC()
            var found: [(ControlRecord, Offset)] = []
            var records = try batch.records(decompressionLimit: maxByteCount)
            while let record = try records.next() { found.append((try ControlRecord(record), record.offset)) }
            return found
        } catch {
            throw .damagedBatch(offset: batch.header.baseOffset, error)
        }
    }

    /// The data records of a batch in order; none of a control batch. The checksum is checked first.
    static func records(of batch: RecordBatch) throws(MetadataLogError) -> [VersionedRecord] {
        var values: [Record] = []
        do throws(RecordsError) {
            try batch.checkCRC()
            guard !batch.header.isControl else { return [] }
            values.reserveCapacity(Int(batch.header.recordsCount))
            var records = try batch.records(decompressionLimit: maxByteCount)
            while let record = try records.next() { values.append(record) }
        } catch {
            throw .damagedBatch(offset: batch.header.baseOffset, error)
        }
        var result: [VersionedRecord] = []
        result.reserveCapacity(values.count)
        for record in values {
            do throws(DecodeError) {
                guard let bytes = record.value else { throw .unexpectedNull }
                result.append(try VersionedRecord.decode(bytes))
            } catch {
                throw .damagedRecord(offset: record.offset, error)
            }
        }
        return result
    }

    private static func forEachRecord(of batch: RecordBatch, _ body: (Record) throws -> Void) throws {
        do {
            try batch.checkCRC()
            var records = try batch.records(decompressionLimit: maxByteCount)
            while let record = try records.next() { try body(record) }
        } catch let error as RecordsError {
            throw MetadataLogError.damagedBatch(offset: batch.header.baseOffset, error)
        }
    }
}

/// The control records that a quorum writes.
enum ControlRecordKind {
    /// `granted`: who voted for it; nil: all voters.
    case leaderChange(leader: BrokerID, voters: [BrokerID], granted: [BrokerID]? = nil)
    case kraftVersion(Int16)
    case voters(VoterSet)
    case snapshotHeader(lastContainedLogTimestamp: Timestamp)
    case snapshotFooter

    func record() throws(EncodeError) -> ControlRecord {
        switch self {
        case .leaderChange(let leader, let voters, let granted):
            let message = LeaderChangeMessage(
                leaderId: leader, voters: voters.map { .init(voterId: $0) },
                grantingVoters: (granted ?? voters).map { .init(voterId: $0) })
            return ControlRecord(type: .leaderChange, value: try message.encoded(version: 0))
        case .kraftVersion(let version):
            let message = KRaftVersionRecord(kRaftVersion: version)
            return ControlRecord(type: .kraftVersion, value: try message.encoded(version: 0))
        case .voters(let set):
            return ControlRecord(type: .kraftVoters, value: try set.record.encoded(version: 0))
        case .snapshotHeader(let timestamp):
            let message = SnapshotHeaderRecord(lastContainedLogTimestamp: timestamp.rawValue)
            return ControlRecord(type: .snapshotHeader, value: try message.encoded(version: 0))
        case .snapshotFooter:
            return ControlRecord(type: .snapshotFooter, value: try SnapshotFooterRecord().encoded(version: 0))
        }
    }
}
