import MartletModel
import NIOCore

/// A segment that is no longer part of its log. Its files have the suffix `.deleted` and wait for their
/// removal, so that who reads them by name still finds them for a while.
package struct RetiredSegment: Sendable, Equatable {
    package var baseOffset: Offset
    package var byteCount: Int64
    package var paths: [String]

    package init(baseOffset: Offset, byteCount: Int64, paths: [String]) {
        self.baseOffset = baseOffset
        self.byteCount = byteCount
        self.paths = paths
    }

    /// Removes the files; on any thread. What a crash leaves goes when the log is opened.
    package func remove(_ fileSystem: any FileSystem) throws(StorageError) {
        for path in paths { try fileSystem.remove(path) }
    }
}

/// Records cannot be deleted up to an offset that the log does not have, or that is not committed.
package enum DeleteRecordsError: Error, Sendable, Equatable {
    case outOfRange(logStart: Offset, highWatermark: Offset)
    case storage(StorageError)
}

extension PartitionLog {
    /// Moves the log start to `offset` (−1: to the high watermark) and returns it. The files go at the next
    /// `applyRetention`. The new log start is durable once the directory's log start checkpoint is written.
    package func deleteRecords(
        before offset: Offset, highWatermark: Offset
    ) throws(DeleteRecordsError) -> Offset {
        let target = offset == .none ? highWatermark : offset
        guard target >= 0, target <= min(highWatermark, logEndOffset) else {
            throw .outOfRange(logStart: logStartOffset, highWatermark: highWatermark)
        }
        do throws(StorageError) { try checkHealth() } catch { throw .storage(error) }
        advanceLogStart(to: target)
        return logStartOffset
    }

    /// Moves the log start forward. A stale epoch file is repaired when the log is opened, so that it need
    /// not be written at once.
    func advanceLogStart(to offset: Offset) {
        guard offset > logStartOffset else { return }
        logStartOffset = offset
        if epochs.truncateStart(to: offset) { epochChanges += 1 }
    }

    /// Takes segments out of the log that lie below the log start, exceed `retention.bytes`, or are older
    /// than
    /// `retention.ms`; never one that reaches beyond the high watermark. The caller removes their files after
    /// `file.delete.delay.ms`.
    package func applyRetention(
        now: Timestamp, highWatermark: Offset
    ) throws(StorageError) -> [RetiredSegment] {
        try checkHealth()
        let count = try retirableSegmentCount(now: now, highWatermark: highWatermark)
        if count == 0 { return [] }
        // The log must not be without a segment.
        if count == segmentCount { try roll(now: now) }
        advanceLogStart(to: baseOffset(ofSegment: count))
        return try retireFirst(count)
    }

    /// How many segments from the oldest on may go, by one rule after the other.
    private func retirableSegmentCount(now: Timestamp, highWatermark: Offset) throws(StorageError) -> Int {
        var count = 0
        func mayGo() -> Bool {
            count < segmentCount && nextOffset(ofSegment: count) <= highWatermark
                && !(count == sealed.count && active.isEmpty)
        }
        while mayGo(), count < sealed.count, nextOffset(ofSegment: count) <= logStartOffset { count += 1 }
        guard configuration.isDeleted else { return count }
        if configuration.retentionBytes >= 0 {
            var excess = byteCount - configuration.retentionBytes
            for index in 0..<count { excess -= byteCount(ofSegment: index) }
            while mayGo(), excess >= byteCount(ofSegment: count) {
                excess -= byteCount(ofSegment: count)
                count += 1
            }
        }
        if configuration.retentionMilliseconds >= 0 {
            while mayGo(), now - (try age(ofSegment: count)) > configuration.retentionMilliseconds {
                count += 1
            }
        }
        return count
    }

    /// The greatest timestamp, or when the file was last written if no record has one.
    private func age(ofSegment index: Int) throws(StorageError) -> Timestamp {
        let greatest = try greatestTimestamp(ofSegment: index)
        if greatest.timestamp >= 0 { return greatest.timestamp }
        let path = path(.log, baseOffset(ofSegment: index))
        guard let attributes = try fileSystem.attributes(path) else { throw .notFound(path: path) }
        return Timestamp(attributes.modifiedAtMilliseconds)
    }

    private func retireFirst(_ count: Int) throws(StorageError) -> [RetiredSegment] {
        var retired: [RetiredSegment] = []
        for _ in 0..<count {
            let segment = sealed[0]
            retired.append(try retire(segment))
            sealed.removeFirst()
            sealedByteCount -= segment.byteCount
        }
        return retired
    }

    /// Gives a segment's files their suffix, the log last: while it has its name, the segment is there.
    func retire(_ segment: SealedSegment) throws(StorageError) -> RetiredSegment {
        files.close(segment.baseOffset)
        directoryChanges += 1
        forgetCorruption(ofSegment: segment.baseOffset)
        var paths: [String] = []
        for kind in SegmentFile.allCases.reversed() {
            let path = path(kind, segment.baseOffset)
            do throws(StorageError) {
                try fileSystem.rename(path, to: path + SegmentFile.deletedSuffix)
                paths.append(path + SegmentFile.deletedSuffix)
            } catch {
                if case .notFound = error { continue }
                throw error
            }
        }
        return RetiredSegment(baseOffset: segment.baseOffset, byteCount: segment.byteCount, paths: paths)
    }
}
