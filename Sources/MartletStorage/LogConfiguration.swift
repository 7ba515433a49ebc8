import MartletRecords

/// What one partition's log is told: the topic's configuration where it has its own, else the broker's.
/// The names and defaults are Kafka's topic configurations.
package struct LogConfiguration: Sendable, Equatable {
    package typealias TimestampType = MartletRecords.TimestampType

    package var segmentBytes: Int64 = 1_073_741_824
    package var segmentMilliseconds: Int64 = 604_800_000
    package var segmentJitterMilliseconds: Int64 = 0
    package var indexIntervalBytes: Int64 = 4_096
    package var segmentIndexBytes: Int64 = 10_485_760
    /// −1: no limit.
    package var retentionBytes: Int64 = -1
    /// −1: no limit.
    package var retentionMilliseconds: Int64 = 604_800_000
    package var fileDeleteDelayMilliseconds: Int64 = 60_000
    /// `cleanup.policy` contains `delete`.
    package var isDeleted = true
    /// `cleanup.policy` contains `compact`.
    package var isCompacted = false
    package var maxMessageBytes = 1_048_588
    package var timestampType = TimestampType.createTime
    package var timestampBeforeMaxMilliseconds = Int64.max
    package var timestampAfterMaxMilliseconds: Int64 = 3_600_000
    /// Nil: as the producer sent it (`compression.type=producer`).
    package var compression: Compression?
    package var gzipLevel = -1
    package var lz4Level = 9
    package var zstdLevel = 3
    /// What a sealed segment is rewritten with in the background (`martlet.segment.compression.type`), at the
    /// level that the topic has for the codec; nil leaves it as it is.
    package var segmentCompression: Compression?
    /// The part of a compacted log that is not compacted yet, from which on it is worth compacting.
    package var minCleanableDirtyRatio = 0.5
    package var minCompactionLagMilliseconds: Int64 = 0
    package var maxCompactionLagMilliseconds = Int64.max
    /// How long tombstones and markers of transactions outlive the first compaction that finds them.
    package var deleteRetentionMilliseconds: Int64 = 86_400_000
    package var flushMessages = Int64.max
    package var flushMilliseconds = Int64.max
    package var minInSyncReplicas = 1

    package init() {}
}
