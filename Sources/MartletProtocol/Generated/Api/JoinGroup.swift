// Made by bin/generate from Schemas/Api/JoinGroup.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// JoinGroupRequest, API 11, versions 0–9.
package struct JoinGroupRequest: Request {
    package typealias Response = JoinGroupResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 11) }
    package static var versions: ClosedRange<Int16> { 0...9 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 6 }

    package var groupId: String
    package var sessionTimeoutMs: Int32
    package var rebalanceTimeoutMs: Int32
    package var memberId: String
    package var groupInstanceId: String?
    package var protocolType: String
    package var protocols: [JoinGroupRequestProtocol]
    package var reason: String?

    package init(
        groupId: String = "",
        sessionTimeoutMs: Int32 = 0,
        rebalanceTimeoutMs: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        protocolType: String = "",
        protocols: [JoinGroupRequestProtocol] = [],
        reason: String? = nil
    ) {
        self.groupId = groupId
        self.sessionTimeoutMs = sessionTimeoutMs
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.protocolType = protocolType
        self.protocols = protocols
        self.reason = reason
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 6
        self.groupId = try reader.readString(isFlexible: isFlexible)
        self.sessionTimeoutMs = try reader.readInt32()
        if version >= 1 {
            self.rebalanceTimeoutMs = try reader.readInt32()
        }
        self.memberId = try reader.readString(isFlexible: isFlexible)
        if version >= 5 {
            self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
        }
        self.protocolType = try reader.readString(isFlexible: isFlexible)
        self.protocols = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if version >= 8 {
            self.reason = try reader.readNullableString(isFlexible: true)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 6
        try writer.writeString(self.groupId, isFlexible: isFlexible)
        writer.writeInt32(self.sessionTimeoutMs)
        if version >= 1 {
            writer.writeInt32(self.rebalanceTimeoutMs)
        }
        try writer.writeString(self.memberId, isFlexible: isFlexible)
        if version >= 5 {
            try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
        } else if self.groupInstanceId != nil {
            throw EncodeError.fieldNotInVersion(field: "JoinGroupRequest.groupInstanceId", version: version)
        }
        try writer.writeString(self.protocolType, isFlexible: isFlexible)
        try writer.writeStructureArray(self.protocols, isFlexible: isFlexible, version: version)
        if version >= 8 {
            try writer.writeString(self.reason, isFlexible: true)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct JoinGroupRequestProtocol: Structure {
        package var name: String
        package var metadata: ByteBuffer

        package init(
            name: String = "",
            metadata: ByteBuffer = ByteBuffer()
        ) {
            self.name = name
            self.metadata = metadata
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.name = try reader.readString(isFlexible: isFlexible)
            self.metadata = try reader.readBytes(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeBytes(self.metadata, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// JoinGroupResponse, API 11, versions 0–9.
package struct JoinGroupResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 11) }
    package static var versions: ClosedRange<Int16> { 0...9 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 6 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var generationId: Int32
    package var protocolType: String?
    package var protocolName: String?
    package var leader: String
    package var skipAssignment: Bool
    package var memberId: String
    package var members: [JoinGroupResponseMember]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        generationId: Int32 = -1,
        protocolType: String? = nil,
        protocolName: String? = "",
        leader: String = "",
        skipAssignment: Bool = false,
        memberId: String = "",
        members: [JoinGroupResponseMember] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.generationId = generationId
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.leader = leader
        self.skipAssignment = skipAssignment
        self.memberId = memberId
        self.members = members
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 6
        if version >= 2 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.generationId = try reader.readInt32()
        if version >= 7 {
            self.protocolType = try reader.readNullableString(isFlexible: true)
        }
        if version >= 7 {
            self.protocolName = try reader.readNullableString(isFlexible: isFlexible)
        } else {
            self.protocolName = try reader.readString(isFlexible: isFlexible)
        }
        self.leader = try reader.readString(isFlexible: isFlexible)
        if version == 9 {
            self.skipAssignment = try reader.readBool()
        }
        self.memberId = try reader.readString(isFlexible: isFlexible)
        self.members = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 6
        if version >= 2 {
            writer.writeInt32(self.throttleTimeMs)
        }
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt32(self.generationId)
        if version >= 7 {
            try writer.writeString(self.protocolType, isFlexible: true)
        }
        if !(version >= 7) && self.protocolName == nil {
            throw EncodeError.unexpectedNull(field: "JoinGroupResponse.protocolName", version: version)
        }
        try writer.writeString(self.protocolName, isFlexible: isFlexible)
        try writer.writeString(self.leader, isFlexible: isFlexible)
        if version == 9 {
            writer.writeBool(self.skipAssignment)
        } else if self.skipAssignment {
            throw EncodeError.fieldNotInVersion(field: "JoinGroupResponse.skipAssignment", version: version)
        }
        try writer.writeString(self.memberId, isFlexible: isFlexible)
        try writer.writeStructureArray(self.members, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct JoinGroupResponseMember: Structure {
        package var memberId: String
        package var groupInstanceId: String?
        package var metadata: ByteBuffer

        package init(
            memberId: String = "",
            groupInstanceId: String? = nil,
            metadata: ByteBuffer = ByteBuffer()
        ) {
            self.memberId = memberId
            self.groupInstanceId = groupInstanceId
            self.metadata = metadata
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.memberId = try reader.readString(isFlexible: isFlexible)
            if version >= 5 {
                self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
            }
            self.metadata = try reader.readBytes(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            try writer.writeString(self.memberId, isFlexible: isFlexible)
            if version >= 5 {
                try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
            }
            try writer.writeBytes(self.metadata, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
