// Made by bin/generate from Schemas/Api/LeaveInSyncReplicas.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// LeaveInSyncReplicasRequest, API 10002, versions 0–0.
package struct LeaveInSyncReplicasRequest: Request {
    package typealias Response = LeaveInSyncReplicasResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 10002) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch
    package var topicId: TopicID
    package var partitionIndex: PartitionIndex
    package var leaderEpoch: LeaderEpoch

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1,
        topicId: TopicID = TopicID(.zero),
        partitionIndex: PartitionIndex = 0,
        leaderEpoch: LeaderEpoch = 0
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.topicId = topicId
        self.partitionIndex = partitionIndex
        self.leaderEpoch = leaderEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        self.topicId = try TopicID(reader.readUuid())
        self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
        self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        writer.writeUuid(self.topicId.uuid)
        writer.writeInt32(self.partitionIndex.rawValue)
        writer.writeInt32(self.leaderEpoch.rawValue)
        writer.writeUnsignedVarint(0)
    }
}

/// LeaveInSyncReplicasResponse, API 10002, versions 0–0.
package struct LeaveInSyncReplicasResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 10002) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var logStartOffset: Offset

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        logStartOffset: Offset = -1
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.logStartOffset = logStartOffset
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.logStartOffset = try Offset(rawValue: reader.readInt64())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt64(self.logStartOffset.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
