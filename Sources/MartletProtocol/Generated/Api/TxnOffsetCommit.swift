// Made by bin/generate from Schemas/Api/TxnOffsetCommit.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// TxnOffsetCommitRequest, API 28, versions 0–5.
package struct TxnOffsetCommitRequest: Request {
    package typealias Response = TxnOffsetCommitResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 28) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var transactionalId: String
    package var groupId: String
    package var producerId: ProducerID
    package var producerEpoch: ProducerEpoch
    package var generationId: Int32
    package var memberId: String
    package var groupInstanceId: String?
    package var topics: [TxnOffsetCommitRequestTopic]

    package init(
        transactionalId: String = "",
        groupId: String = "",
        producerId: ProducerID = 0,
        producerEpoch: ProducerEpoch = 0,
        generationId: Int32 = -1,
        memberId: String = "",
        groupInstanceId: String? = nil,
        topics: [TxnOffsetCommitRequestTopic] = []
    ) {
        self.transactionalId = transactionalId
        self.groupId = groupId
        self.producerId = producerId
        self.producerEpoch = producerEpoch
        self.generationId = generationId
        self.memberId = memberId
        self.groupInstanceId = groupInstanceId
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.transactionalId = try reader.readString(isFlexible: isFlexible)
        self.groupId = try reader.readString(isFlexible: isFlexible)
        self.producerId = try ProducerID(rawValue: reader.readInt64())
        self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        if version >= 3 {
            self.generationId = try reader.readInt32()
        }
        if version >= 3 {
            self.memberId = try reader.readString(isFlexible: true)
        }
        if version >= 3 {
            self.groupInstanceId = try reader.readNullableString(isFlexible: true)
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        try writer.writeString(self.transactionalId, isFlexible: isFlexible)
        try writer.writeString(self.groupId, isFlexible: isFlexible)
        writer.writeInt64(self.producerId.rawValue)
        writer.writeInt16(self.producerEpoch.rawValue)
        if version >= 3 {
            writer.writeInt32(self.generationId)
        } else if self.generationId != -1 {
            throw EncodeError.fieldNotInVersion(field: "TxnOffsetCommitRequest.generationId", version: version)
        }
        if version >= 3 {
            try writer.writeString(self.memberId, isFlexible: true)
        } else if !self.memberId.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "TxnOffsetCommitRequest.memberId", version: version)
        }
        if version >= 3 {
            try writer.writeString(self.groupInstanceId, isFlexible: true)
        } else if self.groupInstanceId != nil {
            throw EncodeError.fieldNotInVersion(field: "TxnOffsetCommitRequest.groupInstanceId", version: version)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TxnOffsetCommitRequestTopic: Structure {
        package var name: String
        package var partitions: [TxnOffsetCommitRequestPartition]

        package init(
            name: String = "",
            partitions: [TxnOffsetCommitRequestPartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 14)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct TxnOffsetCommitRequestPartition: Structure {
        package var partitionIndex: PartitionIndex
        package var committedOffset: Offset
        package var committedLeaderEpoch: LeaderEpoch
        package var committedMetadata: String?

        package init(
            partitionIndex: PartitionIndex = 0,
            committedOffset: Offset = 0,
            committedLeaderEpoch: LeaderEpoch = -1,
            committedMetadata: String? = ""
        ) {
            self.partitionIndex = partitionIndex
            self.committedOffset = committedOffset
            self.committedLeaderEpoch = committedLeaderEpoch
            self.committedMetadata = committedMetadata
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.committedOffset = try Offset(rawValue: reader.readInt64())
            if version >= 2 {
                self.committedLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            self.committedMetadata = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt64(self.committedOffset.rawValue)
            if version >= 2 {
                writer.writeInt32(self.committedLeaderEpoch.rawValue)
            }
            try writer.writeString(self.committedMetadata, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// TxnOffsetCommitResponse, API 28, versions 0–5.
package struct TxnOffsetCommitResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 28) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var throttleTimeMs: Int32
    package var topics: [TxnOffsetCommitResponseTopic]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [TxnOffsetCommitResponseTopic] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TxnOffsetCommitResponseTopic: Structure {
        package var name: String
        package var partitions: [TxnOffsetCommitResponsePartition]

        package init(
            name: String = "",
            partitions: [TxnOffsetCommitResponsePartition] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct TxnOffsetCommitResponsePartition: Structure {
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
            let isFlexible = version >= 3
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
