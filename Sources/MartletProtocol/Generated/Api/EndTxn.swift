// Made by bin/generate from Schemas/Api/EndTxn.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// EndTxnRequest, API 26, versions 0–5.
package struct EndTxnRequest: Request {
    package typealias Response = EndTxnResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 26) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var transactionalId: String
    package var producerId: ProducerID
    package var producerEpoch: ProducerEpoch
    package var committed: Bool

    package init(
        transactionalId: String = "",
        producerId: ProducerID = 0,
        producerEpoch: ProducerEpoch = 0,
        committed: Bool = false
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.committed = committed
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.transactionalId = try reader.readString(isFlexible: isFlexible)
        self.producerId = try ProducerID(rawValue: reader.readInt64())
        self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        self.committed = try reader.readBool()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        try writer.writeString(self.transactionalId, isFlexible: isFlexible)
        writer.writeInt64(self.producerId.rawValue)
        writer.writeInt16(self.producerEpoch.rawValue)
        writer.writeBool(self.committed)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// EndTxnResponse, API 26, versions 0–5.
package struct EndTxnResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 26) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var producerId: ProducerID
    package var producerEpoch: ProducerEpoch

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        producerId: ProducerID = -1,
        producerEpoch: ProducerEpoch = -1
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerId = producerId
        self.producerEpoch = producerEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        if version == 5 {
            self.producerId = try ProducerID(rawValue: reader.readInt64())
        }
        if version == 5 {
            self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        if version == 5 {
            writer.writeInt64(self.producerId.rawValue)
        }
        if version == 5 {
            writer.writeInt16(self.producerEpoch.rawValue)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
