// Made by bin/generate from Schemas/Records/group/ShareGroupStatePartitionMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupStatePartitionMetadataValue (group, type 15), versions 0–0.
package struct ShareGroupStatePartitionMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var initializedTopics: [TopicPartitionsInfo]
    package var deletingTopics: [TopicInfo]

    package init(
        initializedTopics: [TopicPartitionsInfo] = [],
        deletingTopics: [TopicInfo] = []
    ) {
        self.initializedTopics = initializedTopics
        self.deletingTopics = deletingTopics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.initializedTopics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 19)
        self.deletingTopics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.initializedTopics, isFlexible: true, version: version)
        try writer.writeStructureArray(self.deletingTopics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicPartitionsInfo: Structure {
        package var topicId: TopicID
        package var topicName: String
        package var partitions: [PartitionIndex]

        package init(
            topicId: TopicID = TopicID(.zero),
            topicName: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.topicId = topicId
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.topicName = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeString(self.topicName, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicInfo: Structure {
        package var topicId: TopicID
        package var topicName: String

        package init(
            topicId: TopicID = TopicID(.zero),
            topicName: String = ""
        ) {
            self.topicId = topicId
            self.topicName = topicName
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.topicName = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeString(self.topicName, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
