// Made by bin/generate from Schemas/Api/AlterShareGroupOffsets.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterShareGroupOffsetsRequest, API 91, versions 0–0.
package struct AlterShareGroupOffsetsRequest: Request {
    package typealias Response = AlterShareGroupOffsetsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 91) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var topics: [AlterShareGroupOffsetsRequestTopic]

    package init(
        groupId: String = "",
        topics: [AlterShareGroupOffsetsRequestTopic] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct AlterShareGroupOffsetsRequestTopic: Structure {
        package var topicName: String
        package var partitions: [AlterShareGroupOffsetsRequestPartition]

        package init(
            topicName: String = "",
            partitions: [AlterShareGroupOffsetsRequestPartition] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 13)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AlterShareGroupOffsetsRequestPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var startOffset: Offset

        package init(
            partitionIndex: PartitionIndex = 0,
            startOffset: Offset = 0
        ) {
            self.partitionIndex = partitionIndex
            self.startOffset = startOffset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.startOffset = try Offset(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.startOffset.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// AlterShareGroupOffsetsResponse, API 91, versions 0–0.
package struct AlterShareGroupOffsetsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 91) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var responses: [AlterShareGroupOffsetsResponseTopic]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        responses: [AlterShareGroupOffsetsResponseTopic] = []
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
        self.responses = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 19)
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

    package struct AlterShareGroupOffsetsResponseTopic: Structure {
        package var topicName: String
        package var topicId: TopicID
        package var partitions: [AlterShareGroupOffsetsResponsePartition]

        package init(
            topicName: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [AlterShareGroupOffsetsResponsePartition] = []
        ) {
            self.topicName = topicName
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AlterShareGroupOffsetsResponsePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
