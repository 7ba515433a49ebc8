// Made by bin/generate from Schemas/Records/metadata/RemoveTopicRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoveTopicRecord (metadata, type 9), versions 0–0.
package struct RemoveTopicRecord: MetadataRecord {
    package static var recordType: Int16 { 9 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topicId: TopicID

    package init(
        topicId: TopicID = TopicID(.zero)
    ) {
        self.topicId = topicId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topicId = try TopicID(reader.readUuid())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.topicId.uuid)
        writer.writeUnsignedVarint(0)
    }
}
