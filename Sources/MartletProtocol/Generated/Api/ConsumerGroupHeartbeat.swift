// Made by bin/generate from Schemas/Api/ConsumerGroupHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupHeartbeatRequest, API 68, versions 0–1.
package struct ConsumerGroupHeartbeatRequest: Request {
    package typealias Response = ConsumerGroupHeartbeatResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 68) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var memberId: String
    package var memberEpoch: Int32
    package var instanceId: String?
    package var rackId: String?
    package var rebalanceTimeoutMs: Int32
    package var subscribedTopicNames: [String]?
    package var subscribedTopicRegex: String?
    package var serverAssignor: String?
    package var topicPartitions: [TopicPartitions]?

    package init(
        groupId: String = "",
        memberId: String = "",
        memberEpoch: Int32 = 0,
        instanceId: String? = nil,
        rackId: String? = nil,
        rebalanceTimeoutMs: Int32 = -1,
        subscribedTopicNames: [String]? = nil,
        subscribedTopicRegex: String? = nil,
        serverAssignor: String? = nil,
        topicPartitions: [TopicPartitions]? = nil
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.instanceId = instanceId
        self.rackId = rackId
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.subscribedTopicNames = subscribedTopicNames
        self.subscribedTopicRegex = subscribedTopicRegex
        self.serverAssignor = serverAssignor
        self.topicPartitions = topicPartitions
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.memberId = try reader.readString(isFlexible: true)
        self.memberEpoch = try reader.readInt32()
        self.instanceId = try reader.readNullableString(isFlexible: true)
        self.rackId = try reader.readNullableString(isFlexible: true)
        self.rebalanceTimeoutMs = try reader.readInt32()
        self.subscribedTopicNames = try reader.readNullableStringArray(isFlexible: true)
        if version == 1 {
            self.subscribedTopicRegex = try reader.readNullableString(isFlexible: true)
        }
        self.serverAssignor = try reader.readNullableString(isFlexible: true)
        self.topicPartitions = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.memberEpoch)
        try writer.writeString(self.instanceId, isFlexible: true)
        try writer.writeString(self.rackId, isFlexible: true)
        writer.writeInt32(self.rebalanceTimeoutMs)
        try writer.writeStringArray(self.subscribedTopicNames, isFlexible: true)
        if version == 1 {
            try writer.writeString(self.subscribedTopicRegex, isFlexible: true)
        } else if self.subscribedTopicRegex != nil {
            throw EncodeError.fieldNotInVersion(field: "ConsumerGroupHeartbeatRequest.subscribedTopicRegex", version: version)
        }
        try writer.writeString(self.serverAssignor, isFlexible: true)
        try writer.writeStructureArray(self.topicPartitions, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
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

/// ConsumerGroupHeartbeatResponse, API 68, versions 0–1.
package struct ConsumerGroupHeartbeatResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 68) }
    package static var versions: ClosedRange<Int16> { 0...1 }
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
