// Made by bin/generate from Schemas/Records/control/ControlRecordTypeSchema.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ControlRecordTypeSchema (control), versions 0–0.
package struct ControlRecordTypeSchema: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var type: Int16

    package init(
        type: Int16 = 0
    ) {
        self.type = type
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.type = try reader.readInt16()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.type)
    }
}
