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

    static func control(
        _ type: ControlRecordKind, baseOffset: Offset = 0, epoch: LeaderEpoch, now: Timestamp
    ) throws(MetadataLogError) -> RecordBatch {
        let record: ControlRecord
        do throws(EncodeError) {
            record = try type.record()
        } catch {
            throw .unwritable(error)
        }
        do throws(RecordsError) {
            return try .control([record], baseOffset: baseOffset, timestamp: now, partitionLeaderEpoch: epoch)
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

    /// The members of the quorum, where the batch says who they are.
    static func voters(of batch: RecordBatch) throws -> [BrokerID]? {
        var voters: [BrokerID]?
        try forEachRecord(of: batch) { record in
            let control = try ControlRecord(record)
            let value = control.value ?? ByteBuffer()
            do throws(DecodeError) {
                switch control.type {
                case .leaderChange:
                    voters = try LeaderChangeMessage.decodeControlValue(value).voters.map(\.voterId)
                case .kraftVoters: voters = try VotersRecord.decodeControlValue(value).voters.map(\.voterId)
                default: break
                }
            } catch {
                throw MetadataLogError.damagedRecord(offset: record.offset, error)
            }
        }
        return voters
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

/// The control batches that a single node writes.
enum ControlRecordKind {
    case leaderChange(leader: BrokerID, voters: [BrokerID])
    case snapshotHeader(lastContainedLogTimestamp: Timestamp)
    case snapshotFooter

    func record() throws(EncodeError) -> ControlRecord {
        switch self {
        case .leaderChange(let leader, let voters):
            let voters = voters.map { LeaderChangeMessage.Voter(voterId: $0) }
            let message = LeaderChangeMessage(leaderId: leader, voters: voters, grantingVoters: voters)
            return ControlRecord(type: .leaderChange, value: try message.encoded(version: 0))
        case .snapshotHeader(let timestamp):
            let message = SnapshotHeaderRecord(lastContainedLogTimestamp: timestamp.rawValue)
            return ControlRecord(type: .snapshotHeader, value: try message.encoded(version: 0))
        case .snapshotFooter:
            return ControlRecord(type: .snapshotFooter, value: try SnapshotFooterRecord().encoded(version: 0))
        }
    }
}
