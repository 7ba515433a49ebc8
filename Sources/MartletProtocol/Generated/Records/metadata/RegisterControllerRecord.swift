// Made by bin/generate from Schemas/Records/metadata/RegisterControllerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RegisterControllerRecord (metadata, type 27), versions 0–0.
package struct RegisterControllerRecord: MetadataRecord {
    package static var recordType: Int16 { 27 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var controllerId: BrokerID
    package var incarnationId: Uuid
    package var zkMigrationReady: Bool
    package var endPoints: [ControllerEndpoint]
    package var features: [ControllerFeature]

    package init(
        controllerId: BrokerID = 0,
        incarnationId: Uuid = .zero,
        zkMigrationReady: Bool = false,
        endPoints: [ControllerEndpoint] = [],
        features: [ControllerFeature] = []
    ) {
        self.controllerId = controllerId
        self.incarnationId = incarnationId
        self.zkMigrationReady = zkMigrationReady
        self.endPoints = endPoints
        self.features = features
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.controllerId = try BrokerID(rawValue: reader.readInt32())
        self.incarnationId = try reader.readUuid()
        self.zkMigrationReady = try reader.readBool()
        self.endPoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
        self.features = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.controllerId.rawValue)
        writer.writeUuid(self.incarnationId)
        writer.writeBool(self.zkMigrationReady)
        try writer.writeStructureArray(self.endPoints, isFlexible: true, version: version)
        try writer.writeStructureArray(self.features, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ControllerEndpoint: Structure {
        package var name: String
        package var host: String
        package var port: UInt16
        package var securityProtocol: Int16

        package init(
            name: String = "",
            host: String = "",
            port: UInt16 = 0,
            securityProtocol: Int16 = 0
        ) {
            self.name = name
            self.host = host
            self.port = port
            self.securityProtocol = securityProtocol
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            self.securityProtocol = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeInt16(self.securityProtocol)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ControllerFeature: Structure {
        package var name: String
        package var minSupportedVersion: Int16
        package var maxSupportedVersion: Int16

        package init(
            name: String = "",
            minSupportedVersion: Int16 = 0,
            maxSupportedVersion: Int16 = 0
        ) {
            self.name = name
            self.minSupportedVersion = minSupportedVersion
            self.maxSupportedVersion = maxSupportedVersion
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.minSupportedVersion = try reader.readInt16()
            self.maxSupportedVersion = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeInt16(self.minSupportedVersion)
            writer.writeInt16(self.maxSupportedVersion)
            writer.writeUnsignedVarint(0)
        }
    }
}
