// Made by bin/generate from Schemas/Headers/ResponseHeader.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ResponseHeader, versions 0–1.
package struct ResponseHeader: Message {
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var correlationId: Int32

    package init(
        correlationId: Int32 = 0
    ) {
        self.correlationId = correlationId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.correlationId = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        writer.writeInt32(self.correlationId)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
