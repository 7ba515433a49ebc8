// Made by bin/generate from Schemas/Api/GetTelemetrySubscriptions.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// GetTelemetrySubscriptionsRequest, API 71, versions 0–0.
package struct GetTelemetrySubscriptionsRequest: Request {
    package typealias Response = GetTelemetrySubscriptionsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 71) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clientInstanceId: Uuid

    package init(
        clientInstanceId: Uuid = .zero
    ) {
        self.clientInstanceId = clientInstanceId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.clientInstanceId = try reader.readUuid()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeUuid(self.clientInstanceId)
        writer.writeUnsignedVarint(0)
    }
}

/// GetTelemetrySubscriptionsResponse, API 71, versions 0–0.
package struct GetTelemetrySubscriptionsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 71) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var clientInstanceId: Uuid
    package var subscriptionId: Int32
    package var acceptedCompressionTypes: [Int8]
    package var pushIntervalMs: Int32
    package var telemetryMaxBytes: Int32
    package var deltaTemporality: Bool
    package var requestedMetrics: [String]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        clientInstanceId: Uuid = .zero,
        subscriptionId: Int32 = 0,
        acceptedCompressionTypes: [Int8] = [],
        pushIntervalMs: Int32 = 0,
        telemetryMaxBytes: Int32 = 0,
        deltaTemporality: Bool = false,
        requestedMetrics: [String] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.clientInstanceId = clientInstanceId
        self.subscriptionId = subscriptionId
        self.acceptedCompressionTypes = acceptedCompressionTypes
        self.pushIntervalMs = pushIntervalMs
        self.telemetryMaxBytes = telemetryMaxBytes
        self.deltaTemporality = deltaTemporality
        self.requestedMetrics = requestedMetrics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.clientInstanceId = try reader.readUuid()
        self.subscriptionId = try reader.readInt32()
        self.acceptedCompressionTypes = try reader.readIntegerArray(isFlexible: true)
        self.pushIntervalMs = try reader.readInt32()
        self.telemetryMaxBytes = try reader.readInt32()
        self.deltaTemporality = try reader.readBool()
        self.requestedMetrics = try reader.readStringArray(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeUuid(self.clientInstanceId)
        writer.writeInt32(self.subscriptionId)
        try writer.writeIntegerArray(self.acceptedCompressionTypes, isFlexible: true)
        writer.writeInt32(self.pushIntervalMs)
        writer.writeInt32(self.telemetryMaxBytes)
        writer.writeBool(self.deltaTemporality)
        try writer.writeStringArray(self.requestedMetrics, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}
