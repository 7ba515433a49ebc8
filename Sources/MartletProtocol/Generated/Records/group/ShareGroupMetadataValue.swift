// Made by bin/generate from Schemas/Records/group/ShareGroupMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ShareGroupMetadataValue (group, type 11), versions 0–0.
package struct ShareGroupMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var epoch: Int32
    package var metadataHash: Int64

    package init(
        epoch: Int32 = 0,
        metadataHash: Int64 = 0
    ) {
        self.epoch = epoch
        self.metadataHash = metadataHash
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.epoch = try reader.readInt32()
        self.metadataHash = try reader.readInt64()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.epoch)
        writer.writeInt64(self.metadataHash)
        writer.writeUnsignedVarint(0)
    }
}
