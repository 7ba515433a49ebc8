import MartletModel
import NIOCore

/// What a record of a control batch is about. Types that this list does not know must be skipped.
package struct ControlRecordType: RawRepresentable, Hashable, Sendable {
    package let rawValue: Int16

    package init(rawValue: Int16) {
        self.rawValue = rawValue
    }

    package static let abort = ControlRecordType(rawValue: 0)
    package static let commit = ControlRecordType(rawValue: 1)
    package static let leaderChange = ControlRecordType(rawValue: 2)
    package static let snapshotHeader = ControlRecordType(rawValue: 3)
    package static let snapshotFooter = ControlRecordType(rawValue: 4)
    package static let kraftVersion = ControlRecordType(rawValue: 5)
    package static let kraftVoters = ControlRecordType(rawValue: 6)
}

/// A record that speaks to brokers and readers of the log, not to applications.
package struct ControlRecord: Sendable, Equatable {
    package var type: ControlRecordType
    /// The encoded message that belongs to the type, its version first.
    package var value: ByteBuffer?

    package init(type: ControlRecordType, value: ByteBuffer?) {
        self.type = type
        self.value = value
    }

    /// The end of a transaction in one partition.
    package init(endOfTransaction isCommitted: Bool, coordinatorEpoch: Int32) {
        type = isCommitted ? .commit : .abort
        var value = ByteBufferAllocator().buffer(capacity: 6)
        value.writeMultipleIntegers(Int16(0), coordinatorEpoch)
        self.value = value
    }

    /// Reads a record of a control batch. Newer versions of the key only add to its end.
    package init(_ record: Record) throws(RecordsError) {
        guard let key = record.key,
            let (version, type) = key.getMultipleIntegers(at: key.readerIndex, as: (Int16, Int16).self),
            version >= 0
        else { throw .damagedControlRecord }
        self.type = ControlRecordType(rawValue: type)
        value = record.value
    }

    package var key: ByteBuffer {
        var key = ByteBufferAllocator().buffer(capacity: 4)
        key.writeMultipleIntegers(Int16(0), type.rawValue)
        return key
    }

    /// Of the transaction coordinator that ended the transaction; nil unless this is an abort or a commit.
    package var coordinatorEpoch: Int32? {
        guard type == .abort || type == .commit, let value else { return nil }
        return value.getInteger(at: value.readerIndex + 2)
    }
}

extension RecordBatch {
    /// A batch with control records, never compressed. A transaction's end carries its producer and is
    /// transactional.
    package static func control(
        _ records: [ControlRecord], baseOffset: Offset, timestamp: Timestamp,
        partitionLeaderEpoch: LeaderEpoch = .none, producerID: ProducerID = .none,
        producerEpoch: ProducerEpoch = .none, isTransactional: Bool = false
    ) throws(RecordsError) -> RecordBatch {
        var builder = RecordBatchBuilder(
            baseOffset: baseOffset, producerID: producerID, producerEpoch: producerEpoch,
            isTransactional: isTransactional, isControl: true, partitionLeaderEpoch: partitionLeaderEpoch,
            expectedByteCount: 256)
        for record in records {
            builder.append(key: record.key, value: record.value, timestamp: timestamp)
        }
        return try builder.build()
    }
}
