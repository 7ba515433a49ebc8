// Made by bin/generate from Schemas/Api/Heartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// HeartbeatRequest, API 12, versions 0–4.
package struct HeartbeatRequest: Request {
    package typealias Response = HeartbeatResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 12) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var groupId: String
    package var generationId: Int32
    package var memberId: String
    package var groupInstanceId: String?

    package init(
        groupId: String = "",
        generationId: Int32 = 0,
        memberId: String = "",
        groupInstanceId: String? = nil
    ) {
        self.groupId = groupId
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
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
            throw EncodeError.fieldNotInVersion(field: "HeartbeatRequest.groupInstanceId", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// HeartbeatResponse, API 12, versions 0–4.
package struct HeartbeatResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 12) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        if version >= 1 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
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
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
