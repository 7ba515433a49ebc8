// Made by bin/generate from Schemas/Api/ElectLeaders.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ElectLeadersRequest, API 43, versions 0–2.
package struct ElectLeadersRequest: Request {
    package typealias Response = ElectLeadersResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 43) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var electionType: Int8
    package var topicPartitions: [TopicPartitions]?
    package var timeoutMs: Int32

    package init(
        electionType: Int8 = 0,
        topicPartitions: [TopicPartitions]? = [],
        timeoutMs: Int32 = 60000
    ) {
        self.electionType = electionType
        self.topicPartitions = topicPartitions
        self.timeoutMs = timeoutMs
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        if version >= 1 {
            self.electionType = try reader.readInt8()
        }
        self.topicPartitions = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        self.timeoutMs = try reader.readInt32()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        if version >= 1 {
            writer.writeInt8(self.electionType)
        } else if self.electionType != 0 {
            throw EncodeError.fieldNotInVersion(field: "ElectLeadersRequest.electionType", version: version)
        }
        try writer.writeStructureArray(self.topicPartitions, isFlexible: isFlexible, version: version)
        writer.writeInt32(self.timeoutMs)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicPartitions: Structure {
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

/// ElectLeadersResponse, API 43, versions 0–2.
package struct ElectLeadersResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 43) }
    package static var versions: ClosedRange<Int16> { 0...2 }
    package static func isFlexible(_ version: Int16) -> Bool { version == 2 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var replicaElectionResults: [ReplicaElectionResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        replicaElectionResults: [ReplicaElectionResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.replicaElectionResults = replicaElectionResults
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        if version >= 1 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        self.replicaElectionResults = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        writer.writeInt32(self.throttleTimeMs)
        if version >= 1 {
            writer.writeInt16(self.errorCode.rawValue)
        } else if self.errorCode.rawValue != 0 {
            throw EncodeError.fieldNotInVersion(field: "ElectLeadersResponse.errorCode", version: version)
        }
        try writer.writeStructureArray(self.replicaElectionResults, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct ReplicaElectionResult: Structure {
        package var topic: String
        package var partitionResult: [PartitionResult]

        package init(
            topic: String = "",
            partitionResult: [PartitionResult] = []
        ) {
            self.topic = topic
            self.partitionResult = partitionResult
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.topic = try reader.readString(isFlexible: isFlexible)
            self.partitionResult = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 8)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.topic, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitionResult, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct PartitionResult: Structure {
        package var partitionId: PartitionIndex
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            partitionId: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            errorMessage: String? = ""
        ) {
            self.partitionId = partitionId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.partitionId = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            writer.writeInt32(self.partitionId.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
