// Made by bin/generate from Schemas/Api/DescribeStorage.schema. Do not edit.
// swift-format-ignore-file
import MartletModel
import NIOCore

/// DescribeStorageRequest, API 10000, versions 0–0.
package struct DescribeStorageRequest: Request {
    package typealias Response = DescribeStorageResponse
    package static var apiKey: ApiKey { ApiKey(rawValue: 10000) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var topics: [String]?

    package init(
        topics: [String]? = []
    ) {
        self.topics = topics
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.topics = try reader.readNullableStringArray(isFlexible: true)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        try writer.writeStringArray(self.topics, isFlexible: true)
        writer.writeUnsignedVarint(0)
    }
}

/// DescribeStorageResponse, API 10000, versions 0–0.
package struct DescribeStorageResponse: ResponseMessage {
    package static var apiKey: ApiKey { ApiKey(rawValue: 10000) }
    package static var versions: ClosedRange<Int16> { 0...0 }
    package static func isFlexible(_ version: Int16) -> Bool { true }

    package var throttleTimeMs: Int32
    package var errorCode: ErrorCode
    package var directories: [Directory]

    package init(
        throttleTimeMs: Int32 = 0,
        errorCode: ErrorCode = .none,
        directories: [Directory] = []
    ) {
        self.throttleTimeMs = throttleTimeMs
        self.errorCode = errorCode
        self.directories = directories
    }

    package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
        try Self.checkDecodable(version)
        self.init()
        self.throttleTimeMs = try reader.readInt32()
        self.errorCode = try ErrorCode(rawValue: reader.readInt16())
        self.directories = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 60)
        try reader.skipTags()
    }

    package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
        try Self.checkEncodable(version)
        writer.writeInt32(self.throttleTimeMs)
        writer.writeInt16(self.errorCode.rawValue)
        try writer.writeStructureArray(self.directories, isFlexible: true, version: version)
        writer.writeUnsignedVarint(0)
    }

    package struct Directory: Structure {
        package var path: String
        package var directoryId: DirectoryID
        package var isOnline: Bool
        package var totalBytes: Int64
        package var usableBytes: Int64
        package var logCount: Int32
        package var remainingLogs: Int32
        package var recoveryBytesDone: Int64
        package var recoveryBytesTotal: Int64
        package var partitions: [Partition]

        package init(
            path: String = "",
            directoryId: DirectoryID = DirectoryID(.zero),
            isOnline: Bool = false,
            totalBytes: Int64 = -1,
            usableBytes: Int64 = -1,
            logCount: Int32 = 0,
            remainingLogs: Int32 = 0,
            recoveryBytesDone: Int64 = 0,
            recoveryBytesTotal: Int64 = 0,
            partitions: [Partition] = []
        ) {
            self.path = path
            self.directoryId = directoryId
            self.isOnline = isOnline
            self.totalBytes = totalBytes
            self.usableBytes = usableBytes
            self.logCount = logCount
            self.remainingLogs = remainingLogs
            self.recoveryBytesDone = recoveryBytesDone
            self.recoveryBytesTotal = recoveryBytesTotal
            self.partitions = partitions
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.path = try reader.readString(isFlexible: true)
            self.directoryId = try DirectoryID(reader.readUuid())
            self.isOnline = try reader.readBool()
            self.totalBytes = try reader.readInt64()
            self.usableBytes = try reader.readInt64()
            self.logCount = try reader.readInt32()
            self.remainingLogs = try reader.readInt32()
            self.recoveryBytesDone = try reader.readInt64()
            self.recoveryBytesTotal = try reader.readInt64()
            self.partitions = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 72)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.path, isFlexible: true)
            writer.writeUuid(self.directoryId.uuid)
            writer.writeBool(self.isOnline)
            writer.writeInt64(self.totalBytes)
            writer.writeInt64(self.usableBytes)
            writer.writeInt32(self.logCount)
            writer.writeInt32(self.remainingLogs)
            writer.writeInt64(self.recoveryBytesDone)
            writer.writeInt64(self.recoveryBytesTotal)
            try writer.writeStructureArray(self.partitions, isFlexible: true, version: version)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Partition: Structure {
        package var topic: String
        package var topicId: TopicID
        package var partitionIndex: PartitionIndex
        package var state: Int8
        package var recovery: Recovery?
        package var logStartOffset: Offset
        package var highWatermark: Offset
        package var logEndOffset: Offset
        package var durableEndOffset: Offset
        package var byteCount: Int64
        package var segmentCount: Int32
        package var compaction: Compaction?
        package var recompression: Recompression?
        package var corruptRanges: [CorruptRange]
        package var failedJobs: [String]

        package init(
            topic: String = "",
            topicId: TopicID = TopicID(.zero),
            partitionIndex: PartitionIndex = 0,
            state: Int8 = 0,
            recovery: Recovery? = nil,
            logStartOffset: Offset = 0,
            highWatermark: Offset = 0,
            logEndOffset: Offset = 0,
            durableEndOffset: Offset = 0,
            byteCount: Int64 = 0,
            segmentCount: Int32 = 0,
            compaction: Compaction? = nil,
            recompression: Recompression? = nil,
            corruptRanges: [CorruptRange] = [],
            failedJobs: [String] = []
        ) {
            self.topic = topic
            self.topicId = topicId
            self.partitionIndex = partitionIndex
            self.state = state
            self.recovery = recovery
            self.logStartOffset = logStartOffset
            self.highWatermark = highWatermark
            self.logEndOffset = logEndOffset
            self.durableEndOffset = durableEndOffset
            self.byteCount = byteCount
            self.segmentCount = segmentCount
            self.compaction = compaction
            self.recompression = recompression
            self.corruptRanges = corruptRanges
            self.failedJobs = failedJobs
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.topic = try reader.readString(isFlexible: true)
            self.topicId = try TopicID(reader.readUuid())
            self.partitionIndex = try PartitionIndex(rawValue: reader.readInt32())
            self.state = try reader.readInt8()
            self.recovery = try reader.readNullableStructure(version: version)
            self.logStartOffset = try Offset(rawValue: reader.readInt64())
            self.highWatermark = try Offset(rawValue: reader.readInt64())
            self.logEndOffset = try Offset(rawValue: reader.readInt64())
            self.durableEndOffset = try Offset(rawValue: reader.readInt64())
            self.byteCount = try reader.readInt64()
            self.segmentCount = try reader.readInt32()
            self.compaction = try reader.readNullableStructure(version: version)
            self.recompression = try reader.readNullableStructure(version: version)
            self.corruptRanges = try reader.readStructureArray(isFlexible: true, version: version, minimumByteCount: 35)
            self.failedJobs = try reader.readStringArray(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.topic, isFlexible: true)
            writer.writeUuid(self.topicId.uuid)
            writer.writeInt32(self.partitionIndex.rawValue)
            writer.writeInt8(self.state)
            try writer.writeNullableStructure(self.recovery, version: version)
            writer.writeInt64(self.logStartOffset.rawValue)
            writer.writeInt64(self.highWatermark.rawValue)
            writer.writeInt64(self.logEndOffset.rawValue)
            writer.writeInt64(self.durableEndOffset.rawValue)
            writer.writeInt64(self.byteCount)
            writer.writeInt32(self.segmentCount)
            try writer.writeNullableStructure(self.compaction, version: version)
            try writer.writeNullableStructure(self.recompression, version: version)
            try writer.writeStructureArray(self.corruptRanges, isFlexible: true, version: version)
            try writer.writeStringArray(self.failedJobs, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Recovery: Structure {
        package var bytesDone: Int64
        package var bytesTotal: Int64
        package var remainingSegments: Int32

        package init(
            bytesDone: Int64 = 0,
            bytesTotal: Int64 = 0,
            remainingSegments: Int32 = 0
        ) {
            self.bytesDone = bytesDone
            self.bytesTotal = bytesTotal
            self.remainingSegments = remainingSegments
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.bytesDone = try reader.readInt64()
            self.bytesTotal = try reader.readInt64()
            self.remainingSegments = try reader.readInt32()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.bytesDone)
            writer.writeInt64(self.bytesTotal)
            writer.writeInt32(self.remainingSegments)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Compaction: Structure {
        package var firstDirtyOffset: Offset
        package var dirtyRatio: Double

        package init(
            firstDirtyOffset: Offset = 0,
            dirtyRatio: Double = 0
        ) {
            self.firstDirtyOffset = firstDirtyOffset
            self.dirtyRatio = dirtyRatio
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.firstDirtyOffset = try Offset(rawValue: reader.readInt64())
            self.dirtyRatio = try reader.readFloat64()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.firstDirtyOffset.rawValue)
            writer.writeFloat64(self.dirtyRatio)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct Recompression: Structure {
        package var compression: String
        package var segmentCount: Int32
        package var byteCount: Int64
        package var uncompressedByteCount: Int64
        package var rewrittenSegmentCount: Int32
        package var rewrittenByteCountBefore: Int64
        package var rewrittenByteCount: Int64

        package init(
            compression: String = "",
            segmentCount: Int32 = 0,
            byteCount: Int64 = 0,
            uncompressedByteCount: Int64 = 0,
            rewrittenSegmentCount: Int32 = 0,
            rewrittenByteCountBefore: Int64 = 0,
            rewrittenByteCount: Int64 = 0
        ) {
            self.compression = compression
            self.segmentCount = segmentCount
            self.byteCount = byteCount
            self.uncompressedByteCount = uncompressedByteCount
            self.rewrittenSegmentCount = rewrittenSegmentCount
            self.rewrittenByteCountBefore = rewrittenByteCountBefore
            self.rewrittenByteCount = rewrittenByteCount
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.compression = try reader.readString(isFlexible: true)
            self.segmentCount = try reader.readInt32()
            self.byteCount = try reader.readInt64()
            self.uncompressedByteCount = try reader.readInt64()
            self.rewrittenSegmentCount = try reader.readInt32()
            self.rewrittenByteCountBefore = try reader.readInt64()
            self.rewrittenByteCount = try reader.readInt64()
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            try writer.writeString(self.compression, isFlexible: true)
            writer.writeInt32(self.segmentCount)
            writer.writeInt64(self.byteCount)
            writer.writeInt64(self.uncompressedByteCount)
            writer.writeInt32(self.rewrittenSegmentCount)
            writer.writeInt64(self.rewrittenByteCountBefore)
            writer.writeInt64(self.rewrittenByteCount)
            writer.writeUnsignedVarint(0)
        }
    }

    package struct CorruptRange: Structure {
        package var firstOffset: Offset
        package var endOffset: Offset
        package var path: String
        package var position: Int64
        package var byteCount: Int64
        package var reason: String

        package init(
            firstOffset: Offset = 0,
            endOffset: Offset = 0,
            path: String = "",
            position: Int64 = 0,
            byteCount: Int64 = 0,
            reason: String = ""
        ) {
            self.firstOffset = firstOffset
            self.endOffset = endOffset
            self.path = path
            self.position = position
            self.byteCount = byteCount
            self.reason = reason
        }

        package init(from reader: inout ProtocolReader, version: Int16) throws(DecodeError) {
            self.init()
            self.firstOffset = try Offset(rawValue: reader.readInt64())
            self.endOffset = try Offset(rawValue: reader.readInt64())
            self.path = try reader.readString(isFlexible: true)
            self.position = try reader.readInt64()
            self.byteCount = try reader.readInt64()
            self.reason = try reader.readString(isFlexible: true)
            try reader.skipTags()
        }

        package func encode(to writer: inout ProtocolWriter, version: Int16) throws(EncodeError) {
            writer.writeInt64(self.firstOffset.rawValue)
            writer.writeInt64(self.endOffset.rawValue)
            try writer.writeString(self.path, isFlexible: true)
            writer.writeInt64(self.position)
            writer.writeInt64(self.byteCount)
            try writer.writeString(self.reason, isFlexible: true)
            writer.writeUnsignedVarint(0)
        }
    }
}
