// Made by bin/generate from Schemas/Api/ShareFetch.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareFetchRequest, API 78, versions 1–2.
package struct ShareFetchRequest: Request {
    package typealias Response = ShareFetchResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 78) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String?
    package var memberId: String?
    package var shareSessionEpoch: Int32
    package var maxWaitMs: Int32
    package var minBytes: Int32
    package var maxBytes: Int32
    package var maxRecords: Int32
    package var batchSize: Int32
    package var shareAcquireMode: Int8
    package var isRenewAck: Bool
    package var topics: [FetchTopic]
    package var forgottenTopicsData: [ForgottenTopic]

    package init(
        groupId: String? = nil,
        memberId: String? = "",
        shareSessionEpoch: Int32 = 0,
        maxWaitMs: Int32 = 0,
        minBytes: Int32 = 0,
        maxBytes: Int32 = 2147483647,
        maxRecords: Int32 = 0,
        batchSize: Int32 = 0,
        shareAcquireMode: Int8 = 0,
        isRenewAck: Bool = false,
        topics: [FetchTopic] = [],
        forgottenTopicsData: [ForgottenTopic] = []
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.shareSessionEpoch = shareSessionEpoch
        self.maxWaitMs = maxWaitMs
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.maxRecords = maxRecords
        self.batchSize = batchSize
        self.shareAcquireMode = shareAcquireMode
        self.isRenewAck = isRenewAck
        self.topics = topics
        self.forgottenTopicsData = forgottenTopicsData
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readNullableString(isFlexible: true)
        self.memberId = try reader.readNullableString(isFlexible: true)
        self.shareSessionEpoch = try reader.readInt32()
        self.maxWaitMs = try reader.readInt32()
        self.minBytes = try reader.readInt32()
        self.maxBytes = try reader.readInt32()
        self.maxRecords = try reader.readInt32()
        self.batchSize = try reader.readInt32()
        if version == 2 {
            self.shareAcquireMode = try reader.readInt8()
        }
        if version == 2 {
            self.isRenewAck = try reader.readBool()
        }
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        self.forgottenTopicsData = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.shareSessionEpoch)
        writer.writeInt32(self.maxWaitMs)
        writer.writeInt32(self.minBytes)
        writer.writeInt32(self.maxBytes)
        writer.writeInt32(self.maxRecords)
        writer.writeInt32(self.batchSize)
        if version == 2 {
            writer.writeInt8(self.shareAcquireMode)
        }
        if version == 2 {
            writer.writeBool(self.isRenewAck)
        } else if self.isRenewAck {
            throw EncodeError.fieldNotInVersion(field: "ShareFetchRequest.isRenewAck", version: version)
        }
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        try writer.writeStructureArray(self.forgottenTopicsData, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct FetchTopic: Structure {
        package var topicId: TopicID
        package var partitions: [FetchPartition]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [FetchPartition] = []
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

    package struct FetchPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var partitionMaxBytes: Int32
        package var acknowledgementBatches: [AcknowledgementBatch]

        package init(
            partitionIndex: PartitionIndex = 0,
            partitionMaxBytes: Int32 = 0,
            acknowledgementBatches: [AcknowledgementBatch] = []
        ) {
            self.partitionIndex = partitionIndex
            self.partitionMaxBytes = partitionMaxBytes
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
            if self.partitionMaxBytes != 0 {
                throw EncodeError.fieldNotInVersion(field: "ShareFetchRequest.partitionMaxBytes", version: version)
            }
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

    package struct ForgottenTopic: Structure {
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

/// ShareFetchResponse, API 78, versions 1–2.
package struct ShareFetchResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 78) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var acquisitionLockTimeoutMs: Int32
    package var responses: [ShareFetchableTopicResponse]
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        acquisitionLockTimeoutMs: Int32 = 0,
        responses: [ShareFetchableTopicResponse] = [],
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
        self.acquisitionLockTimeoutMs = try reader.readInt32()
        self.responses = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 11)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        writer.writeInt32(self.acquisitionLockTimeoutMs)
        try writer.writeStructureArray(self.responses, isFlexible: true, version: version)
        try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ShareFetchableTopicResponse: Structure {
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 22)
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
        package var acknowledgeErrorCode: ErrorCode
        package var acknowledgeErrorMessage: String?
        package var currentLeader: LeaderIdAndEpoch
        package var records: RecordBytes?
        package var acquiredRecords: [AcquiredRecords]

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            acknowledgeErrorCode: ErrorCode = .none,
            acknowledgeErrorMessage: String? = nil,
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(),
            records: RecordBytes? = nil,
            acquiredRecords: [AcquiredRecords] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.acknowledgeErrorCode = acknowledgeErrorCode
            self.acknowledgeErrorMessage = acknowledgeErrorMessage
            self.currentLeader = currentLeader
            self.records = records
            self.acquiredRecords = acquiredRecords
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.acknowledgeErrorCode = try ErrorCode(rawValue: reader.readInt16())
            self.acknowledgeErrorMessage = try reader.readNullableString(isFlexible: true)
            self.currentLeader = try LeaderIdAndEpoch(from: &reader, version: version)
            self.records = try reader.readRecords(isFlexible: true)
            self.acquiredRecords = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 19)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeInt16(self.acknowledgeErrorCode.rawValue)
            try writer.writeString(self.acknowledgeErrorMessage, isFlexible: true)
            try self.currentLeader.encode(to: &writer, version: version)
            if self.records == nil {
                throw EncodeError.unexpectedNull(field: "ShareFetchResponse.records", version: version)
            }
            try writer.writeRecords(self.records, isFlexible: true)
            try writer.writeStructureArray(self.acquiredRecords, isFlexible: true, version: version)
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

    package struct AcquiredRecords: Structure {
        package var firstOffset: Offset
        package var lastOffset: Offset
        package var deliveryCount: Int16

        package init(
            firstOffset: Offset = 0,
            lastOffset: Offset = 0,
            deliveryCount: Int16 = 0
        ) {
            self.firstOffset = firstOffset
            self.lastOffset = lastOffset
            self.deliveryCount = deliveryCount
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.firstOffset = try Offset(rawValue: reader.readInt64())
            self.lastOffset = try Offset(rawValue: reader.readInt64())
            self.deliveryCount = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.firstOffset.rawValue)
            writer.writeInt64(self.lastOffset.rawValue)
            writer.writeInt16(self.deliveryCount)
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
