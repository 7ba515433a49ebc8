// Made by bin/generate from Schemas/Api/Fetch.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// FetchRequest, API 1, versions 4–18.
package struct FetchRequest: Request {
    package typealias Response = FetchResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 1) }
    package static var versions: ClosedRange<Int16> { 4...18 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 12 }

    package var clusterId: String?
    package var replicaId: BrokerID
    package var replicaState: ReplicaState
    package var maxWaitMs: Int32
    package var minBytes: Int32
    package var maxBytes: Int32
    package var isolationLevel: Int8
    package var sessionId: Int32
    package var sessionEpoch: Int32
    package var topics: [FetchTopic]
    package var forgottenTopicsData: [ForgottenTopic]
    package var rackId: String

    package init(
        clusterId: String? = nil,
        replicaId: BrokerID = -1,
        replicaState: ReplicaState = ReplicaState(),
        maxWaitMs: Int32 = 0,
        minBytes: Int32 = 0,
        maxBytes: Int32 = 2147483647,
        isolationLevel: Int8 = 0,
        sessionId: Int32 = 0,
        sessionEpoch: Int32 = -1,
        topics: [FetchTopic] = [],
        forgottenTopicsData: [ForgottenTopic] = [],
        rackId: String = ""
    ) {
        self.clusterId = clusterId
        self.replicaId = replicaId
        self.replicaState = replicaState
        self.maxWaitMs = maxWaitMs
        self.minBytes = minBytes
        self.maxBytes = maxBytes
        self.isolationLevel = isolationLevel
        self.sessionId = sessionId
        self.sessionEpoch = sessionEpoch
        self.topics = topics
        self.forgottenTopicsData = forgottenTopicsData
        self.rackId = rackId
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 12
        if version <= 14 {
            self.replicaId = try BrokerID(rawValue: reader.readInt32())
        }
        self.maxWaitMs = try reader.readInt32()
        self.minBytes = try reader.readInt32()
        self.maxBytes = try reader.readInt32()
        self.isolationLevel = try reader.readInt8()
        if version >= 7 {
            self.sessionId = try reader.readInt32()
        }
        if version >= 7 {
            self.sessionEpoch = try reader.readInt32()
        }
        self.topics = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if version >= 7 {
            self.forgottenTopicsData = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        }
        if version >= 11 {
            self.rackId = try reader.readString(isFlexible: isFlexible)
        }
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.clusterId = try reader.readNullableString(isFlexible: true)
                case 1 where version >= 15:
                    self.replicaState = try ReplicaState(from: &reader, version: version)
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 12
        if version <= 14 {
            writer.writeInt32(self.replicaId.rawValue)
        } else if self.replicaId.rawValue != -1 {
            throw EncodeError.fieldNotInVersion(field: "FetchRequest.replicaId", version: version)
        }
        if !(version >= 15) && self.replicaState != ReplicaState() {
            throw EncodeError.fieldNotInVersion(field: "FetchRequest.replicaState", version: version)
        }
        writer.writeInt32(self.maxWaitMs)
        writer.writeInt32(self.minBytes)
        writer.writeInt32(self.maxBytes)
        writer.writeInt8(self.isolationLevel)
        if version >= 7 {
            writer.writeInt32(self.sessionId)
        }
        if version >= 7 {
            writer.writeInt32(self.sessionEpoch)
        }
        try writer.writeStructureArray(self.topics, isFlexible: isFlexible, version: version)
        if version >= 7 {
            try writer.writeStructureArray(self.forgottenTopicsData, isFlexible: isFlexible, version: version)
        } else if !self.forgottenTopicsData.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FetchRequest.forgottenTopicsData", version: version)
        }
        if version >= 11 {
            try writer.writeString(self.rackId, isFlexible: isFlexible)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if self.clusterId != nil { tagCount += 1 }
            if version >= 15 && self.replicaState != ReplicaState() { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if self.clusterId != nil {
                let start = writer.beginTag(0)
                try writer.writeString(self.clusterId, isFlexible: true)
                writer.endTag(start)
            }
            if version >= 15 && self.replicaState != ReplicaState() {
                let start = writer.beginTag(1)
                try self.replicaState.encode(to: &writer, version: version)
                writer.endTag(start)
            }
        }
    }

    package struct ReplicaState: Structure {
        package var replicaId: BrokerID
        package var replicaEpoch: BrokerEpoch

        package init(
            replicaId: BrokerID = -1,
            replicaEpoch: BrokerEpoch = -1
        ) {
            self.replicaId = replicaId
            self.replicaEpoch = replicaEpoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.replicaId = try BrokerID(rawValue: reader.readInt32())
            self.replicaEpoch = try BrokerEpoch(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.replicaId.rawValue)
            writer.writeInt64(self.replicaEpoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct FetchTopic: Structure {
        package var topic: String
        package var topicId: TopicID
        package var partitions: [FetchPartition]

        package init(
            topic: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [FetchPartition] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 12
            if version <= 12 {
                self.topic = try reader.readString(isFlexible: isFlexible)
            }
            if version >= 13 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 16)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 12
            if version <= 12 {
                try writer.writeString(self.topic, isFlexible: isFlexible)
            }
            if version >= 13 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct FetchPartition: Structure {
        package var partition: PartitionIndex
        package var currentLeaderEpoch: LeaderEpoch
        package var fetchOffset: Offset
        package var lastFetchedEpoch: LeaderEpoch
        package var logStartOffset: Offset
        package var partitionMaxBytes: Int32
        package var replicaDirectoryId: DirectoryID
        package var highWatermark: Offset

        package init(
            partition: PartitionIndex = 0,
            currentLeaderEpoch: LeaderEpoch = -1,
            fetchOffset: Offset = 0,
            lastFetchedEpoch: LeaderEpoch = -1,
            logStartOffset: Offset = -1,
            partitionMaxBytes: Int32 = 0,
            replicaDirectoryId: DirectoryID = DirectoryID(.zero),
            highWatermark: Offset = 9223372036854775807
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.fetchOffset = fetchOffset
            self.lastFetchedEpoch = lastFetchedEpoch
            self.logStartOffset = logStartOffset
            self.partitionMaxBytes = partitionMaxBytes
            self.replicaDirectoryId = replicaDirectoryId
            self.highWatermark = highWatermark
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 12
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            if version >= 9 {
                self.currentLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            self.fetchOffset = try Offset(rawValue: reader.readInt64())
            if version >= 12 {
                self.lastFetchedEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            }
            if version >= 5 {
                self.logStartOffset = try Offset(rawValue: reader.readInt64())
            }
            self.partitionMaxBytes = try reader.readInt32()
            if isFlexible {
                var section = try reader.beginTags()
                while let tag = try reader.nextTag(&section) {
                    switch tag {
                    case 0 where version >= 17:
                        self.replicaDirectoryId = try DirectoryID(reader.readUuid())
                    case 1 where version == 18:
                        self.highWatermark = try Offset(rawValue: reader.readInt64())
                    default: reader.skipTag()
                    }
                    try reader.endTag(section)
                }
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 12
            writer.writeInt32(self.partition.rawValue)
            if version >= 9 {
                writer.writeInt32(self.currentLeaderEpoch.rawValue)
            }
            writer.writeInt64(self.fetchOffset.rawValue)
            if version >= 12 {
                writer.writeInt32(self.lastFetchedEpoch.rawValue)
            } else if self.lastFetchedEpoch.rawValue != -1 {
                throw EncodeError.fieldNotInVersion(field: "FetchRequest.lastFetchedEpoch", version: version)
            }
            if version >= 5 {
                writer.writeInt64(self.logStartOffset.rawValue)
            }
            writer.writeInt32(self.partitionMaxBytes)
            if isFlexible {
                var tagCount: UInt32 = 0
                if version >= 17 && self.replicaDirectoryId.uuid != .zero { tagCount += 1 }
                if version == 18 && self.highWatermark.rawValue != 9223372036854775807 { tagCount += 1 }
                writer.writeUnsignedVarint(tagCount)
                if version >= 17 && self.replicaDirectoryId.uuid != .zero {
                    let start = writer.beginTag(0)
                    writer.writeUuid(self.replicaDirectoryId.uuid)
                    writer.endTag(start)
                }
                if version == 18 && self.highWatermark.rawValue != 9223372036854775807 {
                    let start = writer.beginTag(1)
                    writer.writeInt64(self.highWatermark.rawValue)
                    writer.endTag(start)
                }
            }
        }
    }

    package struct ForgottenTopic: Structure {
        package var topic: String
        package var topicId: TopicID
        package var partitions: [PartitionIndex]

        package init(
            topic: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionIndex] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 12
            if version <= 12 {
                self.topic = try reader.readString(isFlexible: isFlexible)
            }
            if version >= 13 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitions = try reader.readIdentifierArray(isFlexible: isFlexible)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 12
            if version <= 12 {
                try writer.writeString(self.topic, isFlexible: isFlexible)
            }
            if version >= 13 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeIdentifierArray(self.partitions, isFlexible: isFlexible)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }
}

/// FetchResponse, API 1, versions 4–18.
package struct FetchResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 1) }
    package static var versions: ClosedRange<Int16> { 4...18 }
    package static func isFlexible(_ version: Int16) -> Bool { version >= 12 }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var sessionId: Int32
    package var responses: [FetchableTopicResponse]
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        sessionId: Int32 = 0,
        responses: [FetchableTopicResponse] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.sessionId = sessionId
        self.responses = responses
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        let isFlexible = version >= 12
        self.throttleTimeMs = try reader.readInt32()
        if version >= 7 {
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        }
        if version >= 7 {
            self.sessionId = try reader.readInt32()
        }
        self.responses = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 3)
        if isFlexible {
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0 where version >= 16:
                    self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 11)
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        let isFlexible = version >= 12
        writer.writeInt32(self.throttleTimeMs)
        if version >= 7 {
            writer.writeInt16(self.errorCode.rawValue)
        }
        if version >= 7 {
            writer.writeInt32(self.sessionId)
        } else if self.sessionId != 0 {
            throw EncodeError.fieldNotInVersion(field: "FetchResponse.sessionId", version: version)
        }
        try writer.writeStructureArray(self.responses, isFlexible: isFlexible, version: version)
        if !(version >= 16) && !self.nodeEndpoints.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FetchResponse.nodeEndpoints", version: version)
        }
        if isFlexible {
            var tagCount: UInt32 = 0
            if version >= 16 && !self.nodeEndpoints.isEmpty { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if version >= 16 && !self.nodeEndpoints.isEmpty {
                let start = writer.beginTag(0)
                try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
                writer.endTag(start)
            }
        }
    }

    package struct FetchableTopicResponse: Structure {
        package var topic: String
        package var topicId: TopicID
        package var partitions: [PartitionData]

        package init(
            topic: String = "",
            topicId: TopicID = TopicID(.zero),
            partitions: [PartitionData] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 12
            if version <= 12 {
                self.topic = try reader.readString(isFlexible: isFlexible)
            }
            if version >= 13 {
                self.topicId = try TopicID(reader.readUuid())
            }
            self.partitions = try reader.readStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 30)
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 12
            if version <= 12 {
                try writer.writeString(self.topic, isFlexible: isFlexible)
            }
            if version >= 13 {
                writer.writeUuid(self.topicId.uuid)
            }
            try writer.writeStructureArray(self.partitions, isFlexible: isFlexible, version: version)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
        }
    }

    package struct PartitionData: Structure {
        package var partitionIndex: PartitionIndex
        package var errorCode: ErrorCode
        package var highWatermark: Offset
        package var lastStableOffset: Offset
        package var logStartOffset: Offset
        package var divergingEpoch: EpochEndOffset
        package var currentLeader: LeaderIdAndEpoch
        package var snapshotId: SnapshotId
        package var abortedTransactions: [AbortedTransaction]?
        package var preferredReadReplica: BrokerID
        package var records: RecordBytes?

        package init(
            partitionIndex: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            highWatermark: Offset = 0,
            lastStableOffset: Offset = -1,
            logStartOffset: Offset = -1,
            divergingEpoch: EpochEndOffset = EpochEndOffset(),
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(),
            snapshotId: SnapshotId = SnapshotId(),
            abortedTransactions: [AbortedTransaction]? = [],
            preferredReadReplica: BrokerID = -1,
            records: RecordBytes? = nil
        ) {
            self.partitionIndex = partitionIndex
            self.errorCode = errorCode
            self.highWatermark = highWatermark
            self.lastStableOffset = lastStableOffset
            self.logStartOffset = logStartOffset
            self.divergingEpoch = divergingEpoch
            self.currentLeader = currentLeader
            self.snapshotId = snapshotId
            self.abortedTransactions = abortedTransactions
            self.preferredReadReplica = preferredReadReplica
            self.records = records
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 12
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.highWatermark = try Offset(rawValue: reader.readInt64())
            self.lastStableOffset = try Offset(rawValue: reader.readInt64())
            if version >= 5 {
                self.logStartOffset = try Offset(rawValue: reader.readInt64())
            }
            self.abortedTransactions = try reader.readNullableStructureArray(isFlexible: isFlexible, version: version, minimumByteCount: 16)
            if version >= 11 {
                self.preferredReadReplica = try BrokerID(rawValue: reader.readInt32())
            }
            self.records = try reader.readNullableRecords(isFlexible: isFlexible)
            if isFlexible {
                var section = try reader.beginTags()
                while let tag = try reader.nextTag(&section) {
                    switch tag {
                    case 0:
                        self.divergingEpoch = try EpochEndOffset(from: &reader, version: version)
                    case 1:
                        self.currentLeader = try LeaderIdAndEpoch(from: &reader, version: version)
                    case 2:
                        self.snapshotId = try SnapshotId(from: &reader, version: version)
                    default: reader.skipTag()
                    }
                    try reader.endTag(section)
                }
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 12
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            writer.writeInt64(self.highWatermark.rawValue)
            writer.writeInt64(self.lastStableOffset.rawValue)
            if version >= 5 {
                writer.writeInt64(self.logStartOffset.rawValue)
            }
            if !(version >= 12) && self.divergingEpoch != EpochEndOffset() {
                throw EncodeError.fieldNotInVersion(field: "FetchResponse.divergingEpoch", version: version)
            }
            if !(version >= 12) && self.currentLeader != LeaderIdAndEpoch() {
                throw EncodeError.fieldNotInVersion(field: "FetchResponse.currentLeader", version: version)
            }
            if !(version >= 12) && self.snapshotId != SnapshotId() {
                throw EncodeError.fieldNotInVersion(field: "FetchResponse.snapshotId", version: version)
            }
            try writer.writeStructureArray(self.abortedTransactions, isFlexible: isFlexible, version: version)
            if version >= 11 {
                writer.writeInt32(self.preferredReadReplica.rawValue)
            } else if self.preferredReadReplica.rawValue != -1 {
                throw EncodeError.fieldNotInVersion(field: "FetchResponse.preferredReadReplica", version: version)
            }
            try writer.writeRecords(self.records, isFlexible: isFlexible)
            if isFlexible {
                var tagCount: UInt32 = 0
                if self.divergingEpoch != EpochEndOffset() { tagCount += 1 }
                if self.currentLeader != LeaderIdAndEpoch() { tagCount += 1 }
                if self.snapshotId != SnapshotId() { tagCount += 1 }
                writer.writeUnsignedVarint(tagCount)
                if self.divergingEpoch != EpochEndOffset() {
                    let start = writer.beginTag(0)
                    try self.divergingEpoch.encode(to: &writer, version: version)
                    writer.endTag(start)
                }
                if self.currentLeader != LeaderIdAndEpoch() {
                    let start = writer.beginTag(1)
                    try self.currentLeader.encode(to: &writer, version: version)
                    writer.endTag(start)
                }
                if self.snapshotId != SnapshotId() {
                    let start = writer.beginTag(2)
                    try self.snapshotId.encode(to: &writer, version: version)
                    writer.endTag(start)
                }
            }
        }
    }

    package struct EpochEndOffset: Structure {
        package var epoch: LeaderEpoch
        package var endOffset: Offset

        package init(
            epoch: LeaderEpoch = -1,
            endOffset: Offset = -1
        ) {
            self.epoch = epoch
            self.endOffset = endOffset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.epoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.endOffset = try Offset(rawValue: reader.readInt64())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.epoch.rawValue)
            writer.writeInt64(self.endOffset.rawValue)
            writer.writeUnsignedVarint(0)
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

    package struct SnapshotId: Structure {
        package var endOffset: Offset
        package var epoch: LeaderEpoch

        package init(
            endOffset: Offset = -1,
            epoch: LeaderEpoch = -1
        ) {
            self.endOffset = endOffset
            self.epoch = epoch
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.endOffset = try Offset(rawValue: reader.readInt64())
            self.epoch = try LeaderEpoch(rawValue: reader.readInt32())
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.endOffset.rawValue)
            writer.writeInt32(self.epoch.rawValue)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct AbortedTransaction: Structure {
        package var producerId: ProducerID
        package var firstOffset: Offset

        package init(
            producerId: ProducerID = 0,
            firstOffset: Offset = 0
        ) {
            self.producerId = producerId
            self.firstOffset = firstOffset
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            let isFlexible = version >= 12
            self.producerId = try ProducerID(rawValue: reader.readInt64())
            self.firstOffset = try Offset(rawValue: reader.readInt64())
            if isFlexible {
                try reader.skipTags()
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            let isFlexible = version >= 12
            writer.writeInt64(self.producerId.rawValue)
            writer.writeInt64(self.firstOffset.rawValue)
            if isFlexible {
                writer.writeUnsignedVarint(0)
            }
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
