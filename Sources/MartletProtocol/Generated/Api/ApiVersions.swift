// Made by bin/generate from Schemas/Api/ApiVersions.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ApiVersionsRequest, API 18, versions 0–4.
package struct ApiVersionsRequest: Request {
    package typealias Response = ApiVersionsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 18) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var clientSoftwareName: String
    package var clientSoftwareVersion: String

    package init(
        clientSoftwareName: String = "",
        clientSoftwareVersion: String = ""
    ) {
        self.clientSoftwareName = clientSoftwareName
        self.clientSoftwareVersion = clientSoftwareVersion
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        if version >= 3 {
            self.clientSoftwareName = try reader.readString(isFlexible: true)
        }
        if version >= 3 {
            self.clientSoftwareVersion = try reader.readString(isFlexible: true)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        if version >= 3 {
            try writer.writeString(self.clientSoftwareName, isFlexible: true)
        }
        if version >= 3 {
            try writer.writeString(self.clientSoftwareVersion, isFlexible: true)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// ApiVersionsResponse, API 18, versions 0–4.
package struct ApiVersionsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 18) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var errorCode: ErrorCode
    package var apiKeys: [ApiVersion]
    package var throttleTimeMs: Int32
    package var supportedFeatures: [SupportedFeatureKey]
    package var finalizedFeaturesEpoch: Int64
    package var finalizedFeatures: [FinalizedFeatureKey]
    package var zkMigrationReady: Bool

    package init(
        errorCode: ErrorCode = .none,
        apiKeys: [ApiVersion] = [],
        throttleTimeMs: Int32 = 0,
        supportedFeatures: [SupportedFeatureKey] = [],
        finalizedFeaturesEpoch: Int64 = -1,
        finalizedFeatures: [FinalizedFeatureKey] = [],
        zkMigrationReady: Bool = false
    ) {
        self.errorCode = errorCode
        self.apiKeys = apiKeys
        self.throttleTimeMs = throttleTimeMs
        self.supportedFeatures = supportedFeatures
        self.finalizedFeaturesEpoch = finalizedFeaturesEpoch
        self.finalizedFeatures = finalizedFeatures
        self.zkMigrationReady = zkMigrationReady
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.apiKeys = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.supportedFeatures = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
                case 1:
                    self.finalizedFeaturesEpoch = try reader.readInt64()
                case 2:
                    self.finalizedFeatures = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
                case 3:
                    self.zkMigrationReady = try reader.readBool()
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.apiKeys, isFlexible: isFlexible, version: version)
        if version >= 1 {
            writer.writeInt32(self.throttleTimeMs)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if !self.supportedFeatures.isEmpty { tagCount += 1 }
            if self.finalizedFeaturesEpoch != -1 { tagCount += 1 }
            if !self.finalizedFeatures.isEmpty { tagCount += 1 }
            if self.zkMigrationReady { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if !self.supportedFeatures.isEmpty {
                let start = writer.beginTag(0)
                try writer.writeStructureArray(self.supportedFeatures, isFlexible: true, version: version)
                writer.endTag(start)
            }
            if self.finalizedFeaturesEpoch != -1 {
                let start = writer.beginTag(1)
                writer.writeInt64(self.finalizedFeaturesEpoch)
                writer.endTag(start)
            }
            if !self.finalizedFeatures.isEmpty {
                let start = writer.beginTag(2)
                try writer.writeStructureArray(self.finalizedFeatures, isFlexible: true, version: version)
                writer.endTag(start)
            }
            if self.zkMigrationReady {
                let start = writer.beginTag(3)
                writer.writeBool(self.zkMigrationReady)
                writer.endTag(start)
            }
        }
    }

    package struct ApiVersion: Structure {
        package var apiKey: Int16
        package var minVersion: Int16
        package var maxVersion: Int16

        package init(
            apiKey: Int16 = 0,
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.apiKey = apiKey
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.apiKey = try reader.readInt16()
            self.minVersion = try reader.readInt16()
            self.maxVersion = try reader.readInt16()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            writer.writeInt16(self.apiKey)
            writer.writeInt16(self.minVersion)
            writer.writeInt16(self.maxVersion)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct SupportedFeatureKey: Structure {
        package var name: String
        package var minVersion: Int16
        package var maxVersion: Int16

        package init(
            name: String = "",
            minVersion: Int16 = 0,
            maxVersion: Int16 = 0
        ) {
            self.name = name
            self.minVersion = minVersion
            self.maxVersion = maxVersion
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.minVersion = try reader.readInt16()
            self.maxVersion = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeInt16(self.minVersion)
            writer.writeInt16(self.maxVersion)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct FinalizedFeatureKey: Structure {
        package var name: String
        package var maxVersionLevel: Int16
        package var minVersionLevel: Int16

        package init(
            name: String = "",
            maxVersionLevel: Int16 = 0,
            minVersionLevel: Int16 = 0
        ) {
            self.name = name
            self.maxVersionLevel = maxVersionLevel
            self.minVersionLevel = minVersionLevel
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.maxVersionLevel = try reader.readInt16()
            self.minVersionLevel = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeInt16(self.maxVersionLevel)
            writer.writeInt16(self.minVersionLevel)
            writer.writeUnsignedVarint(0)
        }
    }
}
