// Made by bin/generate from Schemas/Records/metadata/ClientQuotaRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ClientQuotaRecord (metadata, type 14), versions 0–0.
package struct ClientQuotaRecord: MetadataRecord {
    package static var recordType: Int16 { 14 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var entity: [EntityData]
    package var key: String
    package var value: Double
    package var remove: Bool

    package init(
        entity: [EntityData] = [],
        key: String = "",
        value: Double = 0,
        remove: Bool = false
    ) {
        self.entity = entity
        self.key = key
        self.value = value
        self.remove = remove
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.entity = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.key = try reader.readString(isFlexible: true)
        self.value = try reader.readFloat64()
        self.remove = try reader.readBool()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.entity, isFlexible: true, version: version)
        try writer.writeString(self.key, isFlexible: true)
        writer.writeFloat64(self.value)
        writer.writeBool(self.remove)
        writer.writeUnsignedVarint(0)
    }

    package struct EntityData: Structure {
        package var entityType: String
        package var entityName: String?

        package init(
            entityType: String = "",
            entityName: String? = ""
        ) {
            self.entityType = entityType
            self.entityName = entityName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.entityType = try reader.readString(isFlexible: true)
            self.entityName = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.entityType, isFlexible: true)
            try writer.writeString(self.entityName, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
