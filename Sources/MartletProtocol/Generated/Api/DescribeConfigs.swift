// Made by bin/generate from Schemas/Api/DescribeConfigs.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeConfigsRequest, API 32, versions 1–4.
package struct DescribeConfigsRequest: Request {
    package typealias Response = DescribeConfigsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 32) }
    package static var versions: ClosedRange<Int16> { 1...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var resources: [DescribeConfigsResource]
    package var includeSynonyms: Bool
    package var includeDocumentation: Bool

    package init(
        resources: [DescribeConfigsResource] = [],
        includeSynonyms: Bool = false,
        includeDocumentation: Bool = false
    ) {
        self.resources = resources
        self.includeSynonyms = includeSynonyms
        self.includeDocumentation = includeDocumentation
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.resources = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        self.includeSynonyms = try reader.readBool()
        if version >= 3 {
            self.includeDocumentation = try reader.readBool()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        try writer.writeStructureArray(self.resources, isFlexible: isFlexible, version: version)
        writer.writeBool(self.includeSynonyms)
        if version >= 3 {
            writer.writeBool(self.includeDocumentation)
        } else if self.includeDocumentation {
            throw EncodeError.fieldNotInVersion(field: "DescribeConfigsRequest.includeDocumentation", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeConfigsResource: Structure {
        package var resourceType: Int8
        package var resourceName: String
        package var configurationKeys: [String]?

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            configurationKeys: [String]? = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configurationKeys = configurationKeys
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.resourceType = try reader.readInt8()
            self.resourceName = try reader.readString(isFlexible: isFlexible)
            self.configurationKeys = try reader.readNullableStringArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            writer.writeInt8(self.resourceType)
            try writer.writeString(self.resourceName, isFlexible: isFlexible)
            try writer.writeStringArray(self.configurationKeys, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// DescribeConfigsResponse, API 32, versions 1–4.
package struct DescribeConfigsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 32) }
    package static var versions: ClosedRange<Int16> { 1...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var throttleTimeMs: Int32
    package var results: [DescribeConfigsResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [DescribeConfigsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.throttleTimeMs = try reader.readInt32()
        self.results = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 7)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.results, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeConfigsResult: Structure {
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var resourceType: Int8
        package var resourceName: String
        package var configs: [DescribeConfigsResourceResult]

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = "",
            resourceType: Int8 = 0,
            resourceName: String = "",
            configs: [DescribeConfigsResourceResult] = []
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.configs = configs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            self.resourceType = try reader.readInt8()
            self.resourceName = try reader.readString(isFlexible: isFlexible)
            self.configs = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 9)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            writer.writeInt8(self.resourceType)
            try writer.writeString(self.resourceName, isFlexible: isFlexible)
            try writer.writeStructureArray(self.configs, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DescribeConfigsResourceResult: Structure {
        package var name: String
        package var value: String?
        package var readOnly: Bool
        package var configSource: Int8
        package var isSensitive: Bool
        package var synonyms: [DescribeConfigsSynonym]
        package var configType: Int8
        package var documentation: String?

        package init(
            name: String = "",
            value: String? = "",
            readOnly: Bool = false,
            configSource: Int8 = -1,
            isSensitive: Bool = false,
            synonyms: [DescribeConfigsSynonym] = [],
            configType: Int8 = 0,
            documentation: String? = ""
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.configSource = configSource
            self.isSensitive = isSensitive
            self.synonyms = synonyms
            self.configType = configType
            self.documentation = documentation
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.name = try reader.readString(isFlexible: isFlexible)
            self.value = try reader.readNullableString(isFlexible: isFlexible)
            self.readOnly = try reader.readBool()
            self.configSource = try reader.readInt8()
            self.isSensitive = try reader.readBool()
            self.synonyms = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
            if version >= 3 {
                self.configType = try reader.readInt8()
            }
            if version >= 3 {
                self.documentation = try reader.readNullableString(isFlexible: isFlexible)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeString(self.value, isFlexible: isFlexible)
            writer.writeBool(self.readOnly)
            writer.writeInt8(self.configSource)
            writer.writeBool(self.isSensitive)
            try writer.writeStructureArray(self.synonyms, isFlexible: isFlexible, version: version)
            if version >= 3 {
                writer.writeInt8(self.configType)
            }
            if version >= 3 {
                try writer.writeString(self.documentation, isFlexible: isFlexible)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DescribeConfigsSynonym: Structure {
        package var name: String
        package var value: String?
        package var source: Int8

        package init(
            name: String = "",
            value: String? = "",
            source: Int8 = 0
        ) {
            self.name = name
            self.value = value
            self.source = source
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.name = try reader.readString(isFlexible: isFlexible)
            self.value = try reader.readNullableString(isFlexible: isFlexible)
            self.source = try reader.readInt8()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeString(self.value, isFlexible: isFlexible)
            writer.writeInt8(self.source)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
