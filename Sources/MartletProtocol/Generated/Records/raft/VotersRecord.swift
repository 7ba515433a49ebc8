// Made by bin/generate from Schemas/Records/raft/VotersRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// VotersRecord (raft), versions 0–0.
package struct VotersRecord: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var version: Int16
    package var voters: [Voter]

    package init(
        version: Int16 = 0,
        voters: [Voter] = []
    ) {
        self.version = version
        self.voters = voters
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.version = try reader.readInt16()
        self.voters = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 27)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.version)
        try writer.writeStructureArray(self.voters, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct Voter: Structure {
        package var voterId: BrokerID
        package var voterDirectoryId: DirectoryID
        package var endpoints: [Endpoint]
        package var kRaftVersionFeature: KRaftVersionFeature

        package init(
            voterId: BrokerID = 0,
            voterDirectoryId: DirectoryID = DirectoryID(.zero),
            endpoints: [Endpoint] = [],
            kRaftVersionFeature: KRaftVersionFeature = KRaftVersionFeature()
        ) {
            self.voterId = voterId
            self.voterDirectoryId = voterDirectoryId
            self.endpoints = endpoints
            self.kRaftVersionFeature = kRaftVersionFeature
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.voterId = try BrokerID(rawValue: reader.readInt32())
            self.voterDirectoryId = try DirectoryID(reader.readUuid())
            self.endpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
            self.kRaftVersionFeature = try KRaftVersionFeature(from: &reader, version: version)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.voterId.rawValue)
            writer.writeUuid(self.voterDirectoryId.uuid)
            try writer.writeStructureArray(self.endpoints, isFlexible: true, version: version)
            try self.kRaftVersionFeature.encode(to: &writer, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Endpoint: Structure {
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
