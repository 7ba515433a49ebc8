// Made by bin/generate from Schemas/Records/control/EndTxnMarker.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// EndTxnMarker (control), versions 0–0.
package struct EndTxnMarker: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var coordinatorEpoch: Int32

    package init(
        coordinatorEpoch: Int32 = 0
    ) {
        self.coordinatorEpoch = coordinatorEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.coordinatorEpoch = try reader.readInt32()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.coordinatorEpoch)
    }
}
