import MartletModel

extension PartitionLog {
    /// A job for the oldest sealed and durable segment that was not looked at for the present setting, and is
    /// not known to be corrupt; nil if there is none, or a rewrite is under way. It ends with `finish` or
    /// `abandon`.
    package func planRecompression() throws(StorageError) -> RecompressionJob? {
        guard let setting = configuration.recompression, !isRewriting else { return nil }
        let candidates = sealed.prefix(rewritableSegmentCount)
        let next = candidates.firstIndex { segment in
            segment.recompression?.setting != setting
                && !corruptRanges.contains { $0.segment == segment.baseOffset }
        }
        guard let index = next else { return nil }
        return RecompressionJob(
            rewrite: try beginRewrite(of: index..<index + 1), setting: setting,
            indexIntervalBytes: configuration.indexIntervalBytes, hasAborts: sealed[index].hasAborts)
    }

    /// Takes note of what the job has done. The caller removes the old segment's files after
    /// `file.delete.delay.ms`.
    package func finish(_ job: RecompressionJob, _ outcome: RecompressionOutcome) -> [RetiredSegment] {
        let retired = endRewrite(job.rewrite)
        if let index = sealed.firstIndex(where: { $0.baseOffset == job.baseOffset }) {
            sealed[index].recompression = RecompressionMark(
                setting: job.setting, uncompressedByteCount: outcome.uncompressedByteCount,
                byteCountBefore: outcome.isRewritten ? outcome.byteCountBefore : nil)
        }
        return retired
    }

    /// Takes the segment back, after an error or when the job was cancelled.
    package func abandon(_ job: RecompressionJob) -> [RetiredSegment] {
        endRewrite(job.rewrite)
    }

    /// What recompression has come to in the sealed segments that there are now.
    package var recompressionFigures: RecompressionFigures {
        var figures = RecompressionFigures()
        guard let setting = configuration.recompression else { return figures }
        for segment in sealed {
            guard let mark = segment.recompression, mark.setting == setting else { continue }
            figures.segmentCount += 1
            figures.byteCount += segment.byteCount
            figures.uncompressedByteCount += mark.uncompressedByteCount
            guard let before = mark.byteCountBefore else { continue }
            figures.rewrittenSegmentCount += 1
            figures.rewrittenByteCountBefore += before
            figures.rewrittenByteCount += segment.byteCount
        }
        return figures
    }
}
