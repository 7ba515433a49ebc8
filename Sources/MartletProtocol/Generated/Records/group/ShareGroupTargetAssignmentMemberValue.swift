// Made by bin/generate from Schemas/Records/group/ShareGroupTargetAssignmentMemberValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupTargetAssignmentMemberValue (group, type 13), versions 0–0.
package struct ShareGroupTargetAssignmentMemberValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topicPartitions: [TopicPartition]

    package init(
        topicPartitions: [TopicPartition] = []
    ) {
        self.topicPartitions = topicPartitions
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topicPartitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.topicPartitions, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicPartition: Structure {
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
