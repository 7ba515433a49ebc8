// Made by bin/generate from Schemas/Records/transaction/TransactionLogKey.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// TransactionLogKey (transaction, type 0), versions 0–0.
package struct TransactionLogKey: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var transactionalId: String

    package init(
        transactionalId: String = ""
    ) {
        self.transactionalId = transactionalId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.transactionalId = try reader.readString(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.transactionalId, isFlexible: false)
    }
}
