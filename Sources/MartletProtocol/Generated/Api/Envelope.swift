// Made by bin/generate from Schemas/Api/Envelope.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// EnvelopeRequest, API 58, versions 0–0.
package struct EnvelopeRequest: Request {
    package typealias Response = EnvelopeResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 58) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var requestData: ByteBuffer
    package var requestPrincipal: ByteBuffer?
    package var clientHostAddress: ByteBuffer

    package init(
        requestData: ByteBuffer = ByteBuffer(),
        requestPrincipal: ByteBuffer? = ByteBuffer(),
        clientHostAddress: ByteBuffer = ByteBuffer()
    ) {
        self.requestData = requestData
        self.requestPrincipal = requestPrincipal
        self.clientHostAddress = clientHostAddress
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.requestData = try reader.readBytes(isFlexible: true)
        self.requestPrincipal = try reader.readNullableBytes(isFlexible: true)
        self.clientHostAddress = try reader.readBytes(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeBytes(self.requestData, isFlexible: true)
        try writer.writeBytes(self.requestPrincipal, isFlexible: true)
        try writer.writeBytes(self.clientHostAddress, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}

/// EnvelopeResponse, API 58, versions 0–0.
package struct EnvelopeResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 58) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var responseData: ByteBuffer?
    package var errorCode: ErrorCode

    package init(
        responseData: ByteBuffer? = nil,
        errorCode: ErrorCode = .none
    ) {
        self.responseData = responseData
        self.errorCode = errorCode
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.responseData = try reader.readNullableBytes(isFlexible: true)
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeBytes(self.responseData, isFlexible: true)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
