// Made by bin/generate from Schemas/Api/DescribeShareGroupOffsets.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeShareGroupOffsetsRequest, API 90, versions 0–1.
package struct DescribeShareGroupOffsetsRequest: Request {
    package typealias Response = DescribeShareGroupOffsetsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 90) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groups: [DescribeShareGroupOffsetsRequestGroup]

    package init(
        groups: [DescribeShareGroupOffsetsRequestGroup] = []
    ) {
        self.groups = groups
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groups = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.groups, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DescribeShareGroupOffsetsRequestGroup: Structure {
        package var groupId: String
        package var topics: [DescribeShareGroupOffsetsRequestTopic]?

        package init(
            groupId: String = "",
            topics: [DescribeShareGroupOffsetsRequestTopic]? = []
        ) {
            self.groupId = groupId
            self.topics = topics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.groupId = try reader.readString(isFlexible: true)
            self.topics = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.groupId, isFlexible: true)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeShareGroupOffsetsRequestTopic: Structure {
        package var topicName: String
        package var partitions: [PartitionIndex]

        package init(
            topicName: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeShareGroupOffsetsResponse, API 90, versions 0–1.
package struct DescribeShareGroupOffsetsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 90) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var groups: [DescribeShareGroupOffsetsResponseGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribeShareGroupOffsetsResponseGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.groups = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.groups, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DescribeShareGroupOffsetsResponseGroup: Structure {
        package var groupId: String
        package var topics: [DescribeShareGroupOffsetsResponseTopic]
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            groupId: String = "",
            topics: [DescribeShareGroupOffsetsResponseTopic] = [],
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.groupId = groupId
            self.topics = topics
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.groupId = try reader.readString(isFlexible: true)
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 19)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.groupId, isFlexible: true)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeShareGroupOffsetsResponseTopic: Structure {
        package var topicName: String
        package var topicId: TopicID
        package var partitions: [DescribeShareGroupOffsetsResponsePartition]

        package init(
            topicName: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [DescribeShareGroupOffsetsResponsePartition] = []
        ) {
            self.topicName = topicName
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 20)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeShareGroupOffsetsResponsePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var startOffset: Offset
        package var leaderEpoch: LeaderEpoch
        package var lag: Int64
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partitionIndex: PartitionIndex = 0,
            startOffset: Offset = 0,
            leaderEpoch: LeaderEpoch = 0,
            lag: Int64 = -1,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.startOffset = startOffset
            self.leaderEpoch = leaderEpoch
            self.lag = lag
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.startOffset = try Offset(rawValue: reader.readInt64())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            if version == 1 {
                self.lag = try reader.readInt64()
            }
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.startOffset.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            if version == 1 {
                writer.writeInt64(self.lag)
            }
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
