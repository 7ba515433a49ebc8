// Made by bin/generate from Schemas/Records/raft/KRaftVersionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// KRaftVersionRecord (raft), versions 0–0.
package struct KRaftVersionRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var version: Int16
    package var kRaftVersion: Int16

    package init(
        version: Int16 = 0,
        kRaftVersion: Int16 = 0
    ) {
        self.version = version
        self.kRaftVersion = kRaftVersion
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.version = try reader.readInt16()
        self.kRaftVersion = try reader.readInt16()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.version)
        writer.writeInt16(self.kRaftVersion)
        writer.writeUnsignedVarint(0)
    }
}
