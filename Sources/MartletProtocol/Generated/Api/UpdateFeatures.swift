// Made by bin/generate from Schemas/Api/UpdateFeatures.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// UpdateFeaturesRequest, API 57, versions 0–2.
package struct UpdateFeaturesRequest: Request {
    package typealias Response = UpdateFeaturesResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 57) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var timeoutMs: Int32
    package var featureUpdates: [FeatureUpdateKey]
    package var validateOnly: Bool

    package init(
        timeoutMs: Int32 = 60000,
        featureUpdates: [FeatureUpdateKey] = [],
        validateOnly: Bool = false
    ) {
        self.timeoutMs = timeoutMs
        self.featureUpdates = featureUpdates
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.timeoutMs = try reader.readInt32()
        self.featureUpdates = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        if version >= 1 {
            self.validateOnly = try reader.readBool()
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.timeoutMs)
        try writer.writeStructureArray(self.featureUpdates, isFlexible: true, version: version)
        if version >= 1 {
            writer.writeBool(self.validateOnly)
        } else if self.validateOnly {
            throw EncodeError.fieldNotInVersion(field: "UpdateFeaturesRequest.validateOnly", version: version)
        }
        writer.writeUnsignedVarint(0)
    }

    package struct FeatureUpdateKey: Structure {
        package var feature: String
        package var maxVersionLevel: Int16
        package var allowDowngrade: Bool
        package var upgradeType: Int8

        package init(
            feature: String = "",
            maxVersionLevel: Int16 = 0,
            allowDowngrade: Bool = false,
            upgradeType: Int8 = 1
        ) {
            self.feature = feature
            self.maxVersionLevel = maxVersionLevel
            self.allowDowngrade = allowDowngrade
            self.upgradeType = upgradeType
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.feature = try reader.readString(isFlexible: true)
            self.maxVersionLevel = try reader.readInt16()
            if version == 0 {
                self.allowDowngrade = try reader.readBool()
            }
            if version >= 1 {
                self.upgradeType = try reader.readInt8()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.feature, isFlexible: true)
            writer.writeInt16(self.maxVersionLevel)
            if version == 0 {
                writer.writeBool(self.allowDowngrade)
            } else if self.allowDowngrade {
                throw EncodeError.fieldNotInVersion(field: "UpdateFeaturesRequest.allowDowngrade", version: version)
            }
            if version >= 1 {
                writer.writeInt8(self.upgradeType)
            } else if self.upgradeType != 1 {
                throw EncodeError.fieldNotInVersion(field: "UpdateFeaturesRequest.upgradeType", version: version)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}

/// UpdateFeaturesResponse, API 57, versions 0–2.
package struct UpdateFeaturesResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 57) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var results: [UpdatableFeatureResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        results: [UpdatableFeatureResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        if version <= 1 {
            self.results = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        if version <= 1 {
            try writer.writeStructureArray(self.results, isFlexible: true, version: version)
        }
        writer.writeUnsignedVarint(0)
    }

    package struct UpdatableFeatureResult: Structure {
        package var feature: String
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            feature: String = "",
            errorCode: ErrorCode = .none,
            errorMessage: String? = ""
        ) {
            self.feature = feature
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.feature = try reader.readString(isFlexible: true)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.feature, isFlexible: true)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
