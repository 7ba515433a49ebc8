// Made by bin/generate from Schemas/Records/raft/QuorumStateData.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// QuorumStateData (raft), versions 0–1.
package struct QuorumStateData: Message {
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clusterId: String
    package var leaderId: BrokerID
    package var leaderEpoch: LeaderEpoch
    package var votedId: BrokerID
    package var votedDirectoryId: DirectoryID
    package var appliedOffset: Offset
    package var currentVoters: [Voter]?

    package init(
        clusterId: String = "",
        leaderId: BrokerID = -1,
        leaderEpoch: LeaderEpoch = -1,
        votedId: BrokerID = -1,
        votedDirectoryId: DirectoryID = DirectoryID(.zero),
        appliedOffset: Offset = 0,
        currentVoters: [Voter]? = []
    ) {
        self.clusterId = clusterId
        self.leaderId = leaderId
        self.leaderEpoch = leaderEpoch
        self.votedId = votedId
        self.votedDirectoryId = votedDirectoryId
        self.appliedOffset = appliedOffset
        self.currentVoters = currentVoters
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        if version == 0 {
            self.clusterId = try reader.readString(isFlexible: true)
        }
        self.leaderId = try BrokerID(rawValue: reader.readInt32())
        self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        self.votedId = try BrokerID(rawValue: reader.readInt32())
        if version == 1 {
            self.votedDirectoryId = try DirectoryID(reader.readUuid())
        }
        if version == 0 {
            self.appliedOffset = try Offset(rawValue: reader.readInt64())
        }
        if version == 0 {
            self.currentVoters = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        if version == 0 {
            try writer.writeString(self.clusterId, isFlexible: true)
        } else if !self.clusterId.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "QuorumStateData.clusterId", version: version)
        }
        writer.writeInt32(self.leaderId.rawValue)
        writer.writeInt32(self.leaderEpoch.rawValue)
        writer.writeInt32(self.votedId.rawValue)
        if version == 1 {
            writer.writeUuid(self.votedDirectoryId.uuid)
        } else if self.votedDirectoryId.uuid != .zero {
            throw EncodeError.fieldNotInVersion(field: "QuorumStateData.votedDirectoryId", version: version)
        }
        if version == 0 {
            writer.writeInt64(self.appliedOffset.rawValue)
        } else if self.appliedOffset.rawValue != 0 {
            throw EncodeError.fieldNotInVersion(field: "QuorumStateData.appliedOffset", version: version)
        }
        if version == 0 {
            try writer.writeStructureArray(self.currentVoters, isFlexible: true, version: version)
        } else if self.currentVoters?.isEmpty != true {
            throw EncodeError.fieldNotInVersion(field: "QuorumStateData.currentVoters", version: version)
        }
        writer.writeUnsignedVarint(0)
    }

    package struct Voter: Structure {
        package var voterId: BrokerID

        package init(
            voterId: BrokerID = 0
        ) {
            self.voterId = voterId
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.voterId = try BrokerID(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.voterId.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
