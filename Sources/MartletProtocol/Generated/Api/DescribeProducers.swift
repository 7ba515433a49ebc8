// Made by bin/generate from Schemas/Api/DescribeProducers.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeProducersRequest, API 61, versions 0–0.
package struct DescribeProducersRequest: Request {
    package typealias Response = DescribeProducersResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 61) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topics: [TopicRequest]

    package init(
        topics: [TopicRequest] = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicRequest: Structure {
        package var name: String
        package var partitionIndexes: [PartitionIndex]

        package init(
            name: String = "",
            partitionIndexes: [PartitionIndex] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitionIndexes = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeIdentifierArray(self.partitionIndexes, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeProducersResponse, API 61, versions 0–0.
package struct DescribeProducersResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 61) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var topics: [TopicResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [TopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicResponse: Structure {
        package var name: String
        package var partitions: [PartitionResponse]

        package init(
            name: String = "",
            partitions: [PartitionResponse] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionResponse: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var activeProducers: [ProducerState]

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            activeProducers: [ProducerState] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.activeProducers = activeProducers
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.activeProducers = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 37)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            try writer.writeStructureArray(self.activeProducers, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ProducerState: Structure {
        package var producerId: ProducerID
        package var producerEpoch: Int32
        package var lastSequence: Int32
        package var lastTimestamp: Int64
        package var coordinatorEpoch: Int32
        package var currentTxnStartOffset: Offset

        package init(
            producerId: ProducerID = 0,
            producerEpoch: Int32 = 0,
            lastSequence: Int32 = -1,
            lastTimestamp: Int64 = -1,
            coordinatorEpoch: Int32 = 0,
            currentTxnStartOffset: Offset = -1
        ) {
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.lastSequence = lastSequence
            self.lastTimestamp = lastTimestamp
            self.coordinatorEpoch = coordinatorEpoch
            self.currentTxnStartOffset = currentTxnStartOffset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.producerEpoch = try reader.readInt32()
            self.lastSequence = try reader.readInt32()
            self.lastTimestamp = try reader.readInt64()
            self.coordinatorEpoch = try reader.readInt32()
            self.currentTxnStartOffset = try Offset(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.producerId.rawValue)
            writer.writeInt32(self.producerEpoch)
            writer.writeInt32(self.lastSequence)
            writer.writeInt64(self.lastTimestamp)
            writer.writeInt32(self.coordinatorEpoch)
            writer.writeInt64(self.currentTxnStartOffset.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
