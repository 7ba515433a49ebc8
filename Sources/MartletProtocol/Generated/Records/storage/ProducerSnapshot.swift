// Made by bin/generate from Schemas/Records/storage/ProducerSnapshot.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ProducerSnapshot (storage), versions 1–1.
package struct ProducerSnapshot: Message {
    package static var versions: ClosedRange<Int16> { 1...1 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var crc: UInt32
    package var producerEntries: [ProducerEntry]

    package init(
        crc: UInt32 = 0,
        producerEntries: [ProducerEntry] = []
    ) {
        self.crc = crc
        self.producerEntries = producerEntries
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.crc = try reader.readUInt32()
        self.producerEntries = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 46)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUInt32(self.crc)
        try writer.writeStructureArray(self.producerEntries, isFlexible: false, version: version)
    }

    package struct ProducerEntry: Structure {
        package var producerId: ProducerID
        package var epoch: ProducerEpoch
        package var lastSequence: Int32
        package var lastOffset: Offset
        package var offsetDelta: Int32
        package var timestamp: Int64
        package var coordinatorEpoch: Int32
        package var currentTxnFirstOffset: Offset

        package init(
            producerId: ProducerID = 0,
            epoch: ProducerEpoch = 0,
            lastSequence: Int32 = 0,
            lastOffset: Offset = 0,
            offsetDelta: Int32 = 0,
            timestamp: Int64 = 0,
            coordinatorEpoch: Int32 = 0,
            currentTxnFirstOffset: Offset = 0
        ) {
            self.producerId = producerId
            self.epoch = epoch
            self.lastSequence = lastSequence
            self.lastOffset = lastOffset
            self.offsetDelta = offsetDelta
            self.timestamp = timestamp
            self.coordinatorEpoch = coordinatorEpoch
            self.currentTxnFirstOffset = currentTxnFirstOffset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.epoch = try ProducerEpoch(rawValue: reader.readInt16())
            self.lastSequence = try reader.readInt32()
            self.lastOffset = try Offset(rawValue: reader.readInt64())
            self.offsetDelta = try reader.readInt32()
            self.timestamp = try reader.readInt64()
            self.coordinatorEpoch = try reader.readInt32()
            self.currentTxnFirstOffset = try Offset(rawValue: reader.readInt64())
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.producerId.rawValue)
            writer.writeInt16(self.epoch.rawValue)
            writer.writeInt32(self.lastSequence)
            writer.writeInt64(self.lastOffset.rawValue)
            writer.writeInt32(self.offsetDelta)
            writer.writeInt64(self.timestamp)
            writer.writeInt32(self.coordinatorEpoch)
            writer.writeInt64(self.currentTxnFirstOffset.rawValue)
        }
    }
}
