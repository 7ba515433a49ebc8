// Made by bin/generate from Schemas/Headers/RequestHeader.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// RequestHeader, versions 1–2.
package struct RequestHeader: Message {
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var requestApiKey: Int16
    package var requestApiVersion: Int16
    package var correlationId: Int32
    package var clientId: String?

    package init(
        requestApiKey: Int16 = 0,
        requestApiVersion: Int16 = 0,
        correlationId: Int32 = 0,
        clientId: String? = ""
    ) {
        self.requestApiKey = requestApiKey
        self.requestApiVersion = requestApiVersion
        self.correlationId = correlationId
        self.clientId = clientId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.requestApiKey = try reader.readInt16()
        self.requestApiVersion = try reader.readInt16()
        self.correlationId = try reader.readInt32()
        self.clientId = try reader.readNullableString(isFlexible: false)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt16(self.requestApiKey)
        writer.writeInt16(self.requestApiVersion)
        writer.writeInt32(self.correlationId)
        try writer.writeString(self.clientId, isFlexible: false)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
