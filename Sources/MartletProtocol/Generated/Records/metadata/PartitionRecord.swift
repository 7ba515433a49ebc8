// Made by bin/generate from Schemas/Records/metadata/PartitionRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// PartitionRecord (metadata, type 3), versions 0–2.
package struct PartitionRecord: MetadataRecord {
    package static var recordType: Int16 { 3 }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var partitionId: PartitionIndex
    package var topicId: TopicID
    package var replicas: [BrokerID]
    package var isr: [BrokerID]
    package var removingReplicas: [BrokerID]
    package var addingReplicas: [BrokerID]
    package var leader: BrokerID
    package var leaderRecoveryState: Int8
    package var leaderEpoch: LeaderEpoch
    package var partitionEpoch: PartitionEpoch
    package var directories: [DirectoryID]
    package var eligibleLeaderReplicas: [BrokerID]?
    package var lastKnownElr: [BrokerID]?

    package init(
        partitionId: PartitionIndex = -1,
        topicId: TopicID = TopicID(.zero),
        replicas: [BrokerID] = [],
        isr: [BrokerID] = [],
        removingReplicas: [BrokerID] = [],
        addingReplicas: [BrokerID] = [],
        leader: BrokerID = -1,
        leaderRecoveryState: Int8 = 0,
        leaderEpoch: LeaderEpoch = -1,
        partitionEpoch: PartitionEpoch = -1,
        directories: [DirectoryID] = [],
        eligibleLeaderReplicas: [BrokerID]? = nil,
        lastKnownElr: [BrokerID]? = nil
    ) {
        self.partitionId = partitionId
        self.topicId = topicId
        self.replicas = replicas
        self.isr = isr
        self.removingReplicas = removingReplicas
        self.addingReplicas = addingReplicas
        self.leader = leader
        self.leaderRecoveryState = leaderRecoveryState
        self.leaderEpoch = leaderEpoch
        self.partitionEpoch = partitionEpoch
        self.directories = directories
        self.eligibleLeaderReplicas = eligibleLeaderReplicas
        self.lastKnownElr = lastKnownElr
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.partitionId = try PartitionIndex(rawValue: reader.readInt32())
        self.topicId = try TopicID(reader.readUuid())
        self.replicas = try reader.readIdentifierArray(isFlexible: true)
        self.isr = try reader.readIdentifierArray(isFlexible: true)
        self.removingReplicas = try reader.readIdentifierArray(isFlexible: true)
        self.addingReplicas = try reader.readIdentifierArray(isFlexible: true)
        self.leader = try BrokerID(rawValue: reader.readInt32())
        self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
        self.partitionEpoch = try PartitionEpoch(rawValue: reader.readInt32())
        if version >= 1 {
            self.directories = try reader.readUuidArray(isFlexible: true)
        }
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.leaderRecoveryState = try reader.readInt8()
            case 1 where version == 2:
                self.eligibleLeaderReplicas = try reader.readNullableIdentifierArray(isFlexible: true)
            case 2 where version == 2:
                self.lastKnownElr = try reader.readNullableIdentifierArray(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.partitionId.rawValue)
        writer.writeUuid(self.topicId.uuid)
        try writer.writeIdentifierArray(self.replicas, isFlexible: true)
        try writer.writeIdentifierArray(self.isr, isFlexible: true)
        try writer.writeIdentifierArray(self.removingReplicas, isFlexible: true)
        try writer.writeIdentifierArray(self.addingReplicas, isFlexible: true)
        writer.writeInt32(self.leader.rawValue)
        writer.writeInt32(self.leaderEpoch.rawValue)
        writer.writeInt32(self.partitionEpoch.rawValue)
        if version >= 1 {
            try writer.writeUuidArray(self.directories, isFlexible: true)
        } else if !self.directories.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "PartitionRecord.directories", version: version)
        }
        if !(version == 2) && self.eligibleLeaderReplicas != nil {
            throw EncodeError.fieldNotInVersion(field: "PartitionRecord.eligibleLeaderReplicas", version: version)
        }
        if !(version == 2) && self.lastKnownElr != nil {
            throw EncodeError.fieldNotInVersion(field: "PartitionRecord.lastKnownElr", version: version)
        }
        var tagCount: UInt32 = 0
        if self.leaderRecoveryState != 0 { tagCount += 1 }
        if version == 2 && self.eligibleLeaderReplicas != nil { tagCount += 1 }
        if version == 2 && self.lastKnownElr != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.leaderRecoveryState != 0 {
            let start = writer.beginTag(0)
            writer.writeInt8(self.leaderRecoveryState)
            writer.endTag(start)
        }
        if version == 2 && self.eligibleLeaderReplicas != nil {
            let start = writer.beginTag(1)
            try writer.writeIdentifierArray(self.eligibleLeaderReplicas, isFlexible: true)
            writer.endTag(start)
        }
        if version == 2 && self.lastKnownElr != nil {
            let start = writer.beginTag(2)
            try writer.writeIdentifierArray(self.lastKnownElr, isFlexible: true)
            writer.endTag(start)
        }
    }
}
