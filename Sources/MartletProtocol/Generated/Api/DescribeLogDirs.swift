// Made by bin/generate from Schemas/Api/DescribeLogDirs.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeLogDirsRequest, API 35, versions 1–5.
package struct DescribeLogDirsRequest: Request {
    package typealias Response = DescribeLogDirsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 35) }
    package static var versions: ClosedRange<Int16> { 1...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var topics: [DescribableLogDirTopic]?

    package init(
        topics: [DescribableLogDirTopic]? = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.topics = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribableLogDirTopic: Structure {
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
            let isFlexible = version >= 2
            self.topic = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.topic, isFlexible: isFlexible)
            try writer.writeIdentifierArray(self.partitions, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// DescribeLogDirsResponse, API 35, versions 1–5.
package struct DescribeLogDirsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 35) }
    package static var versions: ClosedRange<Int16> { 1...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var results: [DescribeLogDirsResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        results: [DescribeLogDirsResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        if version >= 3 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        self.results = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 5)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        if version >= 3 {
            writer.writeInt16(self.errorCode.rawValue)
        }
        try writer.writeStructureArray(self.results, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct DescribeLogDirsResult: Structure {
        package var errorCode: ErrorCode
        package var logDir: String
        package var topics: [DescribeLogDirsTopic]
        package var totalBytes: Int64
        package var usableBytes: Int64
        package var isCordoned: Bool

        package init(
            errorCode: ErrorCode = .none,
            logDir: String = "",
            topics: [DescribeLogDirsTopic] = [],
            totalBytes: Int64 = -1,
            usableBytes: Int64 = -1,
            isCordoned: Bool = false
        ) {
            self.errorCode = errorCode
            self.logDir = logDir
            self.topics = topics
            self.totalBytes = totalBytes
            self.usableBytes = usableBytes
            self.isCordoned = isCordoned
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.logDir = try reader.readString(isFlexible: isFlexible)
            self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            if version >= 4 {
                self.totalBytes = try reader.readInt64()
            }
            if version >= 4 {
                self.usableBytes = try reader.readInt64()
            }
            if version == 5 {
                self.isCordoned = try reader.readBool()
            }
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.logDir, isFlexible: isFlexible)
            try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
            if version >= 4 {
                writer.writeInt64(self.totalBytes)
            }
            if version >= 4 {
                writer.writeInt64(self.usableBytes)
            }
            if version == 5 {
                writer.writeBool(self.isCordoned)
            }
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct DescribeLogDirsTopic: Structure {
        package var name: String
        package var partitions: [DescribeLogDirsPartition]

        package init(
            name: String = "",
            partitions: [DescribeLogDirsPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 21)
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

    package struct DescribeLogDirsPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var partitionSize: Int64
        package var offsetLag: Int64
        package var isFutureKey: Bool

        package init(
            partitionIndex: PartitionIndex = 0,
            partitionSize: Int64 = 0,
            offsetLag: Int64 = 0,
            isFutureKey: Bool = false
        ) {
            self.partitionIndex = partitionIndex
            self.partitionSize = partitionSize
            self.offsetLag = offsetLag
            self.isFutureKey = isFutureKey
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.partitionSize = try reader.readInt64()
            self.offsetLag = try reader.readInt64()
            self.isFutureKey = try reader.readBool()
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.partitionSize)
            writer.writeInt64(self.offsetLag)
            writer.writeBool(self.isFutureKey)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
