// Made by bin/generate from Schemas/Api/DeleteRecords.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DeleteRecordsRequest, API 21, versions 0–2.
package struct DeleteRecordsRequest: Request {
    package typealias Response = DeleteRecordsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 21) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var topics: [DeleteRecordsTopic]
    package var timeoutMs: Int32

    package init(
        topics: [DeleteRecordsTopic] = [],
        timeoutMs: Int32 = 0
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        self.timeoutMs = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        writer.writeInt32(self.timeoutMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DeleteRecordsTopic: Structure {
        package var name: String
        package var partitions: [DeleteRecordsPartition]

        package init(
            name: String = "",
            partitions: [DeleteRecordsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 12)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DeleteRecordsPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var offset: Offset

        package init(
            partitionIndex: PartitionIndex = 0,
            offset: Offset = 0
        ) {
            self.partitionIndex = partitionIndex
            self.offset = offset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.offset = try Offset(rawValue: reader.readInt64())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.offset.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// DeleteRecordsResponse, API 21, versions 0–2.
package struct DeleteRecordsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 21) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var throttleTimeMs: Int32
    package var topics: [DeleteRecordsTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [DeleteRecordsTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DeleteRecordsTopicResult: Structure {
        package var name: String
        package var partitions: [DeleteRecordsPartitionResult]

        package init(
            name: String = "",
            partitions: [DeleteRecordsPartitionResult] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 14)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DeleteRecordsPartitionResult: Structure {
        package var partitionIndex: PartitionIndex
        package var lowWatermark: Offset
        package var errorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            lowWatermark: Offset = 0,
            errorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.lowWatermark = lowWatermark
            self.errorCode = errorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.lowWatermark = try Offset(rawValue: reader.readInt64())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.lowWatermark.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
