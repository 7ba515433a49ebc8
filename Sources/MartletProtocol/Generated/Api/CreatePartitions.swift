// Made by bin/generate from Schemas/Api/CreatePartitions.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// CreatePartitionsRequest, API 37, versions 0–3.
package struct CreatePartitionsRequest: Request {
    package typealias Response = CreatePartitionsResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 37) }
    package static var versions: ClosedRange<Int16> { 0...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var topics: [CreatePartitionsTopic]
    package var timeoutMs: Int32
    package var validateOnly: Bool

    package init(
        topics: [CreatePartitionsTopic] = [],
        timeoutMs: Int32 = 0,
        validateOnly: Bool = false
    ) {
        self.topics = topics
        self.timeoutMs = timeoutMs
        self.validateOnly = validateOnly
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 7)
        self.timeoutMs = try reader.readInt32()
        self.validateOnly = try reader.readBool()
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 2
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        writer.writeInt32(self.timeoutMs)
        writer.writeBool(self.validateOnly)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CreatePartitionsTopic: Structure {
        package var name: String
        package var count: Int32
        package var assignments: [CreatePartitionsAssignment]?

        package init(
            name: String = "",
            count: Int32 = 0,
            assignments: [CreatePartitionsAssignment]? = []
        ) {
            self.name = name
            self.count = count
            self.assignments = assignments
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.count = try reader.readInt32()
            self.assignments = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 2)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.name, isFlexible: isFlexible)
            writer.writeInt32(self.count)
            try writer.writeStructureArray(self.assignments, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct CreatePartitionsAssignment: Structure {
        package var brokerIds: [BrokerID]

        package init(
            brokerIds: [BrokerID] = []
        ) {
            self.brokerIds = brokerIds
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.brokerIds = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeIdentifierArray(self.brokerIds, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// CreatePartitionsResponse, API 37, versions 0–3.
package struct CreatePartitionsResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 37) }
    package static var versions: ClosedRange<Int16> { 0...3 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 2 }

    package var throttleTimeMs: Int32
    package var results: [CreatePartitionsTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        results: [CreatePartitionsTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.results = results
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 2
        self.throttleTimeMs = try reader.readInt32()
        self.results = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 5)
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

    package struct CreatePartitionsTopicResult: Structure {
        package var name: String
        package var errorCode: ErrorCode
        package var errorMessage: String?

        package init(
            name: String = "",
            errorCode: ErrorCode = .none,
            errorMessage: String? = nil
        ) {
            self.name = name
            self.errorCode = errorCode
            self.errorMessage = errorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 2
            self.name = try reader.readString(isFlexible: isFlexible)
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 2
            try writer.writeString(self.name, isFlexible: isFlexible)
            writer.writeInt16(self.errorCode.rawValue)
            try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
