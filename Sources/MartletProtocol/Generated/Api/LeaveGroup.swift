// Made by bin/generate from Schemas/Api/LeaveGroup.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// LeaveGroupRequest, API 13, versions 0–5.
package struct LeaveGroupRequest: Request {
    package typealias Response = LeaveGroupResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 13) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 4 }

    package var groupId: String
    package var memberId: String
    package var members: [MemberIdentity]

    package init(
        groupId: String = "",
        memberId: String = "",
        members: [MemberIdentity] = []
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.members = members
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.groupId = try reader.readString(isFlexible: isFlexible)
        if version <= 2 {
            self.memberId = try reader.readString(isFlexible: false)
        }
        if version >= 3 {
            self.members = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        try writer.writeString(self.groupId, isFlexible: isFlexible)
        if version <= 2 {
            try writer.writeString(self.memberId, isFlexible: false)
        } else if !self.memberId.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "LeaveGroupRequest.memberId", version: version)
        }
        if version >= 3 {
            try writer.writeStructureArray(self.members, isFlexible: isFlexible, version: version)
        } else if !self.members.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "LeaveGroupRequest.members", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct MemberIdentity: Structure {
        package var memberId: String
        package var groupInstanceId: String?
        package var reason: String?

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            reason: String? = nil
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.reason = reason
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.memberId = try reader.readString(isFlexible: isFlexible)
            self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
            if version == 5 {
                self.reason = try reader.readNullableString(isFlexible: true)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.memberId, isFlexible: isFlexible)
            try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
            if version == 5 {
                try writer.writeString(self.reason, isFlexible: true)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// LeaveGroupResponse, API 13, versions 0–5.
package struct LeaveGroupResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 13) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 4 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var members: [MemberResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        members: [MemberResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.members = members
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        if version >= 3 {
            self.members = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 5)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        if version >= 1 {
            writer.writeInt32(self.throttleTimeMs)
        }
        writer.writeInt16(self.errorCode.rawValue)
        if version >= 3 {
            try writer.writeStructureArray(self.members, isFlexible: isFlexible, version: version)
        } else if !self.members.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "LeaveGroupResponse.members", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct MemberResponse: Structure {
        package var memberId: String
        package var groupInstanceId: String?
        package var errorCode: ErrorCode

        package init(
            memberId: String = "",
            groupInstanceId: String? = "",
            errorCode: ErrorCode = .none
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.memberId = try reader.readString(isFlexible: isFlexible)
            self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.memberId, isFlexible: isFlexible)
            try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
