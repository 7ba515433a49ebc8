// Made by bin/generate from Schemas/Api/StreamsGroupHeartbeat.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// StreamsGroupHeartbeatRequest, API 88, versions 0–0.
package struct StreamsGroupHeartbeatRequest: Request {
    package typealias Response = StreamsGroupHeartbeatResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 88) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var memberId: String
    package var memberEpoch: Int32
    package var endpointInformationEpoch: Int32
    package var instanceId: String?
    package var rackId: String?
    package var rebalanceTimeoutMs: Int32
    package var topology: Topology?
    package var activeTasks: [TaskIds]?
    package var standbyTasks: [TaskIds]?
    package var warmupTasks: [TaskIds]?
    package var processId: String?
    package var userEndpoint: Endpoint?
    package var clientTags: [KeyValue]?
    package var taskOffsets: [TaskOffset]?
    package var taskEndOffsets: [TaskOffset]?
    package var shutdownApplication: Bool

    package init(
        groupId: String = "",
        memberId: String = "",
        memberEpoch: Int32 = 0,
        endpointInformationEpoch: Int32 = 0,
        instanceId: String? = nil,
        rackId: String? = nil,
        rebalanceTimeoutMs: Int32 = -1,
        topology: Topology? = nil,
        activeTasks: [TaskIds]? = nil,
        standbyTasks: [TaskIds]? = nil,
        warmupTasks: [TaskIds]? = nil,
        processId: String? = nil,
        userEndpoint: Endpoint? = nil,
        clientTags: [KeyValue]? = nil,
        taskOffsets: [TaskOffset]? = nil,
        taskEndOffsets: [TaskOffset]? = nil,
        shutdownApplication: Bool = false
    ) {
        self.groupId = groupId
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.endpointInformationEpoch = endpointInformationEpoch
        self.instanceId = instanceId
        self.rackId = rackId
        self.rebalanceTimeoutMs = rebalanceTimeoutMs
        self.topology = topology
        self.activeTasks = activeTasks
        self.standbyTasks = standbyTasks
        self.warmupTasks = warmupTasks
        self.processId = processId
        self.userEndpoint = userEndpoint
        self.clientTags = clientTags
        self.taskOffsets = taskOffsets
        self.taskEndOffsets = taskEndOffsets
        self.shutdownApplication = shutdownApplication
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.memberId = try reader.readString(isFlexible: true)
        self.memberEpoch = try reader.readInt32()
        self.endpointInformationEpoch = try reader.readInt32()
        self.instanceId = try reader.readNullableString(isFlexible: true)
        self.rackId = try reader.readNullableString(isFlexible: true)
        self.rebalanceTimeoutMs = try reader.readInt32()
        self.topology = try reader.readNullableStructure(version: version)
        self.activeTasks = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.standbyTasks = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.warmupTasks = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.processId = try reader.readNullableString(isFlexible: true)
        self.userEndpoint = try reader.readNullableStructure(version: version)
        self.clientTags = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.taskOffsets = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 14)
        self.taskEndOffsets = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 14)
        self.shutdownApplication = try reader.readBool()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.memberEpoch)
        writer.writeInt32(self.endpointInformationEpoch)
        try writer.writeString(self.instanceId, isFlexible: true)
        try writer.writeString(self.rackId, isFlexible: true)
        writer.writeInt32(self.rebalanceTimeoutMs)
        try writer.writeNullableStructure(self.topology, version: version)
        try writer.writeStructureArray(self.activeTasks, isFlexible: true, version: version)
        try writer.writeStructureArray(self.standbyTasks, isFlexible: true, version: version)
        try writer.writeStructureArray(self.warmupTasks, isFlexible: true, version: version)
        try writer.writeString(self.processId, isFlexible: true)
        try writer.writeNullableStructure(self.userEndpoint, version: version)
        try writer.writeStructureArray(self.clientTags, isFlexible: true, version: version)
        try writer.writeStructureArray(self.taskOffsets, isFlexible: true, version: version)
        try writer.writeStructureArray(self.taskEndOffsets, isFlexible: true, version: version)
        writer.writeBool(self.shutdownApplication)
        writer.writeUnsignedVarint(0)
    }

    package struct Topology: Structure {
        package var epoch: Int32
        package var subtopologies: [Subtopology]

        package init(
            epoch: Int32 = 0,
            subtopologies: [Subtopology] = []
        ) {
            self.epoch = epoch
            self.subtopologies = subtopologies
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.epoch = try reader.readInt32()
            self.subtopologies = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.epoch)
            try writer.writeStructureArray(self.subtopologies, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Subtopology: Structure {
        package var subtopologyId: String
        package var sourceTopics: [String]
        package var sourceTopicRegex: [String]
        package var stateChangelogTopics: [TopicInfo]
        package var repartitionSinkTopics: [String]
        package var repartitionSourceTopics: [TopicInfo]
        package var copartitionGroups: [CopartitionGroup]

        package init(
            subtopologyId: String = "",
            sourceTopics: [String] = [],
            sourceTopicRegex: [String] = [],
            stateChangelogTopics: [TopicInfo] = [],
            repartitionSinkTopics: [String] = [],
            repartitionSourceTopics: [TopicInfo] = [],
            copartitionGroups: [CopartitionGroup] = []
        ) {
            self.subtopologyId = subtopologyId
            self.sourceTopics = sourceTopics
            self.sourceTopicRegex = sourceTopicRegex
            self.stateChangelogTopics = stateChangelogTopics
            self.repartitionSinkTopics = repartitionSinkTopics
            self.repartitionSourceTopics = repartitionSourceTopics
            self.copartitionGroups = copartitionGroups
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.subtopologyId = try reader.readString(isFlexible: true)
            self.sourceTopics = try reader.readStringArray(isFlexible: true)
            self.sourceTopicRegex = try reader.readStringArray(isFlexible: true)
            self.stateChangelogTopics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
            self.repartitionSinkTopics = try reader.readStringArray(isFlexible: true)
            self.repartitionSourceTopics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
            self.copartitionGroups = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 4)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.subtopologyId, isFlexible: true)
            try writer.writeStringArray(self.sourceTopics, isFlexible: true)
            try writer.writeStringArray(self.sourceTopicRegex, isFlexible: true)
            try writer.writeStructureArray(self.stateChangelogTopics, isFlexible: true, version: version)
            try writer.writeStringArray(self.repartitionSinkTopics, isFlexible: true)
            try writer.writeStructureArray(self.repartitionSourceTopics, isFlexible: true, version: version)
            try writer.writeStructureArray(self.copartitionGroups, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CopartitionGroup: Structure {
        package var sourceTopics: [Int16]
        package var sourceTopicRegex: [Int16]
        package var repartitionSourceTopics: [Int16]

        package init(
            sourceTopics: [Int16] = [],
            sourceTopicRegex: [Int16] = [],
            repartitionSourceTopics: [Int16] = []
        ) {
            self.sourceTopics = sourceTopics
            self.sourceTopicRegex = sourceTopicRegex
            self.repartitionSourceTopics = repartitionSourceTopics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.sourceTopics = try reader.readIntegerArray(isFlexible: true)
            self.sourceTopicRegex = try reader.readIntegerArray(isFlexible: true)
            self.repartitionSourceTopics = try reader.readIntegerArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeIntegerArray(self.sourceTopics, isFlexible: true)
            try writer.writeIntegerArray(self.sourceTopicRegex, isFlexible: true)
            try writer.writeIntegerArray(self.repartitionSourceTopics, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct KeyValue: Structure {
        package var key: String
        package var value: String

        package init(
            key: String = "",
            value: String = ""
        ) {
            self.key = key
            self.value = value
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.key = try reader.readString(isFlexible: true)
            self.value = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.key, isFlexible: true)
            try writer.writeString(self.value, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicInfo: Structure {
        package var name: String
        package var partitions: Int32
        package var replicationFactor: Int16
        package var topicConfigs: [KeyValue]

        package init(
            name: String = "",
            partitions: Int32 = 0,
            replicationFactor: Int16 = 0,
            topicConfigs: [KeyValue] = []
        ) {
            self.name = name
            self.partitions = partitions
            self.replicationFactor = replicationFactor
            self.topicConfigs = topicConfigs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readInt32()
            self.replicationFactor = try reader.readInt16()
            self.topicConfigs = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            writer.writeInt32(self.partitions)
            writer.writeInt16(self.replicationFactor)
            try writer.writeStructureArray(self.topicConfigs, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Endpoint: Structure {
        package var host: String
        package var port: UInt16

        package init(
            host: String = "",
            port: UInt16 = 0
        ) {
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TaskOffset: Structure {
        package var subtopologyId: String
        package var partition: PartitionIndex
        package var offset: Offset

        package init(
            subtopologyId: String = "",
            partition: PartitionIndex = 0,
            offset: Offset = 0
        ) {
            self.subtopologyId = subtopologyId
            self.partition = partition
            self.offset = offset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.subtopologyId = try reader.readString(isFlexible: true)
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.offset = try Offset(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.subtopologyId, isFlexible: true)
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt64(self.offset.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TaskIds: Structure {
        package var subtopologyId: String
        package var partitions: [PartitionIndex]

        package init(
            subtopologyId: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.subtopologyId = subtopologyId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.subtopologyId = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.subtopologyId, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// StreamsGroupHeartbeatResponse, API 88, versions 0–0.
package struct StreamsGroupHeartbeatResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 88) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var memberId: String
    package var memberEpoch: Int32
    package var heartbeatIntervalMs: Int32
    package var acceptableRecoveryLag: Int32
    package var taskOffsetIntervalMs: Int32
    package var status: [Status]?
    package var activeTasks: [TaskIds]?
    package var standbyTasks: [TaskIds]?
    package var warmupTasks: [TaskIds]?
    package var endpointInformationEpoch: Int32
    package var partitionsByUserEndpoint: [EndpointToPartitions]?

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = nil,
        memberId: String = "",
        memberEpoch: Int32 = 0,
        heartbeatIntervalMs: Int32 = 0,
        acceptableRecoveryLag: Int32 = 0,
        taskOffsetIntervalMs: Int32 = 0,
        status: [Status]? = [],
        activeTasks: [TaskIds]? = nil,
        standbyTasks: [TaskIds]? = nil,
        warmupTasks: [TaskIds]? = nil,
        endpointInformationEpoch: Int32 = 0,
        partitionsByUserEndpoint: [EndpointToPartitions]? = nil
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.memberId = memberId
        self.memberEpoch = memberEpoch
        self.heartbeatIntervalMs = heartbeatIntervalMs
        self.acceptableRecoveryLag = acceptableRecoveryLag
        self.taskOffsetIntervalMs = taskOffsetIntervalMs
        self.status = status
        self.activeTasks = activeTasks
        self.standbyTasks = standbyTasks
        self.warmupTasks = warmupTasks
        self.endpointInformationEpoch = endpointInformationEpoch
        self.partitionsByUserEndpoint = partitionsByUserEndpoint
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        self.memberId = try reader.readString(isFlexible: true)
        self.memberEpoch = try reader.readInt32()
        self.heartbeatIntervalMs = try reader.readInt32()
        self.acceptableRecoveryLag = try reader.readInt32()
        self.taskOffsetIntervalMs = try reader.readInt32()
        self.status = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.activeTasks = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.standbyTasks = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.warmupTasks = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        self.endpointInformationEpoch = try reader.readInt32()
        self.partitionsByUserEndpoint = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 7)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        try writer.writeString(self.memberId, isFlexible: true)
        writer.writeInt32(self.memberEpoch)
        writer.writeInt32(self.heartbeatIntervalMs)
        writer.writeInt32(self.acceptableRecoveryLag)
        writer.writeInt32(self.taskOffsetIntervalMs)
        try writer.writeStructureArray(self.status, isFlexible: true, version: version)
        try writer.writeStructureArray(self.activeTasks, isFlexible: true, version: version)
        try writer.writeStructureArray(self.standbyTasks, isFlexible: true, version: version)
        try writer.writeStructureArray(self.warmupTasks, isFlexible: true, version: version)
        writer.writeInt32(self.endpointInformationEpoch)
        try writer.writeStructureArray(self.partitionsByUserEndpoint, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct EndpointToPartitions: Structure {
        package var userEndpoint: Endpoint
        package var activePartitions: [TopicPartition]
        package var standbyPartitions: [TopicPartition]

        package init(
            userEndpoint: Endpoint = Endpoint(),
            activePartitions: [TopicPartition] = [],
            standbyPartitions: [TopicPartition] = []
        ) {
            self.userEndpoint = userEndpoint
            self.activePartitions = activePartitions
            self.standbyPartitions = standbyPartitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.userEndpoint = try Endpoint(from: &reader, version: version)
            self.activePartitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            self.standbyPartitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try self.userEndpoint.encode(to: &writer, version: version)
            try writer.writeStructureArray(self.activePartitions, isFlexible: true, version: version)
            try writer.writeStructureArray(self.standbyPartitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Status: Structure {
        package var statusCode: Int8
        package var statusDetail: String

        package init(
            statusCode: Int8 = 0,
            statusDetail: String = ""
        ) {
            self.statusCode = statusCode
            self.statusDetail = statusDetail
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.statusCode = try reader.readInt8()
            self.statusDetail = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt8(self.statusCode)
            try writer.writeString(self.statusDetail, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicPartition: Structure {
        package var topic: String
        package var partitions: [PartitionIndex]

        package init(
            topic: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.topic = topic
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topic = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topic, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TaskIds: Structure {
        package var subtopologyId: String
        package var partitions: [PartitionIndex]

        package init(
            subtopologyId: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.subtopologyId = subtopologyId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.subtopologyId = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.subtopologyId, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Endpoint: Structure {
        package var host: String
        package var port: UInt16

        package init(
            host: String = "",
            port: UInt16 = 0
        ) {
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeUnsignedVarint(0)
        }
    }
}
