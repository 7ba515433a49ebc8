// Made by bin/generate from Schemas/Api/ControllerRegistration.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ControllerRegistrationRequest, API 70, versions 0–0.
package struct ControllerRegistrationRequest: Request {
    package typealias Response = ControllerRegistrationResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 70) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var controllerId: BrokerID
    package var incarnationId: Uuid
    package var zkMigrationReady: Bool
    package var listeners: [Listener]
    package var features: [Feature]

    package init(
        controllerId: BrokerID = 0,
        incarnationId: Uuid = .zero,
        zkMigrationReady: Bool = false,
        listeners: [Listener] = [],
        features: [Feature] = []
    ) {
        self.controllerId = controllerId
        self.incarnationId = incarnationId
        self.zkMigrationReady = zkMigrationReady
        self.listeners = listeners
        self.features = features
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.controllerId = try BrokerID(rawValue: reader.readInt32())
        self.incarnationId = try reader.readUuid()
        self.zkMigrationReady = try reader.readBool()
        self.listeners = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
        self.features = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.controllerId.rawValue)
        writer.writeUuid(self.incarnationId)
        writer.writeBool(self.zkMigrationReady)
        try writer.writeStructureArray(self.listeners, isFlexible: true, version: version)
        try writer.writeStructureArray(self.features, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct Listener: Structure {
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

    package struct Feature: Structure {
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

/// ControllerRegistrationResponse, API 70, versions 0–0.
package struct ControllerRegistrationResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 70) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = ""
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
