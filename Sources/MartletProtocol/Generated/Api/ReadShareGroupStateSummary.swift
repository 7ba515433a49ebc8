// Made by bin/generate from Schemas/Api/ReadShareGroupStateSummary.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ReadShareGroupStateSummaryRequest, API 87, versions 0–1.
package struct ReadShareGroupStateSummaryRequest: Request {
    package typealias Response = ReadShareGroupStateSummaryResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 87) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var topics: [ReadStateSummaryData]

    package init(
        groupId: String = "",
        topics: [ReadStateSummaryData] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ReadStateSummaryData: Structure {
        package var topicId: TopicID
        package var partitions: [PartitionData]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionData] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
        package var partition: PartitionIndex
        package var leaderEpoch: LeaderEpoch

        package init(
            partition: PartitionIndex = 0,
            leaderEpoch: LeaderEpoch = 0
        ) {
            self.partition = partition
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// ReadShareGroupStateSummaryResponse, API 87, versions 0–1.
package struct ReadShareGroupStateSummaryResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 87) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var results: [ReadStateSummaryResult]

    package init(
        results: [ReadStateSummaryResult] = []
    ) {
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.results = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.results, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ReadStateSummaryResult: Structure {
        package var topicId: TopicID
        package var partitions: [PartitionResult]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionResult] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 24)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionResult: Structure {
        package var partition: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var stateEpoch: Int32
        package var leaderEpoch: LeaderEpoch
        package var startOffset: Offset
        package var deliveryCompleteCount: Int32

        package init(
            partition: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            stateEpoch: Int32 = 0,
            leaderEpoch: LeaderEpoch = 0,
            startOffset: Offset = 0,
            deliveryCompleteCount: Int32 = -1
        ) {
            self.partition = partition
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.stateEpoch = stateEpoch
            self.leaderEpoch = leaderEpoch
            self.startOffset = startOffset
            self.deliveryCompleteCount = deliveryCompleteCount
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.stateEpoch = try reader.readInt32()
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.startOffset = try Offset(rawValue: reader.readInt64())
            if version == 1 {
                self.deliveryCompleteCount = try reader.readInt32()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeInt32(self.stateEpoch)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeInt64(self.startOffset.rawValue)
            if version == 1 {
                writer.writeInt32(self.deliveryCompleteCount)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}
