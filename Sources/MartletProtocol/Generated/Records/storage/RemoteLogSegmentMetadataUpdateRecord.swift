// Made by bin/generate from Schemas/Records/storage/RemoteLogSegmentMetadataUpdateRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoteLogSegmentMetadataUpdateRecord (storage, type 1), versions 0–0.
package struct RemoteLogSegmentMetadataUpdateRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var remoteLogSegmentId: RemoteLogSegmentIdEntry
    package var brokerId: BrokerID
    package var eventTimestampMs: Int64
    package var customMetadata: ByteBuffer?
    package var remoteLogSegmentState: Int8

    package init(
        remoteLogSegmentId: RemoteLogSegmentIdEntry = RemoteLogSegmentIdEntry(),
        brokerId: BrokerID = 0,
        eventTimestampMs: Int64 = 0,
        customMetadata: ByteBuffer? = nil,
        remoteLogSegmentState: Int8 = 0
    ) {
        self.remoteLogSegmentId = remoteLogSegmentId
        self.brokerId = brokerId
        self.eventTimestampMs = eventTimestampMs
        self.customMetadata = customMetadata
        self.remoteLogSegmentState = remoteLogSegmentState
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.remoteLogSegmentId = try RemoteLogSegmentIdEntry(from: &reader, version: version)
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.eventTimestampMs = try reader.readInt64()
        self.customMetadata = try reader.readNullableBytes(isFlexible: true)
        self.remoteLogSegmentState = try reader.readInt8()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try self.remoteLogSegmentId.encode(to: &writer, version: version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.eventTimestampMs)
        try writer.writeBytes(self.customMetadata, isFlexible: true)
        writer.writeInt8(self.remoteLogSegmentState)
        writer.writeUnsignedVarint(0)
    }

    package struct RemoteLogSegmentIdEntry: Structure {
        package var topicIdPartition: TopicIdPartitionEntry
        package var id: Uuid

        package init(
            topicIdPartition: TopicIdPartitionEntry = TopicIdPartitionEntry(),
            id: Uuid = .zero
        ) {
            self.topicIdPartition = topicIdPartition
            self.id = id
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicIdPartition = try TopicIdPartitionEntry(from: &reader, version: version)
            self.id = try reader.readUuid()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try self.topicIdPartition.encode(to: &writer, version: version)
            writer.writeUuid(self.id)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicIdPartitionEntry: Structure {
        package var name: String
        package var id: Uuid
        package var partition: PartitionIndex

        package init(
            name: String = "",
            id: Uuid = .zero,
            partition: PartitionIndex = 0
        ) {
            self.name = name
            self.id = id
            self.partition = partition
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.id = try reader.readUuid()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeUuid(self.id)
            writer.writeInt32(self.partition.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
