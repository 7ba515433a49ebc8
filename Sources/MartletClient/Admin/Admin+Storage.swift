import MartletModel
import MartletProtocol

/// What a log directory of a Martlet broker holds, and what becomes of it in the background.
public struct StorageDescription: Sendable, Hashable {
    public enum State: Int8, Sendable, Hashable {
        /// `opening` waits for its turn, or needs no recovery; `recovering` reads what a crash has left.
        case opening, inService, offline, closed, recovering
    }

    /// One partition's log. Of one that is not in service only its name and state are known, and how far its
    /// recovery has come.
    public struct Log: Sendable, Hashable {
        public var partition: TopicPartition
        public var topicID: TopicID
        public var state: State
        /// Nil where the state is not `recovering`.
        public var recovery: Recovery?
        public var start: Offset
        public var highWatermark: Offset
        public var end: Offset
        /// Everything below is on disk.
        public var durableEnd: Offset
        public var byteCount: Int64
        public var segmentCount: Int
        /// Nil where `cleanup.policy` does not compact.
        public var compaction: Compaction?
        /// Nil where `martlet.segment.compression.type` leaves full segments as they are.
        public var recompression: Recompression?
        /// What is not served, because it is not what was written.
        public var corruptRanges: [CorruptRange]
        /// What met an error and is not tried again before the broker's next start.
        public var failedJobs: [String]
    }

    /// What recovery has read of a log, and what it has to read.
    public struct Recovery: Sendable, Hashable {
        public var bytesDone: Int64
        public var bytesTotal: Int64
        public var remainingSegmentCount: Int
    }

    /// How far the opening of the logs has come that were there when the broker started.
    public struct Opening: Sendable, Hashable {
        public var logCount: Int
        /// Those that are not open yet.
        public var remainingLogCount: Int
        /// What recovery has read so far, of all logs.
        public var bytesDone: Int64
        /// What it has to read of the logs that it has begun with; it grows as it begins with others.
        public var bytesTotal: Int64
    }

    public struct Compaction: Sendable, Hashable {
        /// Everything below was compacted before.
        public var firstDirtyOffset: Offset
        /// How much of what may be compacted never was: from 0 to 1.
        public var dirtyRatio: Double
    }

    /// What compressing full segments has come to.
    public struct Recompression: Sendable, Hashable {
        public var compression: String
        /// Of the segments that were looked at.
        public var segmentCount: Int
        public var byteCount: Int64
        /// What they would take without compression.
        public var uncompressedByteCount: Int64
        /// Of those that were rewritten, the others being no larger than they would have become.
        public var rewrittenSegmentCount: Int
        public var rewrittenByteCountBefore: Int64
        public var rewrittenByteCount: Int64
    }

    public struct CorruptRange: Sendable, Hashable {
        public var offsets: Range<Offset>
        public var path: String
        public var position: Int64
        public var byteCount: Int64
        public var reason: String
    }

    public var broker: BrokerID
    public var path: String
    public var isOnline: Bool
    /// Of the volume; nil when the broker does not say.
    public var totalBytes: Int64?
    public var usableBytes: Int64?
    public var opening: Opening
    /// In the order of their names.
    public var logs: [Log]
}

extension Admin {
    /// The log directories of all brokers with what Martlet knows of each log; of all topics, or of some.
    ///
    /// Other brokers do not know this request: the connection to one fails.
    public func describeStorage(topics: [String]? = nil) async throws(ClientError) -> [StorageDescription] {
        let operation = "describing logs"
        return try await trying(operation) { () async throws(ClientError) in
            try await client.refreshMetadata([])
            var directories: [StorageDescription] = []
            for broker in await client.metadata.brokers.keys.sorted() {
                let response = try await client.connection(to: broker).request(
                    DescribeStorageRequest(topics: topics))
                try check(response.errorCode, operation)
                directories += response.directories.map { StorageDescription($0, of: broker) }
            }
            return directories
        }
    }
}

extension StorageDescription {
    fileprivate init(_ directory: DescribeStorageResponse.Directory, of broker: BrokerID) {
        self.init(
            broker: broker, path: directory.path, isOnline: directory.isOnline,
            totalBytes: directory.totalBytes < 0 ? nil : directory.totalBytes,
            usableBytes: directory.usableBytes < 0 ? nil : directory.usableBytes,
            opening: Opening(
                logCount: Int(directory.logCount), remainingLogCount: Int(directory.remainingLogs),
                bytesDone: directory.recoveryBytesDone, bytesTotal: directory.recoveryBytesTotal),
            logs: directory.partitions.map { Log($0) })
    }
}

extension StorageDescription.Log {
    fileprivate init(_ log: DescribeStorageResponse.Partition) {
        self.init(
            partition: TopicPartition(topic: log.topic, partition: log.partitionIndex), topicID: log.topicId,
            state: StorageDescription.State(rawValue: log.state) ?? .offline,
            recovery: log.recovery.map {
                .init(
                    bytesDone: $0.bytesDone, bytesTotal: $0.bytesTotal,
                    remainingSegmentCount: Int($0.remainingSegments))
            },
            start: log.logStartOffset,
            highWatermark: log.highWatermark, end: log.logEndOffset, durableEnd: log.durableEndOffset,
            byteCount: log.byteCount, segmentCount: Int(log.segmentCount),
            compaction: log.compaction.map {
                .init(firstDirtyOffset: $0.firstDirtyOffset, dirtyRatio: $0.dirtyRatio)
            },
            recompression: log.recompression.map {
                .init(
                    compression: $0.compression, segmentCount: Int($0.segmentCount), byteCount: $0.byteCount,
                    uncompressedByteCount: $0.uncompressedByteCount,
                    rewrittenSegmentCount: Int($0.rewrittenSegmentCount),
                    rewrittenByteCountBefore: $0.rewrittenByteCountBefore,
                    rewrittenByteCount: $0.rewrittenByteCount)
            },
            corruptRanges: log.corruptRanges.map {
                .init(
                    offsets: $0.firstOffset..<max($0.firstOffset, $0.endOffset), path: $0.path,
                    position: $0.position, byteCount: $0.byteCount, reason: $0.reason)
            }, failedJobs: log.failedJobs)
    }
}
