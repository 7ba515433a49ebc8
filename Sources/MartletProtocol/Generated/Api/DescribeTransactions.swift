// Made by bin/generate from Schemas/Api/DescribeTransactions.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeTransactionsRequest, API 65, versions 0–0.
package struct DescribeTransactionsRequest: Request {
    package typealias Response = DescribeTransactionsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 65) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var transactionalIds: [String]

    package init(
        transactionalIds: [String] = []
    ) {
        self.transactionalIds = transactionalIds
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.transactionalIds = try reader.readStringArray(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStringArray(self.transactionalIds, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}

/// DescribeTransactionsResponse, API 65, versions 0–0.
package struct DescribeTransactionsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 65) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var transactionStates: [TransactionState]

    package init(
        throttleTimeMs: Int32 = 0,
        transactionStates: [TransactionState] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.transactionStates = transactionStates
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.transactionStates = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 28)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.transactionStates, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TransactionState: Structure {
        package var errorCode: ErrorCode
        package var transactionalId: String
        package var transactionState: String
        package var transactionTimeoutMs: Int32
        package var transactionStartTimeMs: Int64
        package var producerId: ProducerID
        package var producerEpoch: ProducerEpoch
        package var topics: [TopicData]

        package init(
            errorCode: ErrorCode = .none,
            transactionalId: String = "",
            transactionState: String = "",
            transactionTimeoutMs: Int32 = 0,
            transactionStartTimeMs: Int64 = 0,
            producerId: ProducerID = 0,
            producerEpoch: ProducerEpoch = 0,
            topics: [TopicData] = []
        ) {
            self.errorCode = errorCode
            self.transactionalId = transactionalId
            self.transactionState = transactionState
            self.transactionTimeoutMs = transactionTimeoutMs
            self.transactionStartTimeMs = transactionStartTimeMs
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.topics = topics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.transactionalId = try reader.readString(isFlexible: true)
            self.transactionState = try reader.readString(isFlexible: true)
            self.transactionTimeoutMs = try reader.readInt32()
            self.transactionStartTimeMs = try reader.readInt64()
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.transactionalId, isFlexible: true)
            try writer.writeString(self.transactionState, isFlexible: true)
            writer.writeInt32(self.transactionTimeoutMs)
            writer.writeInt64(self.transactionStartTimeMs)
            writer.writeInt64(self.producerId.rawValue)
            writer.writeInt16(self.producerEpoch.rawValue)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicData: Structure {
        package var topic: String
        package var partitions: [PartitionIndex]

        package init(
            topic: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topic = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topic, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
