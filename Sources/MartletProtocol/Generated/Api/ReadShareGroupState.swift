// Made by bin/generate from Schemas/Api/ReadShareGroupState.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ReadShareGroupStateRequest, API 84, versions 0–0.
package struct ReadShareGroupStateRequest: Request {
    package typealias Response = ReadShareGroupStateResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 84) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var topics: [ReadStateData]

    package init(
        groupId: String = "",
        topics: [ReadStateData] = []
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

    package struct ReadStateData: Structure {
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

/// ReadShareGroupStateResponse, API 84, versions 0–0.
package struct ReadShareGroupStateResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 84) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var results: [ReadStateResult]

    package init(
        results: [ReadStateResult] = []
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

    package struct ReadStateResult: Structure {
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 21)
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
        package var startOffset: Offset
        package var stateBatches: [StateBatch]

        package init(
            partition: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            stateEpoch: Int32 = 0,
            startOffset: Offset = 0,
            stateBatches: [StateBatch] = []
        ) {
            self.partition = partition
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.stateEpoch = stateEpoch
            self.startOffset = startOffset
            self.stateBatches = stateBatches
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.stateEpoch = try reader.readInt32()
            self.startOffset = try Offset(rawValue: reader.readInt64())
            self.stateBatches = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 20)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeInt32(self.stateEpoch)
            writer.writeInt64(self.startOffset.rawValue)
            try writer.writeStructureArray(self.stateBatches, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct StateBatch: Structure {
        package var firstOffset: Offset
        package var lastOffset: Offset
        package var deliveryState: Int8
        package var deliveryCount: Int16

        package init(
            firstOffset: Offset = 0,
            lastOffset: Offset = 0,
            deliveryState: Int8 = 0,
            deliveryCount: Int16 = 0
        ) {
            self.firstOffset = firstOffset
            self.lastOffset = lastOffset
            self.deliveryState = deliveryState
            self.deliveryCount = deliveryCount
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.firstOffset = try Offset(rawValue: reader.readInt64())
            self.lastOffset = try Offset(rawValue: reader.readInt64())
            self.deliveryState = try reader.readInt8()
            self.deliveryCount = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.firstOffset.rawValue)
            writer.writeInt64(self.lastOffset.rawValue)
            writer.writeInt8(self.deliveryState)
            writer.writeInt16(self.deliveryCount)
            writer.writeUnsignedVarint(0)
        }
    }
}
