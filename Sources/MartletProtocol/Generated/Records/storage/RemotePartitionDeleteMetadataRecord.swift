// Made by bin/generate from Schemas/Records/storage/RemotePartitionDeleteMetadataRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemotePartitionDeleteMetadataRecord (storage, type 2), versions 0–0.
package struct RemotePartitionDeleteMetadataRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topicIdPartition: TopicIdPartitionEntry
    package var brokerId: BrokerID
    package var eventTimestampMs: Int64
    package var remotePartitionDeleteState: Int8

    package init(
        topicIdPartition: TopicIdPartitionEntry = TopicIdPartitionEntry(),
        brokerId: BrokerID = 0,
        eventTimestampMs: Int64 = 0,
        remotePartitionDeleteState: Int8 = 0
    ) {
        self.topicIdPartition = topicIdPartition
        self.brokerId = brokerId
        self.eventTimestampMs = eventTimestampMs
        self.remotePartitionDeleteState = remotePartitionDeleteState
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topicIdPartition = try TopicIdPartitionEntry(from: &reader, version: version)
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.eventTimestampMs = try reader.readInt64()
        self.remotePartitionDeleteState = try reader.readInt8()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try self.topicIdPartition.encode(to: &writer, version: version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.eventTimestampMs)
        writer.writeInt8(self.remotePartitionDeleteState)
        writer.writeUnsignedVarint(0)
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
