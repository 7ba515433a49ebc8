// Made by bin/generate from Schemas/Records/group/GroupMetadataKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// GroupMetadataKey (group, type 2), versions 2–2.
package struct GroupMetadataKey: Message {
    package static var versions: ClosedRange<Int16> { 2...2 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var group: String

    package init(
        group: String = ""
    ) {
        self.group = group
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.group = try reader.readString(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.group, isFlexible: false)
    }
}
