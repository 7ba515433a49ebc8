// Made by bin/generate from Schemas/Records/metadata/FeatureLevelRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// FeatureLevelRecord (metadata, type 12), versions 0–0.
package struct FeatureLevelRecord: MetadataRecord {
    package static var recordType: Int16 { 12 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var name: String
    package var featureLevel: Int16

    package init(
        name: String = "",
        featureLevel: Int16 = 0
    ) {
        self.name = name
        self.featureLevel = featureLevel
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.name = try reader.readString(isFlexible: true)
        self.featureLevel = try reader.readInt16()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.name, isFlexible: true)
        writer.writeInt16(self.featureLevel)
        writer.writeUnsignedVarint(0)
    }
}
