import MartletModel

/// A record found by its timestamp.
package struct TimestampedRecord: Sendable, Equatable {
    package var timestamp: Timestamp
    package var offset: Offset
    package var leaderEpoch: LeaderEpoch?

    package init(timestamp: Timestamp, offset: Offset, leaderEpoch: LeaderEpoch?) {
        self.timestamp = timestamp
        self.offset = offset
        self.leaderEpoch = leaderEpoch
    }
}

extension PartitionLog {
    /// The first record with this timestamp or a later one, or nil when there is none.
    package func offset(forTimestamp target: Timestamp) throws(StorageError) -> TimestampedRecord? {
        try reader().offset(forTimestamp: target)
    }

    /// The record with the greatest timestamp, the first of them if there are several; nil without records.
    package func maxTimestamp() throws(StorageError) -> TimestampedRecord? {
        try reader().maxTimestamp()
    }
}
