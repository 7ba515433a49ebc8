// Made by bin/generate from Schemas/Api/InitProducerId.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// InitProducerIdRequest, API 22, versions 0–6.
package struct InitProducerIdRequest: Request {
    package typealias Response = InitProducerIdResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 22) }
    package static var versions: ClosedRange<Int16> { 0...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var transactionalId: String?
    package var transactionTimeoutMs: Int32
    package var producerId: ProducerID
    package var producerEpoch: ProducerEpoch
    package var enable2Pc: Bool
    package var keepPreparedTxn: Bool

    package init(
        transactionalId: String? = "",
        transactionTimeoutMs: Int32 = 0,
        producerId: ProducerID = -1,
        producerEpoch: ProducerEpoch = -1,
        enable2Pc: Bool = false,
        keepPreparedTxn: Bool = false
    ) {
        self.transactionalId = transactionalId
        self.transactionTimeoutMs = transactionTimeoutMs
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.enable2Pc = enable2Pc
        self.keepPreparedTxn = keepPreparedTxn
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.transactionalId = try reader.readNullableString(isFlexible: isFlexible)
        self.transactionTimeoutMs = try reader.readInt32()
        if version >= 3 {
            self.producerId = try ProducerID(rawValue: reader.readInt64())
        }
        if version >= 3 {
            self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        }
        if version == 6 {
            self.enable2Pc = try reader.readBool()
        }
        if version == 6 {
            self.keepPreparedTxn = try reader.readBool()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeString(self.transactionalId, isFlexible: isFlexible)
        writer.writeInt32(self.transactionTimeoutMs)
        if version >= 3 {
            writer.writeInt64(self.producerId.rawValue)
        } else if self.producerId.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "InitProducerIdRequest.producerId", version: version)
        }
        if version >= 3 {
            writer.writeInt16(self.producerEpoch.rawValue)
        } else if self.producerEpoch.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "InitProducerIdRequest.producerEpoch", version: version)
        }
        if version == 6 {
            writer.writeBool(self.enable2Pc)
        } else if self.enable2Pc {
            throw EncodeError.fieldNotInVersion(field: "InitProducerIdRequest.enable2Pc", version: version)
        }
        if version == 6 {
            writer.writeBool(self.keepPreparedTxn)
        } else if self.keepPreparedTxn {
            throw EncodeError.fieldNotInVersion(field: "InitProducerIdRequest.keepPreparedTxn", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// InitProducerIdResponse, API 22, versions 0–6.
package struct InitProducerIdResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 22) }
    package static var versions: ClosedRange<Int16> { 0...6 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var producerId: ProducerID
    package var producerEpoch: ProducerEpoch
    package var ongoingTxnProducerId: ProducerID
    package var ongoingTxnProducerEpoch: ProducerEpoch

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        producerId: ProducerID = -1,
        producerEpoch: ProducerEpoch = 0,
        ongoingTxnProducerId: ProducerID = -1,
        ongoingTxnProducerEpoch: ProducerEpoch = -1
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.ongoingTxnProducerId = ongoingTxnProducerId
        self.ongoingTxnProducerEpoch = ongoingTxnProducerEpoch
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.producerId = try ProducerID(rawValue: reader.readInt64())
        self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        if version == 6 {
            self.ongoingTxnProducerId = try ProducerID(rawValue: reader.readInt64())
        }
        if version == 6 {
            self.ongoingTxnProducerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt64(self.producerId.rawValue)
        writer.writeInt16(self.producerEpoch.rawValue)
        if version == 6 {
            writer.writeInt64(self.ongoingTxnProducerId.rawValue)
        } else if self.ongoingTxnProducerId.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "InitProducerIdResponse.ongoingTxnProducerId", version: version)
        }
        if version == 6 {
            writer.writeInt16(self.ongoingTxnProducerEpoch.rawValue)
        } else if self.ongoingTxnProducerEpoch.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "InitProducerIdResponse.ongoingTxnProducerEpoch", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
