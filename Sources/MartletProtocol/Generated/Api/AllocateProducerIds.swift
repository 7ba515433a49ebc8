// Made by bin/generate from Schemas/Api/AllocateProducerIds.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AllocateProducerIdsRequest, API 67, versions 0–0.
package struct AllocateProducerIdsRequest: Request {
    package typealias Response = AllocateProducerIdsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 67) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        writer.writeUnsignedVarint(0)
    }
}

/// AllocateProducerIdsResponse, API 67, versions 0–0.
package struct AllocateProducerIdsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 67) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var producerIdStart: ProducerID
    package var producerIdLen: Int32

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        producerIdStart: ProducerID = 0,
        producerIdLen: Int32 = 0
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerIdStart = producerIdStart
        self.producerIdLen = producerIdLen
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.producerIdStart = try ProducerID(rawValue: reader.readInt64())
        self.producerIdLen = try reader.readInt32()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt64(self.producerIdStart.rawValue)
        writer.writeInt32(self.producerIdLen)
        writer.writeUnsignedVarint(0)
    }
}
