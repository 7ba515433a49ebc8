import MartletModel

/// A segment that is not written to any more. Its files are opened when somebody looks into them.
struct SealedSegment {
    let baseOffset: Offset
    let byteCount: Int64
    /// The time index's last entry, once it was read; (−1, base) when there is none.
    var greatest: TimestampOffset?
    /// Transactions were aborted in it: there is a transaction index.
    var hasAborts = false
    /// What `retention.ms` counts from, once it was looked up.
    var retentionTimestamp: Timestamp?
    /// What recompression has found; nil if it has not looked at the segment.
    var recompression: RecompressionMark?
}
