// Made by bin/generate from Schemas/Api/DescribeGroups.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeGroupsRequest, API 15, versions 0–6.
package struct DescribeGroupsRequest: Request {
    package typealias Response = DescribeGroupsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 15) }
    package static var versions: ClosedRange<Int16> { 0...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 5 }

    package var groups: [String]
    package var includeAuthorizedOperations: Bool

    package init(
        groups: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groups = groups
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 5
        self.groups = try reader.readStringArray(isFlexible: isFlexible)
        if version >= 3 {
            self.includeAuthorizedOperations = try reader.readBool()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 5
        try writer.writeStringArray(self.groups, isFlexible: isFlexible)
        if version >= 3 {
            writer.writeBool(self.includeAuthorizedOperations)
        } else if self.includeAuthorizedOperations {
            throw EncodeError.fieldNotInVersion(field: "DescribeGroupsRequest.includeAuthorizedOperations", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeGroupsResponse, API 15, versions 0–6.
package struct DescribeGroupsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 15) }
    package static var versions: ClosedRange<Int16> { 0...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 5 }

    package var throttleTimeMs: Int32
    package var groups: [DescribedGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 5
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.groups = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 12)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 5
        if version >= 1 {
            writer.writeInt32(self.throttleTimeMs)
        }
        try writer.writeStructureArray(self.groups, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribedGroup: Structure {
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var groupId: String
        package var groupState: String
        package var protocolType: String
        package var protocolData: String
        package var members: [DescribedGroupMember]
        package var authorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            groupId: String = "",
            groupState: String = "",
            protocolType: String = "",
            protocolData: String = "",
            members: [DescribedGroupMember] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupId = groupId
            self.groupState = groupState
            self.protocolType = protocolType
            self.protocolData = protocolData
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 5
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if version == 6 {
                self.errorMessage = try reader.readNullableString(isFlexible: true)
            }
            self.groupId = try reader.readString(isFlexible: isFlexible)
            self.groupState = try reader.readString(isFlexible: isFlexible)
            self.protocolType = try reader.readString(isFlexible: isFlexible)
            self.protocolData = try reader.readString(isFlexible: isFlexible)
            self.members = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 7)
            if version >= 3 {
                self.authorizedOperations = try reader.readInt32()
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 5
            writer.writeInt16(self.errorCode.rawValue)
            if version == 6 {
                try writer.writeString(self.errorMessage, isFlexible: true)
            } else if self.errorMessage != nil {
                throw EncodeError.fieldNotInVersion(field: "DescribeGroupsResponse.errorMessage", version: version)
            }
            try writer.writeString(self.groupId, isFlexible: isFlexible)
            try writer.writeString(self.groupState, isFlexible: isFlexible)
            try writer.writeString(self.protocolType, isFlexible: isFlexible)
            try writer.writeString(self.protocolData, isFlexible: isFlexible)
            try writer.writeStructureArray(self.members, isFlexible: isFlexible, version: version)
            if version >= 3 {
                writer.writeInt32(self.authorizedOperations)
            } else if self.authorizedOperations != -2147483648 {
                throw EncodeError.fieldNotInVersion(field: "DescribeGroupsResponse.authorizedOperations", version: version)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DescribedGroupMember: Structure {
        package var memberId: String
        package var groupInstanceId: String?
        package var clientId: String
        package var clientHost: String
        package var memberMetadata: ByteBuffer
        package var memberAssignment: ByteBuffer

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            clientId: String = "",
            clientHost: String = "",
            memberMetadata: ByteBuffer = ByteBuffer(),
            memberAssignment: ByteBuffer = ByteBuffer()
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.clientId = clientId
            self.clientHost = clientHost
            self.memberMetadata = memberMetadata
            self.memberAssignment = memberAssignment
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 5
            self.memberId = try reader.readString(isFlexible: isFlexible)
            if version >= 4 {
                self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
            }
            self.clientId = try reader.readString(isFlexible: isFlexible)
            self.clientHost = try reader.readString(isFlexible: isFlexible)
            self.memberMetadata = try reader.readBytes(isFlexible: isFlexible)
            self.memberAssignment = try reader.readBytes(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 5
            try writer.writeString(self.memberId, isFlexible: isFlexible)
            if version >= 4 {
                try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
            }
            try writer.writeString(self.clientId, isFlexible: isFlexible)
            try writer.writeString(self.clientHost, isFlexible: isFlexible)
            try writer.writeBytes(self.memberMetadata, isFlexible: isFlexible)
            try writer.writeBytes(self.memberAssignment, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
