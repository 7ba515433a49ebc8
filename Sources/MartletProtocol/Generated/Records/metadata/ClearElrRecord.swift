// Made by bin/generate from Schemas/Records/metadata/ClearElrRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ClearElrRecord (metadata, type 28), versions 0–0.
package struct ClearElrRecord: MetadataRecord {
    package static var recordType: Int16 { 28 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topicName: String

    package init(
        topicName: String = ""
    ) {
        self.topicName = topicName
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topicName = try reader.readString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.topicName, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
