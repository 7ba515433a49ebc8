// Made by bin/generate from Schemas/Records/embedded/ConsumerProtocolAssignment.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerProtocolAssignment (embedded), versions 0–3.
package struct ConsumerProtocolAssignment: Message {
    package static var versions: ClosedRange<Int16> { 0...3 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var assignedPartitions: [TopicPartition]
    package var userData: ByteBuffer?

    package init(
        assignedPartitions: [TopicPartition] = [],
        userData: ByteBuffer? = nil
    ) {
        self.assignedPartitions = assignedPartitions
        self.userData = userData
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.assignedPartitions = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 6)
        self.userData = try reader.readNullableBytes(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.assignedPartitions, isFlexible: false, version: version)
        try writer.writeBytes(self.userData, isFlexible: false)
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
