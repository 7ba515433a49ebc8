import MartletRecords

/// What sealed segments are to be compressed with.
package struct RecompressionSetting: Sendable, Equatable {
    package var compression: Compression
    /// Nil for a codec that has none.
    package var level: Int?

    package init(compression: Compression, level: Int?) {
        self.compression = compression
        self.level = level
    }
}

extension LogConfiguration {
    /// Nil where segments stay as they are.
    package var recompression: RecompressionSetting? {
        guard let segmentCompression, segmentCompression != .none else { return nil }
        let level: Int? =
            switch segmentCompression {
            case .none, .snappy: nil
            case .gzip: gzipLevel
            case .lz4: lz4Level
            case .zstd: zstdLevel
            }
        return RecompressionSetting(compression: segmentCompression, level: level)
    }
}

/// What is remembered of a sealed segment that recompression has looked at. Only in memory: after a restart
/// a look at samples of its batches tells as much.
package struct RecompressionMark: Sendable, Equatable {
    package var setting: RecompressionSetting
    /// What the segment's batches would take without compression; an estimate from samples where the segment
    /// was left as it is.
    package var uncompressedByteCount: Int64
    /// What the segment took before it was rewritten; nil if it was left as it is.
    package var byteCountBefore: Int64?
}

/// What recompression has come to in a log. After a restart nothing is known of what segments took before
/// they were rewritten, but what they would take without compression is estimated again.
package struct RecompressionFigures: Sendable, Equatable {
    /// Sealed segments that were looked at for the present setting, and what they take now.
    package var segmentCount = 0
    package var byteCount: Int64 = 0
    /// What they would take without compression.
    package var uncompressedByteCount: Int64 = 0
    /// Those of them that were rewritten since the log was opened, and what they took before and take now.
    package var rewrittenSegmentCount = 0
    package var rewrittenByteCountBefore: Int64 = 0
    package var rewrittenByteCount: Int64 = 0

    package init() {}
}
