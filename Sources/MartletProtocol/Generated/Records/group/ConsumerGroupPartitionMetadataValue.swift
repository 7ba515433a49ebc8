// Made by bin/generate from Schemas/Records/group/ConsumerGroupPartitionMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupPartitionMetadataValue (group, type 4), versions 0–0.
package struct ConsumerGroupPartitionMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topics: [TopicMetadata]

    package init(
        topics: [TopicMetadata] = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 23)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicMetadata: Structure {
        package var topicId: TopicID
        package var topicName: String
        package var numPartitions: Int32
        package var partitionMetadata: [PartitionMetadata]

        package init(
            topicId: TopicID = TopicID(.zero),
            topicName: String = "",
            numPartitions: Int32 = 0,
            partitionMetadata: [PartitionMetadata] = []
        ) {
            self.topicId = topicId
            self.topicName = topicName
            self.numPartitions = numPartitions
            self.partitionMetadata = partitionMetadata
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.topicName = try reader.readString(isFlexible: true)
            self.numPartitions = try reader.readInt32()
            self.partitionMetadata = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeInt32(self.numPartitions)
            try writer.writeStructureArray(self.partitionMetadata, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionMetadata: Structure {
        package var partition: PartitionIndex
        package var racks: [String]

        package init(
            partition: PartitionIndex = 0,
            racks: [String] = []
        ) {
            self.partition = partition
            self.racks = racks
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.racks = try reader.readStringArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            try writer.writeStringArray(self.racks, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
