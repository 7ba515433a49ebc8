// Made by bin/generate from Schemas/Records/metadata/TopicRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// TopicRecord (metadata, type 2), versions 0–0.
package struct TopicRecord: MetadataRecord {
    package static var recordType: Int16 { 2 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var name: String
    package var topicId: TopicID

    package init(
        name: String = "",
        topicId: TopicID = TopicID(.zero)
    ) {
        self.name = name
        self.topicId = topicId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.name = try reader.readString(isFlexible: true)
        self.topicId = try TopicID(reader.readUuid())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.name, isFlexible: true)
        writer.writeUuid(self.topicId.uuid)
        writer.writeUnsignedVarint(0)
    }
}
