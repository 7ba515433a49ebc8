// Made by bin/generate from Schemas/Api/Produce.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// ProduceRequest, API 0, versions 3–13.
package struct ProduceRequest: Request {
    package typealias Response = ProduceResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 0) }
    package static var versions: ClosedRange<Int16> { 3...13 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 9 }

    package var transactionalId: String?
    package var acks: Int16
    package var timeoutMs: Int32
    package var topicData: [TopicProduceData]

    package init(
        transactionalId: String? = nil,
        acks: Int16 = 0,
        timeoutMs: Int32 = 0,
        topicData: [TopicProduceData] = []
    ) {
        self.transactionalId = transactionalId
        self.acks = acks
        self.timeoutMs = timeoutMs
        self.topicData = topicData
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 9
        self.transactionalId = try reader.readNullableString(isFlexible: isFlexible)
        self.acks = try reader.readInt16()
        self.timeoutMs = try reader.readInt32()
        self.topicData = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 9
        try writer.writeString(self.transactionalId, isFlexible: isFlexible)
        writer.writeInt16(self.acks)
        writer.writeInt32(self.timeoutMs)
        try writer.writeStructureArray(self.topicData, isFlexible: isFlexible, version: version)
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct TopicProduceData: Structure {
        package var name: String
        package var topicId: TopicID
        package var partitionData: [PartitionProduceData]

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            partitionData: [PartitionProduceData] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitionData = partitionData
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            if version <= 12 {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if version == 13 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitionData = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            if version <= 12 {
                try writer.writeString(self.name, isFlexible: isFlexible)
            }
            if version == 13 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitionData, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct PartitionProduceData: Structure {
        package var index: PartitionIndex
        package var records: RecordBytes?

        package init(
            index: PartitionIndex = 0,
            records: RecordBytes? = nil
        ) {
            self.index = index
            self.records = records
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            self.index = try PartitionIndex(rawValue: reader.readInt32())
            self.records = try reader.readNullableRecords(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            writer.writeInt32(self.index.rawValue)
            try writer.writeRecords(self.records, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// ProduceResponse, API 0, versions 3–13.
package struct ProduceResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 0) }
    package static var versions: ClosedRange<Int16> { 3...13 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 9 }

    package var responses: [TopicProduceResponse]
    package var throttleTimeMs: Int32
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        responses: [TopicProduceResponse] = [],
        throttleTimeMs: Int32 = 0,
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.responses = responses
        self.throttleTimeMs = throttleTimeMs
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 9
        self.responses = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        self.throttleTimeMs = try reader.readInt32()
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0 where version >= 10:
                    self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 11)
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 9
        try writer.writeStructureArray(self.responses, isFlexible: isFlexible, version: version)
        writer.writeInt32(self.throttleTimeMs)
        if !(version >= 10) && !self.nodeEndpoints.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "ProduceResponse.nodeEndpoints", version: version)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if version >= 10 && !self.nodeEndpoints.isEmpty { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if version >= 10 && !self.nodeEndpoints.isEmpty {
                let start = writer.beginTag(0)
                try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
                writer.endTag(start)
            }
        }
    }

    package struct TopicProduceResponse: Structure {
        package var name: String
        package var topicId: TopicID
        package var partitionResponses: [PartitionProduceResponse]

        package init(
            name: String = "",
            topicId: TopicID = TopicID(.zero),
            partitionResponses: [PartitionProduceResponse] = []
        ) {
            self.name = name
            self.topicId = topicId
            self.partitionResponses = partitionResponses
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            if version <= 12 {
                self.name = try reader.readString(isFlexible: isFlexible)
            }
            if version == 13 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitionResponses = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 22)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            if version <= 12 {
                try writer.writeString(self.name, isFlexible: isFlexible)
            }
            if version == 13 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitionResponses, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct PartitionProduceResponse: Structure {
        package var index: PartitionIndex
        package var errorCode: ErrorCode
        package var baseOffset: Offset
        package var logAppendTimeMs: Int64
        package var logStartOffset: Offset
        package var recordErrors: [BatchIndexAndErrorMessage]
        package var errorMessage: String?
        package var currentLeader: LeaderIdAndEpoch

        package init(
            index: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            baseOffset: Offset = 0,
            logAppendTimeMs: Int64 = -1,
            logStartOffset: Offset = -1,
            recordErrors: [BatchIndexAndErrorMessage] = [],
            errorMessage: String? = nil,
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch()
        ) {
            self.index = index
            self.errorCode = errorCode
            self.baseOffset = baseOffset
            self.logAppendTimeMs = logAppendTimeMs
            self.logStartOffset = logStartOffset
            self.recordErrors = recordErrors
            self.errorMessage = errorMessage
            self.currentLeader = currentLeader
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            self.index = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.baseOffset = try Offset(rawValue: reader.readInt64())
            self.logAppendTimeMs = try reader.readInt64()
            if version >= 5 {
                self.logStartOffset = try Offset(rawValue: reader.readInt64())
            }
            if version >= 8 {
                self.recordErrors = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            }
            if version >= 8 {
                self.errorMessage = try reader.readNullableString(isFlexible: isFlexible)
            }
            if isFlexible {
                var section = try reader.beginTags()
                while let tag = try reader.nextTag(&section) {
                    switch tag {
                    case 0 where version >= 10:
                        self.currentLeader = try LeaderIdAndEpoch(from: &reader, version: version)
                    default: reader.skipTag()
                    }
                    try reader.endTag(section)
                }
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            writer.writeInt32(self.index.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt64(self.baseOffset.rawValue)
            writer.writeInt64(self.logAppendTimeMs)
            if version >= 5 {
                writer.writeInt64(self.logStartOffset.rawValue)
            }
            if version >= 8 {
                try writer.writeStructureArray(self.recordErrors, isFlexible: isFlexible, version: version)
            }
            if version >= 8 {
                try writer.writeString(self.errorMessage, isFlexible: isFlexible)
            }
            if !(version >= 10) && self.currentLeader != LeaderIdAndEpoch() {
                throw EncodeError.fieldNotInVersion(field: "ProduceResponse.currentLeader", version: version)
            }
            if isFlexible {
                var tagCount: UInt32 = 0
                if version >= 10 && self.currentLeader != LeaderIdAndEpoch() { tagCount += 1 }
                writer.writeUnsignedVarint(tagCount)
                if version >= 10 && self.currentLeader != LeaderIdAndEpoch() {
                    let start = writer.beginTag(0)
                    try self.currentLeader.encode(to: &writer, version: version)
                    writer.endTag(start)
                }
            }
        }
    }

    package struct BatchIndexAndErrorMessage: Structure {
        package var batchIndex: Int32
        package var batchIndexErrorMessage: String?

        package init(
            batchIndex: Int32 = 0,
            batchIndexErrorMessage: String? = nil
        ) {
            self.batchIndex = batchIndex
            self.batchIndexErrorMessage = batchIndexErrorMessage
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 9
            self.batchIndex = try reader.readInt32()
            self.batchIndexErrorMessage = try reader.readNullableString(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 9
            writer.writeInt32(self.batchIndex)
            try writer.writeString(self.batchIndexErrorMessage, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct LeaderIdAndEpoch: Structure {
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch

        package init(
            leaderId: BrokerID = -1,
            leaderEpoch: LeaderEpoch = -1
        ) {
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct NodeEndpoint: Structure {
        package var nodeId: BrokerID
        package var host: String
        package var port: Int32
        package var rack: String?

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: Int32 = 0,
            rack: String? = nil
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
            self.rack = rack
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readInt32()
            self.rack = try reader.readNullableString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeInt32(self.port)
            try writer.writeString(self.rack, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
