// Made by bin/generate from Schemas/Api/AlterPartitionReassignments.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterPartitionReassignmentsRequest, API 45, versions 0–1.
package struct AlterPartitionReassignmentsRequest: Request {
    package typealias Response = AlterPartitionReassignmentsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 45) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var timeoutMs: Int32
    package var allowReplicationFactorChange: Bool
    package var topics: [ReassignableTopic]

    package init(
        timeoutMs: Int32 = 60000,
        allowReplicationFactorChange: Bool = true,
        topics: [ReassignableTopic] = []
    ) {
        self.timeoutMs = timeoutMs
        self.allowReplicationFactorChange = allowReplicationFactorChange
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.timeoutMs = try reader.readInt32()
        if version == 1 {
            self.allowReplicationFactorChange = try reader.readBool()
        }
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.timeoutMs)
        if version == 1 {
            writer.writeBool(self.allowReplicationFactorChange)
        } else if !self.allowReplicationFactorChange {
            throw EncodeError.fieldNotInVersion(field: "AlterPartitionReassignmentsRequest.allowReplicationFactorChange", version: version)
        }
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ReassignableTopic: Structure {
        package var name: String
        package var partitions: [ReassignablePartition]

        package init(
            name: String = "",
            partitions: [ReassignablePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ReassignablePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var replicas: [BrokerID]?

        package init(
            partitionIndex: PartitionIndex = 0,
            replicas: [BrokerID]? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.replicas = replicas
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.replicas = try reader.readNullableIdentifierArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            try writer.writeIdentifierArray(self.replicas, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// AlterPartitionReassignmentsResponse, API 45, versions 0–1.
package struct AlterPartitionReassignmentsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 45) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var allowReplicationFactorChange: Bool
    package var errorCode: ErrorCode
    package var errorMessage: String?
    package var responses: [ReassignableTopicResponse]

    package init(
        throttleTimeMs: Int32 = 0,
        allowReplicationFactorChange: Bool = true,
        errorCode: ErrorCode = .none,
        errorMessage: String? = "",
        responses: [ReassignableTopicResponse] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.allowReplicationFactorChange = allowReplicationFactorChange
        self.errorCode = errorCode
        self.errorMessage = errorMessage
        self.responses = responses
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        if version == 1 {
            self.allowReplicationFactorChange = try reader.readBool()
        }
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.errorMessage = try reader.readNullableString(isFlexible: true)
        self.responses = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        if version == 1 {
            writer.writeBool(self.allowReplicationFactorChange)
        }
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeString(self.errorMessage, isFlexible: true)
        try writer.writeStructureArray(self.responses, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct ReassignableTopicResponse: Structure {
        package var name: String
        package var partitions: [ReassignablePartitionResponse]

        package init(
            name: String = "",
            partitions: [ReassignablePartitionResponse] = []
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

    package struct ReassignablePartitionResponse: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = ""
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
