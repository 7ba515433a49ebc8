// Made by bin/generate from Schemas/Api/EndQuorumEpoch.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// EndQuorumEpochRequest, API 54, versions 0–1.
package struct EndQuorumEpochRequest: Request {
    package typealias Response = EndQuorumEpochResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 54) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

    package var clusterId: String?
    package var topics: [TopicData]
    package var leaderEndpoints: [LeaderEndpoint]

    package init(
        clusterId: String? = nil,
        topics: [TopicData] = [],
        leaderEndpoints: [LeaderEndpoint] = []
    ) {
        self.clusterId = clusterId
        self.topics = topics
        self.leaderEndpoints = leaderEndpoints
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 1
        self.clusterId = try reader.readNullableString(isFlexible: isFlexible)
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if version == 1 {
            self.leaderEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        try writer.writeString(self.clusterId, isFlexible: isFlexible)
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if version == 1 {
            try writer.writeStructureArray(self.leaderEndpoints, isFlexible: true, version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
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
            let isFlexible = version >= 1
            self.topicName = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 14)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.topicName, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var preferredSuccessors: [BrokerID]
        package var preferredCandidates: [ReplicaInfo]

        package init(
            partitionIndex: PartitionIndex = 0,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            preferredSuccessors: [BrokerID] = [],
            preferredCandidates: [ReplicaInfo] = []
        ) {
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.preferredSuccessors = preferredSuccessors
            self.preferredCandidates = preferredCandidates
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            if version == 0 {
                self.preferredSuccessors = try reader.readIdentifierArray(isFlexible: false)
            }
            if version == 1 {
                self.preferredCandidates = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 21)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            if version == 0 {
                try writer.writeIdentifierArray(self.preferredSuccessors, isFlexible: false)
            }
            if version == 1 {
                try writer.writeStructureArray(self.preferredCandidates, isFlexible: true, version: version)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct ReplicaInfo: Structure {
        package var candidateId: BrokerID
        package var candidateDirectoryId: DirectoryID

        package init(
            candidateId: BrokerID = 0,
            candidateDirectoryId: DirectoryID = DirectoryID(.zero)
        ) {
            self.candidateId = candidateId
            self.candidateDirectoryId = candidateDirectoryId
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.candidateId = try BrokerID(rawValue: reader.readInt32())
            self.candidateDirectoryId = try DirectoryID(reader.readUuid())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.candidateId.rawValue)
            writer.writeUuid(self.candidateDirectoryId.uuid)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct LeaderEndpoint: Structure {
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
}

/// EndQuorumEpochResponse, API 54, versions 0–1.
package struct EndQuorumEpochResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 54) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 1 }

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
        let isFlexible = version >= 1
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 1
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if !(version == 1) && !self.nodeEndpoints.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "EndQuorumEpochResponse.nodeEndpoints", version: version)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if !self.nodeEndpoints.isEmpty { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if !self.nodeEndpoints.isEmpty {
                let start = writer.beginTag(0)
                try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
                writer.endTag(start)
            }
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
            let isFlexible = version >= 1
            self.topicName = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 14)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            try writer.writeString(self.topicName, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 1
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 1
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
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
