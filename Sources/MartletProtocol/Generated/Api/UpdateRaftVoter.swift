// Made by bin/generate from Schemas/Api/UpdateRaftVoter.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// UpdateRaftVoterRequest, API 82, versions 0–0.
package struct UpdateRaftVoterRequest: Request {
    package typealias Response = UpdateRaftVoterResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 82) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clusterId: String?
    package var currentLeaderEpoch: LeaderEpoch
    package var voterId: BrokerID
    package var voterDirectoryId: DirectoryID
    package var listeners: [Listener]
    package var kRaftVersionFeature: KRaftVersionFeature

    package init(
        clusterId: String? = "",
        currentLeaderEpoch: LeaderEpoch = 0,
        voterId: BrokerID = 0,
        voterDirectoryId: DirectoryID = DirectoryID(.zero),
        listeners: [Listener] = [],
        kRaftVersionFeature: KRaftVersionFeature = KRaftVersionFeature()
    ) {
        self.clusterId = clusterId
        self.currentLeaderEpoch = currentLeaderEpoch
        self.voterId = voterId
        self.voterDirectoryId = voterDirectoryId
        self.listeners = listeners
        self.kRaftVersionFeature = kRaftVersionFeature
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.clusterId = try reader.readNullableString(isFlexible: true)
        self.currentLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        self.voterId = try BrokerID(rawValue: reader.readInt32())
        self.voterDirectoryId = try DirectoryID(reader.readUuid())
        self.listeners = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        self.kRaftVersionFeature = try KRaftVersionFeature(from: &reader, version: version)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.clusterId, isFlexible: true)
        writer.writeInt32(self.currentLeaderEpoch.rawValue)
        writer.writeInt32(self.voterId.rawValue)
        writer.writeUuid(self.voterDirectoryId.uuid)
        try writer.writeStructureArray(self.listeners, isFlexible: true, version: version)
        try self.kRaftVersionFeature.encode(to: &writer, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct Listener: Structure {
        package var name: String
        package var host: String
        package var port: UInt16

        package init(
            name: String = "",
            host: String = "",
            port: UInt16 = 0
        ) {
            self.name = name
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct KRaftVersionFeature: Structure {
        package var minSupportedVersion: Int16
        package var maxSupportedVersion: Int16

        package init(
            minSupportedVersion: Int16 = 0,
            maxSupportedVersion: Int16 = 0
        ) {
            self.minSupportedVersion = minSupportedVersion
            self.maxSupportedVersion = maxSupportedVersion
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.minSupportedVersion = try reader.readInt16()
            self.maxSupportedVersion = try reader.readInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt16(self.minSupportedVersion)
            writer.writeInt16(self.maxSupportedVersion)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// UpdateRaftVoterResponse, API 82, versions 0–0.
package struct UpdateRaftVoterResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 82) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var currentLeader: CurrentLeader

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        currentLeader: CurrentLeader = CurrentLeader()
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.currentLeader = currentLeader
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.currentLeader = try CurrentLeader(from: &reader, version: version)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        var tagCount: UInt32 = 0
        if self.currentLeader != CurrentLeader() { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.currentLeader != CurrentLeader() {
            let start = writer.beginTag(0)
            try self.currentLeader.encode(to: &writer, version: version)
            writer.endTag(start)
        }
    }

    package struct CurrentLeader: Structure {
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var host: String
        package var port: Int32

        package init(
            leaderId: BrokerID = -1,
            leaderEpoch: LeaderEpoch = -1,
            host: String = "",
            port: Int32 = 0
        ) {
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readInt32()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeInt32(self.port)
            writer.writeUnsignedVarint(0)
        }
    }
}
