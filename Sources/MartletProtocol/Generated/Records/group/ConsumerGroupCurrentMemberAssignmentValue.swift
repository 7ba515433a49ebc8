// Made by bin/generate from Schemas/Records/group/ConsumerGroupCurrentMemberAssignmentValue.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupCurrentMemberAssignmentValue (group, type 8), versions 0–0.
package struct ConsumerGroupCurrentMemberAssignmentValue: Message {
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var memberEpoch: Int32
    package var previousMemberEpoch: Int32
    package var state: Int8
    package var assignedPartitions: [TopicPartitions]
    package var partitionsPendingRevocation: [TopicPartitions]

    package init(
        memberEpoch: Int32 = 0,
        previousMemberEpoch: Int32 = 0,
        state: Int8 = 0,
        assignedPartitions: [TopicPartitions] = [],
        partitionsPendingRevocation: [TopicPartitions] = []
    ) {
        self.memberEpoch = memberEpoch
        self.previousMemberEpoch = previousMemberEpoch
        self.state = state
        self.assignedPartitions = assignedPartitions
        self.partitionsPendingRevocation = partitionsPendingRevocation
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.memberEpoch = try reader.readInt32()
        self.previousMemberEpoch = try reader.readInt32()
        self.state = try reader.readInt8()
        self.assignedPartitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        self.partitionsPendingRevocation = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.memberEpoch)
        writer.writeInt32(self.previousMemberEpoch)
        writer.writeInt8(self.state)
        try writer.writeStructureArray(self.assignedPartitions, isFlexible: true, version: version)
        try writer.writeStructureArray(self.partitionsPendingRevocation, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicPartitions: Structure {
        package var topicId: TopicID
        package var partitions: [PartitionIndex]
        package var assignmentEpochs: [Int32]?

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionIndex] = [],
            assignmentEpochs: [Int32]? = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
            self.assignmentEpochs = assignmentEpochs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.assignmentEpochs = try reader.readNullableIntegerArray(isFlexible: true)
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            var tagCount: UInt32 = 0
            if self.assignmentEpochs?.isEmpty != true { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if self.assignmentEpochs?.isEmpty != true {
                let start = writer.beginTag(0)
                try writer.writeIntegerArray(self.assignmentEpochs, isFlexible: true)
                writer.endTag(start)
            }
        }
    }
}
