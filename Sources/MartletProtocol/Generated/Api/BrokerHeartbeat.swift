// Made by bin/generate from Schemas/Api/BrokerHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// BrokerHeartbeatRequest, API 63, versions 0–2.
package struct BrokerHeartbeatRequest: Request {
    package typealias Response = BrokerHeartbeatResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 63) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch
    package var currentMetadataOffset: Offset
    package var wantFence: Bool
    package var wantShutDown: Bool
    package var offlineLogDirs: [DirectoryID]
    package var cordonedLogDirs: [DirectoryID]?

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1,
        currentMetadataOffset: Offset = 0,
        wantFence: Bool = false,
        wantShutDown: Bool = false,
        offlineLogDirs: [DirectoryID] = [],
        cordonedLogDirs: [DirectoryID]? = nil
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.currentMetadataOffset = currentMetadataOffset
        self.wantFence = wantFence
        self.wantShutDown = wantShutDown
        self.offlineLogDirs = offlineLogDirs
        self.cordonedLogDirs = cordonedLogDirs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        self.currentMetadataOffset = try Offset(rawValue: reader.readInt64())
        self.wantFence = try reader.readBool()
        self.wantShutDown = try reader.readBool()
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0 where version >= 1:
                self.offlineLogDirs = try reader.readUuidArray(isFlexible: true)
            case 1 where version == 2:
                self.cordonedLogDirs = try reader.readNullableUuidArray(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        writer.writeInt64(self.currentMetadataOffset.rawValue)
        writer.writeBool(self.wantFence)
        writer.writeBool(self.wantShutDown)
        if !(version >= 1) && !self.offlineLogDirs.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "BrokerHeartbeatRequest.offlineLogDirs", version: version)
        }
        if !(version == 2) && self.cordonedLogDirs != nil {
            throw EncodeError.fieldNotInVersion(field: "BrokerHeartbeatRequest.cordonedLogDirs", version: version)
        }
        var tagCount: UInt32 = 0
        if version >= 1 && !self.offlineLogDirs.isEmpty { tagCount += 1 }
        if version == 2 && self.cordonedLogDirs != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if version >= 1 && !self.offlineLogDirs.isEmpty {
            let start = writer.beginTag(0)
            try writer.writeUuidArray(self.offlineLogDirs, isFlexible: true)
            writer.endTag(start)
        }
        if version == 2 && self.cordonedLogDirs != nil {
            let start = writer.beginTag(1)
            try writer.writeUuidArray(self.cordonedLogDirs, isFlexible: true)
            writer.endTag(start)
        }
    }
}

/// BrokerHeartbeatResponse, API 63, versions 0–2.
package struct BrokerHeartbeatResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 63) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var isCaughtUp: Bool
    package var isFenced: Bool
    package var shouldShutDown: Bool

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        isCaughtUp: Bool = false,
        isFenced: Bool = true,
        shouldShutDown: Bool = false
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.isCaughtUp = isCaughtUp
        self.isFenced = isFenced
        self.shouldShutDown = shouldShutDown
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.isCaughtUp = try reader.readBool()
        self.isFenced = try reader.readBool()
        self.shouldShutDown = try reader.readBool()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeBool(self.isCaughtUp)
        writer.writeBool(self.isFenced)
        writer.writeBool(self.shouldShutDown)
        writer.writeUnsignedVarint(0)
    }
}
