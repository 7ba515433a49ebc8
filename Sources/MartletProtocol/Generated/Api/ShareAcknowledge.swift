// Made by bin/generate from Schemas/Api/ShareAcknowledge.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareAcknowledgeRequest, API 79, versions 1–2.
package struct ShareAcknowledgeRequest: Request {
    package typealias Response = ShareAcknowledgeResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 79) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String?
    package var memberId: String?
    package var shareSessionEpoch: Int32
    package var isRenewAck: Bool
    package var topics: [AcknowledgeTopic]

    package init(
        groupId: String? = nil,
        memberId: String? = "",
        shareSessionEpoch: Int32 = 0,
        isRenewAck: Bool = false,
        topics: [AcknowledgeTopic] = []
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.shareSessionEpoch = shareSessionEpoch
        self.isRenewAck = isRenewAck
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readNullableString(isFlexible: true)
        self.memberId = try reader.readNullableString(isFlexible: true)
        self.shareSessionEpoch = try reader.readInt32()
        if version == 2 {
            self.isRenewAck = try reader.readBool()
        }
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.shareSessionEpoch)
        if version == 2 {
            writer.writeBool(self.isRenewAck)
        } else if self.isRenewAck {
            throw EncodeError.fieldNotInVersion(field: "ShareAcknowledgeRequest.isRenewAck", version: version)
        }
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct AcknowledgeTopic: Structure {
        package var topicId: TopicID
        package var partitions: [AcknowledgePartition]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [AcknowledgePartition] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AcknowledgePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var acknowledgementBatches: [AcknowledgementBatch]

        package init(
            partitionIndex: PartitionIndex = 0,
            acknowledgementBatches: [AcknowledgementBatch] = []
        ) {
            self.partitionIndex = partitionIndex
            self.acknowledgementBatches = acknowledgementBatches
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.acknowledgementBatches = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            try writer.writeStructureArray(self.acknowledgementBatches, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AcknowledgementBatch: Structure {
        package var firstOffset: Offset
        package var lastOffset: Offset
        package var acknowledgeTypes: [Int8]

        package init(
            firstOffset: Offset = 0,
            lastOffset: Offset = 0,
            acknowledgeTypes: [Int8] = []
        ) {
            self.firstOffset = firstOffset
            self.lastOffset = lastOffset
            self.acknowledgeTypes = acknowledgeTypes
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.firstOffset = try Offset(rawValue: reader.readInt64())
            self.lastOffset = try Offset(rawValue: reader.readInt64())
            self.acknowledgeTypes = try reader.readIntegerArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.firstOffset.rawValue)
            writer.writeInt64(self.lastOffset.rawValue)
            try writer.writeIntegerArray(self.acknowledgeTypes, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// ShareAcknowledgeResponse, API 79, versions 1–2.
package struct ShareAcknowledgeResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 79) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var acquisitionLockTimeoutMs: Int32
    package var responses: [ShareAcknowledgeTopicResponse]
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        acquisitionLockTimeoutMs: Int32 = 0,
        responses: [ShareAcknowledgeTopicResponse] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.acquisitionLockTimeoutMs = acquisitionLockTimeoutMs
        self.responses = responses
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        if version == 2 {
            self.acquisitionLockTimeoutMs = try reader.readInt32()
        }
        self.responses = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 11)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        if version == 2 {
            writer.writeInt32(self.acquisitionLockTimeoutMs)
        }
        try writer.writeStructureArray(self.responses, isFlexible: true, version: version)
        try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ShareAcknowledgeTopicResponse: Structure {
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 17)
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
        package var errorMessage: String?
        package var currentLeader: LeaderIdAndEpoch

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch()
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.currentLeader = currentLeader
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.currentLeader = try LeaderIdAndEpoch(from: &reader, version: version)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            try self.currentLeader.encode(to: &writer, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct LeaderIdAndEpoch: Structure {
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch

        package init(
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0
        ) {
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct NodeEndpoint: Structure {
        package var nodeId: BrokerID
        package var host: String
        package var port: Int32
        package var rack: String?

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readInt32()
            self.rack = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeInt32(self.port)
            try writer.writeString(self.rack, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
