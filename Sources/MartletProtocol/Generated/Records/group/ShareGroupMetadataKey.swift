// Made by bin/generate from Schemas/Records/group/ShareGroupMetadataKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupMetadataKey (group, type 11), versions 11–11.
package struct ShareGroupMetadataKey: Message {
    package static var versions: ClosedRange<Int16> { 11...11 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var groupId: String

    package init(
        groupId: String = ""
    ) {
        self.groupId = groupId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: false)
    }
}
