// Made by bin/generate from Schemas/Api/HandOverLeadership.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// HandOverLeadershipRequest, API 10001, versions 0–1.
package struct HandOverLeadershipRequest: Request {
    package typealias Response = HandOverLeadershipResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 10001) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch
    package var topics: [TopicData]

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1,
        topics: [TopicData] = []
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicData: Structure {
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
        package var partitionIndex: PartitionIndex
        package var leaderEpoch: LeaderEpoch
        package var successor: BrokerID

        package init(
            partitionIndex: PartitionIndex = 0,
            leaderEpoch: LeaderEpoch = 0,
            successor: BrokerID = -1
        ) {
            self.partitionIndex = partitionIndex
            self.leaderEpoch = leaderEpoch
            self.successor = successor
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            if version == 1 {
                self.successor = try BrokerID(rawValue: reader.readInt32())
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            if version == 1 {
                writer.writeInt32(self.successor.rawValue)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}

/// HandOverLeadershipResponse, API 10001, versions 0–1.
package struct HandOverLeadershipResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 10001) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var topics: [TopicData]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        topics: [TopicData] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicData: Structure {
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
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
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
