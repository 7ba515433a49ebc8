// Made by bin/generate from Schemas/Api/SyncGroup.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// SyncGroupRequest, API 14, versions 0–5.
package struct SyncGroupRequest: Request {
    package typealias Response = SyncGroupResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 14) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 4 }

    package var groupId: String
    package var generationId: Int32
    package var memberId: String
    package var groupInstanceId: String?
    package var protocolType: String?
    package var protocolName: String?
    package var assignments: [SyncGroupRequestAssignment]

    package init(
        groupId: String = "",
        generationId: Int32 = 0,
        memberId: String = "",
        groupInstanceId: String? = nil,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignments: [SyncGroupRequestAssignment] = []
    ) {
        self.groupId = groupId
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignments = assignments
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.groupId = try reader.readString(isFlexible: isFlexible)
        self.generationId = try reader.readInt32()
        self.memberId = try reader.readString(isFlexible: isFlexible)
        if version >= 3 {
            self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
        }
        if version == 5 {
            self.protocolType = try reader.readNullableString(isFlexible: true)
        }
        if version == 5 {
            self.protocolName = try reader.readNullableString(isFlexible: true)
        }
        self.assignments = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        try writer.writeString(self.groupId, isFlexible: isFlexible)
        writer.writeInt32(self.generationId)
        try writer.writeString(self.memberId, isFlexible: isFlexible)
        if version >= 3 {
            try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
        } else if self.groupInstanceId != nil {
            throw EncodeError.fieldNotInVersion(field: "SyncGroupRequest.groupInstanceId", version: version)
        }
        if version == 5 {
            try writer.writeString(self.protocolType, isFlexible: true)
        }
        if version == 5 {
            try writer.writeString(self.protocolName, isFlexible: true)
        }
        try writer.writeStructureArray(self.assignments, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct SyncGroupRequestAssignment: Structure {
        package var memberId: String
        package var assignment: ByteBuffer

        package init(
            memberId: String = "",
            assignment: ByteBuffer = ByteBuffer()
        ) {
            self.memberId = memberId
            self.assignment = assignment
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.memberId = try reader.readString(isFlexible: isFlexible)
            self.assignment = try reader.readBytes(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.memberId, isFlexible: isFlexible)
            try writer.writeBytes(self.assignment, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// SyncGroupResponse, API 14, versions 0–5.
package struct SyncGroupResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 14) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 4 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var protocolType: String?
    package var protocolName: String?
    package var assignment: ByteBuffer

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        protocolType: String? = nil,
        protocolName: String? = nil,
        assignment: ByteBuffer = ByteBuffer()
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.protocolType = protocolType
        self.protocolName = protocolName
        self.assignment = assignment
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        if version == 5 {
            self.protocolType = try reader.readNullableString(isFlexible: true)
        }
        if version == 5 {
            self.protocolName = try reader.readNullableString(isFlexible: true)
        }
        self.assignment = try reader.readBytes(isFlexible: isFlexible)
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
        if version == 5 {
            try writer.writeString(self.protocolType, isFlexible: true)
        }
        if version == 5 {
            try writer.writeString(self.protocolName, isFlexible: true)
        }
        try writer.writeBytes(self.assignment, isFlexible: isFlexible)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
