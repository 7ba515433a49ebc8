// Made by bin/generate from Schemas/Api/DeleteTopics.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DeleteTopicsRequest, API 20, versions 1–6.
package struct DeleteTopicsRequest: Request {
    package typealias Response = DeleteTopicsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 20) }
    package static var versions: ClosedRange<Int16> { 1...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 4 }

    package var topics: [DeleteTopicState]
    package var topicNames: [String]
    package var timeoutMs: Int32

    package init(
        topics: [DeleteTopicState] = [],
        topicNames: [String] = [],
        timeoutMs: Int32 = 0
    ) {
        self.topics = topics
        self.topicNames = topicNames
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        if version == 6 {
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        }
        if version <= 5 {
            self.topicNames = try reader.readStringArray(isFlexible: isFlexible)
        }
        self.timeoutMs = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        if version == 6 {
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        } else if !self.topics.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "DeleteTopicsRequest.topics", version: version)
        }
        if version <= 5 {
            try writer.writeStringArray(self.topicNames, isFlexible: isFlexible)
        }
        writer.writeInt32(self.timeoutMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DeleteTopicState: Structure {
        package var name: String?
        package var topicId: TopicID

        package init(
            name: String? = nil,
            topicId: TopicID = TopicID(.zero)
        ) {
            self.name = name
            self.topicId = topicId
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readNullableString(isFlexible: true)
            self.topicId = try TopicID(reader.readUuid())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeUuid(self.topicId.uuid)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DeleteTopicsResponse, API 20, versions 1–6.
package struct DeleteTopicsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 20) }
    package static var versions: ClosedRange<Int16> { 1...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 4 }

    package var throttleTimeMs: Int32
    package var responses: [DeletableTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        responses: [DeletableTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.responses = responses
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.throttleTimeMs = try reader.readInt32()
        self.responses = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 4)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.responses, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DeletableTopicResult: Structure {
        package var name: String?
        package var topicId: TopicID
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            name: String? = "",
            topicId: TopicID = TopicID(.zero),
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            if version == 6 {
                self.name = try reader.readNullableString(isFlexible: isFlexible)
            } else {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if version == 6 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if version >= 5 {
                self.errorMessage = try reader.readNullableString(isFlexible: true)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            if !(version == 6) && self.name == nil {
                throw EncodeError.unexpectedNull(field: "DeleteTopicsResponse.name", version: version)
            }
            try writer.writeString(self.name, isFlexible: isFlexible)
            if version == 6 {
                writer.writeUuid(self.topicId.uuid)
            }
            writer.writeInt16(self.errorCode.rawValue)
            if version >= 5 {
                try writer.writeString(self.errorMessage, isFlexible: true)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
