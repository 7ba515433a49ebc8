// Made by bin/generate from Schemas/Records/metadata/ProducerIdsRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ProducerIdsRecord (metadata, type 15), versions 0–0.
package struct ProducerIdsRecord: MetadataRecord {
    package static var recordType: Int16 { 15 }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch
    package var nextProducerId: ProducerID

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1,
        nextProducerId: ProducerID = 0
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.nextProducerId = nextProducerId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        self.nextProducerId = try ProducerID(rawValue: reader.readInt64())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        writer.writeInt64(self.nextProducerId.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
