// Made by bin/generate from Schemas/Api/OffsetDelete.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// OffsetDeleteRequest, API 47, versions 0–0.
package struct OffsetDeleteRequest: Request {
    package typealias Response = OffsetDeleteResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 47) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var groupId: String
    package var topics: [OffsetDeleteRequestTopic]

    package init(
        groupId: String = "",
        topics: [OffsetDeleteRequestTopic] = []
    ) {
        self.groupId = groupId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.groupId = try reader.readString(isFlexible: false)
        self.topics = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 6)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeString(self.groupId, isFlexible: false)
        try writer.writeStructureArray(self.topics, isFlexible: false, version: version)
    }

    package struct OffsetDeleteRequestTopic: Structure {
        package var name: String
        package var partitions: [OffsetDeleteRequestPartition]

        package init(
            name: String = "",
            partitions: [OffsetDeleteRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: false)
            self.partitions = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 4)
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: false)
            try writer.writeStructureArray(self.partitions, isFlexible: false, version: version)
        }
    }

    package struct OffsetDeleteRequestPartition: Structure {
        package var partitionIndex: PartitionIndex

        package init(
            partitionIndex: PartitionIndex = 0
        ) {
            self.partitionIndex = partitionIndex
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
        }
    }
}

/// OffsetDeleteResponse, API 47, versions 0–0.
package struct OffsetDeleteResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 47) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { false }

    package var errorCode: ErrorCode
    package var throttleTimeMs: Int32
    package var topics: [OffsetDeleteResponseTopic]

    package init(
        errorCode: ErrorCode = .none,
        throttleTimeMs: Int32 = 0,
        topics: [OffsetDeleteResponseTopic] = []
    ) {
        self.errorCode = errorCode
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 6)
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt16(self.errorCode.rawValue)
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: false, version: version)
    }

    package struct OffsetDeleteResponseTopic: Structure {
        package var name: String
        package var partitions: [OffsetDeleteResponsePartition]

        package init(
            name: String = "",
            partitions: [OffsetDeleteResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: false)
            self.partitions = try reader.readStructureArray(isFlexible: false, version: version, minimumByteCount: 6)
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: false)
            try writer.writeStructureArray(self.partitions, isFlexible: false, version: version)
        }
    }

    package struct OffsetDeleteResponsePartition: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
        }
    }
}
