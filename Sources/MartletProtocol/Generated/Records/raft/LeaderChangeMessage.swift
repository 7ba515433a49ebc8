// Made by bin/generate from Schemas/Records/raft/LeaderChangeMessage.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// LeaderChangeMessage (raft), versions 0–1.
package struct LeaderChangeMessage: Message {
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var version: Int16
    package var leaderId: BrokerID
    package var voters: [Voter]
    package var grantingVoters: [Voter]

    package init(
        version: Int16 = 0,
        leaderId: BrokerID = 0,
        voters: [Voter] = [],
        grantingVoters: [Voter] = []
    ) {
        self.version = version
        self.leaderId = leaderId
        self.voters = voters
        self.grantingVoters = grantingVoters
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.version = try reader.readInt16()
        self.leaderId = try BrokerID(rawValue: reader.readInt32())
        self.voters = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        self.grantingVoters = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.version)
        writer.writeInt32(self.leaderId.rawValue)
        try writer.writeStructureArray(self.voters, isFlexible: true, version: version)
        try writer.writeStructureArray(self.grantingVoters, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct Voter: Structure {
        package var voterId: BrokerID
        package var voterDirectoryId: DirectoryID

        package init(
            voterId: BrokerID = 0,
            voterDirectoryId: DirectoryID = DirectoryID(.zero)
        ) {
            self.voterId = voterId
            self.voterDirectoryId = voterDirectoryId
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.voterId = try BrokerID(rawValue: reader.readInt32())
            if version == 1 {
                self.voterDirectoryId = try DirectoryID(reader.readUuid())
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.voterId.rawValue)
            if version == 1 {
                writer.writeUuid(self.voterDirectoryId.uuid)
            } else if self.voterDirectoryId.uuid != .zero {
                throw EncodeError.fieldNotInVersion(field: "LeaderChangeMessage.voterDirectoryId", version: version)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}
