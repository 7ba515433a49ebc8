// Made by bin/generate from Schemas/Api/ListPartitionReassignments.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ListPartitionReassignmentsRequest, API 46, versions 0–0.
package struct ListPartitionReassignmentsRequest: Request {
    package typealias Response = ListPartitionReassignmentsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 46) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var timeoutMs: Int32
    package var topics: [ListPartitionReassignmentsTopics]?

    package init(
        timeoutMs: Int32 = 60000,
        topics: [ListPartitionReassignmentsTopics]? = nil
    ) {
        self.timeoutMs = timeoutMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.timeoutMs = try reader.readInt32()
        self.topics = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.timeoutMs)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ListPartitionReassignmentsTopics: Structure {
        package var name: String
        package var partitionIndexes: [PartitionIndex]

        package init(
            name: String = "",
            partitionIndexes: [PartitionIndex] = []
        ) {
            self.name = name
            self.partitionIndexes = partitionIndexes
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitionIndexes = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeIdentifierArray(self.partitionIndexes, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// ListPartitionReassignmentsResponse, API 46, versions 0–0.
package struct ListPartitionReassignmentsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 46) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var topics: [OngoingTopicReassignment]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        topics: [OngoingTopicReassignment] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct OngoingTopicReassignment: Structure {
        package var name: String
        package var partitions: [OngoingPartitionReassignment]

        package init(
            name: String = "",
            partitions: [OngoingPartitionReassignment] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct OngoingPartitionReassignment: Structure {
        package var partitionIndex: PartitionIndex
        package var replicas: [BrokerID]
        package var addingReplicas: [BrokerID]
        package var removingReplicas: [BrokerID]

        package init(
            partitionIndex: PartitionIndex = 0,
            replicas: [BrokerID] = [],
            addingReplicas: [BrokerID] = [],
            removingReplicas: [BrokerID] = []
        ) {
            self.partitionIndex = partitionIndex
            self.replicas = replicas
            self.addingReplicas = addingReplicas
            self.removingReplicas = removingReplicas
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.replicas = try reader.readIdentifierArray(isFlexible: true)
            self.addingReplicas = try reader.readIdentifierArray(isFlexible: true)
            self.removingReplicas = try reader.readIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            try writer.writeIdentifierArray(self.replicas, isFlexible: true)
            try writer.writeIdentifierArray(self.addingReplicas, isFlexible: true)
            try writer.writeIdentifierArray(self.removingReplicas, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
