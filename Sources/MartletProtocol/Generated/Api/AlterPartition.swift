// Made by bin/generate from Schemas/Api/AlterPartition.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AlterPartitionRequest, API 56, versions 2–3.
package struct AlterPartitionRequest: Request {
    package typealias Response = AlterPartitionResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 56) }
    package static var versions: ClosedRange<Int16> { 2...3 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var brokerId: BrokerID
    package var brokerEpoch: BrokerEpoch
    package var topics: [TopicData]

    package init(
        brokerId: BrokerID = 0,
        brokerEpoch: BrokerEpoch = -1,
        topics: [TopicData] = []
    ) {
        self.brokerId = brokerId
        self.brokerEpoch = brokerEpoch
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.brokerId = try BrokerID(rawValue: reader.readInt32())
        self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.brokerId.rawValue)
        writer.writeInt64(self.brokerEpoch.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicData: Structure {
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 15)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex
        package var leaderEpoch: LeaderEpoch
        package var newIsr: [BrokerID]
        package var newIsrWithEpochs: [BrokerState]
        package var leaderRecoveryState: Int8
        package var partitionEpoch: PartitionEpoch

        package init(
            partitionIndex: PartitionIndex = 0,
            leaderEpoch: LeaderEpoch = 0,
            newIsr: [BrokerID] = [],
            newIsrWithEpochs: [BrokerState] = [],
            leaderRecoveryState: Int8 = 0,
            partitionEpoch: PartitionEpoch = 0
        ) {
            self.partitionIndex = partitionIndex
            self.leaderEpoch = leaderEpoch
            self.newIsr = newIsr
            self.newIsrWithEpochs = newIsrWithEpochs
            self.leaderRecoveryState = leaderRecoveryState
            self.partitionEpoch = partitionEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            if version == 2 {
                self.newIsr = try reader.readIdentifierArray(isFlexible: true)
            }
            if version == 3 {
                self.newIsrWithEpochs = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 13)
            }
            self.leaderRecoveryState = try reader.readInt8()
            self.partitionEpoch = try PartitionEpoch(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            if version == 2 {
                try writer.writeIdentifierArray(self.newIsr, isFlexible: true)
            } else if !self.newIsr.isEmpty {
                throw EncodeError.fieldNotInVersion(field: "AlterPartitionRequest.newIsr", version: version)
            }
            if version == 3 {
                try writer.writeStructureArray(self.newIsrWithEpochs, isFlexible: true, version: version)
            } else if !self.newIsrWithEpochs.isEmpty {
                throw EncodeError.fieldNotInVersion(field: "AlterPartitionRequest.newIsrWithEpochs", version: version)
            }
            writer.writeInt8(self.leaderRecoveryState)
            writer.writeInt32(self.partitionEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct BrokerState: Structure {
        package var brokerId: BrokerID
        package var brokerEpoch: BrokerEpoch

        package init(
            brokerId: BrokerID = 0,
            brokerEpoch: BrokerEpoch = -1
        ) {
            self.brokerId = brokerId
            self.brokerEpoch = brokerEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.brokerId = try BrokerID(rawValue: reader.readInt32())
            self.brokerEpoch = try BrokerEpoch(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.brokerId.rawValue)
            writer.writeInt64(self.brokerEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}

/// AlterPartitionResponse, API 56, versions 2–3.
package struct AlterPartitionResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 56) }
    package static var versions: ClosedRange<Int16> { 2...3 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var topics: [TopicData]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        topics: [TopicData] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 18)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct TopicData: Structure {
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
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 21)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeUuid(self.topicId.uuid)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch
        package var isr: [BrokerID]
        package var leaderRecoveryState: Int8
        package var partitionEpoch: PartitionEpoch

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0,
            isr: [BrokerID] = [],
            leaderRecoveryState: Int8 = 0,
            partitionEpoch: PartitionEpoch = 0
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.leaderId = leaderId
            self.leaderEpoch = leaderEpoch
            self.isr = isr
            self.leaderRecoveryState = leaderRecoveryState
            self.partitionEpoch = partitionEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.leaderId = try BrokerID(rawValue: reader.readInt32())
            self.leaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.isr = try reader.readIdentifierArray(isFlexible: true)
            self.leaderRecoveryState = try reader.readInt8()
            self.partitionEpoch = try PartitionEpoch(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt32(self.leaderId.rawValue)
            writer.writeInt32(self.leaderEpoch.rawValue)
            try writer.writeIdentifierArray(self.isr, isFlexible: true)
            writer.writeInt8(self.leaderRecoveryState)
            writer.writeInt32(self.partitionEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }
}
