// Made by bin/generate from Schemas/Records/metadata/NoOpRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// NoOpRecord (metadata, type 20), versions 0–0.
package struct NoOpRecord: MetadataRecord {
    package static var recordType: Int16 { 20 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package init() {}

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUnsignedVarint(0)
    }
}
