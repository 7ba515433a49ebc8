// Made by bin/generate from Schemas/Api/ConsumerGroupDescribe.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ConsumerGroupDescribeRequest, API 69, versions 0–1.
package struct ConsumerGroupDescribeRequest: Request {
    package typealias Response = ConsumerGroupDescribeResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 69) }
    package static var versions: ClosedRange<Int16> { 0...1 }
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

/// ConsumerGroupDescribeResponse, API 69, versions 0–1.
package struct ConsumerGroupDescribeResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 69) }
    package static var versions: ClosedRange<Int16> { 0...1 }
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
        package var assignorName: String
        package var members: [Member]
        package var authorizedOperations: Int32

        package init(
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil,
            groupId: String = "",
            groupState: String = "",
            groupEpoch: Int32 = 0,
            assignmentEpoch: Int32 = 0,
            assignorName: String = "",
            members: [Member] = [],
            authorizedOperations: Int32 = -2147483648
        ) {
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.groupId = groupId
            self.groupState = groupState
            self.groupEpoch = groupEpoch
            self.assignmentEpoch = assignmentEpoch
            self.assignorName = assignorName
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
            self.assignorName = try reader.readString(isFlexible: true)
            self.members = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 16)
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
            try writer.writeString(self.assignorName, isFlexible: true)
            try writer.writeStructureArray(self.members, isFlexible: true, version: version)
            writer.writeInt32(self.authorizedOperations)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Member: Structure {
        package var memberId: String
        package var instanceId: String?
        package var rackId: String?
        package var memberEpoch: Int32
        package var clientId: String
        package var clientHost: String
        package var subscribedTopicNames: [String]
        package var subscribedTopicRegex: String?
        package var assignment: Assignment
        package var targetAssignment: Assignment
        package var memberType: Int8

        package init(
            memberId: String = "",
            instanceId: String? = nil,
            rackId: String? = nil,
            memberEpoch: Int32 = 0,
            clientId: String = "",
            clientHost: String = "",
            subscribedTopicNames: [String] = [],
            subscribedTopicRegex: String? = nil,
            assignment: Assignment = Assignment(),
            targetAssignment: Assignment = Assignment(),
            memberType: Int8 = -1
        ) {
            self.memberId = memberId
            self.instanceId = instanceId
            self.rackId = rackId
            self.memberEpoch = memberEpoch
            self.clientId = clientId
            self.clientHost = clientHost
            self.subscribedTopicNames = subscribedTopicNames
            self.subscribedTopicRegex = subscribedTopicRegex
            self.assignment = assignment
            self.targetAssignment = targetAssignment
            self.memberType = memberType
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.memberId = try reader.readString(isFlexible: true)
            self.instanceId = try reader.readNullableString(isFlexible: true)
            self.rackId = try reader.readNullableString(isFlexible: true)
            self.memberEpoch = try reader.readInt32()
            self.clientId = try reader.readString(isFlexible: true)
            self.clientHost = try reader.readString(isFlexible: true)
            self.subscribedTopicNames = try reader.readStringArray(isFlexible: true)
            self.subscribedTopicRegex = try reader.readNullableString(isFlexible: true)
            self.assignment = try Assignment(from: &reader, version: version)
            self.targetAssignment = try Assignment(from: &reader, version: version)
            if version == 1 {
                self.memberType = try reader.readInt8()
            }
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.memberId, isFlexible: true)
            try writer.writeString(self.instanceId, isFlexible: true)
            try writer.writeString(self.rackId, isFlexible: true)
            writer.writeInt32(self.memberEpoch)
            try writer.writeString(self.clientId, isFlexible: true)
            try writer.writeString(self.clientHost, isFlexible: true)
            try writer.writeStringArray(self.subscribedTopicNames, isFlexible: true)
            try writer.writeString(self.subscribedTopicRegex, isFlexible: true)
            try self.assignment.encode(to: &writer, version: version)
            try self.targetAssignment.encode(to: &writer, version: version)
            if version == 1 {
                writer.writeInt8(self.memberType)
            }
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicPartitions: Structure {
        package var topicId: TopicID
        package var topicName: String
        package var partitions: [PartitionIndex]

        package init(
            topicId: TopicID = TopicID(.zero),
            topicName: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.topicId = topicId
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.topicName = try reader.readString(isFlexible: true)
            self.partitions = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeString(self.topicName, isFlexible: true)
            try writer.writeIdentifierArray(self.partitions, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Assignment: Structure {
        package var topicPartitions: [TopicPartitions]

        package init(
            topicPartitions: [TopicPartitions] = []
        ) {
            self.topicPartitions = topicPartitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicPartitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 19)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeStructureArray(self.topicPartitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }
}
