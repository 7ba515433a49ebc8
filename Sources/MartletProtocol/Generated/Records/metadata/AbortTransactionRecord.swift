// Made by bin/generate from Schemas/Records/metadata/AbortTransactionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AbortTransactionRecord (metadata, type 25), versions 0–0.
package struct AbortTransactionRecord: MetadataRecord {
    package static var recordType: Int16 { 25 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var reason: String?

    package init(
        reason: String? = nil
    ) {
        self.reason = reason
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.reason = try reader.readNullableString(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        var tagCount: UInt32 = 0
        if self.reason != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.reason != nil {
            let start = writer.beginTag(0)
            try writer.writeString(self.reason, isFlexible: true)
            writer.endTag(start)
        }
    }
}
