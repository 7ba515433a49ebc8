import MartletModel
import MartletProtocol
import NIOCore

/// One record of `__consumer_offsets`: what it is about and what it says. Without a value it takes back what
/// was said: a tombstone.
package enum GroupRecord: Sendable, Equatable {
    case offsetCommit(OffsetCommitKey, OffsetCommitValue?)
    case groupMetadata(GroupMetadataKey, GroupMetadataValue?)
    case consumerGroupMetadata(ConsumerGroupMetadataKey, ConsumerGroupMetadataValue?)
    case consumerGroupMember(ConsumerGroupMemberMetadataKey, ConsumerGroupMemberMetadataValue?)
    case consumerGroupTargetMetadata(
        ConsumerGroupTargetAssignmentMetadataKey, ConsumerGroupTargetAssignmentMetadataValue?)
    case consumerGroupTarget(
        ConsumerGroupTargetAssignmentMemberKey, ConsumerGroupTargetAssignmentMemberValue?)
    case consumerGroupCurrent(
        ConsumerGroupCurrentMemberAssignmentKey, ConsumerGroupCurrentMemberAssignmentValue?)
    case consumerGroupPattern(
        ConsumerGroupRegularExpressionKey, ConsumerGroupRegularExpressionValue?)

    /// The group that the record belongs to.
    package var group: String {
        switch self {
        case .offsetCommit(let key, _): key.group
        case .groupMetadata(let key, _): key.group
        case .consumerGroupMetadata(let key, _): key.groupId
        case .consumerGroupMember(let key, _): key.groupId
        case .consumerGroupTargetMetadata(let key, _): key.groupId
        case .consumerGroupTarget(let key, _): key.groupId
        case .consumerGroupCurrent(let key, _): key.groupId
        case .consumerGroupPattern(let key, _): key.groupId
        }
    }
}

// MARK: - On the disk

extension GroupRecord {
    /// The kinds that are known here, by the number with which a key begins.
    private enum Kind: Int16 {
        /// Written by versions of Kafka that nobody has seen for long; its value has other fields.
        case legacyOffsetCommit = 0
        case offsetCommit = 1
        case groupMetadata = 2
        case consumerGroupMetadata = 3
        case consumerGroupMember = 5
        case consumerGroupTargetMetadata = 6
        case consumerGroupTarget = 7
        case consumerGroupCurrent = 8
        case consumerGroupPattern = 16
    }

    /// Reads a record. Nil for a kind that is not known here: a later version's, to be left alone.
    package static func decode(key: ByteBuffer, value: ByteBuffer?) throws(DecodeError) -> GroupRecord? {
        var preview = ProtocolReader(key)
        switch Kind(rawValue: try preview.readInt16()) {
        case .legacyOffsetCommit, .offsetCommit:
            return .offsetCommit(try .decodeWithVersion(key), try decoded(value))
        case .groupMetadata:
            return .groupMetadata(try .decodeWithVersion(key), try decoded(value))
        case .consumerGroupMetadata:
            return .consumerGroupMetadata(try .decodeWithVersion(key), try decoded(value))
        case .consumerGroupMember:
            return .consumerGroupMember(try .decodeWithVersion(key), try decoded(value))
        case .consumerGroupTargetMetadata:
            return .consumerGroupTargetMetadata(try .decodeWithVersion(key), try decoded(value))
        case .consumerGroupTarget:
            return .consumerGroupTarget(try .decodeWithVersion(key), try decoded(value))
        case .consumerGroupCurrent:
            return .consumerGroupCurrent(try .decodeWithVersion(key), try decoded(value))
        case .consumerGroupPattern:
            return .consumerGroupPattern(try .decodeWithVersion(key), try decoded(value))
        case nil: return nil
        }
    }

    /// Key and value, in the oldest version that can say what this record says.
    package func encoded() throws(EncodeError) -> (key: ByteBuffer, value: ByteBuffer?) {
        switch self {
        case .offsetCommit(let key, let value):
            (try key.encodedWithVersion(1), try Self.encoded(value, value?.writtenVersion ?? 0))
        case .groupMetadata(let key, let value):
            (try key.encodedWithVersion(2), try Self.encoded(value, 3))
        case .consumerGroupMetadata(let key, let value):
            (try key.encodedWithVersion(3), try Self.encoded(value, 0))
        case .consumerGroupMember(let key, let value):
            (try key.encodedWithVersion(5), try Self.encoded(value, 0))
        case .consumerGroupTargetMetadata(let key, let value):
            (try key.encodedWithVersion(6), try Self.encoded(value, 0))
        case .consumerGroupTarget(let key, let value):
            (try key.encodedWithVersion(7), try Self.encoded(value, 0))
        case .consumerGroupCurrent(let key, let value):
            (try key.encodedWithVersion(8), try Self.encoded(value, 0))
        case .consumerGroupPattern(let key, let value):
            (try key.encodedWithVersion(16), try Self.encoded(value, 0))
        }
    }

    private static func decoded<Value: Message>(_ value: ByteBuffer?) throws(DecodeError) -> Value? {
        guard let value else { return nil }
        return try Value.decodeWithVersion(value)
    }

    private static func encoded(
        _ value: (some Message)?, _ version: Int16
    ) throws(EncodeError) -> ByteBuffer? {
        guard let value else { return nil }
        return try value.encodedWithVersion(version)
    }
}

extension OffsetCommitValue {
    /// 1 alone has a time of expiry, and neither leader epoch nor topic id; 4 is the first with a topic id.
    fileprivate var writtenVersion: Int16 {
        if expireTimestamp != -1 { return 1 }
        return topicId == .zero ? 3 : 4
    }
}
