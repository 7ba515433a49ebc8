// Made by bin/generate from Schemas/Api/UnregisterBroker.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// UnregisterBrokerRequest, API 64, versions 0–0.
package struct UnregisterBrokerRequest: Request {
    package typealias Response = UnregisterBrokerResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 64) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID

    package init(
        brokerId: BrokerID = 0
    ) {
        self.brokerId = brokerId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeUnsignedVarint(0)
    }
}

/// UnregisterBrokerResponse, API 64, versions 0–0.
package struct UnregisterBrokerResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 64) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = ""
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
