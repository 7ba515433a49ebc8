// Made by bin/generate from Schemas/Records/group/ConsumerGroupRegularExpressionValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupRegularExpressionValue (group, type 16), versions 0–0.
package struct ConsumerGroupRegularExpressionValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topics: [String]
    package var version: Int64
    package var timestamp: Int64

    package init(
        topics: [String] = [],
        version: Int64 = 0,
        timestamp: Int64 = 0
    ) {
        self.topics = topics
        self.version = version
        self.timestamp = timestamp
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readStringArray(isFlexible: true)
        self.version = try reader.readInt64()
        self.timestamp = try reader.readInt64()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStringArray(self.topics, isFlexible: true)
        writer.writeInt64(self.version)
        writer.writeInt64(self.timestamp)
        writer.writeUnsignedVarint(0)
    }
}
