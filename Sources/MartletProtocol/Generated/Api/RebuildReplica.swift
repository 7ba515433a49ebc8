// Made by bin/generate from Schemas/Api/RebuildReplica.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RebuildReplicaRequest, API 10003, versions 0–0.
package struct RebuildReplicaRequest: Request {
    package typealias Response = RebuildReplicaResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 10003) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topicId: TopicID
    package var partitionIndex: PartitionIndex
    package var leaderEpoch: LeaderEpoch

    package init(
        topicId: TopicID = TopicID(.zero),
        partitionIndex: PartitionIndex = 0,
        leaderEpoch: LeaderEpoch = 0
    ) {
        self.topicId = topicId
        self.partitionIndex = partitionIndex
        self.leaderEpoch = leaderEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topicId = try TopicID(reader.readUuid())
        self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
        self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.topicId.uuid)
        writer.writeInt32(self.partitionIndex.rawValue)
        writer.writeInt32(self.leaderEpoch.rawValue)
        writer.writeUnsignedVarint(0)
    }
}

/// RebuildReplicaResponse, API 10003, versions 0–0.
package struct RebuildReplicaResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 10003) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
