// Made by bin/generate from Schemas/Api/AlterConfigs.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterConfigsRequest, API 33, versions 0–2.
package struct AlterConfigsRequest: Request {
    package typealias Response = AlterConfigsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 33) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var resources: [AlterConfigsResource]
    package var validateOnly: Bool

    package init(
        resources: [AlterConfigsResource] = [],
        validateOnly: Bool = false
    ) {
        self.resources = resources
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.resources = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        self.validateOnly = try reader.readBool()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.resources, isFlexible: isFlexible, version: version)
        writer.writeBool(self.validateOnly)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AlterConfigsResource: Structure {
        package var resourceType: Int8
        package var resourceName: String
        package var configs: [AlterableConfig]

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [AlterableConfig] = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.resourceType = try reader.readInt8()
            self.resourceName = try reader.readString(isFlexible: isFlexible)
            self.configs = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt8(self.resourceType)
            try writer.writeString(self.resourceName, isFlexible: isFlexible)
            try writer.writeStructureArray(self.configs, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct AlterableConfig: Structure {
        package var name: String
        package var value: String?

        package init(
            name: String = "",
            value: String? = ""
        ) {
            self.name = name
            self.value = value
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.value = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeString(self.value, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// AlterConfigsResponse, API 33, versions 0–2.
package struct AlterConfigsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 33) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var throttleTimeMs: Int32
    package var responses: [AlterConfigsResourceResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        responses: [AlterConfigsResourceResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.responses = responses
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.responses = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.responses, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AlterConfigsResourceResponse: Structure {
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var resourceType: Int8
        package var resourceName: String

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = "",
            resourceType: Int8 = 0,
            resourceName: String = ""
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            self.resourceType = try reader.readInt8()
            self.resourceName = try reader.readString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            writer.writeInt8(self.resourceType)
            try writer.writeString(self.resourceName, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
