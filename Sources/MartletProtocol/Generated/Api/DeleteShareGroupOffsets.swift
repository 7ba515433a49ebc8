// Made by bin/generate from Schemas/Api/DeleteShareGroupOffsets.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DeleteShareGroupOffsetsRequest, API 92, versions 0–0.
package struct DeleteShareGroupOffsetsRequest: Request {
    package typealias Response = DeleteShareGroupOffsetsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 92) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var topics: [DeleteShareGroupOffsetsRequestTopic]

    package init(
        groupId: String = "",
        topics: [DeleteShareGroupOffsetsRequestTopic] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 2)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DeleteShareGroupOffsetsRequestTopic: Structure {
        package var topicName: String

        package init(
            topicName: String = ""
        ) {
            self.topicName = topicName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DeleteShareGroupOffsetsResponse, API 92, versions 0–0.
package struct DeleteShareGroupOffsetsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 92) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var responses: [DeleteShareGroupOffsetsResponseTopic]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        responses: [DeleteShareGroupOffsetsResponseTopic] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.responses = responses
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        self.responses = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 21)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        try writer.writeStructureArray(self.responses, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DeleteShareGroupOffsetsResponseTopic: Structure {
        package var topicName: String
        package var topicId: TopicID
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            topicName: String = "",
            topicId: TopicID = TopicID(.zero),
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.topicName = topicName
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.topicId = try TopicID(reader.readUuid())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeUuid(self.topicId.uuid)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
