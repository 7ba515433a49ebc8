// Made by bin/generate from Schemas/Records/storage/RemoteLogSegmentMetadataSnapshotRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoteLogSegmentMetadataSnapshotRecord (storage, type 3), versions 0–0.
package struct RemoteLogSegmentMetadataSnapshotRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var segmentId: Uuid
    package var startOffset: Offset
    package var endOffset: Offset
    package var brokerId: BrokerID
    package var maxTimestampMs: Int64
    package var eventTimestampMs: Int64
    package var segmentLeaderEpochs: [SegmentLeaderEpochEntry]
    package var segmentSizeInBytes: Int32
    package var customMetadata: ByteBuffer?
    package var remoteLogSegmentState: Int8

    package init(
        segmentId: Uuid = .zero,
        startOffset: Offset = 0,
        endOffset: Offset = 0,
        brokerId: BrokerID = 0,
        maxTimestampMs: Int64 = 0,
        eventTimestampMs: Int64 = 0,
        segmentLeaderEpochs: [SegmentLeaderEpochEntry] = [],
        segmentSizeInBytes: Int32 = 0,
        customMetadata: ByteBuffer? = nil,
        remoteLogSegmentState: Int8 = 0
    ) {
        self.segmentId = segmentId
        self.startOffset = startOffset
        self.endOffset = endOffset
        self.brokerId = brokerId
        self.maxTimestampMs = maxTimestampMs
        self.eventTimestampMs = eventTimestampMs
        self.segmentLeaderEpochs = segmentLeaderEpochs
        self.segmentSizeInBytes = segmentSizeInBytes
        self.customMetadata = customMetadata
        self.remoteLogSegmentState = remoteLogSegmentState
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.segmentId = try reader.readUuid()
        self.startOffset = try Offset(rawValue: reader.readInt64())
        self.endOffset = try Offset(rawValue: reader.readInt64())
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.maxTimestampMs = try reader.readInt64()
        self.eventTimestampMs = try reader.readInt64()
        self.segmentLeaderEpochs = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 13)
        self.segmentSizeInBytes = try reader.readInt32()
        self.customMetadata = try reader.readNullableBytes(isFlexible: true)
        self.remoteLogSegmentState = try reader.readInt8()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.segmentId)
        writer.writeInt64(self.startOffset.rawValue)
        writer.writeInt64(self.endOffset.rawValue)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.maxTimestampMs)
        writer.writeInt64(self.eventTimestampMs)
        try writer.writeStructureArray(self.segmentLeaderEpochs, isFlexible: true, version: version)
        writer.writeInt32(self.segmentSizeInBytes)
        try writer.writeBytes(self.customMetadata, isFlexible: true)
        writer.writeInt8(self.remoteLogSegmentState)
        writer.writeUnsignedVarint(0)
    }

    package struct SegmentLeaderEpochEntry: Structure {
        package var leaderEpoch: LeaderEpoch
        package var offset: Offset

        package init(
            leaderEpoch: LeaderEpoch = 0,
            offset: Offset = 0
        ) {
            self.leaderEpoch = leaderEpoch
            self.offset = offset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.offset = try Offset(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeInt64(self.offset.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
