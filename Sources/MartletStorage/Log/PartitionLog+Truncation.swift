import MartletModel
import MartletRecords
import NIOCore

extension PartitionLog {
    /// Cuts the log at the batch that holds `offset`, or the first after it: what this leaves ends at
    /// `offset` or before. It ends with a batch, as it would after a crash: a gap that compaction has left
    /// before the cut goes too. That is durable when this returns; a crash on the way leaves a log that ends
    /// somewhere between the two ends. Blocks until the disk has it.
    ///
    /// Before, the caller sees to it that the directory's checkpoint of recovery points does not promise more
    /// than `offset`: below a recovery point nothing is checked after a crash. Afterwards, before it appends
    /// again, it writes the other checkpoints, whose log start may lie beyond the log now. And it removes the
    /// files of the segments it gets. The producer state is rebuilt from the log.
    package func truncate(to offset: Offset) throws(StorageError) -> [RetiredSegment] {
        try checkHealth()
        try cutTornTail()
        // A range that cannot be told is cut as one.
        let offset = corruptRange(at: offset)?.offsets.lowerBound ?? offset
        guard offset < logEndOffset else {
            if epochs.truncateEnd(to: offset) { epochChanges += 1 }
            return []
        }
        precondition(
            rewrite == nil || offset > active.baseOffset, "sealed segments are not cut during a rewrite")
        try takeBackMarks()
        truncations += 1
        layout += 1
        var retired: [RetiredSegment] = []
        if offset <= baseOffset(ofSegment: 0) {
            retired = try restart(at: offset)
        } else {
            // One after the other from the end, as several at once may go one by one in a crash.
            try flushAll()
            while active.baseOffset >= offset {
                retired.append(try dropActive())
                try syncNames()
            }
            let found = try find(offset, inSegment: sealed.count)?.position ?? active.byteCount
            let corrupt = corruptRanges.first {
                $0.segment == active.baseOffset && $0.offsets.lowerBound >= offset
            }
            try cutActive(at: min(found, corrupt?.position ?? found), offset: offset)
        }
        if epochs.truncateEnd(to: logEndOffset) { epochChanges += 1 }
        logStartOffset = min(logStartOffset, logEndOffset)
        durableEndOffset = min(durableEndOffset, logEndOffset)
        firstDirtyOffset = firstDirtyOffset.map { min($0, logEndOffset) }
        try removeSnapshots(beyond: logEndOffset)
        try syncNames()
        ends.truncate(to: logEndOffset)
        // Their ends are known already.
        var replayed = UncommittedEnds()
        producers = try ProducerReplay(
            directory: directory, fileSystem: fileSystem, files: files
        ).state(
            at: logEndOffset, logStartOffset: logStartOffset, segments: segments,
            snapshots: try LogDirectoryFiles(directory: directory, fileSystem: fileSystem).snapshots,
            ends: &replayed)
        return retired
    }

    /// Empties the log and lets it begin at `offset`. That is durable when this returns; a crash on the way
    /// leaves an empty log, or the first of what it had. As with `truncate`, the caller writes the
    /// checkpoints before and after.
    package func restart(at offset: Offset) throws(StorageError) -> [RetiredSegment] {
        try checkHealth()
        precondition(rewrite == nil, "a log is not emptied during a rewrite")
        try takeBackMarks()
        truncations += 1
        layout += 1
        let createdAt = active.createdAt
        var retired: [RetiredSegment] = []
        try flushAll()
        retired.append(try retire(sealActiveAsItIs()))
        try syncNames()
        while let last = sealed.popLast() {
            sealedByteCount -= last.byteCount
            retired.append(try retire(last))
            try syncNames()
        }
        let written = try files.createLog(offset)
        directoryChanges += 1
        active = ActiveSegment(baseOffset: offset, files: files, written: written, createdAt: createdAt)
        isTailTorn = false
        logStartOffset = offset
        durableEndOffset = offset
        firstDirtyOffset = nil
        epochs = LeaderEpochCache()
        epochChanges += 1
        producers = ProducerState()
        ends = UncommittedEnds()
        try removeSnapshots(beyond: -1)
        try syncNames()
        return retired
    }

    /// So that each step of a truncation is all that a crash can undo.
    private func flushAll() throws(StorageError) {
        guard let flush = beginFlush() else { return }
        try flush.run()
        finishFlush(flush)
        for snapshot in pendingSnapshots { snapshot.withdraw() }
        pendingSnapshots = []
    }

    /// All segments, the active one last.
    var segments: [ProducerReplay.Segment] {
        (0..<segmentCount).map { index in
            ProducerReplay.Segment(
                baseOffset: baseOffset(ofSegment: index), byteCount: byteCount(ofSegment: index),
                gaps: gaps(ofSegment: index))
        }
    }

    private func sealActiveAsItIs() -> SealedSegment {
        SealedSegment(baseOffset: active.baseOffset, byteCount: active.byteCount, greatest: active.greatest)
    }

    /// Takes the active segment out; the last sealed one is written to again.
    private func dropActive() throws(StorageError) -> RetiredSegment {
        let dropped = sealActiveAsItIs()
        guard let last = sealed.last else { preconditionFailure("the first segment is not dropped alone") }
        files.close(last.baseOffset)
        var segment = ActiveSegment(
            baseOffset: last.baseOffset, files: files,
            written: try files.openLogForWriting(last.baseOffset), createdAt: active.createdAt)
        let offsets = OffsetIndex(
            baseOffset: last.baseOffset, decoding: try fileSystem.read(path(.offsetIndex, last.baseOffset)),
            logByteCount: last.byteCount)
        let times = TimeIndex(
            baseOffset: last.baseOffset,
            decoding: try fileSystem.readIfThere(path(.timeIndex, last.baseOffset)) ?? ByteBuffer())
        let transactions = try transactionIndex(of: last, upTo: active.baseOffset)
        let fault = try segment.loadMending(
            offsets ?? OffsetIndex(baseOffset: last.baseOffset),
            times ?? TimeIndex(baseOffset: last.baseOffset), transactions, upTo: last.byteCount,
            indexIntervalBytes: configuration.indexIntervalBytes, skipping: gaps(ofSegment: sealed.count - 1))
        if let fault {
            throw .corrupt(path: segment.path, position: segment.byteCount, reason: "\(fault)")
        }
        sealed.removeLast()
        sealedByteCount -= last.byteCount
        active = segment
        return try retire(dropped)
    }

    private func cutActive(at position: Int64, offset: Offset) throws(StorageError) {
        let gaps = gaps(ofSegment: sealed.count)
        let file = try active.fileForWriting()
        var scanner = SegmentScanner(file, from: position, upTo: active.byteCount, skipping: gaps)
        let end = min(offset, try scanner.nextWhole()?.header.baseOffset ?? offset)
        try file.truncate(to: position)
        try file.sync()
        forgetCorruption(ofSegment: active.baseOffset, from: position)
        let unreadable = corruptRanges.last { $0.segment == active.baseOffset }?.offsets.upperBound
        try active.truncated(
            to: position, offset: end, notBefore: unreadable.map { min($0, end) },
            indexIntervalBytes: configuration.indexIntervalBytes, skipping: gaps)
    }

    private func removeSnapshots(beyond offset: Offset) throws(StorageError) {
        for entry in try fileSystem.list(directory) {
            guard case (.producerSnapshot, let end)? = SegmentFile.parse(entry.name), end > offset else {
                continue
            }
            try fileSystem.remove("\(directory)/\(entry.name)")
            directoryChanges += 1
        }
    }
}
