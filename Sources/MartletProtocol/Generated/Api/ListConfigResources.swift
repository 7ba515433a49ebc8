// Made by bin/generate from Schemas/Api/ListConfigResources.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ListConfigResourcesRequest, API 74, versions 0–1.
package struct ListConfigResourcesRequest: Request {
    package typealias Response = ListConfigResourcesResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 74) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var resourceTypes: [Int8]

    package init(
        resourceTypes: [Int8] = []
    ) {
        self.resourceTypes = resourceTypes
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        if version == 1 {
            self.resourceTypes = try reader.readIntegerArray(isFlexible: true)
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        if version == 1 {
            try writer.writeIntegerArray(self.resourceTypes, isFlexible: true)
        } else if !self.resourceTypes.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "ListConfigResourcesRequest.resourceTypes", version: version)
        }
        writer.writeUnsignedVarint(0)
    }
}

/// ListConfigResourcesResponse, API 74, versions 0–1.
package struct ListConfigResourcesResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 74) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var configResources: [ConfigResource]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        configResources: [ConfigResource] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.configResources = configResources
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.configResources = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 2)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.configResources, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ConfigResource: Structure {
        package var resourceName: String
        package var resourceType: Int8

        package init(
            resourceName: String = "",
            resourceType: Int8 = 16
        ) {
            self.resourceName = resourceName
            self.resourceType = resourceType
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.resourceName = try reader.readString(isFlexible: true)
            if version == 1 {
                self.resourceType = try reader.readInt8()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.resourceName, isFlexible: true)
            if version == 1 {
                writer.writeInt8(self.resourceType)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}
