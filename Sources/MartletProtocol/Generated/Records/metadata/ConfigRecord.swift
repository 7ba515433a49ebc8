// Made by bin/generate from Schemas/Records/metadata/ConfigRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConfigRecord (metadata, type 4), versions 0–0.
package struct ConfigRecord: MetadataRecord {
    package static var recordType: Int16 { 4 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var resourceType: Int8
    package var resourceName: String
    package var name: String
    package var value: String?

    package init(
        resourceType: Int8 = 0,
        resourceName: String = "",
        name: String = "",
        value: String? = ""
    ) {
        self.resourceType = resourceType
        self.resourceName = resourceName
        self.name = name
        self.value = value
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.resourceType = try reader.readInt8()
        self.resourceName = try reader.readString(isFlexible: true)
        self.name = try reader.readString(isFlexible: true)
        self.value = try reader.readNullableString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt8(self.resourceType)
        try writer.writeString(self.resourceName, isFlexible: true)
        try writer.writeString(self.name, isFlexible: true)
        try writer.writeString(self.value, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
