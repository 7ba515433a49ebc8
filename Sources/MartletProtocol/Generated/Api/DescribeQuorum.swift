// Made by bin/generate from Schemas/Api/DescribeQuorum.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeQuorumRequest, API 55, versions 0–2.
package struct DescribeQuorumRequest: Request {
    package typealias Response = DescribeQuorumResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 55) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topics: [TopicData]

    package init(
        topics: [TopicData] = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicData: Structure {
        package var topicName: String
        package var partitions: [PartitionData]

        package init(
            topicName: String = "",
            partitions: [PartitionData] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex

        package init(
            partitionIndex: PartitionIndex = 0
        ) {
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DescribeQuorumResponse, API 55, versions 0–2.
package struct DescribeQuorumResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 55) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var topics: [TopicData]
    package var nodes: [Node]

    package init(
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        topics: [TopicData] = [],
        nodes: [Node] = []
    ) {
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.topics = topics
        self.nodes = nodes
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        if version == 2 {
            self.errorMessage = try reader.readNullableString(isFlexible: true)
        }
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        if version == 2 {
            self.nodes = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
        }
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.errorCode.rawValue)
        if version == 2 {
            try writer.writeString(self.errorMessage, isFlexible: true)
        }
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        if version == 2 {
            try writer.writeStructureArray(self.nodes, isFlexible: true, version: version)
        } else if !self.nodes.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "DescribeQuorumResponse.nodes", version: version)
        }
        writer.writeUnsignedVarint(0)
    }

    package struct TopicData: Structure {
        package var topicName: String
        package var partitions: [PartitionData]

        package init(
            topicName: String = "",
            partitions: [PartitionData] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicName = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 25)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topicName, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var highWatermark: Offset
        package var currentVoters: [ReplicaState]
        package var observers: [ReplicaState]

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = "",
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            highWatermark: Offset = 0,
            currentVoters: [ReplicaState] = [],
            observers: [ReplicaState] = []
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.highWatermark = highWatermark
            self.currentVoters = currentVoters
            self.observers = observers
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if version == 2 {
                self.errorMessage = try reader.readNullableString(isFlexible: true)
            }
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.highWatermark = try Offset(rawValue: reader.readInt64())
            self.currentVoters = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 13)
            self.observers = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 13)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            if version == 2 {
                try writer.writeString(self.errorMessage, isFlexible: true)
            }
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeInt64(self.highWatermark.rawValue)
            try writer.writeStructureArray(self.currentVoters, isFlexible: true, version: version)
            try writer.writeStructureArray(self.observers, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Node: Structure {
        package var nodeId: BrokerID
        package var listeners: [Listener]

        package init(
            nodeId: BrokerID = 0,
            listeners: [Listener] = []
        ) {
            self.nodeId = nodeId
            self.listeners = listeners
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.listeners = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeStructureArray(self.listeners, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
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

    package struct ReplicaState: Structure {
        package var replicaId: BrokerID
        package var replicaDirectoryId: DirectoryID
        package var logEndOffset: Offset
        package var lastFetchTimestamp: Int64
        package var lastCaughtUpTimestamp: Int64

        package init(
            replicaId: BrokerID = 0,
            replicaDirectoryId: DirectoryID = DirectoryID(.zero),
            logEndOffset: Offset = 0,
            lastFetchTimestamp: Int64 = -1,
            lastCaughtUpTimestamp: Int64 = -1
        ) {
            self.replicaId = replicaId
            self.replicaDirectoryId = replicaDirectoryId
            self.logEndOffset = logEndOffset
            self.lastFetchTimestamp = lastFetchTimestamp
            self.lastCaughtUpTimestamp = lastCaughtUpTimestamp
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.replicaId = try BrokerID(rawValue: reader.readInt32())
            if version == 2 {
                self.replicaDirectoryId = try DirectoryID(reader.readUuid())
            }
            self.logEndOffset = try Offset(rawValue: reader.readInt64())
            if version >= 1 {
                self.lastFetchTimestamp = try reader.readInt64()
            }
            if version >= 1 {
                self.lastCaughtUpTimestamp = try reader.readInt64()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.replicaId.rawValue)
            if version == 2 {
                writer.writeUuid(self.replicaDirectoryId.uuid)
            } else if self.replicaDirectoryId.uuid != .zero {
                throw EncodeError.fieldNotInVersion(field: "DescribeQuorumResponse.replicaDirectoryId", version: version)
            }
            writer.writeInt64(self.logEndOffset.rawValue)
            if version >= 1 {
                writer.writeInt64(self.lastFetchTimestamp)
            }
            if version >= 1 {
                writer.writeInt64(self.lastCaughtUpTimestamp)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}
