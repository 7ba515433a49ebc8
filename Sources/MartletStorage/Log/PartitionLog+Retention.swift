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

    /// Moves the log start forward, as a leader's deletions or this log's own say. It is durable once the
    /// directory's log start checkpoint is written. A stale epoch file is repaired when the log is opened, so
    /// that it need not be written at once.
    package func advanceLogStart(to offset: Offset) {
        guard offset > logStartOffset else { return }
        precondition(offset <= logEndOffset, "a log starts at its end at the latest")
        logStartOffset = offset
        if epochs.truncateStart(to: offset) { epochChanges += 1 }
    }

    /// How many segments are dated at a time.
    private static let dateLimit = 16

    /// What retention has to do at this log with the disk's help; nil if nothing. It takes segments out of
    /// the log that lie below the log start, exceed `retention.bytes`, or are older than `retention.ms`;
    /// never one that reaches beyond the high watermark. They have left the log when this returns.
    package func planRetention(now: Timestamp, highWatermark: Offset) throws(StorageError) -> RetentionJob? {
        try checkHealth()
        switch try retirable(now: now, highWatermark: highWatermark) {
        case .undated(let first):
            let undated = sealed[first...].prefix(Self.dateLimit).map(\.baseOffset)
            return retentionJob(.date(undated))
        case .segments(0): return nil
        case .segments(var count):
            // The log must not be without a segment.
            if count == segmentCount, try !rollForRetention(now: now) { count -= 1 }
            advanceLogStart(to: baseOffset(ofSegment: count))
            let retired = Array(sealed.prefix(count))
            layout += 1
            sealed.removeFirst(count)
            sealedByteCount -= retired.reduce(0) { $0 + $1.byteCount }
            for segment in retired {
                files.forget(segment.baseOffset)
                forgetCorruption(ofSegment: segment.baseOffset)
            }
            retirements += 1
            return retentionJob(.retire(retired))
        }
    }

    /// Takes note of what the job did. The caller removes the files of retired segments after
    /// `file.delete.delay.ms`; of others it asks `planRetention` again.
    package func finish(_ outcome: RetentionJob.Outcome) {
        switch outcome {
        case .dated(let timestamps):
            for index in sealed.indices {
                if let timestamp = timestamps[sealed[index].baseOffset] {
                    sealed[index].retentionTimestamp = timestamp
                }
            }
        case .retired:
            directoryChanges += 1
            retirements -= 1
        }
    }

    /// All of retention at once; blocks.
    package func applyRetention(
        now: Timestamp, highWatermark: Offset
    ) throws(StorageError) -> [RetiredSegment] {
        while let job = try planRetention(now: now, highWatermark: highWatermark) {
            let outcome = try job.run()
            finish(outcome)
            switch outcome {
            case .dated(let timestamps): if timestamps.isEmpty { return [] }
            case .retired(let segments): return segments
            }
        }
        return []
    }

    /// Where there is no room for a new segment the last one stays; what the others leave is room for it.
    private func rollForRetention(now: Timestamp) throws(StorageError) -> Bool {
        do throws(StorageError) {
            try roll(now: now)
            return true
        } catch {
            guard case .full = error, segmentCount > 1 else { throw error }
            return false
        }
    }

    private func retentionJob(_ task: RetentionJob.Task) -> RetentionJob {
        RetentionJob(task: task, directory: directory, fileSystem: fileSystem)
    }

    private enum Retirable {
        case segments(Int)
        /// It depends on the age of this sealed segment, which is to be looked up.
        case undated(Int)
    }

    /// How many segments from the oldest on may go, by one rule after the other.
    private func retirable(now: Timestamp, highWatermark: Offset) throws(StorageError) -> Retirable {
        var count = 0
        let limit = retirableSegmentLimit
        func mayGo() -> Bool {
            count < limit && nextOffset(ofSegment: count) <= highWatermark
                && !(count == sealed.count && active.isEmpty)
        }
        while mayGo(), count < sealed.count, nextOffset(ofSegment: count) <= logStartOffset { count += 1 }
        guard configuration.isDeleted else { return .segments(count) }
        if configuration.retentionBytes >= 0 {
            var excess = byteCount - configuration.retentionBytes
            for index in 0..<count { excess -= byteCount(ofSegment: index) }
            while mayGo(), excess >= byteCount(ofSegment: count) {
                excess -= byteCount(ofSegment: count)
                count += 1
            }
        }
        if configuration.retentionMilliseconds >= 0 {
            while mayGo() {
                guard let timestamp = try retentionTimestamp(ofSegment: count) else { return .undated(count) }
                guard now - timestamp > configuration.retentionMilliseconds else { break }
                count += 1
            }
        }
        return .segments(count)
    }

    /// The greatest timestamp, or when the file was last written if no record has one. Nil if that is to be
    /// looked up; of the active segment it is known, or asked of the file system.
    private func retentionTimestamp(ofSegment index: Int) throws(StorageError) -> Timestamp? {
        if index < sealed.count {
            if let greatest = sealed[index].greatest, greatest.timestamp >= 0 { return greatest.timestamp }
            return sealed[index].retentionTimestamp
        }
        if active.greatest.timestamp >= 0 { return active.greatest.timestamp }
        let path = path(.log, active.baseOffset)
        guard let attributes = try fileSystem.attributes(path) else { throw .notFound(path: path) }
        return Timestamp(attributes.modifiedAtMilliseconds)
    }

    /// Makes the names in the directory durable, unless they are; and its own.
    func syncNames() throws(StorageError) {
        if let creation {
            try creation.sync(directory, fileSystem)
            self.creation = nil
        } else if syncedDirectoryChanges < directoryChanges {
            try fileSystem.syncDirectory(directory)
        }
        syncedDirectoryChanges = directoryChanges
    }

    /// Gives a segment's files their suffix; for segments that are not in `sealed` any more.
    func retire(_ segment: SealedSegment) throws(StorageError) -> RetiredSegment {
        files.forget(segment.baseOffset)
        layout += 1
        directoryChanges += 1
        forgetCorruption(ofSegment: segment.baseOffset)
        return try segment.retire(from: directory, fileSystem)
    }
}
