// Made by bin/generate from Schemas/Api/DescribeAcls.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeAclsRequest, API 29, versions 1–3.
package struct DescribeAclsRequest: Request {
    package typealias Response = DescribeAclsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 29) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var resourceTypeFilter: Int8
    package var resourceNameFilter: String?
    package var patternTypeFilter: Int8
    package var principalFilter: String?
    package var hostFilter: String?
    package var operation: Int8
    package var permissionType: Int8

    package init(
        resourceTypeFilter: Int8 = 0,
        resourceNameFilter: String? = "",
        patternTypeFilter: Int8 = 3,
        principalFilter: String? = "",
        hostFilter: String? = "",
        operation: Int8 = 0,
        permissionType: Int8 = 0
    ) {
        self.resourceTypeFilter = resourceTypeFilter
        self.resourceNameFilter = resourceNameFilter
        self.patternTypeFilter = patternTypeFilter
        self.principalFilter = principalFilter
        self.hostFilter = hostFilter
        self.operation = operation
        self.permissionType = permissionType
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.resourceTypeFilter = try reader.readInt8()
        self.resourceNameFilter = try reader.readNullableString(isFlexible: isFlexible)
        self.patternTypeFilter = try reader.readInt8()
        self.principalFilter = try reader.readNullableString(isFlexible: isFlexible)
        self.hostFilter = try reader.readNullableString(isFlexible: isFlexible)
        self.operation = try reader.readInt8()
        self.permissionType = try reader.readInt8()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt8(self.resourceTypeFilter)
        try writer.writeString(self.resourceNameFilter, isFlexible: isFlexible)
        writer.writeInt8(self.patternTypeFilter)
        try writer.writeString(self.principalFilter, isFlexible: isFlexible)
        try writer.writeString(self.hostFilter, isFlexible: isFlexible)
        writer.writeInt8(self.operation)
        writer.writeInt8(self.permissionType)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeAclsResponse, API 29, versions 1–3.
package struct DescribeAclsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 29) }
    package static var versions: ClosedRange<Int16> { 1...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var resources: [DescribeAclsResource]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        resources: [DescribeAclsResource] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.resources = resources
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
        self.resources = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 5)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: isFlexible)
        try writer.writeStructureArray(self.resources, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeAclsResource: Structure {
        package var resourceType: Int8
        package var resourceName: String
        package var patternType: Int8
        package var acls: [AclDescription]

        package init(
            resourceType: Int8 = 0,
            resourceName: String = "",
            patternType: Int8 = 3,
            acls: [AclDescription] = []
        ) {
            self.resourceType = resourceType
            self.resourceName = resourceName
            self.patternType = patternType
            self.acls = acls
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.resourceType = try reader.readInt8()
            self.resourceName = try reader.readString(isFlexible: isFlexible)
            self.patternType = try reader.readInt8()
            self.acls = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 5)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt8(self.resourceType)
            try writer.writeString(self.resourceName, isFlexible: isFlexible)
            writer.writeInt8(self.patternType)
            try writer.writeStructureArray(self.acls, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct AclDescription: Structure {
        package var principal: String
        package var host: String
        package var operation: Int8
        package var permissionType: Int8

        package init(
            principal: String = "",
            host: String = "",
            operation: Int8 = 0,
            permissionType: Int8 = 0
        ) {
            self.principal = principal
            self.host = host
            self.operation = operation
            self.permissionType = permissionType
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
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
