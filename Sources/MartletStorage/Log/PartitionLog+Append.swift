import MartletModel
import MartletRecords
import NIOCore

/// Why a batch was not appended. Nothing of it is in the log then.
package enum AppendError: Error, Sendable, Equatable {
    /// The client's fault.
    case rejected(ErrorCode, String)
    case storage(StorageError)
}

package struct AppendResult: Sendable, Equatable {
    package var baseOffset: Offset
    package var lastOffset: Offset
    /// When the broker appended it; −1 when records carry the producer's time.
    package var logAppendTime: Timestamp
    package var logStartOffset: Offset
    /// The batch was in the log already; the offsets are those it got then.
    package var isDuplicate: Bool

    package init(
        baseOffset: Offset, lastOffset: Offset, logAppendTime: Timestamp, logStartOffset: Offset,
        isDuplicate: Bool
    ) {
        self.baseOffset = baseOffset
        self.lastOffset = lastOffset
        self.logAppendTime = logAppendTime
        self.logStartOffset = logStartOffset
        self.isDuplicate = isDuplicate
    }
}

extension PartitionLog {
    /// Appends a leader's batch at the log end, data or the end of a transaction: sets its base offset and
    /// leader epoch, and checks its producer.
    ///
    /// When this returns the batch is in the page cache and can be read; it is durable once a flush that
    /// began later is finished. When it throws, the log is as it was.
    package func append(
        _ batch: ValidatedBatch, leaderEpoch: LeaderEpoch, now: Timestamp, origin: AppendOrigin = .client
    ) throws(AppendError) -> AppendResult {
        var header = batch.header
        let marker = try transactionMarker(in: batch)
        switch judge(header, marker, from: origin) {
        case .accepted: break
        case .rejected(let code, let message): throw .rejected(code, message)
        case .duplicate(let known):
            return AppendResult(
                baseOffset: known.firstOffset, lastOffset: known.lastOffset,
                logAppendTime: known.timestamp,
                logStartOffset: logStartOffset, isDuplicate: true)
        }
        if Int64(header.byteCount) > configuration.segmentBytes {
            throw .rejected(
                .recordListTooLarge,
                "Message batch size is \(header.byteCount) bytes in append to partition \(topicPartition), "
                    + "which exceeds the maximum configured segment size of \(configuration.segmentBytes).")
        }
        header.baseOffset = logEndOffset
        header.partitionLeaderEpoch = leaderEpoch
        do throws(StorageError) {
            try write(header, batch.payload, now: now)
        } catch {
            throw .storage(error)
        }
        noteProducer(of: header, marker)
        return AppendResult(
            baseOffset: header.baseOffset, lastOffset: header.lastOffset,
            logAppendTime: header.timestampType == .logAppendTime ? header.maxTimestamp : .none,
            logStartOffset: logStartOffset, isDuplicate: false)
    }

    private func write(_ header: BatchHeader, _ payload: ByteBuffer, now: Timestamp) throws(StorageError) {
        try prepareWrite()
        if epochs.latestEpoch != header.partitionLeaderEpoch {
            assignEpoch(header.partitionLeaderEpoch, at: header.baseOffset)
        }
        if try active.isFull(for: header, configuration, jitter: segmentJitter, now: now) {
            try roll(now: now)
        }
        headerBuffer.clear()
        header.write(into: &headerBuffer)
        try write([headerBuffer, payload], now: now)
        active.appended(header, indexIntervalBytes: configuration.indexIntervalBytes)
    }

    /// Sees to it that the active segment ends with its last batch, and is known up to there.
    func prepareWrite() throws(StorageError) {
        try checkHealth()
        try cutTornTail()
        if active.isTailUnread,
            try active.readTail(indexIntervalBytes: configuration.indexIntervalBytes) != nil
        {
            try forgetIndexFiles()
        }
    }

    /// Writes whole batches at the end of the active segment, which does not account for them yet.
    func write(_ buffers: [ByteBuffer], now: Timestamp) throws(StorageError) {
        do throws(StorageError) {
            let file = try active.fileForWriting()
            active.lookAtTail(of: file, now: now)
            try file.write(buffers, at: active.byteCount)
        } catch {
            // Now, so that the room on a full disk is free again; if that fails too, before the next write.
            isTailTorn = true
            try? cutTornTail()
            throw error
        }
        active.noteAppend(at: now)
    }

    /// Cuts what a failed write may have left after the last batch.
    func cutTornTail() throws(StorageError) {
        guard isTailTorn else { return }
        try active.fileForWriting().truncate(to: active.byteCount)
        isTailTorn = false
    }

    /// Seals the active segment and begins a new one at the log end. A segment without batches stays.
    package func roll(now: Timestamp) throws(StorageError) {
        guard !active.isEmpty else { return }
        // A log must not lose its first segment and keep the second.
        if creation != nil { try syncNames() }
        active.completeTimeIndex()
        let log = try active.fileForWriting()
        let written = [log] + (try writeIndexes())
        let next = try files.createLog(logEndOffset)
        // An index of the same name may have been removed when the segment was cut.
        files.close(active.baseOffset)
        unsyncedFiles += written
        pendingSnapshots.append(producerSnapshot())
        directoryChanges += 1
        sealed.append(
            SealedSegment(
                baseOffset: active.baseOffset, byteCount: active.byteCount, greatest: active.timeIndex.last,
                hasAborts: !active.transactionIndex.isEmpty))
        sealedByteCount += active.byteCount
        active = ActiveSegment(baseOffset: logEndOffset, files: files, written: next, createdAt: now)
    }

    /// How much earlier than `segment.ms` this segment rolls, so that those of many partitions do not all at
    /// once. Drawn from the segment's name: the same log always rolls alike.
    var segmentJitter: Int64 {
        let limit = min(configuration.segmentJitterMilliseconds, configuration.segmentMilliseconds)
        guard limit > 0 else { return 0 }
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in topicPartition.topic.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        hash = (hash ^ UInt64(truncatingIfNeeded: topicPartition.partition.rawValue)) &* 0x100_0000_01b3
        hash = (hash ^ UInt64(active.baseOffset.rawValue)) &* 0x100_0000_01b3
        return Int64(hash >> 1) % limit
    }
}
