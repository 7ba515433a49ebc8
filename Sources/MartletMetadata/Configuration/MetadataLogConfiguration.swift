/// `metadata.…`: how the metadata log is cut into segments, summed up in snapshots, and kept short.
package struct MetadataLogConfiguration: Sendable, Equatable {
    package var segmentBytes: Int64
    package var segmentMilliseconds: Int64
    /// After so many bytes of records a snapshot is due.
    package var maxRecordBytesBetweenSnapshots: Int64
    /// After so long a snapshot is due if anything was committed since the last; nil for never.
    package var maxSnapshotInterval: Duration?
    /// An idle controller writes a record that does nothing so often, so that a dead quorum shows itself;
    /// nil for never.
    package var maxIdleInterval: Duration?
    /// Log and snapshots may grow this large; negative for no limit.
    package var retentionBytes: Int64
    /// Snapshots may grow this old; negative for no limit.
    package var retentionMilliseconds: Int64

    init(_ settings: StaticConfiguration) {
        func durationUnlessZero(_ key: String) -> Duration? {
            let time = settings.duration(key)
            return time == .zero ? nil : time
        }
        segmentBytes = settings.whole("metadata.log.segment.bytes")
        segmentMilliseconds = settings.whole("metadata.log.segment.ms")
        maxRecordBytesBetweenSnapshots = settings.whole("metadata.log.max.record.bytes.between.snapshots")
        maxSnapshotInterval = durationUnlessZero("metadata.log.max.snapshot.interval.ms")
        maxIdleInterval = durationUnlessZero("metadata.max.idle.interval.ms")
        retentionBytes = settings.whole("metadata.max.retention.bytes")
        retentionMilliseconds = settings.whole("metadata.max.retention.ms")
    }
}
