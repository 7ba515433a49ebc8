// Made by bin/generate from Schemas/Records/group/ShareGroupMemberMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupMemberMetadataValue (group, type 10), versions 0–0.
package struct ShareGroupMemberMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var rackId: String?
    package var clientId: String
    package var clientHost: String
    package var subscribedTopicNames: [String]

    package init(
        rackId: String? = "",
        clientId: String = "",
        clientHost: String = "",
        subscribedTopicNames: [String] = []
    ) {
        self.rackId = rackId
        self.clientId = clientId
        self.clientHost = clientHost
        self.subscribedTopicNames = subscribedTopicNames
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.rackId = try reader.readNullableString(isFlexible: true)
        self.clientId = try reader.readString(isFlexible: true)
        self.clientHost = try reader.readString(isFlexible: true)
        self.subscribedTopicNames = try reader.readStringArray(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.rackId, isFlexible: true)
        try writer.writeString(self.clientId, isFlexible: true)
        try writer.writeString(self.clientHost, isFlexible: true)
        try writer.writeStringArray(self.subscribedTopicNames, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
