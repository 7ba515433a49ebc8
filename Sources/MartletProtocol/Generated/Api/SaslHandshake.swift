// Made by bin/generate from Schemas/Api/SaslHandshake.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// SaslHandshakeRequest, API 17, versions 0–1.
package struct SaslHandshakeRequest: Request {
    package typealias Response = SaslHandshakeResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 17) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var mechanism: String

    package init(
        mechanism: String = ""
    ) {
        self.mechanism = mechanism
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.mechanism = try reader.readString(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.mechanism, isFlexible: false)
    }
}

/// SaslHandshakeResponse, API 17, versions 0–1.
package struct SaslHandshakeResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 17) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var errorCode: ErrorCode
    package var mechanisms: [String]

    package init(
        errorCode: ErrorCode = .none,
        mechanisms: [String] = []
    ) {
        self.errorCode = errorCode
        self.mechanisms = mechanisms
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.mechanisms = try reader.readStringArray(isFlexible: false)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStringArray(self.mechanisms, isFlexible: false)
    }
}
