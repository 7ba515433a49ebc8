// Made by bin/generate from Schemas/Api/OffsetCommit.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// OffsetCommitRequest, API 8, versions 2–10.
package struct OffsetCommitRequest: Request {
    package typealias Response = OffsetCommitResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 8) }
    package static var versions: ClosedRange<Int16> { 2...10 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 8 }

    package var groupId: String
    package var generationIdOrMemberEpoch: Int32
    package var memberId: String
    package var groupInstanceId: String?
    package var retentionTimeMs: Int64
    package var topics: [OffsetCommitRequestTopic]

    package init(
        groupId: String = "",
        generationIdOrMemberEpoch: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        retentionTimeMs: Int64 = -1,
        topics: [OffsetCommitRequestTopic] = []
    ) {
        self.groupId = groupId
        self.generationIdOrMemberEpoch = generationIdOrMemberEpoch
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.retentionTimeMs = retentionTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 8
        self.groupId = try reader.readString(isFlexible: isFlexible)
        self.generationIdOrMemberEpoch = try reader.readInt32()
        self.memberId = try reader.readString(isFlexible: isFlexible)
        if version >= 7 {
            self.groupInstanceId = try reader.readNullableString(isFlexible: isFlexible)
        }
        if version <= 4 {
            self.retentionTimeMs = try reader.readInt64()
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 8
        try writer.writeString(self.groupId, isFlexible: isFlexible)
        writer.writeInt32(self.generationIdOrMemberEpoch)
        try writer.writeString(self.memberId, isFlexible: isFlexible)
        if version >= 7 {
            try writer.writeString(self.groupInstanceId, isFlexible: isFlexible)
        } else if self.groupInstanceId != nil {
            throw EncodeError.fieldNotInVersion(field: "OffsetCommitRequest.groupInstanceId", version: version)
        }
        if version <= 4 {
            writer.writeInt64(self.retentionTimeMs)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetCommitRequestTopic: Structure {
        package var name: String
        package var topicId: TopicID
        package var partitions: [OffsetCommitRequestPartition]

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [OffsetCommitRequestPartition] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 8
            if version <= 9 {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if version == 10 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 14)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 8
            if version <= 9 {
                try writer.writeString(self.name, isFlexible: isFlexible)
            }
            if version == 10 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OffsetCommitRequestPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var committedOffset: Offset
        package var committedLeaderEpoch: LeaderEpoch
        package var committedMetadata: String?

        package init(
            partitionIndex: PartitionIndex = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            committedMetadata: String? = ""
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.committedMetadata = committedMetadata
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 8
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.committedOffset = try Offset(rawValue: reader.readInt64())
            if version >= 6 {
                self.committedLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            self.committedMetadata = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 8
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.committedOffset.rawValue)
            if version >= 6 {
                writer.writeInt32(self.committedLeaderEpoch.rawValue)
            }
            try writer.writeString(self.committedMetadata, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// OffsetCommitResponse, API 8, versions 2–10.
package struct OffsetCommitResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 8) }
    package static var versions: ClosedRange<Int16> { 2...10 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 8 }

    package var throttleTimeMs: Int32
    package var topics: [OffsetCommitResponseTopic]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetCommitResponseTopic] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 8
        if version >= 3 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 8
        if version >= 3 {
            writer.writeInt32(self.throttleTimeMs)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetCommitResponseTopic: Structure {
        package var name: String
        package var topicId: TopicID
        package var partitions: [OffsetCommitResponsePartition]

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [OffsetCommitResponsePartition] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 8
            if version <= 9 {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if version == 10 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 8
            if version <= 9 {
                try writer.writeString(self.name, isFlexible: isFlexible)
            }
            if version == 10 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OffsetCommitResponsePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 8
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 8
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
