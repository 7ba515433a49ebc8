// Made by bin/generate from Schemas/Api/DescribeTopicPartitions.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeTopicPartitionsRequest, API 75, versions 0–0.
package struct DescribeTopicPartitionsRequest: Request {
    package typealias Response = DescribeTopicPartitionsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 75) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topics: [TopicRequest]
    package var responsePartitionLimit: Int32
    package var cursor: Cursor?

    package init(
        topics: [TopicRequest] = [],
        responsePartitionLimit: Int32 = 2000,
        cursor: Cursor? = nil
    ) {
        self.topics = topics
        self.responsePartitionLimit = responsePartitionLimit
        self.cursor = cursor
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 2)
        self.responsePartitionLimit = try reader.readInt32()
        self.cursor = try reader.readNullableStructure(version: version)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeInt32(self.responsePartitionLimit)
        try writer.writeNullableStructure(self.cursor, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicRequest: Structure {
        package var name: String

        package init(
            name: String = ""
        ) {
            self.name = name
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Cursor: Structure {
        package var topicName: String
        package var partitionIndex: PartitionIndex

        package init(
            topicName: String = "",
            partitionIndex: PartitionIndex = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeTopicPartitionsResponse, API 75, versions 0–0.
package struct DescribeTopicPartitionsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 75) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var topics: [DescribeTopicPartitionsResponseTopic]
    package var nextCursor: Cursor?

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [DescribeTopicPartitionsResponseTopic] = [],
        nextCursor: Cursor? = nil
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.nextCursor = nextCursor
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 26)
        self.nextCursor = try reader.readNullableStructure(version: version)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        try writer.writeNullableStructure(self.nextCursor, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DescribeTopicPartitionsResponseTopic: Structure {
        package var errorCode: ErrorCode
        package var name: String?
        package var topicId: TopicID
        package var isInternal: Bool
        package var partitions: [DescribeTopicPartitionsResponsePartition]
        package var topicAuthorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            name: String? = "",
            topicId: TopicID = TopicID(.zero),
            isInternal: Bool = false,
            partitions: [DescribeTopicPartitionsResponsePartition] = [],
            topicAuthorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.name = name
            self.topicId = topicId
            self.isInternal = isInternal
            self.partitions = partitions
            self.topicAuthorizedOperations = topicAuthorizedOperations
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.name = try reader.readNullableString(isFlexible: true)
            self.topicId = try TopicID(reader.readUuid())
            self.isInternal = try reader.readBool()
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 20)
            self.topicAuthorizedOperations = try reader.readInt32()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.name, isFlexible: true)
            writer.writeUuid(self.topicId.uuid)
            writer.writeBool(self.isInternal)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeInt32(self.topicAuthorizedOperations)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeTopicPartitionsResponsePartition: Structure {
        package var errorCode: ErrorCode
        package var partitionIndex: PartitionIndex
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var replicaNodes: [BrokerID]
        package var isrNodes: [BrokerID]
        package var eligibleLeaderReplicas: [BrokerID]?
        package var lastKnownElr: [BrokerID]?
        package var offlineReplicas: [BrokerID]

        package init(
            errorCode: ErrorCode = .none,
            partitionIndex: PartitionIndex = 0,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = -1,
            replicaNodes: [BrokerID] = [],
            isrNodes: [BrokerID] = [],
            eligibleLeaderReplicas: [BrokerID]? = nil,
            lastKnownElr: [BrokerID]? = nil,
            offlineReplicas: [BrokerID] = []
        ) {
            self.errorCode = errorCode
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.replicaNodes = replicaNodes
            self.isrNodes = isrNodes
            self.eligibleLeaderReplicas = eligibleLeaderReplicas
            self.lastKnownElr = lastKnownElr
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.replicaNodes = try reader.readIdentifierArray(isFlexible: true)
            self.isrNodes = try reader.readIdentifierArray(isFlexible: true)
            self.eligibleLeaderReplicas = try reader.readNullableIdentifierArray(isFlexible: true)
            self.lastKnownElr = try reader.readNullableIdentifierArray(isFlexible: true)
            self.offlineReplicas = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            try writer.writeIdentifierArray(self.replicaNodes, isFlexible: true)
            try writer.writeIdentifierArray(self.isrNodes, isFlexible: true)
            try writer.writeIdentifierArray(self.eligibleLeaderReplicas, isFlexible: true)
            try writer.writeIdentifierArray(self.lastKnownElr, isFlexible: true)
            try writer.writeIdentifierArray(self.offlineReplicas, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Cursor: Structure {
        package var topicName: String
        package var partitionIndex: PartitionIndex

        package init(
            topicName: String = "",
            partitionIndex: PartitionIndex = 0
        ) {
            self.topicName = topicName
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
