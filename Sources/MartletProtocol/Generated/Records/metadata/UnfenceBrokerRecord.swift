// Made by bin/generate from Schemas/Records/metadata/UnfenceBrokerRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// UnfenceBrokerRecord (metadata, type 8), versions 0–0.
package struct UnfenceBrokerRecord: MetadataRecord {
    package static var recordType: Int16 { 8 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var id: BrokerID
    package var epoch: BrokerEpoch

    package init(
        id: BrokerID = 0,
        epoch: BrokerEpoch = 0
    ) {
        self.id = id
        self.epoch = epoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.id = try BrokerID(rawValue: reader.readInt32())
        self.epoch = try BrokerEpoch(rawValue: reader.readInt64())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.id.rawValue)
        writer.writeInt64(self.epoch.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
