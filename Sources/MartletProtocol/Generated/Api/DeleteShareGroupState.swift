// Made by bin/generate from Schemas/Api/DeleteShareGroupState.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DeleteShareGroupStateRequest, API 86, versions 0–0.
package struct DeleteShareGroupStateRequest: Request {
    package typealias Response = DeleteShareGroupStateResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 86) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var groupId: String
    package var topics: [DeleteStateData]

    package init(
        groupId: String = "",
        topics: [DeleteStateData] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: true)
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: true)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DeleteStateData: Structure {
        package var topicId: TopicID
        package var partitions: [PartitionData]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionData] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 5)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
        package var partition: PartitionIndex

        package init(
            partition: PartitionIndex = 0
        ) {
            self.partition = partition
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// DeleteShareGroupStateResponse, API 86, versions 0–0.
package struct DeleteShareGroupStateResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 86) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var results: [DeleteStateResult]

    package init(
        results: [DeleteStateResult] = []
    ) {
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.results = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStructureArray(self.results, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct DeleteStateResult: Structure {
        package var topicId: TopicID
        package var partitions: [PartitionResult]

        package init(
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionResult] = []
        ) {
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topicId = try TopicID(reader.readUuid())
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionResult: Structure {
        package var partition: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partition: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.partition = partition
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
