// Made by bin/generate from Schemas/Api/ExpireDelegationToken.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ExpireDelegationTokenRequest, API 40, versions 1–2.
package struct ExpireDelegationTokenRequest: Request {
    package typealias Response = ExpireDelegationTokenResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 40) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var hmac: ByteBuffer
    package var expiryTimePeriodMs: Int64

    package init(
        hmac: ByteBuffer = ByteBuffer(),
        expiryTimePeriodMs: Int64 = 0
    ) {
        self.hmac = hmac
        self.expiryTimePeriodMs = expiryTimePeriodMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.hmac = try reader.readBytes(isFlexible: isFlexible)
        self.expiryTimePeriodMs = try reader.readInt64()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeBytes(self.hmac, isFlexible: isFlexible)
        writer.writeInt64(self.expiryTimePeriodMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// ExpireDelegationTokenResponse, API 40, versions 1–2.
package struct ExpireDelegationTokenResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 40) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var errorCode: ErrorCode
    package var expiryTimestampMs: Int64
    package var throttleTimeMs: Int32

    package init(
        errorCode: ErrorCode = .none,
        expiryTimestampMs: Int64 = 0,
        throttleTimeMs: Int32 = 0
    ) {
        self.errorCode = errorCode
        self.expiryTimestampMs = expiryTimestampMs
        self.throttleTimeMs = throttleTimeMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.expiryTimestampMs = try reader.readInt64()
        self.throttleTimeMs = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt64(self.expiryTimestampMs)
        writer.writeInt32(self.throttleTimeMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
