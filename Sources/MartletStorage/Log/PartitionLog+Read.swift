import MartletModel
import MartletRecords
import NIOCore

/// Why nothing could be read.
package enum ReadError: Error, Sendable, Equatable {
    case outOfRange(logStart: Offset, logEnd: Offset)
    /// The offset lies in a range that cannot be told any more; what follows it can be read.
    case corrupt(CorruptRange)
    case storage(StorageError)
}

extension PartitionLog: SegmentSequence {
    var activeBaseOffset: Offset { active.baseOffset }
    var activeByteCount: Int64 { active.byteCount }

    /// The bytes from the batch that holds `from`, or the first after it, as far as one segment has them.
    ///
    /// The slice holds no batch that reaches `upTo`. It is at most `maxBytes` long, so its last batch may be
    /// cut; with `minOneBatch` it is long enough for its first batch. Nil when there is nothing to return:
    /// nothing lies between the two offsets, or the first batch is longer than `maxBytes`.
    package func read(
        from offset: Offset, upTo end: Offset, maxBytes: Int, minOneBatch: Bool
    ) throws(ReadError) -> FileSlice? {
        try slice(from: offset, upTo: end, maxBytes, minOneBatch, .allowed)?.slice
    }

    /// As `read`, for a loop, which must not wait: throws `StorageError.wouldBlock` unless the bytes are in
    /// memory and known to be good, and all that has to be read to find them is in memory. Then `coldRead` is
    /// for a storage thread.
    package func readInMemory(
        from offset: Offset, upTo end: Offset, maxBytes: Int, minOneBatch: Bool, now: Timestamp
    ) throws(ReadError) -> LocatedSlice? {
        guard let found = try slice(from: offset, upTo: end, maxBytes, minOneBatch, .refused) else {
            return nil
        }
        let isHot = !found.isSealed && active.isHot(found.slice.position, now: now)
        guard isHot || found.slice.file.isSound(at: found.slice.position, count: found.slice.byteCount)
        else { throw .storage(.wouldBlock(path: found.slice.file.path)) }
        return found
    }

    private func slice(
        from offset: Offset, upTo end: Offset, _ maxBytes: Int, _ minOneBatch: Bool, _ access: DiskAccess
    ) throws(ReadError) -> LocatedSlice? {
        guard offset >= logStartOffset, offset <= logEndOffset else {
            throw .outOfRange(logStart: logStartOffset, logEnd: logEndOffset)
        }
        guard offset < end else { return nil }
        if let range = corruptRange(at: offset) { throw .corrupt(range) }
        // Most read what was appended last.
        if corruptRanges.isEmpty,
            let recent = active.recent(from: offset, upTo: end, maxBytes: maxBytes, minOneBatch: minOneBatch)
        {
            return LocatedSlice(
                slice: recent, soundByteCount: active.byteCount, isSealed: false,
                frame: frame(ofSegment: sealed.count))
        }
        do throws(StorageError) {
            return try reader(access).read(
                from: offset, upTo: end, maxBytes: maxBytes, minOneBatch: minOneBatch)
        } catch {
            throw .storage(error)
        }
    }

    /// The first batch of the segment that reaches `offset`: its position and where the next begins.
    func find(
        _ offset: Offset, inSegment index: Int
    ) throws(StorageError) -> (position: Int64, end: Int64)? {
        if index == sealed.count, corruptRanges.isEmpty, let found = active.findRecent(offset) {
            return found
        }
        return try reader().find(offset, inSegment: index)
    }

    /// For look-ups now, by the log's owner.
    func reader(_ access: DiskAccess = .allowed) -> LogReader {
        LogReader(self, for: .any, access)
    }

    /// For a look-up by timestamp on a storage thread.
    package func reader(forTimestamp timestamp: Timestamp) -> LogReader {
        LogReader(self, for: .timestamp(timestamp), .allowed)
    }

    /// For a look-up of the greatest timestamp on a storage thread.
    package func readerForGreatestTimestamp() -> LogReader {
        LogReader(self, for: .greatestTimestamp, .allowed)
    }

    /// As `readInMemory`, for a storage thread, which checks what it finds. `isReadCommitted`: with the
    /// aborted transactions. `readers`: those that have read this log from the disk last.
    package func coldRead(
        from offset: Offset, upTo end: Offset, maxBytes: Int, minOneBatch: Bool, isReadCommitted: Bool,
        after readers: [CatchUp] = []
    ) -> ColdRead {
        let maxBytes = min(maxBytes, ColdRead.byteLimit)
        return ColdRead(
            reader: LogReader(self, for: .read(from: offset, upTo: end, maxBytes: maxBytes), .allowed),
            offset: offset, end: end, maxBytes: maxBytes, minOneBatch: minOneBatch,
            isReadCommitted: isReadCommitted, readers: readers)
    }
}
