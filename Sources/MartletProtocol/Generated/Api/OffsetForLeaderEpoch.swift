// Made by bin/generate from Schemas/Api/OffsetForLeaderEpoch.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// OffsetForLeaderEpochRequest, API 23, versions 2–4.
package struct OffsetForLeaderEpochRequest: Request {
    package typealias Response = OffsetForLeaderEpochResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 23) }
    package static var versions: ClosedRange<Int16> { 2...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var replicaId: BrokerID
    package var topics: [OffsetForLeaderTopic]

    package init(
        replicaId: BrokerID = -2,
        topics: [OffsetForLeaderTopic] = []
    ) {
        self.replicaId = replicaId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        if version >= 3 {
            self.replicaId = try BrokerID(rawValue: reader.readInt32())
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        if version >= 3 {
            writer.writeInt32(self.replicaId.rawValue)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetForLeaderTopic: Structure {
        package var topic: String
        package var partitions: [OffsetForLeaderPartition]

        package init(
            topic: String = "",
            partitions: [OffsetForLeaderPartition] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.topic = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 12)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.topic, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct OffsetForLeaderPartition: Structure {
        package var partition: PartitionIndex
        package var currentLeaderEpoch: LeaderEpoch
        package var leaderEpoch: LeaderEpoch

        package init(
            partition: PartitionIndex = 0,
            currentLeaderEpoch: LeaderEpoch = -1,
            leaderEpoch: LeaderEpoch = 0
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.currentLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt32(self.currentLeaderEpoch.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// OffsetForLeaderEpochResponse, API 23, versions 2–4.
package struct OffsetForLeaderEpochResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 23) }
    package static var versions: ClosedRange<Int16> { 2...4 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 4 }

    package var throttleTimeMs: Int32
    package var topics: [OffsetForLeaderTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [OffsetForLeaderTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 4
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 4
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OffsetForLeaderTopicResult: Structure {
        package var topic: String
        package var partitions: [EpochEndOffset]

        package init(
            topic: String = "",
            partitions: [EpochEndOffset] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.topic = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 18)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            try writer.writeString(self.topic, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct EpochEndOffset: Structure {
        package var errorCode: ErrorCode
        package var partition: PartitionIndex
        package var leaderEpoch: LeaderEpoch
        package var endOffset: Offset

        package init(
            errorCode: ErrorCode = .none,
            partition: PartitionIndex = 0,
            leaderEpoch: LeaderEpoch = -1,
            endOffset: Offset = -1
        ) {
            self.errorCode = errorCode
            self.partition = partition
            self.leaderEpoch = leaderEpoch
            self.endOffset = endOffset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 4
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.endOffset = try Offset(rawValue: reader.readInt64())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 4
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeInt64(self.endOffset.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
