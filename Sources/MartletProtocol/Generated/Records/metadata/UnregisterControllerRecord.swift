// Made by bin/generate from Schemas/Records/metadata/UnregisterControllerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// UnregisterControllerRecord (metadata, type 29), versions 0–0.
package struct UnregisterControllerRecord: MetadataRecord {
    package static var recordType: Int16 { 29 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var controllerId: BrokerID

    package init(
        controllerId: BrokerID = 0
    ) {
        self.controllerId = controllerId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.controllerId = try BrokerID(rawValue: reader.readInt32())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.controllerId.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
