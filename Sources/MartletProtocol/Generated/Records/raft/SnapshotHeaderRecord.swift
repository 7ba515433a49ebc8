// Made by bin/generate from Schemas/Records/raft/SnapshotHeaderRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// SnapshotHeaderRecord (raft), versions 0–0.
package struct SnapshotHeaderRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var version: Int16
    package var lastContainedLogTimestamp: Int64

    package init(
        version: Int16 = 0,
        lastContainedLogTimestamp: Int64 = 0
    ) {
        self.version = version
        self.lastContainedLogTimestamp = lastContainedLogTimestamp
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.version = try reader.readInt16()
        self.lastContainedLogTimestamp = try reader.readInt64()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.version)
        writer.writeInt64(self.lastContainedLogTimestamp)
        writer.writeUnsignedVarint(0)
    }
}
