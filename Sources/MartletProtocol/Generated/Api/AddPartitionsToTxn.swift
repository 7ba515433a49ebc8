// Made by bin/generate from Schemas/Api/AddPartitionsToTxn.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// AddPartitionsToTxnRequest, API 24, versions 0–5.
package struct AddPartitionsToTxnRequest: Request {
    package typealias Response = AddPartitionsToTxnResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 24) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var transactions: [AddPartitionsToTxnTransaction]
    package var v3AndBelowTransactionalId: String
    package var v3AndBelowProducerId: ProducerID
    package var v3AndBelowProducerEpoch: ProducerEpoch
    package var v3AndBelowTopics: [AddPartitionsToTxnTopic]

    package init(
        transactions: [AddPartitionsToTxnTransaction] = [],
        v3AndBelowTransactionalId: String = "",
        v3AndBelowProducerId: ProducerID = 0,
        v3AndBelowProducerEpoch: ProducerEpoch = 0,
        v3AndBelowTopics: [AddPartitionsToTxnTopic] = []
    ) {
        self.transactions = transactions
        self.v3AndBelowTransactionalId = v3AndBelowTransactionalId
        self.v3AndBelowProducerId = v3AndBelowProducerId
        self.v3AndBelowProducerEpoch = v3AndBelowProducerEpoch
        self.v3AndBelowTopics = v3AndBelowTopics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        if version >= 4 {
            self.transactions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 14)
        }
        if version <= 3 {
            self.v3AndBelowTransactionalId = try reader.readString(isFlexible: isFlexible)
        }
        if version <= 3 {
            self.v3AndBelowProducerId = try ProducerID(rawValue: reader.readInt64())
        }
        if version <= 3 {
            self.v3AndBelowProducerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
        }
        if version <= 3 {
            self.v3AndBelowTopics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        if version >= 4 {
            try writer.writeStructureArray(self.transactions, isFlexible: true, version: version)
        } else if !self.transactions.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnRequest.transactions", version: version)
        }
        if version <= 3 {
            try writer.writeString(self.v3AndBelowTransactionalId, isFlexible: isFlexible)
        } else if !self.v3AndBelowTransactionalId.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnRequest.v3AndBelowTransactionalId", version: version)
        }
        if version <= 3 {
            writer.writeInt64(self.v3AndBelowProducerId.rawValue)
        } else if self.v3AndBelowProducerId.rawValue != 0 {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnRequest.v3AndBelowProducerId", version: version)
        }
        if version <= 3 {
            writer.writeInt16(self.v3AndBelowProducerEpoch.rawValue)
        } else if self.v3AndBelowProducerEpoch.rawValue != 0 {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnRequest.v3AndBelowProducerEpoch", version: version)
        }
        if version <= 3 {
            try writer.writeStructureArray(self.v3AndBelowTopics, isFlexible: isFlexible, version: version)
        } else if !self.v3AndBelowTopics.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnRequest.v3AndBelowTopics", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AddPartitionsToTxnTransaction: Structure {
        package var transactionalId: String
        package var producerId: ProducerID
        package var producerEpoch: ProducerEpoch
        package var verifyOnly: Bool
        package var topics: [AddPartitionsToTxnTopic]

        package init(
            transactionalId: String = "",
            producerId: ProducerID = 0,
            producerEpoch: ProducerEpoch = 0,
            verifyOnly: Bool = false,
            topics: [AddPartitionsToTxnTopic] = []
        ) {
            self.transactionalId = transactionalId
            self.producerId = producerId
            self.producerEpoch = producerEpoch
            self.verifyOnly = verifyOnly
            self.topics = topics
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.transactionalId = try reader.readString(isFlexible: true)
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.producerEpoch = try ProducerEpoch(rawValue: reader.readInt16())
            self.verifyOnly = try reader.readBool()
            self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.transactionalId, isFlexible: true)
            writer.writeInt64(self.producerId.rawValue)
            writer.writeInt16(self.producerEpoch.rawValue)
            writer.writeBool(self.verifyOnly)
            try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AddPartitionsToTxnTopic: Structure {
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
            let isFlexible = version >= 3
            self.name = try reader.readString(isFlexible: isFlexible)
            self.partitions = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeIdentifierArray(self.partitions, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// AddPartitionsToTxnResponse, API 24, versions 0–5.
package struct AddPartitionsToTxnResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 24) }
    package static var versions: ClosedRange<Int16> { 0...5 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 3 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var resultsByTransaction: [AddPartitionsToTxnResult]
    package var resultsByTopicV3AndBelow: [AddPartitionsToTxnTopicResult]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        resultsByTransaction: [AddPartitionsToTxnResult] = [],
        resultsByTopicV3AndBelow: [AddPartitionsToTxnTopicResult] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.resultsByTransaction = resultsByTransaction
        self.resultsByTopicV3AndBelow = resultsByTopicV3AndBelow
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 3
        self.throttleTimeMs = try reader.readInt32()
        if version >= 4 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        if version >= 4 {
            self.resultsByTransaction = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        }
        if version <= 3 {
            self.resultsByTopicV3AndBelow = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        }
        if isFlexible {
            try reader.skipTags()
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 3
        writer.writeInt32(self.throttleTimeMs)
        if version >= 4 {
            writer.writeInt16(self.errorCode.rawValue)
        }
        if version >= 4 {
            try writer.writeStructureArray(self.resultsByTransaction, isFlexible: true, version: version)
        } else if !self.resultsByTransaction.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnResponse.resultsByTransaction", version: version)
        }
        if version <= 3 {
            try writer.writeStructureArray(self.resultsByTopicV3AndBelow, isFlexible: isFlexible, version: version)
        } else if !self.resultsByTopicV3AndBelow.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "AddPartitionsToTxnResponse.resultsByTopicV3AndBelow", version: version)
        }
        if isFlexible {
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AddPartitionsToTxnResult: Structure {
        package var transactionalId: String
        package var topicResults: [AddPartitionsToTxnTopicResult]

        package init(
            transactionalId: String = "",
            topicResults: [AddPartitionsToTxnTopicResult] = []
        ) {
            self.transactionalId = transactionalId
            self.topicResults = topicResults
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.transactionalId = try reader.readString(isFlexible: true)
            self.topicResults = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.transactionalId, isFlexible: true)
            try writer.writeStructureArray(self.topicResults, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AddPartitionsToTxnTopicResult: Structure {
        package var name: String
        package var resultsByPartition: [AddPartitionsToTxnPartitionResult]

        package init(
            name: String = "",
            resultsByPartition: [AddPartitionsToTxnPartitionResult] = []
        ) {
            self.name = name
            self.resultsByPartition = resultsByPartition
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.name = try reader.readString(isFlexible: isFlexible)
            self.resultsByPartition = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 6)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            try writer.writeString(self.name, isFlexible: isFlexible)
            try writer.writeStructureArray(self.resultsByPartition, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct AddPartitionsToTxnPartitionResult: Structure {
        package var partitionIndex: PartitionIndex
        package var partitionErrorCode: ErrorCode

        package init(
            partitionIndex: PartitionIndex = 0,
            partitionErrorCode: ErrorCode = .none
        ) {
            self.partitionIndex = partitionIndex
            self.partitionErrorCode = partitionErrorCode
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 3
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.partitionErrorCode = try ErrorCode(rawValue: reader.readInt16())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 3
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.partitionErrorCode.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}
