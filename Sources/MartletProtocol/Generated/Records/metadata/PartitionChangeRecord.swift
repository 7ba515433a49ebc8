// Made by bin/generate from Schemas/Records/metadata/PartitionChangeRecord.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// PartitionChangeRecord (metadata, type 5), versions 0–2.
package struct PartitionChangeRecord: MetadataRecord {
    package static var recordType: Int16 { 5 }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var partitionId: PartitionIndex
    package var topicId: TopicID
    package var isr: [BrokerID]?
    package var leader: BrokerID
    package var replicas: [BrokerID]?
    package var removingReplicas: [BrokerID]?
    package var addingReplicas: [BrokerID]?
    package var leaderRecoveryState: Int8
    package var directories: [DirectoryID]?
    package var eligibleLeaderReplicas: [BrokerID]?
    package var lastKnownElr: [BrokerID]?

    package init(
        partitionId: PartitionIndex = -1,
        topicId: TopicID = TopicID(.zero),
        isr: [BrokerID]? = nil,
        leader: BrokerID = -2,
        replicas: [BrokerID]? = nil,
        removingReplicas: [BrokerID]? = nil,
        addingReplicas: [BrokerID]? = nil,
        leaderRecoveryState: Int8 = -1,
        directories: [DirectoryID]? = nil,
        eligibleLeaderReplicas: [BrokerID]? = nil,
        lastKnownElr: [BrokerID]? = nil
    ) {
        self.partitionId = partitionId
        self.topicId = topicId
        self.isr = isr
        self.leader = leader
        self.replicas = replicas
        self.removingReplicas = removingReplicas
        self.addingReplicas = addingReplicas
        self.leaderRecoveryState = leaderRecoveryState
        self.directories = directories
        self.eligibleLeaderReplicas = eligibleLeaderReplicas
        self.lastKnownElr = lastKnownElr
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.partitionId = try PartitionIndex(rawValue: reader.readInt32())
        self.topicId = try TopicID(reader.readUuid())
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.isr = try reader.readNullableIdentifierArray(isFlexible: true)
            case 1:
                self.leader = try BrokerID(rawValue: reader.readInt32())
            case 2:
                self.replicas = try reader.readNullableIdentifierArray(isFlexible: true)
            case 3:
                self.removingReplicas = try reader.readNullableIdentifierArray(isFlexible: true)
            case 4:
                self.addingReplicas = try reader.readNullableIdentifierArray(isFlexible: true)
            case 5:
                self.leaderRecoveryState = try reader.readInt8()
            case 6 where version == 2:
                self.eligibleLeaderReplicas = try reader.readNullableIdentifierArray(isFlexible: true)
            case 7 where version == 2:
                self.lastKnownElr = try reader.readNullableIdentifierArray(isFlexible: true)
            case 8 where version >= 1:
                self.directories = try reader.readNullableUuidArray(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.partitionId.rawValue)
        writer.writeUuid(self.topicId.uuid)
        if !(version >= 1) && self.directories != nil {
            throw EncodeError.fieldNotInVersion(field: "PartitionChangeRecord.directories", version: version)
        }
        if !(version == 2) && self.eligibleLeaderReplicas != nil {
            throw EncodeError.fieldNotInVersion(field: "PartitionChangeRecord.eligibleLeaderReplicas", version: version)
        }
        if !(version == 2) && self.lastKnownElr != nil {
            throw EncodeError.fieldNotInVersion(field: "PartitionChangeRecord.lastKnownElr", version: version)
        }
        var tagCount: UInt32 = 0
        if self.isr != nil { tagCount += 1 }
        if self.leader.rawValue != -2 { tagCount += 1 }
        if self.replicas != nil { tagCount += 1 }
        if self.removingReplicas != nil { tagCount += 1 }
        if self.addingReplicas != nil { tagCount += 1 }
        if self.leaderRecoveryState != -1 { tagCount += 1 }
        if version == 2 && self.eligibleLeaderReplicas != nil { tagCount += 1 }
        if version == 2 && self.lastKnownElr != nil { tagCount += 1 }
        if version >= 1 && self.directories != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.isr != nil {
            let start = writer.beginTag(0)
            try writer.writeIdentifierArray(self.isr, isFlexible: true)
            writer.endTag(start)
        }
        if self.leader.rawValue != -2 {
            let start = writer.beginTag(1)
            writer.writeInt32(self.leader.rawValue)
            writer.endTag(start)
        }
        if self.replicas != nil {
            let start = writer.beginTag(2)
            try writer.writeIdentifierArray(self.replicas, isFlexible: true)
            writer.endTag(start)
        }
        if self.removingReplicas != nil {
            let start = writer.beginTag(3)
            try writer.writeIdentifierArray(self.removingReplicas, isFlexible: true)
            writer.endTag(start)
        }
        if self.addingReplicas != nil {
            let start = writer.beginTag(4)
            try writer.writeIdentifierArray(self.addingReplicas, isFlexible: true)
            writer.endTag(start)
        }
        if self.leaderRecoveryState != -1 {
            let start = writer.beginTag(5)
            writer.writeInt8(self.leaderRecoveryState)
            writer.endTag(start)
        }
        if version == 2 && self.eligibleLeaderReplicas != nil {
            let start = writer.beginTag(6)
            try writer.writeIdentifierArray(self.eligibleLeaderReplicas, isFlexible: true)
            writer.endTag(start)
        }
        if version == 2 && self.lastKnownElr != nil {
            let start = writer.beginTag(7)
            try writer.writeIdentifierArray(self.lastKnownElr, isFlexible: true)
            writer.endTag(start)
        }
        if version >= 1 && self.directories != nil {
            let start = writer.beginTag(8)
            try writer.writeUuidArray(self.directories, isFlexible: true)
            writer.endTag(start)
        }
    }
}
