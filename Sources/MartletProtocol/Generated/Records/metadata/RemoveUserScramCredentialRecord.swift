// Made by bin/generate from Schemas/Records/metadata/RemoveUserScramCredentialRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RemoveUserScramCredentialRecord (metadata, type 22), versions 0–0.
package struct RemoveUserScramCredentialRecord: MetadataRecord {
    package static var recordType: Int16 { 22 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var name: String
    package var mechanism: Int8

    package init(
        name: String = "",
        mechanism: Int8 = 0
    ) {
        self.name = name
        self.mechanism = mechanism
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.name = try reader.readString(isFlexible: true)
        self.mechanism = try reader.readInt8()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.name, isFlexible: true)
        writer.writeInt8(self.mechanism)
        writer.writeUnsignedVarint(0)
    }
}
