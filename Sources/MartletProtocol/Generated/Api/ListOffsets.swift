// Made by bin/generate from Schemas/Api/ListOffsets.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ListOffsetsRequest, API 2, versions 1–11.
package struct ListOffsetsRequest: Request {
    package typealias Response = ListOffsetsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 2) }
    package static var versions: ClosedRange<Int16> { 1...11 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 6 }

    package var replicaId: BrokerID
    package var isolationLevel: Int8
    package var topics: [ListOffsetsTopic]
    package var timeoutMs: Int32

    package init(
        replicaId: BrokerID = 0,
        isolationLevel: Int8 = 0,
        topics: [ListOffsetsTopic] = [],
        timeoutMs: Int32 = 0
    ) {
        self.replicaId = replicaId
        self.isolationLevel = isolationLevel
        self.topics = topics
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 6
        self.replicaId = try BrokerID(rawValue: reader.readInt32())
        if version >= 2 {
            self.isolationLevel = try reader.readInt8()
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if version >= 10 {
            self.timeoutMs = try reader.readInt32()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 6
        writer.writeInt32(self.replicaId.rawValue)
        if version >= 2 {
            writer.writeInt8(self.isolationLevel)
        } else if self.isolationLevel != 0 {
            throw EncodeError.fieldNotInVersion(field: "ListOffsetsRequest.isolationLevel", version: version)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if version >= 10 {
            writer.writeInt32(self.timeoutMs)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ListOffsetsTopic: Structure {
        package var name: String
        package var partitions: [ListOffsetsPartition]

        package init(
            name: String = "",
            partitions: [ListOffsetsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 12)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct ListOffsetsPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var currentLeaderEpoch: LeaderEpoch
        package var timestamp: Int64

        package init(
            partitionIndex: PartitionIndex = 0,
            currentLeaderEpoch: LeaderEpoch = -1,
            timestamp: Int64 = 0
        ) {
            self.partitionIndex = partitionIndex
            self.currentLeaderEpoch = currentLeaderEpoch
            self.timestamp = timestamp
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            if version >= 4 {
                self.currentLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            self.timestamp = try reader.readInt64()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            writer.writeInt32(self.partitionIndex.rawValue)
            if version >= 4 {
                writer.writeInt32(self.currentLeaderEpoch.rawValue)
            }
            writer.writeInt64(self.timestamp)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// ListOffsetsResponse, API 2, versions 1–11.
package struct ListOffsetsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 2) }
    package static var versions: ClosedRange<Int16> { 1...11 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 6 }

    package var throttleTimeMs: Int32
    package var topics: [ListOffsetsTopicResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [ListOffsetsTopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 6
        if version >= 2 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 6
        if version >= 2 {
            writer.writeInt32(self.throttleTimeMs)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ListOffsetsTopicResponse: Structure {
        package var name: String
        package var partitions: [ListOffsetsPartitionResponse]

        package init(
            name: String = "",
            partitions: [ListOffsetsPartitionResponse] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 22)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct ListOffsetsPartitionResponse: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var timestamp: Int64
        package var offset: Offset
        package var leaderEpoch: LeaderEpoch

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            timestamp: Int64 = -1,
            offset: Offset = -1,
            leaderEpoch: LeaderEpoch = -1
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.timestamp = timestamp
            self.offset = offset
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 6
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.timestamp = try reader.readInt64()
            self.offset = try Offset(rawValue: reader.readInt64())
            if version >= 4 {
                self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 6
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt64(self.timestamp)
            writer.writeInt64(self.offset.rawValue)
            if version >= 4 {
                writer.writeInt32(self.leaderEpoch.rawValue)
            } else if self.leaderEpoch.rawValue != -1 {
                throw EncodeError.fieldNotInVersion(field: "ListOffsetsResponse.leaderEpoch", version: version)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
