// Made by bin/generate from Schemas/Api/OffsetFetch.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// OffsetFetchRequest, API 9, versions 1–10.
package struct OffsetFetchRequest: Request {
    package typealias Response = OffsetFetchResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 9) }
    package static var versions: ClosedRange<Int16> { 1...10 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 6 }

    package var groupId: String
    package var topics: [OffsetFetchRequestTopic]?
    package var groups: [OffsetFetchRequestGroup]
    package var requireStable: Bool

    package init(
        groupId: String = "",
        topics: [OffsetFetchRequestTopic]? = [],
        groups: [OffsetFetchRequestGroup] = [],
        requireStable: Bool = false
    ) {
        self.groupId = groupId
        self.topics = topics
        self.groups = groups
        self.requireStable = requireStable
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 6
        if version <= 7 {
            self.groupId = try reader.readString(isFlexible: isFlexible)
        }
        if version <= 7 {
            if version >= 2 {
                self.topics = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            } else {
                self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            }
        }
        if version >= 8 {
            self.groups = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        }
        if version >= 7 {
            self.requireStable = try reader.readBool()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 6
        if version <= 7 {
            try writer.writeString(self.groupId, isFlexible: isFlexible)
        } else if !self.groupId.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "OffsetFetchRequest.groupId", version: version)
        }
        if version <= 7 {
            if !(version >= 2) && self.topics == nil {
                throw EncodeError.unexpectedNull(field: "OffsetFetchRequest.topics", version: version)
            }
            try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        } else if self.topics?.isEmpty != true {
            throw EncodeError.fieldNotInVersion(field: "OffsetFetchRequest.topics", version: version)
        }
        if version >= 8 {
            try writer.writeStructureArray(self.groups, isFlexible: true, version: version)
        } else if !self.groups.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "OffsetFetchRequest.groups", version: version)
        }
        if version >= 7 {
            writer.writeBool(self.requireStable)
        } else if self.requireStable {
            throw EncodeError.fieldNotInVersion(field: "OffsetFetchRequest.requireStable", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetFetchRequestTopic: Structure {
        package var name: String
        package var partitionIndexes: [PartitionIndex]

        package init(
            name: String = "",
            partitionIndexes: [PartitionIndex] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitionIndexes = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeIdentifierArray(self.partitionIndexes, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OffsetFetchRequestGroup: Structure {
        package var groupId: String
        package var memberId: String?
        package var memberEpoch: Int32
        package var topics: [OffsetFetchRequestTopics]?

        package init(
            groupId: String = "",
            memberId: String? = nil,
            memberEpoch: Int32 = -1,
            topics: [OffsetFetchRequestTopics]? = []
        ) {
            self.groupId = groupId
            self.memberId = memberId
            self.memberEpoch = memberEpoch
            self.topics = topics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.groupId = try reader.readString(isFlexible: true)
            if version >= 9 {
                self.memberId = try reader.readNullableString(isFlexible: true)
            }
            if version >= 9 {
                self.memberEpoch = try reader.readInt32()
            }
            self.topics = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.groupId, isFlexible: true)
            if version >= 9 {
                try writer.writeString(self.memberId, isFlexible: true)
            }
            if version >= 9 {
                writer.writeInt32(self.memberEpoch)
            }
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetFetchRequestTopics: Structure {
        package var name: String
        package var topicId: TopicID
        package var partitionIndexes: [PartitionIndex]

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            partitionIndexes: [PartitionIndex] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            if version <= 9 {
                self.name = try reader.readString(isFlexible: true)
            }
            if version == 10 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitionIndexes = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            if version <= 9 {
                try writer.writeString(self.name, isFlexible: true)
            }
            if version == 10 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeIdentifierArray(self.partitionIndexes, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// OffsetFetchResponse, API 9, versions 1–10.
package struct OffsetFetchResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 9) }
    package static var versions: ClosedRange<Int16> { 1...10 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 6 }

    package var throttleTimeMs: Int32
    package var topics: [OffsetFetchResponseTopic]
    package var errorCode: ErrorCode
    package var groups: [OffsetFetchResponseGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetFetchResponseTopic] = [],
        errorCode: ErrorCode = .none,
        groups: [OffsetFetchResponseGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
        self.errorCode = errorCode
        self.groups = groups
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 6
        if version >= 3 {
            self.throttleTimeMs = try reader.readInt32()
        }
        if version <= 7 {
            self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        }
        if version >= 2 && version <= 7 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        if version >= 8 {
            self.groups = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 6
        if version >= 3 {
            writer.writeInt32(self.throttleTimeMs)
        }
        if version <= 7 {
            try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        } else if !self.topics.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "OffsetFetchResponse.topics", version: version)
        }
        if version >= 2 && version <= 7 {
            writer.writeInt16(self.errorCode.rawValue)
        }
        if version >= 8 {
            try writer.writeStructureArray(self.groups, isFlexible: true, version: version)
        } else if !self.groups.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "OffsetFetchResponse.groups", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetFetchResponseTopic: Structure {
        package var name: String
        package var partitions: [OffsetFetchResponsePartition]

        package init(
            name: String = "",
            partitions: [OffsetFetchResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 16)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OffsetFetchResponsePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var committedOffset: Offset
        package var committedLeaderEpoch: LeaderEpoch
        package var metadata: String?
        package var errorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            metadata: String? = "",
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.committedOffset = try Offset(rawValue: reader.readInt64())
            if version >= 5 {
                self.committedLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            self.metadata = try reader.readNullableString(isFlexible: isFlexible)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.committedOffset.rawValue)
            if version >= 5 {
                writer.writeInt32(self.committedLeaderEpoch.rawValue)
            }
            try writer.writeString(self.metadata, isFlexible: isFlexible)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OffsetFetchResponseGroup: Structure {
        package var groupId: String
        package var topics: [OffsetFetchResponseTopics]
        package var errorCode: ErrorCode

        package init(
            groupId: String = "",
            topics: [OffsetFetchResponseTopics] = [],
            errorCode: ErrorCode = .none
        ) {
            self.groupId = groupId
            self.topics = topics
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.groupId = try reader.readString(isFlexible: true)
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.groupId, isFlexible: true)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetFetchResponseTopics: Structure {
        package var name: String
        package var topicId: TopicID
        package var partitions: [OffsetFetchResponsePartitions]

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [OffsetFetchResponsePartitions] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            if version <= 9 {
                self.name = try reader.readString(isFlexible: true)
            }
            if version == 10 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 20)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            if version <= 9 {
                try writer.writeString(self.name, isFlexible: true)
            }
            if version == 10 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetFetchResponsePartitions: Structure {
        package var partitionIndex: PartitionIndex
        package var committedOffset: Offset
        package var committedLeaderEpoch: LeaderEpoch
        package var metadata: String?
        package var errorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            metadata: String? = "",
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.metadata = metadata
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.committedOffset = try Offset(rawValue: reader.readInt64())
            self.committedLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.metadata = try reader.readNullableString(isFlexible: true)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.committedOffset.rawValue)
            writer.writeInt32(self.committedLeaderEpoch.rawValue)
            try writer.writeString(self.metadata, isFlexible: true)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
