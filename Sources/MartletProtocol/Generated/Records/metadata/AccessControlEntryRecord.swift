// Made by bin/generate from Schemas/Records/metadata/AccessControlEntryRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AccessControlEntryRecord (metadata, type 18), versions 0–0.
package struct AccessControlEntryRecord: MetadataRecord {
    package static var recordType: Int16 { 18 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var id: Uuid
    package var resourceType: Int8
    package var resourceName: String
    package var patternType: Int8
    package var principal: String
    package var host: String
    package var operation: Int8
    package var permissionType: Int8

    package init(
        id: Uuid = .zero,
        resourceType: Int8 = 0,
        resourceName: String = "",
        patternType: Int8 = 0,
        principal: String = "",
        host: String = "",
        operation: Int8 = 0,
        permissionType: Int8 = 0
    ) {
        self.id = id
        self.resourceType = resourceType
        self.resourceName = resourceName
        self.patternType = patternType
        self.principal = principal
        self.host = host
        self.operation = operation
        self.permissionType = permissionType
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.id = try reader.readUuid()
        self.resourceType = try reader.readInt8()
        self.resourceName = try reader.readString(isFlexible: true)
        self.patternType = try reader.readInt8()
        self.principal = try reader.readString(isFlexible: true)
        self.host = try reader.readString(isFlexible: true)
        self.operation = try reader.readInt8()
        self.permissionType = try reader.readInt8()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.id)
        writer.writeInt8(self.resourceType)
        try writer.writeString(self.resourceName, isFlexible: true)
        writer.writeInt8(self.patternType)
        try writer.writeString(self.principal, isFlexible: true)
        try writer.writeString(self.host, isFlexible: true)
        writer.writeInt8(self.operation)
        writer.writeInt8(self.permissionType)
        writer.writeUnsignedVarint(0)
    }
}
