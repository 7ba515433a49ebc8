// Made by bin/generate from Schemas/Records/metadata/RemoveDelegationTokenRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoveDelegationTokenRecord (metadata, type 26), versions 0–0.
package struct RemoveDelegationTokenRecord: MetadataRecord {
    package static var recordType: Int16 { 26 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var tokenId: String

    package init(
        tokenId: String = ""
    ) {
        self.tokenId = tokenId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.tokenId = try reader.readString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.tokenId, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
