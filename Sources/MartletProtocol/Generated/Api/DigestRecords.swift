// Made by bin/generate from Schemas/Api/DigestRecords.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DigestRecordsRequest, API 10004, versions 0–0.
package struct DigestRecordsRequest: Request {
    package typealias Response = DigestRecordsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 10004) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topicId: TopicID
    package var partitionIndex: PartitionIndex
    package var startOffset: Offset
    package var endOffset: Offset
    package var maxBytes: Int32

    package init(
        topicId: TopicID = TopicID(.zero),
        partitionIndex: PartitionIndex = 0,
        startOffset: Offset = 0,
        endOffset: Offset = 0,
        maxBytes: Int32 = 8388608
    ) {
        self.topicId = topicId
        self.partitionIndex = partitionIndex
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.maxBytes = maxBytes
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topicId = try TopicID(reader.readUuid())
        self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
        self.startOffset = try Offset(rawValue: reader.readInt64())
        self.endOffset = try Offset(rawValue: reader.readInt64())
        self.maxBytes = try reader.readInt32()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.topicId.uuid)
        writer.writeInt32(self.partitionIndex.rawValue)
        writer.writeInt64(self.startOffset.rawValue)
        writer.writeInt64(self.endOffset.rawValue)
        writer.writeInt32(self.maxBytes)
        writer.writeUnsignedVarint(0)
    }
}

/// DigestRecordsResponse, API 10004, versions 0–0.
package struct DigestRecordsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 10004) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var endOffset: Offset
    package var recordCount: Int64
    package var byteCount: Int64
    package var digestHigh: Int64
    package var digestLow: Int64
    package var isLeader: Bool
    package var leaderEpoch: LeaderEpoch
    package var comparableStart: Offset
    package var comparableEnd: Offset

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        endOffset: Offset = -1,
        recordCount: Int64 = 0,
        byteCount: Int64 = 0,
        digestHigh: Int64 = 0,
        digestLow: Int64 = 0,
        isLeader: Bool = false,
        leaderEpoch: LeaderEpoch = -1,
        comparableStart: Offset = -1,
        comparableEnd: Offset = -1
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.endOffset = endOffset
        self.recordCount = recordCount
        self.byteCount = byteCount
        self.digestHigh = digestHigh
        self.digestLow = digestLow
        self.isLeader = isLeader
        self.leaderEpoch = leaderEpoch
        self.comparableStart = comparableStart
        self.comparableEnd = comparableEnd
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.endOffset = try Offset(rawValue: reader.readInt64())
        self.recordCount = try reader.readInt64()
        self.byteCount = try reader.readInt64()
        self.digestHigh = try reader.readInt64()
        self.digestLow = try reader.readInt64()
        self.isLeader = try reader.readBool()
        self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        self.comparableStart = try Offset(rawValue: reader.readInt64())
        self.comparableEnd = try Offset(rawValue: reader.readInt64())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt64(self.endOffset.rawValue)
        writer.writeInt64(self.recordCount)
        writer.writeInt64(self.byteCount)
        writer.writeInt64(self.digestHigh)
        writer.writeInt64(self.digestLow)
        writer.writeBool(self.isLeader)
        writer.writeInt32(self.leaderEpoch.rawValue)
        writer.writeInt64(self.comparableStart.rawValue)
        writer.writeInt64(self.comparableEnd.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
