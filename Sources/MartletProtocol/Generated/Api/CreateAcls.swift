// Made by bin/generate from Schemas/Api/CreateAcls.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// CreateAclsRequest, API 30, versions 1–3.
package struct CreateAclsRequest: Request {
    package typealias Response = CreateAclsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 30) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var creations: [AclCreation]

    package init(
        creations: [AclCreation] = []
    ) {
        self.creations = creations
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.creations = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 8)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.creations, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AclCreation: Structure {
        package var resourceType: Int8
        package var resourceName: String
        package var resourcePatternType: Int8
        package var principal: String
        package var host: String
        package var operation: Int8
        package var permissionType: Int8

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            resourcePatternType: Int8 = 3,
            principal: String = "",
            host: String = "",
            operation: Int8 = 0,
            permissionType: Int8 = 0
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.resourcePatternType = resourcePatternType
            self.principal = principal
            self.host = host
            self.operation = operation
            self.permissionType = permissionType
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.resourceType = try reader.readInt8()
            self.resourceName = try reader.readString(isFlexible: isFlexible)
            self.resourcePatternType = try reader.readInt8()
            self.principal = try reader.readString(isFlexible: isFlexible)
            self.host = try reader.readString(isFlexible: isFlexible)
            self.operation = try reader.readInt8()
            self.permissionType = try reader.readInt8()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt8(self.resourceType)
            try writer.writeString(self.resourceName, isFlexible: isFlexible)
            writer.writeInt8(self.resourcePatternType)
            try writer.writeString(self.principal, isFlexible: isFlexible)
            try writer.writeString(self.host, isFlexible: isFlexible)
            writer.writeInt8(self.operation)
            writer.writeInt8(self.permissionType)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// CreateAclsResponse, API 30, versions 1–3.
package struct CreateAclsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 30) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var throttleTimeMs: Int32
    package var results: [AclCreationResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AclCreationResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.results = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.results, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AclCreationResult: Structure {
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = ""
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
