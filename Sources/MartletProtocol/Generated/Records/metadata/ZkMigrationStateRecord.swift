// Made by bin/generate from Schemas/Records/metadata/ZkMigrationStateRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ZkMigrationStateRecord (metadata, type 21), versions 0–0.
package struct ZkMigrationStateRecord: MetadataRecord {
    package static var recordType: Int16 { 21 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var zkMigrationState: Int8

    package init(
        zkMigrationState: Int8 = 0
    ) {
        self.zkMigrationState = zkMigrationState
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.zkMigrationState = try reader.readInt8()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt8(self.zkMigrationState)
        writer.writeUnsignedVarint(0)
    }
}
