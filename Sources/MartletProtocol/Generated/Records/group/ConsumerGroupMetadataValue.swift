// Made by bin/generate from Schemas/Records/group/ConsumerGroupMetadataValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupMetadataValue (group, type 3), versions 0–0.
package struct ConsumerGroupMetadataValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var epoch: Int32
    package var metadataHash: Int64
    package var creationTimeMs: Int64

    package init(
        epoch: Int32 = 0,
        metadataHash: Int64 = 0,
        creationTimeMs: Int64 = -1
    ) {
        self.epoch = epoch
        self.metadataHash = metadataHash
        self.creationTimeMs = creationTimeMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.epoch = try reader.readInt32()
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.metadataHash = try reader.readInt64()
            case 1:
                self.creationTimeMs = try reader.readInt64()
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.epoch)
        var tagCount: UInt32 = 0
        if self.metadataHash != 0 { tagCount += 1 }
        if self.creationTimeMs != -1 { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.metadataHash != 0 {
            let start = writer.beginTag(0)
            writer.writeInt64(self.metadataHash)
            writer.endTag(start)
        }
        if self.creationTimeMs != -1 {
            let start = writer.beginTag(1)
            writer.writeInt64(self.creationTimeMs)
            writer.endTag(start)
        }
    }
}
