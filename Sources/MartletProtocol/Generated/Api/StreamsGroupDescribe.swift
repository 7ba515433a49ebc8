// Made by bin/generate from Schemas/Api/StreamsGroupDescribe.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// StreamsGroupDescribeRequest, API 89, versions 0–0.
package struct StreamsGroupDescribeRequest: Request {
    package typealias Response = StreamsGroupDescribeResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 89) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupIds: [String]
    package var includeAuthorizedOperations: Bool

    package init(
        groupIds: [String] = [],
        includeAuthorizedOperations: Bool = false
    ) {
        self.groupIds = groupIds
        self.includeAuthorizedOperations = includeAuthorizedOperations
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupIds = try reader.readStringArray(isFlexible: true)
        self.includeAuthorizedOperations = try reader.readBool()
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStringArray(self.groupIds, isFlexible: true)
        writer.writeBool(self.includeAuthorizedOperations)
        writer.writeUnsignedVarint(0)
    }
}

/// StreamsGroupDescribeResponse, API 89, versions 0–0.
package struct StreamsGroupDescribeResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 89) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var groups: [DescribedGroup]

    package init(
        throttleTimeMs: Int32 = 0,
        groups: [DescribedGroup] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.groups = groups
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.groups = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 20)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.groups, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DescribedGroup: Structure {
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var groupId: String
        package var groupState: String
        package var groupEpoch: Int32
        package var assignmentEpoch: Int32
        package var topology: Topology?
        package var members: [Member]
        package var authorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            groupId: String = "",
            groupState: String = "",
            groupEpoch: Int32 = 0,
            assignmentEpoch: Int32 = 0,
            topology: Topology? = nil,
            members: [Member] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupId = groupId
            self.groupState = groupState
            self.groupEpoch = groupEpoch
            self.assignmentEpoch = assignmentEpoch
            self.topology = topology
            self.members = members
            self.authorizedOperations = authorizedOperations
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            self.groupId = try reader.readString(isFlexible: true)
            self.groupState = try reader.readString(isFlexible: true)
            self.groupEpoch = try reader.readInt32()
            self.assignmentEpoch = try reader.readInt32()
            self.topology = try reader.readNullableStructure(version: version)
            self.members = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 28)
            self.authorizedOperations = try reader.readInt32()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            try writer.writeString(self.groupId, isFlexible: true)
            try writer.writeString(self.groupState, isFlexible: true)
            writer.writeInt32(self.groupEpoch)
            writer.writeInt32(self.assignmentEpoch)
            try writer.writeNullableStructure(self.topology, version: version)
            try writer.writeStructureArray(self.members, isFlexible: true, version: version)
            writer.writeInt32(self.authorizedOperations)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Topology: Structure {
        package var epoch: Int32
        package var subtopologies: [Subtopology]?

        package init(
            epoch: Int32 = 0,
            subtopologies: [Subtopology]? = nil
        ) {
            self.epoch = epoch
            self.subtopologies = subtopologies
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.epoch = try reader.readInt32()
            self.subtopologies = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
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
        package var repartitionSinkTopics: [String]
        package var stateChangelogTopics: [TopicInfo]
        package var repartitionSourceTopics: [TopicInfo]

        package init(
            subtopologyId: String = "",
            sourceTopics: [String] = [],
            repartitionSinkTopics: [String] = [],
            stateChangelogTopics: [TopicInfo] = [],
            repartitionSourceTopics: [TopicInfo] = []
        ) {
            self.subtopologyId = subtopologyId
            self.sourceTopics = sourceTopics
            self.repartitionSinkTopics = repartitionSinkTopics
            self.stateChangelogTopics = stateChangelogTopics
            self.repartitionSourceTopics = repartitionSourceTopics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.subtopologyId = try reader.readString(isFlexible: true)
            self.sourceTopics = try reader.readStringArray(isFlexible: true)
            self.repartitionSinkTopics = try reader.readStringArray(isFlexible: true)
            self.stateChangelogTopics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
            self.repartitionSourceTopics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 9)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.subtopologyId, isFlexible: true)
            try writer.writeStringArray(self.sourceTopics, isFlexible: true)
            try writer.writeStringArray(self.repartitionSinkTopics, isFlexible: true)
            try writer.writeStructureArray(self.stateChangelogTopics, isFlexible: true, version: version)
            try writer.writeStructureArray(self.repartitionSourceTopics, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Member: Structure {
        package var memberId: String
        package var memberEpoch: Int32
        package var instanceId: String?
        package var rackId: String?
        package var clientId: String
        package var clientHost: String
        package var topologyEpoch: Int32
        package var processId: String
        package var userEndpoint: Endpoint?
        package var clientTags: [KeyValue]
        package var taskOffsets: [TaskOffset]
        package var taskEndOffsets: [TaskOffset]
        package var assignment: Assignment
        package var targetAssignment: Assignment
        package var isClassic: Bool

        package init(
            memberId: String = "",
            memberEpoch: Int32 = 0,
            instanceId: String? = nil,
            rackId: String? = nil,
            clientId: String = "",
            clientHost: String = "",
            topologyEpoch: Int32 = 0,
            processId: String = "",
            userEndpoint: Endpoint? = nil,
            clientTags: [KeyValue] = [],
            taskOffsets: [TaskOffset] = [],
            taskEndOffsets: [TaskOffset] = [],
            assignment: Assignment = Assignment(),
            targetAssignment: Assignment = Assignment(),
            isClassic: Bool = false
        ) {
            self.memberId = memberId
            self.memberEpoch = memberEpoch
            self.instanceId = instanceId
            self.rackId = rackId
            self.clientId = clientId
            self.clientHost = clientHost
            self.topologyEpoch = topologyEpoch
            self.processId = processId
            self.userEndpoint = userEndpoint
            self.clientTags = clientTags
            self.taskOffsets = taskOffsets
            self.taskEndOffsets = taskEndOffsets
            self.assignment = assignment
            self.targetAssignment = targetAssignment
            self.isClassic = isClassic
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.memberId = try reader.readString(isFlexible: true)
            self.memberEpoch = try reader.readInt32()
            self.instanceId = try reader.readNullableString(isFlexible: true)
            self.rackId = try reader.readNullableString(isFlexible: true)
            self.clientId = try reader.readString(isFlexible: true)
            self.clientHost = try reader.readString(isFlexible: true)
            self.topologyEpoch = try reader.readInt32()
            self.processId = try reader.readString(isFlexible: true)
            self.userEndpoint = try reader.readNullableStructure(version: version)
            self.clientTags = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            self.taskOffsets = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 14)
            self.taskEndOffsets = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 14)
            self.assignment = try Assignment(from: &reader, version: version)
            self.targetAssignment = try Assignment(from: &reader, version: version)
            self.isClassic = try reader.readBool()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.memberId, isFlexible: true)
            writer.writeInt32(self.memberEpoch)
            try writer.writeString(self.instanceId, isFlexible: true)
            try writer.writeString(self.rackId, isFlexible: true)
            try writer.writeString(self.clientId, isFlexible: true)
            try writer.writeString(self.clientHost, isFlexible: true)
            writer.writeInt32(self.topologyEpoch)
            try writer.writeString(self.processId, isFlexible: true)
            try writer.writeNullableStructure(self.userEndpoint, version: version)
            try writer.writeStructureArray(self.clientTags, isFlexible: true, version: version)
            try writer.writeStructureArray(self.taskOffsets, isFlexible: true, version: version)
            try writer.writeStructureArray(self.taskEndOffsets, isFlexible: true, version: version)
            try self.assignment.encode(to: &writer, version: version)
            try self.targetAssignment.encode(to: &writer, version: version)
            writer.writeBool(self.isClassic)
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

    package struct Assignment: Structure {
        package var activeTasks: [TaskIds]
        package var standbyTasks: [TaskIds]
        package var warmupTasks: [TaskIds]

        package init(
            activeTasks: [TaskIds] = [],
            standbyTasks: [TaskIds] = [],
            warmupTasks: [TaskIds] = []
        ) {
            self.activeTasks = activeTasks
            self.standbyTasks = standbyTasks
            self.warmupTasks = warmupTasks
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.activeTasks = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            self.standbyTasks = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            self.warmupTasks = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeStructureArray(self.activeTasks, isFlexible: true, version: version)
            try writer.writeStructureArray(self.standbyTasks, isFlexible: true, version: version)
            try writer.writeStructureArray(self.warmupTasks, isFlexible: true, version: version)
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
}
