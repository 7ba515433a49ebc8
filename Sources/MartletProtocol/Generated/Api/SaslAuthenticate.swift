// Made by bin/generate from Schemas/Api/SaslAuthenticate.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// SaslAuthenticateRequest, API 36, versions 0–2.
package struct SaslAuthenticateRequest: Request {
    package typealias Response = SaslAuthenticateResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 36) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var authBytes: ByteBuffer

    package init(
        authBytes: ByteBuffer = ByteBuffer()
    ) {
        self.authBytes = authBytes
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.authBytes = try reader.readBytes(isFlexible: isFlexible)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeBytes(self.authBytes, isFlexible: isFlexible)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}

/// SaslAuthenticateResponse, API 36, versions 0–2.
package struct SaslAuthenticateResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 36) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var authBytes: ByteBuffer
    package var sessionLifetimeMs: Int64

    package init(
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        authBytes: ByteBuffer = ByteBuffer(),
        sessionLifetimeMs: Int64 = 0
    ) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.authBytes = authBytes
        self.sessionLifetimeMs = sessionLifetimeMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
        self.authBytes = try reader.readBytes(isFlexible: isFlexible)
        if version >= 1 {
            self.sessionLifetimeMs = try reader.readInt64()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: isFlexible)
        try writer.writeBytes(self.authBytes, isFlexible: isFlexible)
        if version >= 1 {
            writer.writeInt64(self.sessionLifetimeMs)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }
}
