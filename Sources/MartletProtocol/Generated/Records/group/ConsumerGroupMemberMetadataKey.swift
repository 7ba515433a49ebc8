// Made by bin/generate from Schemas/Records/group/ConsumerGroupMemberMetadataKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupMemberMetadataKey (group, type 5), versions 5–5.
package struct ConsumerGroupMemberMetadataKey: Message {
    package static var versions: ClosedRange<Int16> { 5...5 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var groupId: String
    package var memberId: String

    package init(
        groupId: String = "",
        memberId: String = ""
    ) {
        self.groupId = groupId
        self.memberId = memberId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: false)
        self.memberId = try reader.readString(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: false)
        try writer.writeString(self.memberId, isFlexible: false)
    }
}
