// Made by bin/generate from Schemas/Api/ListTransactions.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ListTransactionsRequest, API 66, versions 0–2.
package struct ListTransactionsRequest: Request {
    package typealias Response = ListTransactionsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 66) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var stateFilters: [String]
    package var producerIdFilters: [ProducerID]
    package var durationFilter: Int64
    package var transactionalIdPattern: String?

    package init(
        stateFilters: [String] = [],
        producerIdFilters: [ProducerID] = [],
        durationFilter: Int64 = -1,
        transactionalIdPattern: String? = nil
    ) {
        self.stateFilters = stateFilters
        self.producerIdFilters = producerIdFilters
        self.durationFilter = durationFilter
        self.transactionalIdPattern = transactionalIdPattern
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.stateFilters = try reader.readStringArray(isFlexible: true)
        self.producerIdFilters = try reader.readIdentifierArray(isFlexible: true)
        if version >= 1 {
            self.durationFilter = try reader.readInt64()
        }
        if version == 2 {
            self.transactionalIdPattern = try reader.readNullableString(isFlexible: true)
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStringArray(self.stateFilters, isFlexible: true)
        try writer.writeIdentifierArray(self.producerIdFilters, isFlexible: true)
        if version >= 1 {
            writer.writeInt64(self.durationFilter)
        } else if self.durationFilter != -1 {
            throw EncodeError.fieldNotInVersion(field: "ListTransactionsRequest.durationFilter", version: version)
        }
        if version == 2 {
            try writer.writeString(self.transactionalIdPattern, isFlexible: true)
        } else if self.transactionalIdPattern != nil {
            throw EncodeError.fieldNotInVersion(field: "ListTransactionsRequest.transactionalIdPattern", version: version)
        }
        writer.writeUnsignedVarint(0)
    }
}

/// ListTransactionsResponse, API 66, versions 0–2.
package struct ListTransactionsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 66) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var unknownStateFilters: [String]
    package var transactionStates: [TransactionState]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        unknownStateFilters: [String] = [],
        transactionStates: [TransactionState] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.unknownStateFilters = unknownStateFilters
        self.transactionStates = transactionStates
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.unknownStateFilters = try reader.readStringArray(isFlexible: true)
        self.transactionStates = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 11)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStringArray(self.unknownStateFilters, isFlexible: true)
        try writer.writeStructureArray(self.transactionStates, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TransactionState: Structure {
        package var transactionalId: String
        package var producerId: ProducerID
        package var transactionState: String

        package init(
            transactionalId: String = "",
            producerId: ProducerID = 0,
            transactionState: String = ""
        ) {
            self.transactionalId = transactionalId
            self.producerId = producerId
            self.transactionState = transactionState
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.transactionalId = try reader.readString(isFlexible: true)
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.transactionState = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.transactionalId, isFlexible: true)
            writer.writeInt64(self.producerId.rawValue)
            try writer.writeString(self.transactionState, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
