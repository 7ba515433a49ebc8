import MartletModel
import MartletRecords
import NIOCore

extension PartitionLog {
    /// Cuts the log at the batch that holds `offset`, or the first after it: what this leaves ends at
    /// `offset` or before. Nothing of that is durable before the next flush; a crash may bring the records
    /// back.
    ///
    /// The producer state is rebuilt from the log. The caller removes the files of the segments it gets.
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
            while active.baseOffset >= offset { retired.append(try dropActive()) }
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
        ends.truncate(to: logEndOffset)
        // Their ends are known already.
        var replayed = UncommittedEnds()
        producers = try ProducerReplay(
            directory: directory, fileSystem: fileSystem, files: files
        ).state(
            at: logEndOffset, logStartOffset: logStartOffset, segments: segments,
            snapshots: try LogDirectoryFiles(directory: directory, fileSystem: fileSystem).snapshots,
            ends: &replayed)
        areBatchesUnread = !producers.producers.isEmpty
        return retired
    }

    /// Empties the log and lets it begin at `offset`.
    package func restart(at offset: Offset) throws(StorageError) -> [RetiredSegment] {
        try checkHealth()
        precondition(rewrite == nil, "a log is not emptied during a rewrite")
        try takeBackMarks()
        truncations += 1
        layout += 1
        let createdAt = active.createdAt
        var retired: [RetiredSegment] = []
        retired.append(try retire(sealActiveAsItIs()))
        while let last = sealed.popLast() {
            sealedByteCount -= last.byteCount
            retired.append(try retire(last))
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
        return retired
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
        let fault = try segment.load(
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
        forgetCorruption(ofSegment: active.baseOffset, from: position)
        try active.truncated(
            to: position, offset: end, indexIntervalBytes: configuration.indexIntervalBytes, skipping: gaps)
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
