// Made by bin/generate from Schemas/Api/AlterReplicaLogDirs.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterReplicaLogDirsRequest, API 34, versions 1–2.
package struct AlterReplicaLogDirsRequest: Request {
    package typealias Response = AlterReplicaLogDirsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 34) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var dirs: [AlterReplicaLogDir]

    package init(
        dirs: [AlterReplicaLogDir] = []
    ) {
        self.dirs = dirs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.dirs = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.dirs, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AlterReplicaLogDir: Structure {
        package var path: String
        package var topics: [AlterReplicaLogDirTopic]

        package init(
            path: String = "",
            topics: [AlterReplicaLogDirTopic] = []
        ) {
            self.path = path
            self.topics = topics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.path = try reader.readString(isFlexible: isFlexible)
            self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.path, isFlexible: isFlexible)
            try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct AlterReplicaLogDirTopic: Structure {
        package var name: String
        package var partitions: [PartitionIndex]

        package init(
            name: String = "",
            partitions: [PartitionIndex] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeIdentifierArray(self.partitions, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// AlterReplicaLogDirsResponse, API 34, versions 1–2.
package struct AlterReplicaLogDirsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 34) }
    package static var versions: ClosedRange<Int16> { 1...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var throttleTimeMs: Int32
    package var results: [AlterReplicaLogDirTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [AlterReplicaLogDirTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.results = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.results, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AlterReplicaLogDirTopicResult: Structure {
        package var topicName: String
        package var partitions: [AlterReplicaLogDirPartitionResult]

        package init(
            topicName: String = "",
            partitions: [AlterReplicaLogDirPartitionResult] = []
        ) {
            self.topicName = topicName
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.topicName = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.topicName, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct AlterReplicaLogDirPartitionResult: Structure {
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
            let isFlexible = version >= 2
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
