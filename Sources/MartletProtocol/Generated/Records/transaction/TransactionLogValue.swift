// Made by bin/generate from Schemas/Records/transaction/TransactionLogValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// TransactionLogValue (transaction, type 0), versions 0–1.
package struct TransactionLogValue: Message {
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var producerId: ProducerID
    package var previousProducerId: ProducerID
    package var nextProducerId: ProducerID
    package var producerEpoch: ProducerEpoch
    package var transactionTimeoutMs: Int32
    package var transactionStatus: Int8
    package var transactionPartitions: [PartitionsSchema]?
    package var transactionLastUpdateTimestampMs: Int64
    package var transactionStartTimestampMs: Int64
    package var clientTransactionVersion: Int16
    package var nextProducerEpoch: ProducerEpoch

    package init(
        producerId: ProducerID = 0,
        previousProducerId: ProducerID = -1,
        nextProducerId: ProducerID = -1,
        producerEpoch: ProducerEpoch = 0,
        transactionTimeoutMs: Int32 = 0,
        transactionStatus: Int8 = 0,
        transactionPartitions: [PartitionsSchema]? = [],
        transactionLastUpdateTimestampMs: Int64 = 0,
        transactionStartTimestampMs: Int64 = 0,
        clientTransactionVersion: Int16 = 0,
        nextProducerEpoch: ProducerEpoch = -1
    ) {
        self.producerId = producerId
        self.previousProducerId = previousProducerId
        self.nextProducerId = nextProducerId
        self.producerEpoch = producerEpoch
        self.transactionTimeoutMs = transactionTimeoutMs
        self.transactionStatus = transactionStatus
        self.transactionPartitions = transactionPartitions
        self.transactionLastUpdateTimestampMs = transactionLastUpdateTimestampMs
        self.transactionStartTimestampMs = transactionStartTimestampMs
        self.clientTransactionVersion = clientTransactionVersion
        self.nextProducerEpoch = nextProducerEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.producerId = try ProducerID(rawValue: reader.readInt64())
        self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        self.transactionTimeoutMs = try reader.readInt32()
        self.transactionStatus = try reader.readInt8()
        self.transactionPartitions = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        self.transactionLastUpdateTimestampMs = try reader.readInt64()
        self.transactionStartTimestampMs = try reader.readInt64()
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.previousProducerId = try ProducerID(rawValue: reader.readInt64())
                case 1:
                    self.nextProducerId = try ProducerID(rawValue: reader.readInt64())
                case 2:
                    self.clientTransactionVersion = try reader.readInt16()
                case 3:
                    self.nextProducerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        writer.writeInt64(self.producerId.rawValue)
        if !(version == 1) && self.previousProducerId.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "TransactionLogValue.previousProducerId", version: version)
        }
        if !(version == 1) && self.nextProducerId.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "TransactionLogValue.nextProducerId", version: version)
        }
        writer.writeInt16(self.producerEpoch.rawValue)
        writer.writeInt32(self.transactionTimeoutMs)
        writer.writeInt8(self.transactionStatus)
        try writer.writeStructureArray(self.transactionPartitions, isFlexible: isFlexible, version: version)
        writer.writeInt64(self.transactionLastUpdateTimestampMs)
        writer.writeInt64(self.transactionStartTimestampMs)
        if !(version == 1) && self.clientTransactionVersion != 0 {
            throw EncodeError.fieldNotInVersion(field: "TransactionLogValue.clientTransactionVersion", version: version)
        }
        if !(version == 1) && self.nextProducerEpoch.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "TransactionLogValue.nextProducerEpoch", version: version)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if self.previousProducerId.rawValue != -1 { tagCount += 1 }
            if self.nextProducerId.rawValue != -1 { tagCount += 1 }
            if self.clientTransactionVersion != 0 { tagCount += 1 }
            if self.nextProducerEpoch.rawValue != -1 { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if self.previousProducerId.rawValue != -1 {
                let start = writer.beginTag(0)
                writer.writeInt64(self.previousProducerId.rawValue)
                writer.endTag(start)
            }
            if self.nextProducerId.rawValue != -1 {
                let start = writer.beginTag(1)
                writer.writeInt64(self.nextProducerId.rawValue)
                writer.endTag(start)
            }
            if self.clientTransactionVersion != 0 {
                let start = writer.beginTag(2)
                writer.writeInt16(self.clientTransactionVersion)
                writer.endTag(start)
            }
            if self.nextProducerEpoch.rawValue != -1 {
                let start = writer.beginTag(3)
                writer.writeInt16(self.nextProducerEpoch.rawValue)
                writer.endTag(start)
            }
        }
    }

    package struct PartitionsSchema: Structure {
        package var topic: String
        package var partitionIds: [PartitionIndex]

        package init(
            topic: String = "",
            partitionIds: [PartitionIndex] = []
        ) {
            self.topic = topic
            self.partitionIds = partitionIds
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.topic = try reader.readString(isFlexible: isFlexible)
            self.partitionIds = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.topic, isFlexible: isFlexible)
            try writer.writeIdentifierArray(self.partitionIds, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
