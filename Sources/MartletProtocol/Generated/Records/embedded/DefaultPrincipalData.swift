// Made by bin/generate from Schemas/Records/embedded/DefaultPrincipalData.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DefaultPrincipalData (embedded), versions 0–0.
package struct DefaultPrincipalData: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var type: String
    package var name: String
    package var tokenAuthenticated: Bool

    package init(
        type: String = "",
        name: String = "",
        tokenAuthenticated: Bool = false
    ) {
        self.type = type
        self.name = name
        self.tokenAuthenticated = tokenAuthenticated
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.type = try reader.readString(isFlexible: true)
        self.name = try reader.readString(isFlexible: true)
        self.tokenAuthenticated = try reader.readBool()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.type, isFlexible: true)
        try writer.writeString(self.name, isFlexible: true)
        writer.writeBool(self.tokenAuthenticated)
        writer.writeUnsignedVarint(0)
    }
}
