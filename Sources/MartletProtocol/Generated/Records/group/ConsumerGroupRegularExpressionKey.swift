// Made by bin/generate from Schemas/Records/group/ConsumerGroupRegularExpressionKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupRegularExpressionKey (group, type 16), versions 16–16.
package struct ConsumerGroupRegularExpressionKey: Message {
    package static var versions: ClosedRange<Int16> { 16...16 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var groupId: String
    package var regularExpression: String

    package init(
        groupId: String = "",
        regularExpression: String = ""
    ) {
        self.groupId = groupId
        self.regularExpression = regularExpression
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: false)
        self.regularExpression = try reader.readString(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: false)
        try writer.writeString(self.regularExpression, isFlexible: false)
    }
}
