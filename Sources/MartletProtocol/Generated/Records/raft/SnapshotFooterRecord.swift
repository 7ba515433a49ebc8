// Made by bin/generate from Schemas/Records/raft/SnapshotFooterRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// SnapshotFooterRecord (raft), versions 0–0.
package struct SnapshotFooterRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var version: Int16

    package init(
        version: Int16 = 0
    ) {
        self.version = version
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.version = try reader.readInt16()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.version)
        writer.writeUnsignedVarint(0)
    }
}
