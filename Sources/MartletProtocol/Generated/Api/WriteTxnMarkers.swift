// Made by bin/generate from Schemas/Api/WriteTxnMarkers.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// WriteTxnMarkersRequest, API 27, versions 1–2.
package struct WriteTxnMarkersRequest: Request {
    package typealias Response = WriteTxnMarkersResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 27) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var markers: [WritableTxnMarker]

    package init(
        markers: [WritableTxnMarker] = []
    ) {
        self.markers = markers
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.markers = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 17)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.markers, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct WritableTxnMarker: Structure {
        package var producerId: ProducerID
        package var producerEpoch: ProducerEpoch
        package var transactionResult: Bool
        package var topics: [WritableTxnMarkerTopic]
        package var coordinatorEpoch: Int32
        package var transactionVersion: Int8

        package init(
            producerId: ProducerID = 0,
            producerEpoch: ProducerEpoch = 0,
            transactionResult: Bool = false,
            topics: [WritableTxnMarkerTopic] = [],
            coordinatorEpoch: Int32 = 0,
            transactionVersion: Int8 = 0
        ) {
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.transactionResult = transactionResult
            self.topics = topics
            self.coordinatorEpoch = coordinatorEpoch
            self.transactionVersion = transactionVersion
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
            self.transactionResult = try reader.readBool()
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            self.coordinatorEpoch = try reader.readInt32()
            if version == 2 {
                self.transactionVersion = try reader.readInt8()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.producerId.rawValue)
            writer.writeInt16(self.producerEpoch.rawValue)
            writer.writeBool(self.transactionResult)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeInt32(self.coordinatorEpoch)
            if version == 2 {
                writer.writeInt8(self.transactionVersion)
            }
            writer.writeUnsignedVarint(0)
        }
    }

    package struct WritableTxnMarkerTopic: Structure {
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

/// WriteTxnMarkersResponse, API 27, versions 1–2.
package struct WriteTxnMarkersResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 27) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var markers: [WritableTxnMarkerResult]

    package init(
        markers: [WritableTxnMarkerResult] = []
    ) {
        self.markers = markers
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.markers = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 10)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.markers, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct WritableTxnMarkerResult: Structure {
        package var producerId: ProducerID
        package var topics: [WritableTxnMarkerTopicResult]

        package init(
            producerId: ProducerID = 0,
            topics: [WritableTxnMarkerTopicResult] = []
        ) {
            self.producerId = producerId
            self.topics = topics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.producerId.rawValue)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct WritableTxnMarkerTopicResult: Structure {
        package var name: String
        package var partitions: [WritableTxnMarkerPartitionResult]

        package init(
            name: String = "",
            partitions: [WritableTxnMarkerPartitionResult] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct WritableTxnMarkerPartitionResult: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
