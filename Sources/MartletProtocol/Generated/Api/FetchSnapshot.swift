// Made by bin/generate from Schemas/Api/FetchSnapshot.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// FetchSnapshotRequest, API 59, versions 0–1.
package struct FetchSnapshotRequest: Request {
    package typealias Response = FetchSnapshotResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 59) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var clusterId: String?
    package var replicaId: BrokerID
    package var maxBytes: Int32
    package var topics: [TopicSnapshot]

    package init(
        clusterId: String? = nil,
        replicaId: BrokerID = -1,
        maxBytes: Int32 = 2147483647,
        topics: [TopicSnapshot] = []
    ) {
        self.clusterId = clusterId
        self.replicaId = replicaId
        self.maxBytes = maxBytes
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.replicaId = try BrokerID(rawValue: reader.readInt32())
        self.maxBytes = try reader.readInt32()
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0:
                self.clusterId = try reader.readNullableString(isFlexible: true)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.replicaId.rawValue)
        writer.writeInt32(self.maxBytes)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        var tagCount: UInt32 = 0
        if self.clusterId != nil { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if self.clusterId != nil {
            let start = writer.beginTag(0)
            try writer.writeString(self.clusterId, isFlexible: true)
            writer.endTag(start)
        }
    }

    package struct TopicSnapshot: Structure {
        package var name: String
        package var partitions: [PartitionSnapshot]

        package init(
            name: String = "",
            partitions: [PartitionSnapshot] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 30)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionSnapshot: Structure {
        package var partition: PartitionIndex
        package var currentLeaderEpoch: LeaderEpoch
        package var snapshotId: SnapshotId
        package var position: Int64
        package var replicaDirectoryId: DirectoryID

        package init(
            partition: PartitionIndex = 0,
            currentLeaderEpoch: LeaderEpoch = 0,
            snapshotId: SnapshotId = SnapshotId(),
            position: Int64 = 0,
            replicaDirectoryId: DirectoryID = DirectoryID(.zero)
        ) {
            self.partition = partition
            self.currentLeaderEpoch = currentLeaderEpoch
            self.snapshotId = snapshotId
            self.position = position
            self.replicaDirectoryId = replicaDirectoryId
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.partition = try PartitionIndex(rawValue: reader.readInt32())
            self.currentLeaderEpoch = try LeaderEpoch(rawValue: reader.readInt32())
            self.snapshotId = try SnapshotId(from: &reader, version: version)
            self.position = try reader.readInt64()
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0 where version == 1:
                    self.replicaDirectoryId = try DirectoryID(reader.readUuid())
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.partition.rawValue)
            writer.writeInt32(self.currentLeaderEpoch.rawValue)
            try self.snapshotId.encode(to: &writer, version: version)
            writer.writeInt64(self.position)
            var tagCount: UInt32 = 0
            if version == 1 && self.replicaDirectoryId.uuid != .zero { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if version == 1 && self.replicaDirectoryId.uuid != .zero {
                let start = writer.beginTag(0)
                writer.writeUuid(self.replicaDirectoryId.uuid)
                writer.endTag(start)
            }
        }
    }

    package struct SnapshotId: Structure {
        package var endOffset: Offset
        package var epoch: LeaderEpoch

        package init(
            endOffset: Offset = 0,
            epoch: LeaderEpoch = 0
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
}

/// FetchSnapshotResponse, API 59, versions 0–1.
package struct FetchSnapshotResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 59) }
    package static var versions: ClosedRange<Int16> { 0...1 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var topics: [TopicSnapshot]
    package var nodeEndpoints: [NodeEndpoint]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        topics: [TopicSnapshot] = [],
        nodeEndpoints: [NodeEndpoint] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.topics = topics
        self.nodeEndpoints = nodeEndpoints
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.topics = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 3)
        var section = try reader.beginTags()
        while let tag = try reader.nextTag(&section) {
            switch tag {
            case 0 where version == 1:
                self.nodeEndpoints = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 8)
            default: reader.skipTag()
            }
            try reader.endTag(section)
        }
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.topics, isFlexible: true, version: version)
        if !(version == 1) && !self.nodeEndpoints.isEmpty {
            throw EncodeError.fieldNotInVersion(field: "FetchSnapshotResponse.nodeEndpoints", version: version)
        }
        var tagCount: UInt32 = 0
        if version == 1 && !self.nodeEndpoints.isEmpty { tagCount += 1 }
        writer.writeUnsignedVarint(tagCount)
        if version == 1 && !self.nodeEndpoints.isEmpty {
            let start = writer.beginTag(0)
            try writer.writeStructureArray(self.nodeEndpoints, isFlexible: true, version: version)
            writer.endTag(start)
        }
    }

    package struct TopicSnapshot: Structure {
        package var name: String
        package var partitions: [PartitionSnapshot]

        package init(
            name: String = "",
            partitions: [PartitionSnapshot] = []
        ) {
            self.name = name
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.name = try reader.readString(isFlexible: true)
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 37)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.name, isFlexible: true)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct PartitionSnapshot: Structure {
        package var index: PartitionIndex
        package var errorCode: ErrorCode
        package var snapshotId: SnapshotId
        package var currentLeader: LeaderIdAndEpoch
        package var size: Int64
        package var position: Int64
        package var unalignedRecords: RecordBytes?

        package init(
            index: PartitionIndex = 0,
            errorCode: ErrorCode = .none,
            snapshotId: SnapshotId = SnapshotId(),
            currentLeader: LeaderIdAndEpoch = LeaderIdAndEpoch(),
            size: Int64 = 0,
            position: Int64 = 0,
            unalignedRecords: RecordBytes? = nil
        ) {
            self.index = index
            self.errorCode = errorCode
            self.snapshotId = snapshotId
            self.currentLeader = currentLeader
            self.size = size
            self.position = position
            self.unalignedRecords = unalignedRecords
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.index = try PartitionIndex(rawValue: reader.readInt32())
            self.errorCode = try ErrorCode(rawValue: reader.readInt16())
            self.snapshotId = try SnapshotId(from: &reader, version: version)
            self.size = try reader.readInt64()
            self.position = try reader.readInt64()
            self.unalignedRecords = try reader.readRecords(isFlexible: true)
            var section = try reader.beginTags()
            while let tag = try reader.nextTag(&section) {
                switch tag {
                case 0:
                    self.currentLeader = try LeaderIdAndEpoch(from: &reader, version: version)
                default: reader.skipTag()
                }
                try reader.endTag(section)
            }
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.index.rawValue)
            writer.writeInt16(self.errorCode.rawValue)
            try self.snapshotId.encode(to: &writer, version: version)
            writer.writeInt64(self.size)
            writer.writeInt64(self.position)
            if self.unalignedRecords == nil {
                throw EncodeError.unexpectedNull(field: "FetchSnapshotResponse.unalignedRecords", version: version)
            }
            try writer.writeRecords(self.unalignedRecords, isFlexible: true)
            var tagCount: UInt32 = 0
            if self.currentLeader != LeaderIdAndEpoch() { tagCount += 1 }
            writer.writeUnsignedVarint(tagCount)
            if self.currentLeader != LeaderIdAndEpoch() {
                let start = writer.beginTag(0)
                try self.currentLeader.encode(to: &writer, version: version)
                writer.endTag(start)
            }
        }
    }

    package struct SnapshotId: Structure {
        package var endOffset: Offset
        package var epoch: LeaderEpoch

        package init(
            endOffset: Offset = 0,
            epoch: LeaderEpoch = 0
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

    package struct LeaderIdAndEpoch: Structure {
        package var leaderId: BrokerID
        package var leaderEpoch: LeaderEpoch

        package init(
            leaderId: BrokerID = 0,
            leaderEpoch: LeaderEpoch = 0
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
        package var port: UInt16

        package init(
            nodeId: BrokerID = 0,
            host: String = "",
            port: UInt16 = 0
        ) {
            self.nodeId = nodeId
            self.host = host
            self.port = port
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.nodeId = try BrokerID(rawValue: reader.readInt32())
            self.host = try reader.readString(isFlexible: true)
            self.port = try reader.readUInt16()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt32(self.nodeId.rawValue)
            try writer.writeString(self.host, isFlexible: true)
            writer.writeUInt16(self.port)
            writer.writeUnsignedVarint(0)
        }
    }
}
