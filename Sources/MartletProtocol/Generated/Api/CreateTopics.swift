// Made by bin/generate from Schemas/Api/CreateTopics.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// CreateTopicsRequest, API 19, versions 2–7.
package struct CreateTopicsRequest: Request {
    package typealias Response = CreateTopicsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 19) }
    package static var versions: ClosedRange<Int16> { 2...7 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 5 }

    package var topics: [CreatableTopic]
    package var timeoutMs: Int32
    package var validateOnly: Bool

    package init(
        topics: [CreatableTopic] = [],
        timeoutMs: Int32 = 60000,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 5
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 10)
        self.timeoutMs = try reader.readInt32()
        self.validateOnly = try reader.readBool()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 5
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        writer.writeInt32(self.timeoutMs)
        writer.writeBool(self.validateOnly)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CreatableTopic: Structure {
        package var name: String
        package var numPartitions: Int32
        package var replicationFactor: Int16
        package var assignments: [CreatableReplicaAssignment]
        package var configs: [CreatableTopicConfig]

        package init(
            name: String = "",
            numPartitions: Int32 = 0,
            replicationFactor: Int16 = 0,
            assignments: [CreatableReplicaAssignment] = [],
            configs: [CreatableTopicConfig] = []
        ) {
            self.name = name
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.assignments = assignments
            self.configs = configs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 5
            self.name = try reader.readString(isFlexible: isFlexible)
            self.numPartitions = try reader.readInt32()
            self.replicationFactor = try reader.readInt16()
            self.assignments = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            self.configs = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 5
            try writer.writeString(self.name, isFlexible: isFlexible)
            writer.writeInt32(self.numPartitions)
            writer.writeInt16(self.replicationFactor)
            try writer.writeStructureArray(self.assignments, isFlexible: isFlexible, version: version)
            try writer.writeStructureArray(self.configs, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct CreatableReplicaAssignment: Structure {
        package var partitionIndex: PartitionIndex
        package var brokerIds: [BrokerID]

        package init(
            partitionIndex: PartitionIndex = 0,
            brokerIds: [BrokerID] = []
        ) {
            self.partitionIndex = partitionIndex
            self.brokerIds = brokerIds
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 5
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.brokerIds = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 5
            writer.writeInt32(self.partitionIndex.rawValue)
            try writer.writeIdentifierArray(self.brokerIds, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct CreatableTopicConfig: Structure {
        package var name: String
        package var value: String?

        package init(
            name: String = "",
            value: String? = ""
        ) {
            self.name = name
            self.value = value
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 5
            self.name = try reader.readString(isFlexible: isFlexible)
            self.value = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 5
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeString(self.value, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// CreateTopicsResponse, API 19, versions 2–7.
package struct CreateTopicsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 19) }
    package static var versions: ClosedRange<Int16> { 2...7 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 5 }

    package var throttleTimeMs: Int32
    package var topics: [CreatableTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        topics: [CreatableTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 5
        self.throttleTimeMs = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 5
        writer.writeInt32(self.throttleTimeMs)
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CreatableTopicResult: Structure {
        package var name: String
        package var topicId: TopicID
        package var errorCode: ErrorCode
        package var errorMessage: String?
        package var topicConfigErrorCode: ErrorCode
        package var numPartitions: Int32
        package var replicationFactor: Int16
        package var configs: [CreatableTopicConfigs]?

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            errorCode: ErrorCode = .none,
            errorMessage: String? = "",
            topicConfigErrorCode: ErrorCode = .none,
            numPartitions: Int32 = -1,
            replicationFactor: Int16 = -1,
            configs: [CreatableTopicConfigs]? = []
        ) {
            self.name = name
            self.topicId = topicId
            self.errorCode = errorCode
            self.errorMessage = errorMessage
            self.topicConfigErrorCode = topicConfigErrorCode
            self.numPartitions = numPartitions
            self.replicationFactor = replicationFactor
            self.configs = configs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 5
            self.name = try reader.readString(isFlexible: isFlexible)
            if version == 7 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            if version >= 5 {
                self.numPartitions = try reader.readInt32()
            }
            if version >= 5 {
                self.replicationFactor = try reader.readInt16()
            }
            if version >= 5 {
                self.configs = try reader.readNullableStructureArray(isFlexible: true, version: version, minimumByteCount: 6)
            }
            if isFlexible {
                var section = try reader.beginTags()
                while let tag = try reader.nextTag(&section) {
                    switch tag {
                    case 0:
                        self.topicConfigErrorCode = try ErrorCode(rawValue: reader.readInt16())
                    default: reader.skipTag()
                    }
                    try reader.endTag(section)
                }
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 5
            try writer.writeString(self.name, isFlexible: isFlexible)
            if version == 7 {
                writer.writeUuid(self.topicId.uuid)
            }
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            if version >= 5 {
                writer.writeInt32(self.numPartitions)
            }
            if version >= 5 {
                writer.writeInt16(self.replicationFactor)
            }
            if version >= 5 {
                try writer.writeStructureArray(self.configs, isFlexible: true, version: version)
            }
            if isFlexible {
                var tagCount: UInt32 = 0
                if self.topicConfigErrorCode.rawValue != 0 { tagCount += 1 }
                writer.writeUnsignedVarint(tagCount)
                if self.topicConfigErrorCode.rawValue != 0 {
                    let start = writer.beginTag(0)
                    writer.writeInt16(self.topicConfigErrorCode.rawValue)
                    writer.endTag(start)
                }
            }
        }
    }

    package struct CreatableTopicConfigs: Structure {
        package var name: String
        package var value: String?
        package var readOnly: Bool
        package var configSource: Int8
        package var isSensitive: Bool

        package init(
            name: String = "",
            value: String? = "",
            readOnly: Bool = false,
            configSource: Int8 = -1,
            isSensitive: Bool = false
        ) {
            self.name = name
            self.value = value
            self.readOnly = readOnly
            self.configSource = configSource
            self.isSensitive = isSensitive
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.value = try reader.readNullableString(isFlexible: true)
            self.readOnly = try reader.readBool()
            self.configSource = try reader.readInt8()
            self.isSensitive = try reader.readBool()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeString(self.value, isFlexible: true)
            writer.writeBool(self.readOnly)
            writer.writeInt8(self.configSource)
            writer.writeBool(self.isSensitive)
            writer.writeUnsignedVarint(0)
        }
    }
}
