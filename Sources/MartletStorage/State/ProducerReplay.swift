import MartletModel
import MartletRecords
import NIOCore

/// Makes the producer state at an offset: from the newest snapshot that fits, and the batches after it.
struct ProducerReplay {
    struct Segment {
        var baseOffset: Offset
        var byteCount: Int64
        /// Stretches that are corrupt, and passed over.
        var gaps: [Range<Int64>] = []
    }

    /// A snapshot's file: its name's offset, and how long it is.
    struct Snapshot {
        var offset: Offset
        var byteCount: Int64
    }

    let directory: String
    let fileSystem: any FileSystem
    /// Those of a log that is in use, which may be under rewrite.
    var files: LogFiles?
    /// No snapshot is one of which a crash has left a part: its length says enough where it has no producers.
    var areSnapshotsWhole = true

    /// Removes snapshots that cannot be read, and goes on with the one before. Adds to `ends` the
    /// transactions whose end it has met.
    func state(
        at end: Offset, logStartOffset: Offset, segments: [Segment], snapshots: [Snapshot],
        ends: inout UncommittedEnds
    ) throws(StorageError) -> ProducerState {
        var (state, start) =
            try newest(of: snapshots, upTo: end, after: logStartOffset)
            ?? (producers: ProducerState(), end: logStartOffset)
        guard start < end else { return state }
        // The first batch to replay lies in the last segment that begins at or before it.
        let first = max(0, segments.partitioningIndex { $0.baseOffset > start } - 1)
        for segment in segments[first...] where segment.baseOffset < end {
            let path = "\(directory)/\(SegmentFile.log.name(segment.baseOffset))"
            let file =
                if let files { try files.open(.log, segment.baseOffset) } else {
                    try fileSystem.open(path, .read)
                }
            var scanner = SegmentScanner(
                file, upTo: segment.byteCount, chunkByteCount: 64 << 10, skipping: segment.gaps)
            while let batch = try scanner.nextWhole(), batch.header.baseOffset < end {
                guard batch.header.lastOffset >= start else { continue }
                if let ended = try state.replay(batch, scanner, path: path) { ends.append(ended) }
            }
        }
        return state
    }

    /// The newest good snapshot after `start`, and the offset that it is for. Removes those that cannot be
    /// read.
    func newest(
        of snapshots: [Snapshot], upTo end: Offset, after start: Offset
    ) throws(StorageError) -> (producers: ProducerState, end: Offset)? {
        for snapshot in snapshots.reversed() where snapshot.offset <= end && snapshot.offset > start {
            if areSnapshotsWhole, snapshot.byteCount == ProducerSnapshot.emptyByteCount {
                return (ProducerState(), snapshot.offset)
            }
            let path = "\(directory)/\(SegmentFile.producerSnapshot.name(snapshot.offset))"
            do throws(StorageError) {
                let bytes = try fileSystem.open(path, .read).read(at: 0, count: Int(snapshot.byteCount))
                return (try ProducerSnapshot.decode(bytes, path: path), snapshot.offset)
            } catch {
                guard case .corrupt = error else { throw error }
                try fileSystem.remove(path)
            }
        }
        return nil
    }
}

extension ProducerState {
    /// Notes a batch of the log, data or the end of a transaction, which is returned.
    mutating func replay(
        _ batch: BatchLocation, _ scanner: SegmentScanner, path: @autoclosure () -> String
    ) throws(StorageError) -> EndedTransaction? {
        guard batch.header.hasProducer else { return nil }
        guard batch.header.isControl else {
            appended(batch.header)
            return nil
        }
        // Compaction keeps the header of a marker whose record it has dropped.
        guard batch.header.recordsCount > 0 else { return nil }
        let whole = try scanner.read(batch)
        do throws(RecordsError) {
            guard let marker = try TransactionMarker(in: whole) else { return nil }
            return ended(batch.header, marker)
        } catch {
            throw .corrupt(path: path(), position: batch.position, reason: "\(error)")
        }
    }
}
