// Made by bin/generate from Schemas/Api/Vote.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// VoteRequest, API 52, versions 0–2.
package struct VoteRequest: Request {
    package typealias Response = VoteResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 52) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clusterId: String?
    package var voterId: BrokerID
    package var topics: [TopicData]

    package init(
        clusterId: String? = nil,
        voterId: BrokerID = -1,
        topics: [TopicData] = []
    ) {
        self.clusterId = clusterId
        self.voterId = voterId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.clusterId = try reader.readNullableString(isFlexible: true)
        if version >= 1 {
            self.voterId = try BrokerID(rawValue: reader.readInt32())
        }
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.clusterId, isFlexible: true)
        if version >= 1 {
            writer.writeInt32(self.voterId.rawValue)
        }
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
        package var replicaEpoch: LeaderEpoch
        package var replicaId: BrokerID
        package var replicaDirectoryId: DirectoryID
        package var voterDirectoryId: DirectoryID
        package var lastOffsetEpoch: LeaderEpoch
        package var lastOffset: Offset
        package var preVote: Bool

        package init(
            partitionIndex: PartitionIndex = 0,
            replicaEpoch: LeaderEpoch = 0,
            replicaId: BrokerID = 0,
            replicaDirectoryId: DirectoryID = DirectoryID(.zero),
            voterDirectoryId: DirectoryID = DirectoryID(.zero),
            lastOffsetEpoch: LeaderEpoch = 0,
            lastOffset: Offset = 0,
            preVote: Bool = false
        ) {
            self.partitionIndex = partitionIndex
            self.replicaEpoch = replicaEpoch
            self.replicaId = replicaId
            self.replicaDirectoryId = replicaDirectoryId
            self.voterDirectoryId = voterDirectoryId
            self.lastOffsetEpoch = lastOffsetEpoch
            self.lastOffset = lastOffset
            self.preVote = preVote
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.replicaEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.replicaId = try BrokerID(rawValue: reader.readInt32())
            if version >= 1 {
                self.replicaDirectoryId = try DirectoryID(reader.readUuid())
            }
            if version >= 1 {
                self.voterDirectoryId = try DirectoryID(reader.readUuid())
            }
            self.lastOffsetEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.lastOffset = try Offset(rawValue: reader.readInt64())
            if version == 2 {
                self.preVote = try reader.readBool()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt32(self.replicaEpoch.rawValue)
            writer.writeInt32(self.replicaId.rawValue)
            if version >= 1 {
                writer.writeUuid(self.replicaDirectoryId.uuid)
            }
            if version >= 1 {
                writer.writeUuid(self.voterDirectoryId.uuid)
            }
            writer.writeInt32(self.lastOffsetEpoch.rawValue)
            writer.writeInt64(self.lastOffset.rawValue)
            if version == 2 {
                writer.writeBool(self.preVote)
            } else if self.preVote {
                throw EncodeError.fieldNotInVersion(field: "VoteRequest.preVote", version: version)
            }
            writer.writeUnsignedVarint(0)
        }
    }
}

/// VoteResponse, API 52, versions 0–2.
package struct VoteResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 52) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var errorCode: ErrorCode
    package var topics: [TopicData]
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        errorCode: ErrorCode = .none,
        topics: [TopicData] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.errorCode = errorCode
        self.topics = topics
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0 where version >= 1:
                self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        if !(version >= 1) && !self.nodeEndpoints.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "VoteResponse.nodeEndpoints", version: version)
        }
        var tagCount: UInt32 = 0
        if version >= 1 && !self.nodeEndpoints.isEmpty { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if version >= 1 && !self.nodeEndpoints.isEmpty {
            let start = writer.beginTag(0)
            try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
            writer.endTag(start)
        }
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 16)
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
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var voteGranted: Bool

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            voteGranted: Bool = false
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.voteGranted = voteGranted
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.voteGranted = try reader.readBool()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeBool(self.voteGranted)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct NodeEndpoint: Structure {
        package var nodeId: BrokerID
        package var host: String
        package var port: UInt16

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: UInt16 = 0
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeUnsignedVarint(0)
        }
    }
}
