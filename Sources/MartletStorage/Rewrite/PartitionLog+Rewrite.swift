import MartletModel

extension PartitionLog {
    /// How many segments from the oldest on may be rewritten: those that are sealed and durable, and that no
    /// recovery mark is under way for. It would write the old entries into the new indexes.
    package var rewritableSegmentCount: Int {
        var count = sealed.count
        if marks.isRunning, let marked = marks.segment {
            count = sealed.partitioningIndex { $0.baseOffset >= marked }
        }
        while count > 0, nextOffset(ofSegment: count - 1) > durableEndOffset { count -= 1 }
        return count
    }

    /// One at a time.
    package var isRewriting: Bool { rewrite != nil }

    /// Hands sealed segments to a job in the background. Until `endRewrite` they are read from as ever, but
    /// neither retired nor truncated.
    package func beginRewrite(of indexes: Range<Int>) throws(StorageError) -> SegmentRewrite {
        precondition(rewrite == nil, "a log has one rewrite at a time")
        precondition(
            !indexes.isEmpty && indexes.upperBound <= rewritableSegmentCount,
            "only durable sealed segments are rewritten")
        try checkHealth()
        let begun = SegmentRewrite(
            directory: directory, fileSystem: fileSystem,
            sources: indexes.map {
                SegmentRewrite.Source(
                    baseOffset: sealed[$0].baseOffset, nextOffset: nextOffset(ofSegment: $0),
                    byteCount: sealed[$0].byteCount)
            }, hold: RewriteHold(), files: files)
        rewrite = begun
        files.begin(begun.hold)
        return begun
    }

    /// Asks the job to stop. The segments are the log's own again when the job has, and `endRewrite` was
    /// called; before that it must not be truncated below its active segment, closed, or moved.
    package func cancelRewrite() {
        rewrite?.hold.cancel()
    }

    /// Takes note of what was swapped in so far, at any time during a rewrite: what is replaced is no longer
    /// held open. The caller removes the files of the old segments after a while.
    package func noteSwapped() -> [RetiredSegment] {
        guard let rewrite else { return [] }
        var retired: [RetiredSegment] = []
        for swapped in rewrite.hold.takeSwapped() {
            replace(swapped)
            retired += swapped.retired
            rewrite.hold.letGo(swapped.sources, in: directory)
            for source in swapped.sources { files.forget(source.baseOffset) }
        }
        return retired
    }

    /// Takes the segments back when the job has ended, however it did: replaced as far as it swapped
    /// replacements in, and else as they are. The caller removes the files of the old ones after a while.
    package func endRewrite(_ ended: SegmentRewrite) -> [RetiredSegment] {
        precondition(rewrite?.hold === ended.hold, "only the rewrite that was begun is ended")
        let retired = noteSwapped()
        rewrite = nil
        files.endRewrite()
        return retired
    }

    private func replace(_ swapped: SwappedSegments) {
        let replacement = swapped.replacement
        replacements += 1
        for source in swapped.sources { forgetCorruption(ofSegment: source.baseOffset) }
        layout += 1
        let first = sealed.partitioningIndex { $0.baseOffset >= replacement.baseOffset }
        sealedByteCount += replacement.byteCount - swapped.sources.reduce(0) { $0 + $1.byteCount }
        sealed.replaceSubrange(
            first..<first + swapped.sources.count,
            with: [
                SealedSegment(
                    baseOffset: replacement.baseOffset, byteCount: replacement.byteCount,
                    greatest: replacement.greatest,
                    hasAborts: replacement.files.contains(.transactionIndex))
            ])
    }

    /// Whether the file of the segment may be another one than the log knows.
    func isRewriting(_ baseOffset: Offset) -> Bool {
        rewrite.map { $0.baseOffset <= baseOffset && baseOffset < $0.nextOffset } ?? false
    }

    /// How many segments from the oldest on no rewrite has.
    var retirableSegmentLimit: Int {
        guard let rewrite else { return segmentCount }
        return sealed.partitioningIndex { $0.baseOffset >= rewrite.baseOffset }
    }
}
