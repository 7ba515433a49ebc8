// Made by bin/generate from Schemas/Records/metadata/RemoveAccessControlEntryRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoveAccessControlEntryRecord (metadata, type 19), versions 0–0.
package struct RemoveAccessControlEntryRecord: MetadataRecord {
    package static var recordType: Int16 { 19 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var id: Uuid

    package init(
        id: Uuid = .zero
    ) {
        self.id = id
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.id = try reader.readUuid()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.id)
        writer.writeUnsignedVarint(0)
    }
}
