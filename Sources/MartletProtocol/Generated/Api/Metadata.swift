// Made by bin/generate from Schemas/Api/Metadata.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// MetadataRequest, API 3, versions 0–13.
package struct MetadataRequest: Request {
    package typealias Response = MetadataResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 3) }
    package static var versions: ClosedRange<Int16> { 0...13 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 9 }

    package var topics: [MetadataRequestTopic]?
    package var allowAutoTopicCreation: Bool
    package var includeClusterAuthorizedOperations: Bool
    package var includeTopicAuthorizedOperations: Bool

    package init(
        topics: [MetadataRequestTopic]? = [],
        allowAutoTopicCreation: Bool = true,
        includeClusterAuthorizedOperations: Bool = false,
        includeTopicAuthorizedOperations: Bool = false
    ) {
        self.topics = topics
        self.allowAutoTopicCreation = allowAutoTopicCreation
        self.includeClusterAuthorizedOperations = includeClusterAuthorizedOperations
        self.includeTopicAuthorizedOperations = includeTopicAuthorizedOperations
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 9
        if version >= 1 {
            self.topics = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 2)
        } else {
            self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 2)
        }
        if version >= 4 {
            self.allowAutoTopicCreation = try reader.readBool()
        }
        if version >= 8 && version <= 10 {
            self.includeClusterAuthorizedOperations = try reader.readBool()
        }
        if version >= 8 {
            self.includeTopicAuthorizedOperations = try reader.readBool()
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 9
        if !(version >= 1) && self.topics == nil {
            throw EncodeError.unexpectedNull(field: "MetadataRequest.topics", version: version)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if version >= 4 {
            writer.writeBool(self.allowAutoTopicCreation)
        } else if !self.allowAutoTopicCreation {
            throw EncodeError.fieldNotInVersion(field: "MetadataRequest.allowAutoTopicCreation", version: version)
        }
        if version >= 8 && version <= 10 {
            writer.writeBool(self.includeClusterAuthorizedOperations)
        } else if self.includeClusterAuthorizedOperations {
            throw EncodeError.fieldNotInVersion(field: "MetadataRequest.includeClusterAuthorizedOperations", version: version)
        }
        if version >= 8 {
            writer.writeBool(self.includeTopicAuthorizedOperations)
        } else if self.includeTopicAuthorizedOperations {
            throw EncodeError.fieldNotInVersion(field: "MetadataRequest.includeTopicAuthorizedOperations", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct MetadataRequestTopic: Structure {
        package var topicId: TopicID
        package var name: String?

        package init(
            topicId: TopicID = TopicID(.zero),
            name: String? = ""
        ) {
            self.topicId = topicId
            self.name = name
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            if version >= 10 {
                self.topicId = try TopicID(reader.readUuid())
            }
            if version >= 10 {
                self.name = try reader.readNullableString(isFlexible: isFlexible)
            } else {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            if version >= 10 {
                writer.writeUuid(self.topicId.uuid)
            }
            if !(version >= 10) && self.name == nil {
                throw EncodeError.unexpectedNull(field: "MetadataRequest.name", version: version)
            }
            try writer.writeString(self.name, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// MetadataResponse, API 3, versions 0–13.
package struct MetadataResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 3) }
    package static var versions: ClosedRange<Int16> { 0...13 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 9 }

    package var throttleTimeMs: Int32
    package var brokers: [MetadataResponseBroker]
    package var clusterId: String?
    package var controllerId: BrokerID
    package var topics: [MetadataResponseTopic]
    package var clusterAuthorizedOperations: Int32
    package var errorCode: ErrorCode

    package init(
        throttleTimeMs: Int32 = 0,
        brokers: [MetadataResponseBroker] = [],
        clusterId: String? = nil,
        controllerId: BrokerID = -1,
        topics: [MetadataResponseTopic] = [],
        clusterAuthorizedOperations: Int32 = -2147483648,
        errorCode: ErrorCode = .none
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.brokers = brokers
        self.clusterId = clusterId
        self.controllerId = controllerId
        self.topics = topics
        self.clusterAuthorizedOperations = clusterAuthorizedOperations
        self.errorCode = errorCode
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 9
        if version >= 3 {
            self.throttleTimeMs = try reader.readInt32()
        }
        self.brokers = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 10)
        if version >= 2 {
            self.clusterId = try reader.readNullableString(isFlexible: isFlexible)
        }
        if version >= 1 {
            self.controllerId = try BrokerID(rawValue: reader.readInt32())
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 8)
        if version >= 8 && version <= 10 {
            self.clusterAuthorizedOperations = try reader.readInt32()
        }
        if version == 13 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 9
        if version >= 3 {
            writer.writeInt32(self.throttleTimeMs)
        }
        try writer.writeStructureArray(self.brokers, isFlexible: isFlexible, version: version)
        if version >= 2 {
            try writer.writeString(self.clusterId, isFlexible: isFlexible)
        }
        if version >= 1 {
            writer.writeInt32(self.controllerId.rawValue)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if version >= 8 && version <= 10 {
            writer.writeInt32(self.clusterAuthorizedOperations)
        } else if self.clusterAuthorizedOperations != -2147483648 {
            throw EncodeError.fieldNotInVersion(field: "MetadataResponse.clusterAuthorizedOperations", version: version)
        }
        if version == 13 {
            writer.writeInt16(self.errorCode.rawValue)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct MetadataResponseBroker: Structure {
        package var nodeId: BrokerID
        package var host: String
        package var port: Int32
        package var rack: String?

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: isFlexible)
            self.port = try reader.readInt32()
            if version >= 1 {
                self.rack = try reader.readNullableString(isFlexible: isFlexible)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeString(self.host, isFlexible: isFlexible)
            writer.writeInt32(self.port)
            if version >= 1 {
                try writer.writeString(self.rack, isFlexible: isFlexible)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct MetadataResponseTopic: Structure {
        package var errorCode: ErrorCode
        package var name: String?
        package var topicId: TopicID
        package var isInternal: Bool
        package var partitions: [MetadataResponsePartition]
        package var topicAuthorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            name: String? = "",
            topicId: TopicID = TopicID(.zero),
            isInternal: Bool = false,
            partitions: [MetadataResponsePartition] = [],
            topicAuthorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.name = name
            self.topicId = topicId
            self.isInternal = isInternal
            self.partitions = partitions
            self.topicAuthorizedOperations = topicAuthorizedOperations
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if version >= 12 {
                self.name = try reader.readNullableString(isFlexible: isFlexible)
            } else {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if version >= 10 {
                self.topicId = try TopicID(reader.readUuid())
            }
            if version >= 1 {
                self.isInternal = try reader.readBool()
            }
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 18)
            if version >= 8 {
                self.topicAuthorizedOperations = try reader.readInt32()
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            writer.writeInt16(self.errorCode.rawValue)
            if !(version >= 12) && self.name == nil {
                throw EncodeError.unexpectedNull(field: "MetadataResponse.name", version: version)
            }
            try writer.writeString(self.name, isFlexible: isFlexible)
            if version >= 10 {
                writer.writeUuid(self.topicId.uuid)
            }
            if version >= 1 {
                writer.writeBool(self.isInternal)
            }
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if version >= 8 {
                writer.writeInt32(self.topicAuthorizedOperations)
            } else if self.topicAuthorizedOperations != -2147483648 {
                throw EncodeError.fieldNotInVersion(field: "MetadataResponse.topicAuthorizedOperations", version: version)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct MetadataResponsePartition: Structure {
        package var errorCode: ErrorCode
        package var partitionIndex: PartitionIndex
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var replicaNodes: [BrokerID]
        package var isrNodes: [BrokerID]
        package var offlineReplicas: [BrokerID]

        package init(
            errorCode: ErrorCode = .none,
            partitionIndex: PartitionIndex = 0,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = -1,
            replicaNodes: [BrokerID] = [],
            isrNodes: [BrokerID] = [],
            offlineReplicas: [BrokerID] = []
        ) {
            self.errorCode = errorCode
            self.partitionIndex = partitionIndex
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.replicaNodes = replicaNodes
            self.isrNodes = isrNodes
            self.offlineReplicas = offlineReplicas
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            if version >= 7 {
                self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            self.replicaNodes = try reader.readIdentifierArray(isFlexible: isFlexible)
            self.isrNodes = try reader.readIdentifierArray(isFlexible: isFlexible)
            if version >= 5 {
                self.offlineReplicas = try reader.readIdentifierArray(isFlexible: isFlexible)
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt32(self.leaderId.rawValue)
            if version >= 7 {
                writer.writeInt32(self.leaderEpoch.rawValue)
            }
            try writer.writeIdentifierArray(self.replicaNodes, isFlexible: isFlexible)
            try writer.writeIdentifierArray(self.isrNodes, isFlexible: isFlexible)
            if version >= 5 {
                try writer.writeIdentifierArray(self.offlineReplicas, isFlexible: isFlexible)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
