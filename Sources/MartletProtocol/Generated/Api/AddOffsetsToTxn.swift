// Made by bin/generate from Schemas/Api/AddOffsetsToTxn.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AddOffsetsToTxnRequest, API 25, versions 0–4.
package struct AddOffsetsToTxnRequest: Request {
    package typealias Response = AddOffsetsToTxnResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 25) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var transactionalId: String
    package var producerId: ProducerID
    package var producerEpoch: ProducerEpoch
    package var groupId: String

    package init(
        transactionalId: String = "",
        producerId: ProducerID = 0,
        producerEpoch: ProducerEpoch = 0,
        groupId: String = ""
    ) {
        self.transactionalId = transactionalId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.groupId = groupId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.transactionalId = try reader.readString(isFlexible: isFlexible)
        self.producerId = try ProducerID(rawValue: reader.readInt64())
        self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        self.groupId = try reader.readString(isFlexible: isFlexible)
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
        try writer.writeString(self.groupId, isFlexible: isFlexible)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// AddOffsetsToTxnResponse, API 25, versions 0–4.
package struct AddOffsetsToTxnResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 25) }
    package static var versions: ClosedRange<Int16> { 0...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
