// Made by bin/generate from Schemas/Api/PushTelemetry.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// PushTelemetryRequest, API 72, versions 0–0.
package struct PushTelemetryRequest: Request {
    package typealias Response = PushTelemetryResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 72) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clientInstanceId: Uuid
    package var subscriptionId: Int32
    package var terminating: Bool
    package var compressionType: Int8
    package var metrics: ByteBuffer

    package init(
        clientInstanceId: Uuid = .zero,
        subscriptionId: Int32 = 0,
        terminating: Bool = false,
        compressionType: Int8 = 0,
        metrics: ByteBuffer = ByteBuffer()
    ) {
        self.clientInstanceId = clientInstanceId
        self.subscriptionId = subscriptionId
        self.terminating = terminating
        self.compressionType = compressionType
        self.metrics = metrics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.clientInstanceId = try reader.readUuid()
        self.subscriptionId = try reader.readInt32()
        self.terminating = try reader.readBool()
        self.compressionType = try reader.readInt8()
        self.metrics = try reader.readBytes(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.clientInstanceId)
        writer.writeInt32(self.subscriptionId)
        writer.writeBool(self.terminating)
        writer.writeInt8(self.compressionType)
        try writer.writeBytes(self.metrics, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}

/// PushTelemetryResponse, API 72, versions 0–0.
package struct PushTelemetryResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 72) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

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
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeUnsignedVarint(0)
    }
}
