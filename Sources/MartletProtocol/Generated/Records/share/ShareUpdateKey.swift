// Made by bin/generate from Schemas/Records/share/ShareUpdateKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareUpdateKey (share, type 1), versions 1–1.
package struct ShareUpdateKey: Message {
    package static var versions: ClosedRange<Int16> { 1...1 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var groupId: String
    package var topicId: TopicID
    package var partition: PartitionIndex

    package init(
        groupId: String = "",
        topicId: TopicID = TopicID(.zero),
        partition: PartitionIndex = 0
    ) {
        self.groupId = groupId
        self.topicId = topicId
        self.partition = partition
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: false)
        self.topicId = try TopicID(reader.readUuid())
        self.partition = try PartitionIndex(rawValue: reader.readInt32())
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: false)
        writer.writeUuid(self.topicId.uuid)
        writer.writeInt32(self.partition.rawValue)
    }
}
