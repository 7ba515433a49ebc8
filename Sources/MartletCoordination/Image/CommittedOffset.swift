import MartletModel
import MartletProtocol

/// How far a group has come in one partition, as it has said last.
package struct CommittedOffset: Sendable, Equatable {
    package var offset: Offset
    package var leaderEpoch: LeaderEpoch
    /// The client's own words.
    package var metadata: String
    package var committedAt: Timestamp
    /// Nil: the broker's `offsets.retention.minutes` decides.
    package var expiresAt: Timestamp?
    /// Of the topic that was meant; zero if that is not known. A later topic of the same name is another.
    package var topicID: TopicID
    /// Where the record stands that says so.
    package var recordOffset: Offset

    init(_ value: OffsetCommitValue, recordOffset: Offset) {
        offset = value.offset
        leaderEpoch = value.leaderEpoch
        metadata = value.metadata
        committedAt = Timestamp(value.commitTimestamp)
        expiresAt = value.expireTimestamp == -1 ? nil : Timestamp(value.expireTimestamp)
        topicID = value.topicId
        self.recordOffset = recordOffset
    }
}
