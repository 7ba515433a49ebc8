// Made by bin/generate from Schemas/Api/ShareGroupHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupHeartbeatRequest, API 76, versions 1–1.
package struct ShareGroupHeartbeatRequest: Request {
    package typealias Response = ShareGroupHeartbeatResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 76) }
    package static var versions: ClosedRange<Int16> { 1...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var memberId: String
    package var memberEpoch: Int32
    package var rackId: String?
    package var subscribedTopicNames: [String]?

    package init(
        groupId: String = "",
        memberId: String = "",
        memberEpoch: Int32 = 0,
        rackId: String? = nil,
        subscribedTopicNames: [String]? = nil
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.rackId = rackId
        self.subscribedTopicNames = subscribedTopicNames
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.memberId = try reader.readString(isFlexible: true)
        self.memberEpoch = try reader.readInt32()
        self.rackId = try reader.readNullableString(isFlexible: true)
        self.subscribedTopicNames = try reader.readNullableStringArray(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.memberEpoch)
        try writer.writeString(self.rackId, isFlexible: true)
        try writer.writeStringArray(self.subscribedTopicNames, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}

/// ShareGroupHeartbeatResponse, API 76, versions 1–1.
package struct ShareGroupHeartbeatResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 76) }
    package static var versions: ClosedRange<Int16> { 1...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var memberId: String?
    package var memberEpoch: Int32
    package var heartbeatIntervalMs: Int32
    package var assignment: Assignment?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        memberId: String? = nil,
        memberEpoch: Int32 = 0,
        heartbeatIntervalMs: Int32 = 0,
        assignment: Assignment? = nil
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.heartbeatIntervalMs = heartbeatIntervalMs
        self.assignment = assignment
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        self.memberId = try reader.readNullableString(isFlexible: true)
        self.memberEpoch = try reader.readInt32()
        self.heartbeatIntervalMs = try reader.readInt32()
        self.assignment = try reader.readNullableStructure(version: version)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.memberEpoch)
        writer.writeInt32(self.heartbeatIntervalMs)
        try writer.writeNullableStructure(self.assignment, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct Assignment: Structure {
        package var topicPartitions: [TopicPartitions]

        package init(
            topicPartitions: [TopicPartitions] = []
        ) {
            self.topicPartitions = topicPartitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicPartitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeStructureArray(self.topicPartitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicPartitions: Structure {
        package var topicId: TopicID
        package var partitions: [PartitionIndex]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionIndex] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
