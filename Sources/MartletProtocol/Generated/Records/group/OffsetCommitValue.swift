// Made by bin/generate from Schemas/Records/group/OffsetCommitValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// OffsetCommitValue (group), versions 0–4.
package struct OffsetCommitValue: Message {
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var offset: Offset
    package var leaderEpoch: LeaderEpoch
    package var metadata: String
    package var commitTimestamp: Int64
    package var expireTimestamp: Int64
    package var topicId: TopicID

    package init(
        offset: Offset = 0,
        leaderEpoch: LeaderEpoch = -1,
        metadata: String = "",
        commitTimestamp: Int64 = 0,
        expireTimestamp: Int64 = -1,
        topicId: TopicID = TopicID(.zero)
    ) {
        self.offset = offset
        self.leaderEpoch = leaderEpoch
        self.metadata = metadata
        self.commitTimestamp = commitTimestamp
        self.expireTimestamp = expireTimestamp
        self.topicId = topicId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.offset = try Offset(rawValue: reader.readInt64())
        if version >= 3 {
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        }
        self.metadata = try reader.readString(isFlexible: isFlexible)
        self.commitTimestamp = try reader.readInt64()
        if version == 1 {
            self.expireTimestamp = try reader.readInt64()
        }
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.topicId = try TopicID(reader.readUuid())
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        writer.writeInt64(self.offset.rawValue)
        if version >= 3 {
            writer.writeInt32(self.leaderEpoch.rawValue)
        }
        try writer.writeString(self.metadata, isFlexible: isFlexible)
        writer.writeInt64(self.commitTimestamp)
        if version == 1 {
            writer.writeInt64(self.expireTimestamp)
        }
        if !(version == 4) && self.topicId.uuid != .zero {
            throw EncodeError.fieldNotInVersion(field: "OffsetCommitValue.topicId", version: version)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if self.topicId.uuid != .zero { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if self.topicId.uuid != .zero {
                let start = writer.beginTag(0)
                writer.writeUuid(self.topicId.uuid)
                writer.endTag(start)
            }
        }
    }
}
