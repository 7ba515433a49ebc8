// Made by bin/generate from Schemas/Records/group/OffsetCommitKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// OffsetCommitKey (group), versions 0–1.
package struct OffsetCommitKey: Message {
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var group: String
    package var topic: String
    package var partition: PartitionIndex

    package init(
        group: String = "",
        topic: String = "",
        partition: PartitionIndex = 0
    ) {
        self.group = group
        self.topic = topic
        self.partition = partition
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.group = try reader.readString(isFlexible: false)
        self.topic = try reader.readString(isFlexible: false)
        self.partition = try PartitionIndex(rawValue: reader.readInt32())
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.group, isFlexible: false)
        try writer.writeString(self.topic, isFlexible: false)
        writer.writeInt32(self.partition.rawValue)
    }
}
