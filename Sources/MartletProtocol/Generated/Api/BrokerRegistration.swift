// Made by bin/generate from Schemas/Api/BrokerRegistration.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// BrokerRegistrationRequest, API 62, versions 0–4.
package struct BrokerRegistrationRequest: Request {
    package typealias Response = BrokerRegistrationResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 62) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var clusterId: String
    package var incarnationId: Uuid
    package var listeners: [Listener]
    package var features: [Feature]
    package var rack: String?
    package var isMigratingZkBroker: Bool
    package var logDirs: [DirectoryID]
    package var previousBrokerEpoch: BrokerEpoch

    package init(
        brokerId: BrokerID = 0,
        clusterId: String = "",
        incarnationId: Uuid = .zero,
        listeners: [Listener] = [],
        features: [Feature] = [],
        rack: String? = "",
        isMigratingZkBroker: Bool = false,
        logDirs: [DirectoryID] = [],
        previousBrokerEpoch: BrokerEpoch = -1
    ) {
        self.brokerId = brokerId
        self.clusterId = clusterId
        self.incarnationId = incarnationId
        self.listeners = listeners
        self.features = features
        self.rack = rack
        self.isMigratingZkBroker = isMigratingZkBroker
        self.logDirs = logDirs
        self.previousBrokerEpoch = previousBrokerEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.clusterId = try reader.readString(isFlexible: true)
        self.incarnationId = try reader.readUuid()
        self.listeners = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
        self.features = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        self.rack = try reader.readNullableString(isFlexible: true)
        if version >= 1 {
            self.isMigratingZkBroker = try reader.readBool()
        }
        if version >= 2 {
            self.logDirs = try reader.readUuidArray(isFlexible: true)
        }
        if version >= 3 {
            self.previousBrokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        try writer.writeString(self.clusterId, isFlexible: true)
        writer.writeUuid(self.incarnationId)
        try writer.writeStructureArray(self.listeners, isFlexible: true, version: version)
        try writer.writeStructureArray(self.features, isFlexible: true, version: version)
        try writer.writeString(self.rack, isFlexible: true)
        if version >= 1 {
            writer.writeBool(self.isMigratingZkBroker)
        } else if self.isMigratingZkBroker {
            throw EncodeError.fieldNotInVersion(field: "BrokerRegistrationRequest.isMigratingZkBroker", version: version)
        }
        if version >= 2 {
            try writer.writeUuidArray(self.logDirs, isFlexible: true)
        }
        if version >= 3 {
            writer.writeInt64(self.previousBrokerEpoch.rawValue)
        }
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

/// BrokerRegistrationResponse, API 62, versions 0–4.
package struct BrokerRegistrationResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 62) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var brokerEpoch: BrokerEpoch

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        brokerEpoch: BrokerEpoch = -1
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.brokerEpoch = brokerEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
