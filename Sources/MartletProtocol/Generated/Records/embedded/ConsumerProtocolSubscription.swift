// Made by bin/generate from Schemas/Records/embedded/ConsumerProtocolSubscription.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerProtocolSubscription (embedded), versions 0–3.
package struct ConsumerProtocolSubscription: Message {
    package static var versions: ClosedRange<Int16> { 0...3 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var topics: [String]
    package var userData: ByteBuffer?
    package var ownedPartitions: [TopicPartition]
    package var generationId: Int32
    package var rackId: String?

    package init(
        topics: [String] = [],
        userData: ByteBuffer? = nil,
        ownedPartitions: [TopicPartition] = [],
        generationId: Int32 = -1,
        rackId: String? = nil
    ) {
        self.topics = topics
        self.userData = userData
        self.ownedPartitions = ownedPartitions
        self.generationId = generationId
        self.rackId = rackId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readStringArray(isFlexible: false)
        self.userData = try reader.readNullableBytes(isFlexible: false)
        if version >= 1 {
            self.ownedPartitions = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 6)
        }
        if version >= 2 {
            self.generationId = try reader.readInt32()
        }
        if version == 3 {
            self.rackId = try reader.readNullableString(isFlexible: false)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStringArray(self.topics, isFlexible: false)
        try writer.writeBytes(self.userData, isFlexible: false)
        if version >= 1 {
            try writer.writeStructureArray(self.ownedPartitions, isFlexible: false, version: version)
        }
        if version >= 2 {
            writer.writeInt32(self.generationId)
        }
        if version == 3 {
            try writer.writeString(self.rackId, isFlexible: false)
        }
    }

    package struct TopicPartition: Structure {
        package var topic: String
        package var partitions: [PartitionIndex]

        package init(
            topic: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topic = try reader.readString(isFlexible: false)
            self.partitions = try reader.readIdentifierArray(isFlexible: false)
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topic, isFlexible: false)
            try writer.writeIdentifierArray(self.partitions, isFlexible: false)
        }
    }
}
