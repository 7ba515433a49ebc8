// Made by bin/generate from Schemas/Records/metadata/RegisterBrokerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RegisterBrokerRecord (metadata, type 0), versions 0–4.
package struct RegisterBrokerRecord: MetadataRecord {
    package static var recordType: Int16 { 0 }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var isMigratingZkBroker: Bool
    package var incarnationId: Uuid
    package var brokerEpoch: BrokerEpoch
    package var endPoints: [BrokerEndpoint]
    package var features: [BrokerFeature]
    package var rack: String?
    package var fenced: Bool
    package var inControlledShutdown: Bool
    package var logDirs: [DirectoryID]
    package var cordonedLogDirs: [DirectoryID]?

    package init(
        brokerId: BrokerID = 0,
        isMigratingZkBroker: Bool = false,
        incarnationId: Uuid = .zero,
        brokerEpoch: BrokerEpoch = 0,
        endPoints: [BrokerEndpoint] = [],
        features: [BrokerFeature] = [],
        rack: String? = "",
        fenced: Bool = true,
        inControlledShutdown: Bool = false,
        logDirs: [DirectoryID] = [],
        cordonedLogDirs: [DirectoryID]? = nil
    ) {
        self.brokerId = brokerId
        self.isMigratingZkBroker = isMigratingZkBroker
        self.incarnationId = incarnationId
        self.brokerEpoch = brokerEpoch
        self.endPoints = endPoints
        self.features = features
        self.rack = rack
        self.fenced = fenced
        self.inControlledShutdown = inControlledShutdown
        self.logDirs = logDirs
        self.cordonedLogDirs = cordonedLogDirs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        if version >= 2 {
            self.isMigratingZkBroker = try reader.readBool()
        }
        self.incarnationId = try reader.readUuid()
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        self.endPoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
        self.features = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        self.rack = try reader.readNullableString(isFlexible: true)
        self.fenced = try reader.readBool()
        if version >= 1 {
            self.inControlledShutdown = try reader.readBool()
        }
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0 where version >= 3:
                self.logDirs = try reader.readUuidArray(isFlexible: true)
            case 1 where version == 4:
                self.cordonedLogDirs = try reader.readNullableUuidArray(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        if version >= 2 {
            writer.writeBool(self.isMigratingZkBroker)
        } else if self.isMigratingZkBroker {
            throw EncodeError.fieldNotInVersion(field: "RegisterBrokerRecord.isMigratingZkBroker", version: version)
        }
        writer.writeUuid(self.incarnationId)
        writer.writeInt64(self.brokerEpoch.rawValue)
        try writer.writeStructureArray(self.endPoints, isFlexible: true, version: version)
        try writer.writeStructureArray(self.features, isFlexible: true, version: version)
        try writer.writeString(self.rack, isFlexible: true)
        writer.writeBool(self.fenced)
        if version >= 1 {
            writer.writeBool(self.inControlledShutdown)
        } else if self.inControlledShutdown {
            throw EncodeError.fieldNotInVersion(field: "RegisterBrokerRecord.inControlledShutdown", version: version)
        }
        if !(version >= 3) && !self.logDirs.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "RegisterBrokerRecord.logDirs", version: version)
        }
        if !(version == 4) && self.cordonedLogDirs != nil {
            throw EncodeError.fieldNotInVersion(field: "RegisterBrokerRecord.cordonedLogDirs", version: version)
        }
        var tagCount: UInt32 = 0
        if version >= 3 && !self.logDirs.isEmpty { tagCount += 1 }
        if version == 4 && self.cordonedLogDirs != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if version >= 3 && !self.logDirs.isEmpty {
            let start = writer.beginTag(0)
            try writer.writeUuidArray(self.logDirs, isFlexible: true)
            writer.endTag(start)
        }
        if version == 4 && self.cordonedLogDirs != nil {
            let start = writer.beginTag(1)
            try writer.writeUuidArray(self.cordonedLogDirs, isFlexible: true)
            writer.endTag(start)
        }
    }

    package struct BrokerEndpoint: Structure {
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

    package struct BrokerFeature: Structure {
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
